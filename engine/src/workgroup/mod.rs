//! Workgroups: how many queries run at once, and what one of them may scan.

mod admission;
mod limits;

pub(crate) use admission::{Admission, Slot};
pub(crate) use limits::WorkgroupLimits;
