//! What can stop a statement from outside: a cancel request, its timeout, the client's vanishing.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::errors::PgError;
use super::wire::Reader;

/// Why a statement did not come to its end.
#[derive(Debug)]
pub enum Failure {
    /// The client is told; a fatal error ends the connection.
    Statement(PgError),
    /// There is nobody left to tell.
    Gone(io::Error),
}

impl From<PgError> for Failure {
    fn from(error: PgError) -> Self {
        Self::Statement(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

/// All backends of the door, for cancel requests.
#[derive(Debug, Default)]
pub struct Backends {
    last_pid: AtomicI32,
    slots: Mutex<HashMap<i32, Slot>>,
}

#[derive(Debug)]
struct Slot {
    secret: i32,
    running: Option<CancellationToken>,
}

impl Backends {
    /// A new backend with a random secret; it is forgotten when the registration is dropped.
    pub fn register(self: &Arc<Self>) -> Registration {
        let secret =
            crate::auth::random(4).iter().fold(0u32, |secret, byte| secret << 8 | u32::from(*byte)) as i32;
        let mut slots = self.slots();
        let pid = loop {
            let pid = self.last_pid.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            if pid <= 0 {
                self.last_pid.store(0, Ordering::Relaxed);
            } else if !slots.contains_key(&pid) {
                break pid;
            }
        };
        slots.insert(pid, Slot { secret, running: None });
        Registration { backends: Arc::clone(self), pid, secret }
    }

    /// Cancels what a backend runs; nothing happens with a wrong secret or an idle backend.
    pub fn cancel(&self, pid: i32, secret: i32) {
        let slots = self.slots();
        if let Some(Slot { running: Some(running), .. }) =
            slots.get(&pid).filter(|slot| slot.secret == secret)
        {
            running.cancel();
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<i32, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One backend's place among the others.
#[derive(Debug)]
pub struct Registration {
    backends: Arc<Backends>,
    /// Told to the client as its process id.
    pub pid: i32,
    /// Told to the client, asked for by cancel requests.
    pub secret: i32,
}

impl Registration {
    /// From here until the control is dropped, cancel requests reach the statement.
    pub fn begin(&self, timeout: Option<Duration>) -> Control {
        let cancel = CancellationToken::new();
        if let Some(slot) = self.backends.slots().get_mut(&self.pid) {
            slot.running = Some(cancel.clone());
        }
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Control { backends: Arc::clone(&self.backends), pid: self.pid, cancel, deadline }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.backends.slots().remove(&self.pid);
    }
}

/// Watches over one statement.
#[derive(Debug)]
pub struct Control {
    backends: Arc<Backends>,
    pid: i32,
    cancel: CancellationToken,
    deadline: Option<Instant>,
}

impl Control {
    /// Fails when the statement must stop.
    pub fn check(&self) -> Result<(), Failure> {
        if self.cancel.is_cancelled() {
            return Err(cancelled());
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(timed_out());
        }
        Ok(())
    }

    /// Waits for `future`, unless the statement must stop before.
    pub async fn guard<F: Future>(&self, reader: &mut Reader, future: F) -> Result<F::Output, Failure> {
        let timeout = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(cancelled()),
            () = timeout => Err(timed_out()),
            output = future => Ok(output),
            gone = reader.gone() => Err(Failure::Gone(gone)),
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if let Some(slot) = self.backends.slots().get_mut(&self.pid) {
            slot.running = None;
        }
    }
}

fn cancelled() -> Failure {
    PgError::error("57014", "canceling statement due to user request").into()
}

fn timed_out() -> Failure {
    PgError::error("57014", "canceling statement due to statement timeout").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(failure: Failure) -> &'static str {
        match failure {
            Failure::Statement(error) => error.code,
            Failure::Gone(error) => panic!("{error}"),
        }
    }

    #[test]
    fn only_the_right_secret_reaches_a_running_statement() {
        let backends = Arc::new(Backends::default());
        let backend = backends.register();
        backends.cancel(backend.pid, backend.secret);
        let control = backend.begin(None);
        backends.cancel(backend.pid, backend.secret.wrapping_add(1));
        backends.cancel(backend.pid + 1, backend.secret);
        assert!(control.check().is_ok());
        backends.cancel(backend.pid, backend.secret);
        assert_eq!(code(control.check().unwrap_err()), "57014");
        drop(control);
        assert!(backend.begin(None).check().is_ok());
    }

    #[test]
    fn pids_are_positive_and_free_again() {
        let backends = Arc::new(Backends::default());
        backends.last_pid.store(i32::MAX - 1, Ordering::Relaxed);
        let (first, second) = (backends.register(), backends.register());
        assert_eq!((first.pid, second.pid), (i32::MAX, 1));
        drop((first, second));
        assert!(backends.slots().is_empty());
    }

    #[tokio::test]
    async fn waiting_ends_with_the_timeout_and_with_the_client() {
        let (client, server) = tokio::io::duplex(64);
        let backends = Arc::new(Backends::default());
        let backend = backends.register();
        let mut reader = Reader::new(Box::new(server));
        let control = backend.begin(Some(Duration::from_millis(10)));
        let stopped = control.guard(&mut reader, std::future::pending::<()>()).await;
        assert_eq!(code(stopped.unwrap_err()), "57014");
        let control = backend.begin(None);
        drop(client);
        let stopped = control.guard(&mut reader, std::future::pending::<()>()).await;
        assert!(matches!(stopped, Err(Failure::Gone(_))));
    }
}
