//! Lets queries in: so many run at once in a workgroup, so many wait, and more are refused.
//!
//! Waiting is first come, first served. A wait ends when its future is dropped, so a queued query is
//! cancelled like a running one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{EngineError, Result};

/// The gates of all workgroups.
#[derive(Debug)]
pub(crate) struct Admission {
    concurrent: usize,
    queued: usize,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

#[derive(Debug)]
struct Gate {
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// Leave to run; dropping it lets the next one in.
#[derive(Debug)]
pub(crate) struct Slot {
    _permit: OwnedSemaphorePermit,
}

/// Counts a waiting query for as long as it waits.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Admission {
    /// In each workgroup `concurrent` queries run at once (at least one) and `queued` wait.
    pub(crate) fn new(concurrent: usize, queued: usize) -> Self {
        let concurrent = concurrent.clamp(1, Semaphore::MAX_PERMITS);
        Self { concurrent, queued, gates: Mutex::default() }
    }

    /// Waits for a slot of the workgroup. Errors with `QUERY_QUEUE_FULL` when too many wait already.
    pub(crate) async fn enter(&self, workgroup: &str) -> Result<Slot> {
        let gate = self.gate(workgroup);
        if let Ok(permit) = Arc::clone(&gate.slots).try_acquire_owned() {
            return Ok(Slot { _permit: permit });
        }
        let waiting = gate.waiting.fetch_add(1, Ordering::AcqRel);
        let _waiting = Waiting(&gate.waiting);
        if waiting >= self.queued {
            return Err(EngineError::new(
                "QUERY_QUEUE_FULL",
                format!("Too many queued queries for \"{workgroup}\""),
            )
            .with_detail(format!("{} run and {} wait", self.concurrent, self.queued))
            .with_hint("try again later, or raise the limits of concurrent and queued queries"));
        }
        match Arc::clone(&gate.slots).acquire_owned().await {
            Ok(permit) => Ok(Slot { _permit: permit }),
            Err(_) => Err(EngineError::internal("the workgroup's slots are closed")),
        }
    }

    /// How many queries run and wait now, over all workgroups.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        gates.values().fold((0, 0), |(running, waiting), gate| {
            let free = gate.slots.available_permits();
            let waits = gate.waiting.load(Ordering::Acquire);
            (running + self.concurrent.saturating_sub(free) as u64, waiting + waits as u64)
        })
    }

    fn gate(&self, workgroup: &str) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Gate { slots: Arc::new(Semaphore::new(self.concurrent)), waiting: AtomicUsize::new(0) };
        Arc::clone(gates.entry(workgroup.to_owned()).or_insert_with(|| Arc::new(new())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn runs_some_queues_some_refuses_the_rest() {
        let admission = Arc::new(Admission::new(1, 1));
        let first = admission.enter("primary").await.unwrap();
        let waiting = tokio::spawn({
            let admission = Arc::clone(&admission);
            async move { admission.enter("primary").await }
        });
        while admission.gate("primary").waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(admission.enter("primary").await.unwrap_err().name, "QUERY_QUEUE_FULL");
        assert!(admission.enter("other").await.is_ok());
        drop(first);
        assert!(waiting.await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn a_dropped_wait_frees_its_place() {
        let admission = Admission::new(1, 1);
        let _first = admission.enter("primary").await.unwrap();
        {
            let wait = admission.enter("primary");
            tokio::pin!(wait);
            assert!(futures::poll!(wait.as_mut()).is_pending());
        }
        assert_eq!(admission.gate("primary").waiting.load(Ordering::Acquire), 0);
    }
}
