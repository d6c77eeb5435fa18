//! The engine as a door sees it: submit, cancel, describe, and what stays in the history.

mod cancel;
mod describe;
pub(crate) mod fixture;
mod history;
mod limits;
mod scan;
mod select;
