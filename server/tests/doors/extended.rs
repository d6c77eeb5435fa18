//! The extended protocol: names, portals, formats, parameters, and errors that last until Sync.

use tokio_postgres::types::{FromSql, Type};

use crate::harness::Server;
use crate::raw::{RawClient, bind, close, describe, error, execute, kinds, message, parse, query, sync};
use crate::simple::rows;

#[tokio::test]
async fn one_sequence_of_messages() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let sequence =
        [parse("", "SELECT 7 AS n"), bind("", "", &[1]), describe('P', ""), execute("", 0), sync()];
    let answer = client.ask(&sequence).await;
    assert_eq!(kinds(&answer), "12TDCZ");
    assert_eq!(answer[4].body, b"SELECT 1\0");
    let empty = [parse("", ""), bind("", "", &[]), describe('P', ""), execute("", 0), sync()];
    assert_eq!(kinds(&client.ask(&empty).await), "12nIZ");
}

#[tokio::test]
async fn an_error_lasts_until_sync() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let answer = client.ask(&[bind("", "nope", &[]), execute("", 0), query("SELECT 1"), sync()]).await;
    assert_eq!((kinds(&answer).as_str(), error(&answer).code().as_str()), ("EZ", "26000"));
    let answer = client.ask(&[execute("nope", 0), sync()]).await;
    assert_eq!(error(&answer).code(), "34000");
    let answer = client.ask(&[parse("", "SELECT 1; SELECT 2"), sync()]).await;
    assert_eq!(error(&answer).code(), "42601");
    assert_eq!(kinds(&client.ask(&[query("SELECT 1")]).await), "TDCZ");
}

#[tokio::test]
async fn names_are_kept_and_not_taken_twice() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    assert_eq!(kinds(&client.ask(&[parse("s", "SELECT 1 AS n"), sync()]).await), "1Z");
    assert_eq!(error(&client.ask(&[parse("s", "SELECT 2"), sync()]).await).code(), "42P05");
    assert_eq!(kinds(&client.ask(&[describe('S', "s"), sync()]).await), "tTZ");
    assert_eq!(kinds(&client.ask(&[query("DEALLOCATE s")]).await), "CZ");
    assert_eq!(error(&client.ask(&[bind("", "s", &[]), sync()]).await).code(), "26000");
    assert_eq!(kinds(&client.ask(&[close('S', "never"), close('P', "never"), sync()]).await), "33Z");
}

#[tokio::test]
async fn format_codes_and_parameters_are_counted() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    client.ask(&[parse("s", "SELECT 1 AS a, 2 AS b"), sync()]).await;
    for formats in [&[0, 1, 0][..], &[7]] {
        let answer = client.ask(&[bind("", "s", formats), execute("", 0), sync()]).await;
        assert_eq!(error(&answer).code(), "08P01", "{formats:?}");
    }
    let one_parameter = message(b'B', b"\0s\0\0\0\0\x01\xff\xff\xff\xff\0\0");
    assert_eq!(error(&client.ask(&[one_parameter, sync()]).await).code(), "08P01");
}

#[tokio::test]
async fn portals_are_suspended_and_live_as_long_as_their_block() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    client.ask(&[query("BEGIN")]).await;
    let first = client.ask(&[parse("", &rows(4)), bind("p", "", &[]), execute("p", 3), sync()]).await;
    assert_eq!(kinds(&first), "12DDDsZ");
    assert_eq!(kinds(&client.ask(&[execute("p", 2), sync()]).await), "DDsZ");
    let rest = client.ask(&[execute("p", i32::MAX), sync()]).await;
    assert_eq!(rest.iter().filter(|message| message.kind == 'D').count(), 9_995);
    assert_eq!(rest[rest.len() - 2].body, b"SELECT 9995\0");
    assert_eq!(kinds(&client.ask(&[execute("p", 0), sync()]).await), "CZ");
    client.ask(&[query("COMMIT")]).await;
    assert_eq!(error(&client.ask(&[execute("p", 0), sync()]).await).code(), "34000");
    let outside = client.ask(&[parse("", &rows(2)), bind("q", "", &[]), execute("q", 1), sync()]).await;
    assert_eq!(kinds(&outside), "12DsZ");
    assert_eq!(error(&client.ask(&[execute("q", 0), sync()]).await).code(), "34000");
}

