//! The reader's end of a running query.

use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, ready};

use arrow::record_batch::RecordBatch;
use futures::Stream;
use tokio::sync::mpsc;
use tokio_util::sync::{DropGuard, WaitForCancellationFutureOwned};

use super::drive::Ending;
use super::threads::panicked;
use crate::Result;
use crate::query::{QueryRuntime, canceled};

/// Rows as they come; ends after the first error. Dropping it cancels the query.
pub(super) struct ResultStream {
    batches: mpsc::Receiver<RecordBatch>,
    ending: Ending,
    query: Arc<QueryRuntime>,
    cancelled: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
    _cancel: DropGuard,
}

impl ResultStream {
    pub(super) fn new(
        batches: mpsc::Receiver<RecordBatch>,
        ending: Ending,
        query: Arc<QueryRuntime>,
    ) -> Self {
        let cancelled = Box::pin(query.cancel.clone().cancelled_owned());
        let cancel = query.cancel.clone().drop_guard();
        Self { batches, ending, query, cancelled, ended: false, _cancel: cancel }
    }
}

impl Stream for ResultStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        // A cancelled query ends here and now, even when its driver is still busy.
        if self.cancelled.as_mut().poll(context).is_ready() {
            self.ended = true;
            return Poll::Ready(Some(Err(canceled())));
        }
        if let Some(batch) = ready!(self.batches.poll_recv(context)) {
            self.query.progress.add_rows(batch.num_rows());
            return Poll::Ready(Some(Ok(batch)));
        }
        self.ended = true;
        let ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner).take();
        match ending {
            Some(Ok(())) => Poll::Ready(None),
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None => Poll::Ready(Some(Err(panicked()))),
        }
    }
}
