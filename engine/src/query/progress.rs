//! How far a query is, for whoever looks on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use polias_connector::storage::Meter;

use crate::cost::Price;

/// How far a query is; read at any time, final when the stream has ended.
#[derive(Debug)]
pub struct Progress {
    meter: Arc<Meter>,
    price: Price,
    rows: AtomicU64,
    /// What is scanned is not billed: DDL, SHOW, EXPLAIN, and queries that failed.
    free: AtomicBool,
}

impl Progress {
    pub(crate) fn new(meter: Arc<Meter>, price: Price) -> Self {
        Self { meter, price, rows: AtomicU64::new(0), free: AtomicBool::new(false) }
    }

    /// Bytes read from files so far.
    pub fn scanned_bytes(&self) -> u64 {
        self.meter.bytes()
    }

    /// Bytes paid for, by Athena's rounding.
    pub fn billed_bytes(&self) -> u64 {
        if self.free.load(Ordering::Relaxed) { 0 } else { self.price.billed_bytes(self.scanned_bytes()) }
    }

    /// Price in US dollars.
    pub fn cost_usd(&self) -> f64 {
        self.price.usd(self.billed_bytes())
    }

    /// Rows handed out.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    pub(crate) fn add_rows(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
    }

    pub(crate) fn make_free(&self) {
        self.free.store(true, Ordering::Relaxed);
    }
}
