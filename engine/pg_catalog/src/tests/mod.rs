//! Tests of whole queries over a small fixed lake.

mod corpus;
mod lake;
mod queries;

pub(crate) use lake::session;
