//! Bounds of the Postgres door that no configuration key carries.
//!
//! Each number protects the server from one client; the ones an operator tunes are in [`super::PgwireOptions`].

use std::time::Duration;

/// Longest packet of a client that has not proven who it is (PostgreSQL's own bound of startup packets).
pub const MAX_UNAUTHENTICATED_BYTES: usize = 10_000;
/// Longest message after authentication: statement texts are bounded below this, Bind values by it.
pub const MAX_MESSAGE_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of following messages kept while a statement runs; a client that sends more waits.
pub const MAX_PIPELINED_BYTES: usize = 1024 * 1024;
/// Encoded bytes kept before they are written out.
pub const FLUSH_BYTES: usize = 256 * 1024;
/// Longest row or COPY line; PostgreSQL's limit of a field is 1 GiB, clients allocate what we announce.
pub const MAX_ROW_BYTES: usize = 256 * 1024 * 1024;
/// Time from the connection to the end of authentication.
pub const STARTUP_TIMEOUT: Duration = Duration::from_secs(60);
/// Time a client may take to accept the next piece of a result.
pub const WRITE_STALL_TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// Wait after a refused password, so that guessing is slow.
pub const REFUSAL_DELAY: Duration = Duration::from_millis(250);
/// Time a refused client has to close its side, so that it surely reads why.
pub const LINGER: Duration = Duration::from_secs(1);
/// Silence on a connection after which the operating system asks whether the peer is there.
pub const KEEPALIVE: Duration = Duration::from_secs(60);
/// Connections beyond the limit that may say who they are, to be told there are too many or to cancel.
pub const REFUSAL_SLOTS: usize = 32;
/// Prepared statements of one connection.
pub const MAX_STATEMENTS: usize = 10_000;
/// Open portals and cursors of one connection; each may hold a running query.
pub const MAX_PORTALS: usize = 256;
/// Savepoints of one transaction block.
pub const MAX_SAVEPOINTS: usize = 1_000;
/// Custom settings (`my.name`) of one connection.
pub const MAX_CUSTOM_SETTINGS: usize = 256;
/// Longest value of a setting, bytes.
pub const MAX_SETTING_BYTES: usize = 8 * 1024;
