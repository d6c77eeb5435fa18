//! The threads queries are planned and run on, apart from those of the doors.
//!
//! A query computes for as long as it likes between two points where it can be interrupted; on the doors'
//! threads that would delay `/healthz` and every other connection. So the engine has a runtime of its own,
//! with several times as many threads as a query has partitions, so that two heavy queries leave some for
//! the others (the operating system shares out the cores), and doors only wait for channels.

use std::future::Future;

use tokio::runtime::{Builder, Runtime};
use tokio_util::task::AbortOnDropHandle;

use crate::{EngineError, Result};

/// Stack of a thread, bytes of address space; touched pages only are real. Expressions and plans as deep as
/// the planner allows are cloned, compared and dropped recursively.
const STACK: usize = 64 << 20;

/// Threads for each partition of a query.
const THREADS_PER_PARTITION: usize = 4;

/// Idle helper threads (file reads) are few; this bounds them.
const MAX_BLOCKING: usize = 256;

/// The engine's own runtime.
#[derive(Debug)]
pub(crate) struct QueryThreads {
    /// Taken out when it is shut down.
    runtime: Option<Runtime>,
}

impl QueryThreads {
    /// Starts [`THREADS_PER_PARTITION`] times as many threads.
    pub(crate) fn start(partitions: usize) -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(partitions.max(1).saturating_mul(THREADS_PER_PARTITION))
            .max_blocking_threads(MAX_BLOCKING)
            .thread_name("polias-query")
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(|error| EngineError::internal(format!("query threads cannot start: {error}")))?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Starts work there, for good.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(work);
        }
    }

    /// Runs work there and waits for it; when the waiting ends early, so does the work.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let Some(runtime) = &self.runtime else {
            return Err(EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down"));
        };
        match AbortOnDropHandle::new(runtime.spawn(work)).await {
            Ok(result) => result,
            Err(error) if error.is_panic() => Err(panicked()),
            Err(_) => Err(EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down")),
        }
    }
}

impl Drop for QueryThreads {
    fn drop(&mut self) {
        // A runtime must not be dropped, and so waited for, on a thread of another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The error of a query whose task failed. The reason is on the server's standard error only.
pub(crate) fn panicked() -> EngineError {
    EngineError::internal("the query's task failed; the server's log has the reason")
        .with_hint("this is a defect of the server: please report the statement")
}