/// The binary form of any value.
struct Raw(Vec<u8>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw.to_vec()))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

#[tokio::test]
async fn binary_values() {
    let server = Server::new().await;
    let client = server.connect().await;
    let sql = "SELECT CAST(2 AS smallint), CAST(-3 AS integer), CAST(4 AS bigint), CAST(1.5 AS real), \
               CAST(-2.25 AS double), true, 'text', CAST('-123.45' AS decimal(10,2)), DATE '2000-01-02', \
               CAST(NULL AS integer)";
    let row = client.query_one(sql, &[]).await.unwrap();
    assert_eq!((row.get::<_, i16>(0), row.get::<_, i32>(1), row.get::<_, i64>(2)), (2, -3, 4));
    assert_eq!((row.get::<_, f32>(3), row.get::<_, f64>(4), row.get::<_, bool>(5)), (1.5, -2.25, true));
    assert_eq!(row.get::<_, &str>(6), "text");
    assert_eq!(row.columns()[7].type_(), &Type::NUMERIC);
    assert_eq!(row.get::<_, Raw>(7).0, [0, 2, 0, 0, 0x40, 0, 0, 2, 0, 123, 0x11, 0x94]);
    assert_eq!(row.get::<_, Raw>(8).0, [0, 0, 0, 1]);
    assert_eq!(row.get::<_, Option<i32>>(9), None);
}

#[tokio::test]
async fn parameters_of_declared_types() {
    let server = Server::new().await;
    let client = server.connect().await;
    let sql = "SELECT CAST($1 AS bigint) + 1, CAST($2 AS varchar), CAST($3 AS double), CAST($4 AS boolean)";
    let statement =
        client.prepare_typed(sql, &[Type::INT8, Type::TEXT, Type::FLOAT8, Type::BOOL]).await.unwrap();
    let row = client.query_one(&statement, &[&41i64, &"ä", &1.5f64, &true]).await.unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, &str>(1)), (42, "ä"));
    assert_eq!((row.get::<_, f64>(2), row.get::<_, bool>(3)), (1.5, true));
    let nulls: [Option<i64>; 1] = [None];
    let statement = client.prepare_typed("SELECT CAST($1 AS bigint)", &[Type::INT8]).await.unwrap();
    assert_eq!(client.query_one(&statement, &[&nulls[0]]).await.unwrap().get::<_, Option<i64>>(0), None);
}

#[tokio::test]
async fn parameters_of_inferred_types() {
    let server = Server::new().await;
    let client = server.connect().await;
    let sql = "SELECT n FROM (VALUES (CAST(1 AS bigint)), (2), (3)) AS t(n) WHERE n >= $1 ORDER BY n";
    let statement = client.prepare(sql).await.unwrap();
    assert_eq!(statement.params(), [Type::INT8]);
    assert_eq!(client.query(&statement, &[&2i64]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn statements_of_the_door_in_the_extended_protocol() {
    let server = Server::new().await;
    let mut client = RawClient::ready(server.port()).await;
    let run = |sql: &str| [parse("", sql), bind("", "", &[]), describe('P', ""), execute("", 0), sync()];
    assert_eq!(kinds(&client.ask(&run("SHOW server_version")).await), "12TDCZ");
    assert_eq!(kinds(&client.ask(&run("BEGIN")).await), "12nCZ");
    client.ask(&run("DECLARE c CURSOR FOR SELECT 1 AS n")).await;
    assert_eq!(kinds(&client.ask(&run("FETCH ALL FROM c")).await), "12TDCZ");
    assert_eq!(kinds(&client.ask(&run("COPY (SELECT 1 AS n) TO STDOUT")).await), "12nHdcCZ");
    let ended = client.ask(&run("COMMIT")).await;
    assert_eq!((kinds(&ended).as_str(), ended.last().unwrap().body.as_slice()), ("12nCZ", &b"I"[..]));
}
