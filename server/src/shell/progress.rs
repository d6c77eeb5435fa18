//! A sign of life while a statement takes long.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When the first sign is given.
const PATIENCE: Duration = Duration::from_secs(1);

/// Shown on standard error until it is paused or dropped; only at a terminal.
pub struct Progress {
    task: Option<tokio::task::JoinHandle<()>>,
    shown: Arc<AtomicBool>,
}

/// Starts showing the time since `started`.
pub fn show(started: Instant) -> Progress {
    let shown = Arc::new(AtomicBool::new(false));
    if !std::io::stderr().is_terminal() {
        return Progress { task: None, shown };
    }
    let flag = Arc::clone(&shown);
    let task = tokio::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        loop {
            eprint!("\rrunning, {:.1} s (Ctrl-C cancels)", started.elapsed().as_secs_f64());
            let _ = std::io::stderr().flush();
            flag.store(true, Ordering::Release);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    Progress { task: Some(task), shown }
}

impl Progress {
    /// Stops showing, before rows are printed.
    pub fn pause(&self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        if self.shown.swap(false, Ordering::AcqRel) {
            eprint!("\r{:40}\r", "");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.pause();
    }
}
