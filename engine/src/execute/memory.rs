//! Memory accounts: one limit for the process, one account for each query.
//!
//! First come, first served under the process's limit ("greedy"): a fair split between the spillable
//! operators of a plan makes plans of many operators spill early. What an operator cannot reserve it spills,
//! or the query fails.
//!
//! Two exceptions. Operators that can spill get half of the limit together: what they spill they must first
//! merge, and the merge, which cannot spill, takes about as much again (a sort that may fill all memory fails
//! when it comes to merging: <https://github.com/apache/datafusion/issues/12136>).
//!
//! An exchange (`RepartitionExec`) that cannot reserve spills to files, and its reader waits on
//! the oldest file only: with two open files the query hangs for ever
//! (<https://github.com/apache/datafusion/issues/24883>; DataFusion 55.2 has that code). Exchanges hold few
//! batches, so they may go over the limit, up to a hard cap.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryLimit, MemoryPool, MemoryReservation, TrackConsumersPool};

/// Consumers of exchanges are named so.
const EXCHANGE: &str = "RepartitionExec[";

/// How many consumers the error names when memory is out.
const NAMED_CONSUMERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(2);

/// The account of the process.
#[derive(Debug)]
pub(crate) struct ProcessMemory {
    limit: usize,
    /// What exchanges may bring the total to.
    exchange_limit: usize,
    /// What operators that can spill may hold together.
    spillable_limit: usize,
    used: AtomicUsize,
    /// The part of `used` that operators hold that can spill.
    spillable: AtomicUsize,
}

impl ProcessMemory {
    /// `limit` bytes for all queries.
    pub(crate) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            limit,
            exchange_limit: limit.saturating_add(limit / 4),
            spillable_limit: limit / 2,
            used: AtomicUsize::new(0),
            spillable: AtomicUsize::new(0),
        }
    }

    /// Bytes reserved now, and the limit.
    pub(crate) fn usage(&self) -> (u64, u64) {
        (self.used.load(Ordering::Relaxed) as u64, self.limit as u64)
    }
}

/// The account of one query.
#[derive(Debug)]
pub(crate) struct QueryMemory {
    process: Arc<ProcessMemory>,
    used: AtomicUsize,
    peak: AtomicUsize,
}

impl QueryMemory {
    /// A new account under the process's.
    pub(crate) fn new(process: &Arc<ProcessMemory>) -> Self {
        Self { process: Arc::clone(process), used: AtomicUsize::new(0), peak: AtomicUsize::new(0) }
    }

    /// Most bytes reserved at once.
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::Relaxed)
    }

    /// The pool DataFusion reserves from; its error names the largest consumers.
    pub(crate) fn pool(self: &Arc<Self>) -> Arc<dyn MemoryPool> {
        Arc::new(TrackConsumersPool::new(Account(Arc::clone(self)), NAMED_CONSUMERS))
    }

    fn add(&self, bytes: usize) {
        let used = self.used.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.peak.fetch_max(used, Ordering::Relaxed);
    }
}

/// The query's account as a pool.
#[derive(Debug)]
struct Account(Arc<QueryMemory>);

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "query(used: {}, process limit: {})", self.reserved(), self.0.process.limit)
    }
}

impl MemoryPool for Account {
    fn name(&self) -> &str {
        "query"
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        let process = &self.0.process;
        process.used.fetch_add(additional, Ordering::Relaxed);
        if is_spillable(reservation) {
            process.spillable.fetch_add(additional, Ordering::Relaxed);
        }
        self.0.add(additional);
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        let process = &self.0.process;
        process.used.fetch_sub(shrink, Ordering::Relaxed);
        if is_spillable(reservation) {
            process.spillable.fetch_sub(shrink, Ordering::Relaxed);
        }
        self.0.used.fetch_sub(shrink, Ordering::Relaxed);
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        let process = &self.0.process;
        let spillable = is_spillable(reservation);
        if spillable {
            take(&process.spillable, additional, process.spillable_limit)
                .map_err(|used| self.exhausted(reservation, additional, used, process.spillable_limit))?;
        }
        let limit = if is_exchange(reservation) { process.exchange_limit } else { process.limit };
        if let Err(used) = take(&process.used, additional, limit) {
            if spillable {
                process.spillable.fetch_sub(additional, Ordering::Relaxed);
            }
            return Err(self.exhausted(reservation, additional, used, limit));
        }
        self.0.add(additional);
        Ok(())
    }

