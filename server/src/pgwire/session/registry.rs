//! The settings PostgreSQL clients set and ask for, with their defaults.
//!
//! Values that would change how results look are only accepted where they are obeyed. Names and defaults:
//! <https://www.postgresql.org/docs/15/runtime-config.html>; which ones clients use was counted from their traffic.

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Any text.
    Text,
    /// `on`, `off` and their other spellings.
    Bool,
    /// An integer within bounds.
    Integer(i64, i64),
    /// A duration in milliseconds, with units.
    Milliseconds,
    /// One of these words, case-insensitively.
    OneOf(&'static [&'static str]),
    /// Checked by its own rule.
    ClientEncoding,
    /// Checked by its own rule.
    DateStyle,
    /// Checked by its own rule.
    TimeZone,
    /// Cannot be changed.
    Fixed,
}

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Name as SHOW prints it.
    pub name: &'static str,
    /// Value without SET.
    pub default: &'static str,
    /// Values it takes.
    pub domain: Domain,
    /// True when the client is told of each change (ParameterStatus).
    pub reported: bool,
    /// What SHOW ALL says of it.
    pub description: &'static str,
}

const fn setting(
    name: &'static str,
    default: &'static str,
    domain: Domain,
    description: &'static str,
) -> Setting {
    Setting { name, default, domain, reported: false, description }
}

const fn reported(
    name: &'static str,
    default: &'static str,
    domain: Domain,
    description: &'static str,
) -> Setting {
    Setting { name, default, domain, reported: true, description }
}

const ISOLATION: Domain =
    Domain::OneOf(&["read committed", "read uncommitted", "repeatable read", "serializable"]);
const MESSAGES: Domain = Domain::OneOf(&[
    "debug5", "debug4", "debug3", "debug2", "debug1", "log", "notice", "warning", "error", "fatal", "panic",
]);

/// Version of PostgreSQL whose clients' catalog queries are answered.
pub const SERVER_VERSION: &str = "15.8";

