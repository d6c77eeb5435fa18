//! The history's writer: records go to the catalog behind the queries' backs, in order.
//!
//! A query must never wait for the store, and its end must be recordable from `Drop`: each query reserves a
//! place in the bounded queue when it comes in, and its last record uses that place. Records of one query
//! that lie in the queue together are written once. Readers of the history flush it first.

use std::sync::Arc;
use std::time::Duration;

use polias_catalog::Catalog;
use polias_catalog::model::QueryRecord;
use tokio::sync::{mpsc, oneshot};

use crate::metrics::EndedQueries;
use crate::{EngineError, Result};

/// Most records on their way; when as many are, new queries wait.
const QUEUE: usize = 4096;

/// How long a record may lie before it is written, so that short queries are written once.
const GATHER: Duration = Duration::from_millis(20);

/// Hands records to the writer. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct History {
    queue: mpsc::Sender<Message>,
    ended: Arc<EndedQueries>,
}

#[derive(Debug)]
enum Message {
    Record(Box<QueryRecord>),
    /// Answered when everything before it is written.
    Flush(oneshot::Sender<()>),
}

/// A reserved place for a query's last record.
#[derive(Debug)]
pub(super) struct LastPlace(mpsc::OwnedPermit<Message>);

impl LastPlace {
    /// Never waits.
    pub(super) fn write(self, record: QueryRecord) {
        self.0.send(Message::Record(Box::new(record)));
    }
}

impl History {
    /// Starts the writer on the runtime it is called in; it ends when all senders are gone.
    pub(crate) fn start(catalog: Catalog) -> Self {
        let (queue, messages) = mpsc::channel(QUEUE);
        tokio::spawn(write(catalog, messages));
        Self { queue, ended: Arc::default() }
    }

    /// Reserves the place of a query's last record; waits while the store is behind.
    pub(super) async fn reserve(&self) -> Result<LastPlace> {
        let place = self.queue.clone().reserve_owned().await;
        place.map(LastPlace).map_err(|_| EngineError::new("SERVER_SHUTTING_DOWN", "Server is shutting down"))
    }

    /// Writes a record of a query that goes on. Left out when the queue is full: a later record says more.
    pub(super) fn write(&self, record: QueryRecord) {
        let _ = self.queue.try_send(Message::Record(Box::new(record)));
    }

    /// Counts of the queries that ended since the start.
    pub(crate) fn ended(&self) -> &EndedQueries {
        &self.ended
    }

    /// Returns when all records handed in before are in the catalog.
    pub(crate) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
    }
}

async fn write(catalog: Catalog, mut messages: mpsc::Receiver<Message>) {
    while let Some(first) = messages.recv().await {
        let mut records: Vec<QueryRecord> = Vec::new();
        let mut flushed = None;
        let mut message = Some(first);
        let gathered = tokio::time::sleep(GATHER);
        tokio::pin!(gathered);
        while let Some(next) = message.take() {
            match next {
                Message::Record(record) => match records.iter_mut().find(|r| r.query_id == record.query_id) {
                    Some(earlier) => *earlier = *record,
                    None => records.push(*record),
                },
                Message::Flush(done) => {
                    flushed = Some(done);
                    break;
                }
            }
            if records.len() >= QUEUE {
                break;
            }
            tokio::select! {
                next = messages.recv() => message = next,
                () = &mut gathered => {}
            }
        }
        for record in &records {
            if let Err(error) = catalog.put_query(record).await {
                tracing::error!(query_id = record.query_id, %error, "query record could not be written");
            }
        }
        if let Some(done) = flushed {
            let _ = done.send(());
        }
    }
}
