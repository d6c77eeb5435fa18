//! The doors of a running server, asked in their own protocols.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod extended;
mod harness;
mod login;
mod protocol;
mod raw;
mod simple;
mod streams;
