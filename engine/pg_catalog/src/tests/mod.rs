//! Tests of whole queries over a small fixed lake.

mod clients;
mod corpus;
mod fetching;
mod lake;
mod limits;
mod parameters;
mod psql;
mod semantics;

pub(crate) use lake::session;
