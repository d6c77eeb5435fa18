//! Which queries run now, so that they can be cancelled and waited for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::QueryRuntime;
use crate::{EngineError, Result};

/// The queries between submission and settlement.
#[derive(Debug, Default)]
pub(crate) struct RunningQueries {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    queries: HashMap<String, Arc<QueryRuntime>>,
    closed: bool,
}

impl RunningQueries {
    /// Takes a query in. Errors with `SERVER_SHUTTING_DOWN` after [`Self::close`].
    pub(crate) fn enter(self: &Arc<Self>, query: &Arc<QueryRuntime>) -> Result<Registration> {
        let mut state = self.state();
        if state.closed {
            return Err(EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down")
                .with_hint("connect again when it is back"));
        }
        state.queries.insert(query.id.clone(), Arc::clone(query));
        Ok(Registration { queries: Arc::clone(self), id: query.id.clone() })
    }

    /// A running query.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<QueryRuntime>> {
        self.state().queries.get(id).cloned()
    }

    /// Stops a query; false when there is no such query.
    pub(crate) fn cancel(&self, id: &str) -> bool {
        let query = self.get(id);
        if let Some(query) = &query {
            query.cancel.cancel();
        }
        query.is_some()
    }

    /// Stops all of them.
    pub(crate) fn cancel_all(&self) {
        for query in self.state().queries.values() {
            query.cancel.cancel();
        }
    }

    /// Refuses new queries from now on.
    pub(crate) fn close(&self) {
        self.state().closed = true;
    }

    /// Waits until none runs.
    pub(crate) async fn wait_idle(&self) {
        loop {
            let changed = self.changed.notified();
            if self.state().queries.is_empty() {
                return;
            }
            changed.await;
        }
    }

    /// Whole even when a thread died holding the lock: each change is one insert or remove.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A query's place among the running ones; dropping it takes the query out.
#[derive(Debug)]
pub(crate) struct Registration {
    queries: Arc<RunningQueries>,
    id: String,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.queries.state().queries.remove(&self.id);
        self.queries.changed.notify_waiters();
    }
}
