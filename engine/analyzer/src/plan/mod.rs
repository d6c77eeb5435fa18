//! The typed plan: what the analyzer makes of a query, and what the engine lowers to its operators.
//!
//! Each column has a number that is unique in the whole plan, from the node where it appears. Nodes name
//! columns by it and never by text. Types are Trino's; every cast stands in the plan.

mod display;
mod expression;
mod free_columns;
mod node;
mod replace;
mod walk;

pub use expression::{
    AggregateCall, Bound, ComparisonOperator, Expression, ExpressionKind, Frame, FrameUnit, Lambda,
    NullTreatment, Quantifier, SortKey, Subquery, SubqueryKind, VariableId, WindowCall,
};
pub use node::{Column, ColumnId, JoinKind, Node, Scan, Unnested};
