//! The public entry points: parse, then run rounds of the evaluator until nothing is missing.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use datafusion::common::ScalarValue;
use datafusion::sql::sqlparser::ast::Query;
use tokio::sync::{Semaphore, oneshot};

use crate::context::Context;
use crate::error::{self, PgCatalogError, Result};
use crate::execute::Executor;
use crate::names::{Names, PgSession};
use crate::world::{Need, World};
use crate::{Answer, PgDescription, bind, encode, parameter, parse};

/// Rounds until a query has all it needs: schemas and relations, then columns, then what those lead to.
const MAX_ROUNDS: usize = 16;
/// Stack of an evaluator thread: bound depth times the largest frame, with room.
const STACK_BYTES: usize = 32 << 20;
/// Catalog queries evaluated at a time.
const MAX_CONCURRENT: usize = 8;

static SLOTS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(MAX_CONCURRENT));

/// Runs a catalog query. `parameters` are the values of `$1`, `$2`, …; strings take the type the query gives them.
///
/// Errors carry the SQLSTATE PostgreSQL would use.
pub async fn answer(
    sql: &str,
    parameters: &[ScalarValue],
    session: &PgSession,
    names: Arc<dyn Names>,
) -> Result<Answer, PgCatalogError> {
    let query = Arc::new(parse::query(sql)?);
    let parameters: Arc<[ScalarValue]> = parameters.into();
    let session = Arc::new(session.clone());
    let cancelled = CancelOnDrop::default();
    let mut world = World::default();
    for _ in 0..MAX_ROUNDS {
        let round = Round {
            query: Arc::clone(&query),
            parameters: Arc::clone(&parameters),
            session: Arc::clone(&session),
            cancelled: Arc::clone(&cancelled.0),
        };
        let (back, needs, result) = on_own_thread(move || round.run(world)).await?;
        if needs.is_empty() {
            return result;
        }
        world = back;
        world.fetch(needs, &names).await?;
    }
    Err(error::limit(format!("catalog query needs names in more than {MAX_ROUNDS} steps")))
}

/// Describes a catalog query without running it: result columns, and the types of its parameters, where
/// `parameter_oids` gives declared ones (0 for "infer").
pub async fn describe(
    sql: &str,
    parameter_oids: &[u32],
    session: &PgSession,
    names: Arc<dyn Names>,
) -> Result<PgDescription, PgCatalogError> {
    // What a query returns depends on its text alone.
    drop(names);
    let query = parse::query(sql)?;
    let declared = parameter_oids.to_vec();
    let session = session.clone();
    on_own_thread(move || {
        let cancelled = AtomicBool::new(false);
        let world = World::default();
        let ctx = Context::new(&session, &world, &cancelled, false);
        let statement = bind::bind(&query, &declared, &ctx)?;
        let columns = encode::columns(&statement.plan.columns);
        Ok(PgDescription { columns, parameter_oids: statement.parameters })
    })
    .await?
}

/// Tells a running evaluator that nobody waits any more.
#[derive(Default)]
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// One run over what is known.
struct Round {
    query: Arc<Query>,
    parameters: Arc<[ScalarValue]>,
    session: Arc<PgSession>,
    cancelled: Arc<AtomicBool>,
}

impl Round {
    fn run(self, world: World) -> (World, BTreeSet<Need>, Result<Answer>) {
        let ctx = Context::new(&self.session, &world, &self.cancelled, true);
        let result = self.evaluate(&ctx);
        let needs = ctx.into_needs();
        (world, needs, result)
    }

    fn evaluate(&self, ctx: &Context<'_>) -> Result<Answer> {
        let declared: Vec<u32> = self.parameters.iter().map(parameter::declared).collect();
        let statement = bind::bind(&self.query, &declared, ctx)?;
        let values = parameter::values(ctx, &self.parameters, &statement.parameters)?;
        let rows = Executor::new(ctx, &values).rows(&statement.plan)?;
        let mut columns = encode::columns(&statement.plan.columns);
        let batches = encode::batches(ctx, &mut columns, &rows)?;
        let changed_settings = ctx.changed_settings.borrow().clone();
        Ok(Answer { columns, batches, changed_settings })
    }
}

/// Runs work on a thread with a deep stack: the evaluator recurses, and must not block the caller's runtime.
async fn on_own_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(|_| error::internal("catalog queries are shut down"))?;
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new()
        .name("catalog-query".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            // The receiver is gone when the caller has been cancelled; nobody misses the answer then.
            drop(sender.send(work()));
        })
        .map_err(|error| error::internal(format!("cannot start a thread: {error}")))?;
    receiver.await.map_err(|_| error::internal("the evaluator of a catalog query ended without an answer"))
}
