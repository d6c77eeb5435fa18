//! Run-time settings: the session's own, and the defaults of the PostgreSQL version we answer as.

use crate::names::PgSession;

/// Version clients see: they choose their catalog queries by it.
pub(crate) const SERVER_VERSION: &str = "15.8";

/// Defaults by lower-case name, sorted; values as `SHOW` prints them.
const DEFAULTS: &[(&str, &str)] = &[
    ("application_name", ""),
    ("array_nulls", "on"),
    ("block_size", "8192"),
    ("bytea_output", "hex"),
    ("client_encoding", "UTF8"),
    ("client_min_messages", "notice"),
    ("datestyle", "ISO, MDY"),
    ("default_table_access_method", "heap"),
    ("default_tablespace", ""),
    ("default_transaction_deferrable", "off"),
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_read_only", "off"),
    ("escape_string_warning", "on"),
    ("extra_float_digits", "1"),
    ("idle_in_transaction_session_timeout", "0"),
    ("in_hot_standby", "off"),
    ("integer_datetimes", "on"),
    ("intervalstyle", "postgres"),
    ("is_superuser", "off"),
    ("jit", "off"),
    ("lc_collate", "C.UTF-8"),
    ("lc_ctype", "C.UTF-8"),
    ("lc_messages", "C.UTF-8"),
    ("lc_monetary", "C.UTF-8"),
    ("lc_numeric", "C.UTF-8"),
    ("lc_time", "C.UTF-8"),
    ("lock_timeout", "0"),
    ("max_connections", "100"),
    ("max_function_args", "100"),
    ("max_identifier_length", "63"),
    ("max_index_keys", "32"),
    ("password_encryption", "scram-sha-256"),
    ("quote_all_identifiers", "off"),
    ("row_security", "on"),
    ("search_path", "\"$user\", public"),
    ("server_encoding", "UTF8"),
    ("server_version", SERVER_VERSION),
    ("server_version_num", "150008"),
    ("session_replication_role", "origin"),
    ("standard_conforming_strings", "on"),
    ("statement_timeout", "0"),
    ("synchronize_seqscans", "on"),
    ("timezone", "UTC"),
    ("transaction_deferrable", "off"),
    ("transaction_isolation", "read committed"),
    ("transaction_read_only", "off"),
    ("wal_level", "replica"),
    ("xmloption", "content"),
];

/// Value of a setting; names are not case-sensitive.
pub(crate) fn get(session: &PgSession, name: &str) -> Option<String> {
    let name = name.to_lowercase();
    if let Some((_, value)) = session.settings.iter().find(|(key, _)| key.eq_ignore_ascii_case(&name)) {
        return Some(value.clone());
    }
    match name.as_str() {
        "search_path" if !session.schema.is_empty() => Some(crate::identifier::quote(&session.schema)),
        "session_authorization" => Some(session.user.clone()),
        _ => DEFAULTS
            .binary_search_by_key(&name.as_str(), |(key, _)| key)
            .ok()
            .map(|position| DEFAULTS[position].1.to_owned()),
    }
}

/// All settings by name, spelled as PostgreSQL spells them.
pub(crate) fn all(session: &PgSession) -> Vec<(String, String)> {
    let mut names: Vec<String> = DEFAULTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(session.settings.keys().map(|name| name.to_lowercase()));
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            let value = get(session, &name).unwrap_or_default();
            let spelled = match name.as_str() {
                "datestyle" => "DateStyle".to_owned(),
                "intervalstyle" => "IntervalStyle".to_owned(),
                "timezone" => "TimeZone".to_owned(),
                _ => name,
            };
            (spelled, value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_sorted_and_overridden_by_the_session() {
        assert!(DEFAULTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let mut session = crate::tests::session();
        assert_eq!(get(&session, "TimeZone").as_deref(), Some("UTC"));
        session.settings.insert("TimeZone".into(), "Europe/Berlin".into());
        assert_eq!(get(&session, "TIMEZONE").as_deref(), Some("Europe/Berlin"));
        assert_eq!(get(&session, "no.such"), None);
        let all = all(&session);
        assert!(all.iter().any(|(name, _)| name == "DateStyle"));
        assert_eq!(all.iter().filter(|(name, _)| name.eq_ignore_ascii_case("timezone")).count(), 1);
    }
}
