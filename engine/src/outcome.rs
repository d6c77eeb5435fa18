//! What a statement comes to, before anything of a table is read.
//!
//! A statement either was done (DDL, session settings), or has its few rows ready (SHOW, DESCRIBE, EXPLAIN),
//! or is a plan. Plans are not run by statements: [`crate::engine`] takes them on, one way for all of them
//! (estimate → admit → execute → settle).

use arrow::record_batch::RecordBatch;

use crate::planner::PlannedQuery;
use crate::{OutputColumn, Result};

/// Changes each batch of a plan's answer, for statements that show it in another shape (EXPLAIN ANALYZE).
/// It is called once for each batch, in order, on the threads that run queries.
pub(crate) type Reshape = Box<dyn FnMut(RecordBatch) -> Result<RecordBatch> + Send>;

/// What a statement comes to.
pub(crate) enum Outcome {
    /// Done; there are no rows. Free of charge.
    Done {
        /// PostgreSQL-style command word: `CREATE TABLE`, `SET`, …
        tag: &'static str,
        /// Things to tell the client (NOTICE).
        notices: Vec<String>,
    },
    /// Done, with its rows. Free of charge: nothing here may have read table data.
    Rows {
        /// Command word: `SHOW`, `EXPLAIN`, …
        tag: &'static str,
        /// One for each column of the batches, same order.
        columns: Vec<OutputColumn>,
        /// May be empty; then there are no rows.
        batches: Vec<RecordBatch>,
    },
    /// A plan to run: it waits for its workgroup, is metered, limited and billed.
    Query {
        /// Command word: `SELECT`, `EXPLAIN`, …
        tag: &'static str,
        /// The plan.
        plan: PlannedQuery,
        /// Columns and shape of what the client gets, where it is not the plan's own.
        reshape: Option<(Vec<OutputColumn>, Reshape)>,
    },
}
