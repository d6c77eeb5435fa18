//! What a PostgreSQL session has beside its queries: settings and transaction blocks.

mod registry;
mod settings;
mod transaction;

pub use registry::SERVER_VERSION;
pub use settings::{Change, Settings, exists};
pub use transaction::{Ended, Status, Transaction};