    fn reserved(&self) -> usize {
        self.0.used.load(Ordering::Relaxed)
    }

    fn memory_limit(&self) -> MemoryLimit {
        MemoryLimit::Finite(self.0.process.limit)
    }
}

impl Account {
    fn exhausted(
        &self,
        reservation: &MemoryReservation,
        additional: usize,
        used: usize,
        limit: usize,
    ) -> DataFusionError {
        DataFusionError::ResourcesExhausted(format!(
            "{} wanted {additional} bytes more; of {limit} bytes {used} are reserved, {} by this query in all",
            reservation.consumer().name(),
            self.reserved(),
        ))
    }
}

/// Adds to a count unless it would go over the limit; then the count is the error.
fn take(count: &AtomicUsize, additional: usize, limit: usize) -> std::result::Result<usize, usize> {
    count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
        used.checked_add(additional).filter(|grown| *grown <= limit)
    })
}

fn is_exchange(reservation: &MemoryReservation) -> bool {
    reservation.consumer().name().starts_with(EXCHANGE)
}

/// Exchanges can spill, but must not (see the module).
fn is_spillable(reservation: &MemoryReservation) -> bool {
    reservation.consumer().can_spill() && !is_exchange(reservation)
}

#[cfg(test)]
mod tests {
    use datafusion::execution::memory_pool::MemoryConsumer;

    use super::*;

    #[test]
    fn queries_share_the_process_limit() {
        let process = Arc::new(ProcessMemory::new(100));
        let (first, second) = (Arc::new(QueryMemory::new(&process)), Arc::new(QueryMemory::new(&process)));
        let one = MemoryConsumer::new("sort").register(&first.pool());
        let two = MemoryConsumer::new("join").register(&second.pool());
        one.try_grow(60).unwrap();
        let error = two.try_grow(50).unwrap_err();
        assert!(matches!(error.find_root(), DataFusionError::ResourcesExhausted(_)), "{error}");
        drop(one);
        two.try_grow(50).unwrap();
        two.shrink(20);
        assert_eq!((first.peak(), second.peak()), (60, 50));
        drop(two);
        assert_eq!(process.used.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_can_spill_gets_half() {
        let process = Arc::new(ProcessMemory::new(100));
        let query = Arc::new(QueryMemory::new(&process));
        let sort = MemoryConsumer::new("sort").with_can_spill(true).register(&query.pool());
        sort.try_grow(50).unwrap();
        assert!(sort.try_grow(1).is_err());
        let merge = MemoryConsumer::new("merge").register(&query.pool());
        merge.try_grow(50).unwrap();
        assert!(merge.try_grow(1).is_err());
        sort.shrink(30);
        assert!(sort.try_grow(30).is_ok());
        drop((sort, merge));
        assert_eq!(process.spillable.load(Ordering::Relaxed) + process.used.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn exchanges_go_over_the_limit_up_to_the_cap() {
        let process = Arc::new(ProcessMemory::new(100));
        let query = Arc::new(QueryMemory::new(&process));
        let exchange = MemoryConsumer::new("RepartitionExec[0]").register(&query.pool());
        exchange.try_grow(125).unwrap();
        assert!(exchange.try_grow(1).is_err());
        assert!(MemoryConsumer::new("sort").register(&query.pool()).try_grow(1).is_err());
    }
}