/// All settings, by name.
pub const SETTINGS: &[Setting] = &[
    reported(
        "application_name",
        "",
        Domain::Text,
        "What the client calls itself; kept in the query history.",
    ),
    setting("array_nulls", "on", Domain::Bool, "NULL elements in array input."),
    setting("backslash_quote", "safe_encoding", Domain::Text, "Accepted for compatibility."),
    setting("bytea_output", "hex", Domain::OneOf(&["hex"]), "Output format of bytea."),
    setting("check_function_bodies", "on", Domain::Bool, "Accepted for compatibility."),
    reported("client_encoding", "UTF8", Domain::ClientEncoding, "Encoding of the client; UTF8 only."),
    setting("client_min_messages", "notice", MESSAGES, "Least severe message that is sent."),
    setting("cursor_tuple_fraction", "0.1", Domain::Text, "Accepted for compatibility."),
    reported("DateStyle", "ISO, MDY", Domain::DateStyle, "Output format of dates; ISO only."),
    setting("default_table_access_method", "heap", Domain::Text, "Accepted for compatibility."),
    setting("default_tablespace", "", Domain::Text, "Accepted for compatibility."),
    setting("default_text_search_config", "pg_catalog.simple", Domain::Text, "Accepted for compatibility."),
    setting("default_transaction_deferrable", "off", Domain::Bool, "Accepted for compatibility."),
    setting(
        "default_transaction_isolation",
        "read committed",
        ISOLATION,
        "Accepted; each query reads its own snapshot.",
    ),
    reported("default_transaction_read_only", "off", Domain::Bool, "Refuses statements that write."),
    setting("enable_hashjoin", "on", Domain::Bool, "Accepted for compatibility."),
    setting("enable_mergejoin", "on", Domain::Bool, "Accepted for compatibility."),
    setting("enable_nestloop", "on", Domain::Bool, "Accepted for compatibility."),
    setting("enable_seqscan", "on", Domain::Bool, "Accepted for compatibility."),
    setting("escape_string_warning", "on", Domain::Bool, "Accepted for compatibility."),
    setting(
        "extra_float_digits",
        "1",
        Domain::Integer(-15, 3),
        "Accepted; floats are always printed exactly.",
    ),
    setting("geqo", "on", Domain::Bool, "Accepted for compatibility."),
    setting(
        "idle_in_transaction_session_timeout",
        "0",
        Domain::Milliseconds,
        "Longest silence in a transaction block.",
    ),
    setting("idle_session_timeout", "0", Domain::Milliseconds, "Longest silence outside of one."),
    reported("in_hot_standby", "off", Domain::Fixed, "Never."),
    reported("integer_datetimes", "on", Domain::Fixed, "Binary times count microseconds."),
    reported(
        "IntervalStyle",
        "postgres",
        Domain::OneOf(&["postgres", "iso_8601"]),
        "Output format of intervals.",
    ),
    reported("is_superuser", "off", Domain::Fixed, "Never."),
    setting("jit", "off", Domain::Bool, "Accepted for compatibility."),
    setting("lc_collate", "C.UTF-8", Domain::Fixed, "Order of text."),
    setting("lc_ctype", "C.UTF-8", Domain::Fixed, "Classes of letters."),
    setting("lc_messages", "C", Domain::Text, "Accepted for compatibility."),
    setting("lc_monetary", "C", Domain::Text, "Accepted for compatibility."),
    setting("lc_numeric", "C", Domain::Text, "Accepted for compatibility."),
    setting("lc_time", "C", Domain::Text, "Accepted for compatibility."),
    setting("lock_timeout", "0", Domain::Milliseconds, "Accepted; there are no locks to wait for."),
    setting("log_statement", "none", Domain::Text, "Accepted for compatibility."),
    setting("maintenance_work_mem", "64MB", Domain::Text, "Accepted for compatibility."),
    setting("max_identifier_length", "63", Domain::Fixed, "Longest name."),
    setting("max_index_keys", "32", Domain::Fixed, "For clients that size arrays by it."),
    setting("max_parallel_workers_per_gather", "2", Domain::Text, "Accepted for compatibility."),
    setting("polias.show_cost", "off", Domain::Bool, "A notice with bytes and dollars after each statement."),
    setting("quote_all_identifiers", "off", Domain::Bool, "Accepted for compatibility."),
    setting("random_page_cost", "4", Domain::Text, "Accepted for compatibility."),
    setting("row_security", "on", Domain::Bool, "Accepted; permissions are always applied."),
    setting(
        "search_path",
        "\"$user\", public",
        Domain::Text,
        "The first database in it becomes the session's.",
    ),
    reported("server_encoding", "UTF8", Domain::Fixed, "Encoding of the server."),
    reported("server_version", SERVER_VERSION, Domain::Fixed, "PostgreSQL version whose clients fit."),
    setting("server_version_num", "150008", Domain::Fixed, "The same as a number."),
    reported("session_authorization", "", Domain::Fixed, "The user."),
    setting("ssl", "off", Domain::Fixed, "Whether this connection is encrypted."),
    reported(
        "standard_conforming_strings",
        "on",
        Domain::OneOf(&["on", "true", "yes", "1"]),
        "Backslashes are ordinary.",
    ),
    setting("statement_timeout", "0", Domain::Milliseconds, "Longest run of a statement."),
    setting("synchronize_seqscans", "on", Domain::Bool, "Accepted for compatibility."),
    setting("synchronous_commit", "on", Domain::Text, "Accepted for compatibility."),
    setting("tcp_keepalives_idle", "60", Domain::Text, "Accepted for compatibility."),
    setting("temp_buffers", "8MB", Domain::Text, "Accepted for compatibility."),
    reported("TimeZone", "UTC", Domain::TimeZone, "Zone of timestamps with time zone."),
    setting("transaction_deferrable", "off", Domain::Bool, "Accepted for compatibility."),
    setting(
        "transaction_isolation",
        "read committed",
        ISOLATION,
        "Accepted; each query reads its own snapshot.",
    ),
    setting("transaction_read_only", "off", Domain::Bool, "Refuses statements that write."),
    setting("transform_null_equals", "off", Domain::OneOf(&["off", "false", "no", "0"]), "Never."),
    setting("wal_level", "replica", Domain::Fixed, "For clients that look for replication."),
    setting("work_mem", "4MB", Domain::Text, "Accepted; memory is the workgroup's."),
    setting("xmlbinary", "base64", Domain::Text, "Accepted for compatibility."),
    setting("xmloption", "content", Domain::Text, "Accepted for compatibility."),
];

/// Finds a setting by name, in any case.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_described() {
        let names: Vec<_> = SETTINGS.iter().map(|setting| setting.name.to_lowercase()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(SETTINGS.iter().all(|setting| setting.description.ends_with('.')));
    }
}
