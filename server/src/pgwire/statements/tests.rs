//! Statements of the door, and those that must reach the engine.

use super::*;
use crate::pgwire::encode::CopyFormat;

fn read(sql: &str) -> SessionStatement {
    parse(sql).unwrap().unwrap_or_else(|| panic!("{sql} was left to the engine"))
}

fn set(name: &str, value: Option<&str>, local: bool) -> SessionStatement {
    SessionStatement::Set { name: name.to_owned(), value: value.map(str::to_owned), local }
}

#[test]
fn engine_statements_are_left_alone() {
    for sql in [
        "select 1",
        "",
        "SHOW TABLES",
        "show tables in db 'a.*'",
        "SHOW CREATE TABLE t",
        "SHOW SESSION",
        "SET SESSION workgroup = 'x'",
        "SET SESSION hive.x = true",
        "RESET SESSION workgroup",
        "PREPARE p FROM SELECT 1",
        "EXECUTE p USING 1",
        "USE db",
        "START something",
        "( select 1 )",
    ] {
        assert_eq!(parse(sql).unwrap(), None, "{sql}");
    }
}

#[test]
fn set_in_all_its_forms() {
    for (sql, expected) in [
        ("SET search_path TO tpch, \"My Db\"", set("search_path", Some("tpch, \"My Db\""), false)),
        ("set search_path = ''", set("search_path", Some("\"\""), false)),
        ("SET LOCAL statement_timeout = 1000;", set("statement_timeout", Some("1000"), true)),
        ("SET SESSION timezone TO 'UTC'", set("timezone", Some("UTC"), false)),
        ("SET TIME ZONE -7", set("TimeZone", Some("-7"), false)),
        ("SET TIME ZONE LOCAL", set("TimeZone", None, false)),
        ("SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE", set("TimeZone", Some("+02:00"), false)),
        ("SET datestyle TO ISO, MDY", set("datestyle", Some("iso, mdy"), false)),
        ("SET NAMES 'utf8'", set("client_encoding", Some("utf8"), false)),
        ("SET jit TO DEFAULT", set("jit", None, false)),
        ("/* c */ SET my.own = 'x'", set("my.own", Some("x"), false)),
        ("SET SESSION AUTHORIZATION DEFAULT", SessionStatement::SetRole(None)),
        ("SET ROLE 'bob'", SessionStatement::SetRole(Some("bob".into()))),
    ] {
        assert_eq!(read(sql), expected, "{sql}");
    }
    assert_eq!(parse("SET jit").unwrap_err().code, "42601");
    assert_eq!(parse("SET jit = on off").unwrap_err().offset, Some(13));
}

#[test]
fn transactions() {
    let modes = Modes { isolation: Some("repeatable read"), read_only: Some(true), deferrable: None };
    assert_eq!(
        read("START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"),
        SessionStatement::Begin { tag: "START TRANSACTION", modes: modes.clone() }
    );
    assert_eq!(modes.settings("transaction_").len(), 2);
    assert_eq!(read("END WORK"), SessionStatement::Commit { chain: false });
    assert_eq!(read("ROLLBACK AND CHAIN"), SessionStatement::Rollback { chain: true });
    assert_eq!(read("rollback to savepoint \"A b\""), SessionStatement::RollbackTo("A b".into()));
    assert_eq!(read("release sp"), SessionStatement::Release("sp".into()));
    assert_eq!(parse("PREPARE TRANSACTION 'x'").unwrap_err().code, "0A000");
    assert_eq!(parse("BEGIN nonsense").unwrap_err().code, "42601");
}

#[test]
fn cursors() {
    let declare = Declare { name: "srv".into(), hold: true, query: "select * from t".into(), offset: 35 };
    assert_eq!(
        read("declare \"srv\" cursor with hold for select * from t;"),
        SessionStatement::Declare(declare)
    );
    let fetch = |count, discard| SessionStatement::Fetch(Fetch { name: "c".into(), count, discard });
    for (sql, expected) in [
        ("FETCH c", fetch(Count::Rows(1), false)),
        ("FETCH NEXT FROM c", fetch(Count::Rows(1), false)),
        ("FETCH FORWARD 10 FROM c", fetch(Count::Rows(10), false)),
        ("fetch 100 in c;", fetch(Count::Rows(100), false)),
        ("FETCH ALL c", fetch(Count::All, false)),
        ("MOVE FORWARD ALL IN \"c\"", fetch(Count::All, true)),
    ] {
        assert_eq!(read(sql), expected, "{sql}");
    }
    for sql in ["FETCH PRIOR FROM c", "FETCH BACKWARD 2 FROM c", "FETCH -1 FROM c", "FETCH ABSOLUTE 3 c"] {
        assert_eq!(parse(sql).unwrap_err().code, "55000", "{sql}");
    }
    assert_eq!(parse("DECLARE c SCROLL CURSOR FOR SELECT 1").unwrap_err().code, "0A000");
    assert_eq!(read("CLOSE ALL"), SessionStatement::Close(None));
}

fn copied(sql: &str) -> CopyStatement {
    match read(sql) {
        SessionStatement::Copy(copy) => copy,
        other => panic!("{other:?}"),
    }
}

#[test]
fn copy_out() {
    let copy = copied("COPY (select ')' from (t)) TO STDOUT (FORMAT binary)");
    assert_eq!((copy.query.as_str(), copy.offset), ("select ')' from (t)", Some(6)));
    assert_eq!(copy.options.format, CopyFormat::Binary);
    let copy = copied("copy \"S\".t (a, \"B\") to stdout with csv header delimiter ';'");
    assert_eq!(copy.query, "SELECT a, \"B\" FROM \"S\".t");
    assert!(copy.options.header && copy.options.delimiter == b';' && copy.options.null.is_empty());
    assert_eq!(copied("COPY t TO STDOUT WITH (FORMAT csv, NULL 'x', QUOTE '''')").options.quote, b'\'');
    for (sql, code) in [
        ("COPY t FROM STDIN", "0A000"),
        ("COPY t TO '/tmp/x'", "0A000"),
        ("COPY t TO STDOUT (FORMAT xml)", "22023"),
        ("COPY t TO STDOUT (FORMAT binary, HEADER)", "0A000"),
        ("COPY t TO STDOUT (NOPE 1)", "42601"),
        ("COPY (select 1 TO STDOUT", "42601"),
    ] {
        assert_eq!(parse(sql).unwrap_err().code, code, "{sql}");
    }
}

#[test]
fn the_rest() {
    assert_eq!(read("UNLISTEN *"), SessionStatement::Accepted("UNLISTEN"));
    assert_eq!(read("DISCARD ALL"), SessionStatement::Discard { tag: "DISCARD ALL", all: true });
    assert_eq!(read("DEALLOCATE ALL"), SessionStatement::Deallocate(None));
    assert_eq!(
        read("SHOW TRANSACTION ISOLATION LEVEL"),
        SessionStatement::Show(Target::One("transaction_isolation".into()))
    );
    assert_eq!(read("show TimeZone"), SessionStatement::Show(Target::One("timezone".into())));
    assert_eq!(read("RESET ALL"), SessionStatement::Reset(Target::All));
    assert!(read("ROLLBACK").ends_failed_block() && !read("SAVEPOINT a").ends_failed_block());
    assert!(writes("/* c */ CREATE TABLE x") && !writes("select 1"));
}
