//! The binder: from sqlparser's tree to [`crate::plan`], with PostgreSQL's name and type resolution.
//!
//! DataFusion's planner is not used for catalog queries: clients lean on correlated scalar subqueries, LATERAL
//! functions, set-returning functions in the select list, `regclass` casts and exact type OIDs, none of which
//! it plans; the catalogs are small, so a plain evaluator (`crate::execute`) runs the bound form.

mod call;
mod column;
mod expr;
mod from;
mod naming;
mod operator;
mod query;
mod scope;
mod select;
mod types;

use datafusion::sql::sqlparser::ast::Query;

use crate::context::Context;
use crate::error::{self, Result};
use crate::plan::{Expr, Node, Plan};
use crate::types::oids;
pub(crate) use from::members;
use scope::{CommonTable, Level};

/// Most parameters a statement may have; PostgreSQL's protocol allows as many.
const MAX_PARAMETERS: usize = 65_535;
/// Deepest nesting of expressions and subqueries.
const MAX_DEPTH: usize = 200;

/// A bound statement.
pub(crate) struct Statement {
    pub(crate) plan: Plan,
    /// Type OIDs of the parameters in order.
    pub(crate) parameters: Vec<u32>,
}

/// Binds a query. `parameters` holds declared type OIDs, 0 for "infer".
pub(crate) fn bind(query: &Query, parameters: &[u32], ctx: &Context<'_>) -> Result<Statement> {
    let declared =
        parameters.iter().map(|oid| (*oid != 0 && *oid != oids::UNKNOWN).then_some(*oid)).collect();
    let mut binder = Binder {
        ctx,
        levels: Vec::new(),
        tables: Vec::new(),
        parameters: declared,
        reach: NO_REACH,
        next_plan: 0,
        depth: 0,
    };
    let plan = binder.query(query)?;
    let parameters = binder.parameters.iter().map(|ty| ty.unwrap_or(oids::TEXT)).collect();
    Ok(Statement { plan, parameters })
}

/// Nothing outside is read.
const NO_REACH: usize = usize::MAX;

/// State of binding one statement.
struct Binder<'c, 'a> {
    ctx: &'c Context<'a>,
    levels: Vec<Level>,
    /// WITH queries in sight, innermost last.
    tables: Vec<CommonTable>,
    parameters: Vec<Option<u32>>,
    /// Outermost level read by what is being bound: twice its position in `levels`; odd values mark reading the
    /// working table of a recursive query. A plan whose reach lies outside of it is correlated.
    reach: usize,
    next_plan: usize,
    depth: usize,
}

impl Binder<'_, '_> {
    fn plan_id(&mut self) -> usize {
        self.next_plan += 1;
        self.next_plan
    }

    /// Runs `bind` one nesting level deeper.
    fn deeper<T>(&mut self, bind: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(error::too_deep());
        }
        self.depth += 1;
        let result = bind(self);
        self.depth -= 1;
        result
    }

    /// The parameter of a placeholder such as `$1`.
    fn parameter(&mut self, placeholder: &str) -> Result<Expr> {
        let number: usize = placeholder
            .strip_prefix('$')
            .and_then(|digits| digits.parse().ok())
            .filter(|number| (1..=MAX_PARAMETERS).contains(number))
            .ok_or_else(|| error::syntax(format!("syntax error at or near \"{placeholder}\"")))?;
        if self.parameters.len() < number {
            self.parameters.resize(number, None);
        }
        let ty = self.parameters[number - 1].unwrap_or(oids::UNKNOWN);
        Ok(Expr::new(Node::Param(number - 1), ty))
    }

    /// The level being bound.
    fn level(&mut self) -> Result<&mut Level> {
        self.levels.last_mut().ok_or_else(|| error::internal("no query level"))
    }
}
