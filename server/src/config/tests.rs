use std::io::Write;

use super::*;

fn flags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn with_flags(pairs: &[(&str, &str)]) -> Result<Settings, String> {
    load(&[], None, std::iter::empty(), &flags(pairs)).map_err(|error| error.to_string())
}

fn with_file(text: &str) -> Result<Settings, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    load(&[], Some(file.path()), std::iter::empty(), &[]).map_err(|error| error.to_string())
}

#[test]
fn defaults_are_complete_and_valid() {
    let settings = with_flags(&[]).unwrap();
    assert_eq!(settings.pg_listen.to_string(), "127.0.0.1:5439");
    assert_eq!(settings.memory_limit.0, 4 << 30);
    assert!(settings.tls_cert.is_none() && settings.buckets.is_empty());
}

#[test]
fn what_config_prints_is_a_valid_file_of_defaults() {
    let settings = with_file(&print_keys()).unwrap();
    assert_eq!(format!("{settings:?}"), format!("{:?}", with_flags(&[]).unwrap()));
}

#[test]
fn flags_win_over_environment_and_environment_over_file() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"[pg]\nlisten = \"127.0.0.1:1\"\nmax_connections = 7\n[engine]\nbatch_rows = 256\n")
        .unwrap();
    let environment =
        [("POLIAS_PG_LISTEN", "127.0.0.1:2"), ("POLIAS_ENGINE_BATCH_ROWS", "512"), ("HOME", "/x")];
    let environment = environment.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let settings =
        load(&[], Some(file.path()), environment, &flags(&[("engine.batch_rows", "1024")])).unwrap();
    assert_eq!(settings.pg_listen.port(), 2);
    assert_eq!(settings.pg_max_connections, 7);
    assert_eq!(settings.batch_rows, 1024);
}

#[test]
fn unknown_keys_are_refused_by_name() {
    assert!(with_file("[pg]\nlisten_on = \"127.0.0.1:1\"\n").unwrap_err().contains("pg.listen_on"));
    assert!(
        with_file("[buckets.logs]\nendpont = \"https://x\"\n").unwrap_err().contains("buckets.logs.endpont")
    );
    assert!(with_flags(&[("nope", "1")]).unwrap_err().contains("nope"));
    let environment = [("POLIAS_PG_LISTN".to_owned(), "x".to_owned())].into_iter();
    assert!(load(&[], None, environment, &[]).unwrap_err().to_string().contains("POLIAS_PG_LISTN"));
}

#[test]
fn values_out_of_bounds_or_of_another_kind_are_refused_by_name() {
    for (key, value, part) in [
        ("engine.memory_limit", "1MB", "between 64MiB and 1TiB"),
        ("engine.memory_limit", "4 parsecs", "unknown unit"),
        ("engine.batch_rows", "0", "between 128 and 65536"),
        ("engine.batch_rows", "-1", "whole number"),
        ("engine.query_timeout", "5", "such as 30s"),
        ("engine.query_timeout", "999d", "between 1s and 7d"),
        ("pg.listen", "nowhere", "IP address and port"),
        ("cost.price_per_tb_usd", "NaN", "finite"),
        ("s3.enabled", "yes", "true or false"),
        ("log.format", "xml", "text or json"),
    ] {
        let error = with_flags(&[(key, value)]).unwrap_err();
        assert!(error.contains(key) && error.contains(part), "{key}={value}: {error}");
    }
}

#[test]
fn contradictions_name_both_keys() {
    for (pairs, first, second) in [
        (vec![("tls.cert", "a.pem")], "tls.cert", "tls.key"),
        (vec![("s3.endpoint", "https://x")], "s3.enabled", "s3.endpoint"),
        (vec![("s3.enabled", "true"), ("s3.endpoint", "http://x")], "s3.endpoint", "s3.allow_http"),
        (vec![("s3.enabled", "true"), ("s3.access_key_id", "A")], "s3.access_key_id", "s3.secret_access_key"),
        (vec![("http.listen", "127.0.0.1:5439")], "pg.listen", "http.listen"),
    ] {
        let error = with_flags(&pairs).unwrap_err();
        assert!(error.contains(first) && error.contains(second), "{error}");
    }
}

#[test]
fn buckets_have_endpoints_of_their_own() {
    let settings = with_file(
        "[buckets.logs]\nendpoint = \"http://127.0.0.1:9\"\nallow_http = true\n[buckets.\"a.b\"]\nregion = \"eu-west-1\"\n",
    )
    .unwrap();
    let storage = bucket_configs(&settings);
    assert_eq!(storage.buckets.len(), 2);
    let logs = storage.buckets.iter().find(|bucket| bucket.name == "logs").unwrap();
    assert_eq!(logs.s3.endpoint.as_deref(), Some("http://127.0.0.1:9"));
    assert!(storage.buckets.iter().any(|bucket| bucket.name == "a.b"));
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let mut secret = tempfile::NamedTempFile::new().unwrap();
    secret.write_all(b"hunter2\n").unwrap();
    let reference = format!("file:{}", secret.path().display());
    let settings = with_flags(&[
        ("s3.enabled", "true"),
        ("s3.access_key_id", "A"),
        ("s3.secret_access_key", &reference),
    ])
    .unwrap();
    assert_eq!(settings.s3_secret_access_key.as_ref().unwrap().expose(), "hunter2");
    assert!(!format!("{settings:?}").contains("hunter2"));
    assert!(
        with_flags(&[("s3.secret_access_key", "env:NO_SUCH_VARIABLE_X")])
            .unwrap_err()
            .contains("NO_SUCH_VARIABLE_X")
    );
}
