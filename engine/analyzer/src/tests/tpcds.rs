//! TPC-DS's queries, from a folder that `TPCDS_FOLDER` names: `schema.tsv` (table, column, type) and `q/*.sql`.
//! Without it there is nothing to test.

use polias_sql::Flavor;
use polias_types::Type;

use super::{Fixture, parsed, session};
use crate::analyze;

#[test]
fn every_query_is_analyzed() {
    let Ok(folder) = std::env::var("TPCDS_FOLDER") else { return };
    let schema = std::fs::read_to_string(format!("{folder}/schema.tsv")).unwrap();
    let mut tables: Vec<(&str, Vec<(&str, Type)>)> = Vec::new();
    for line in schema.lines() {
        let mut parts = line.split('\t');
        let (table, column, data_type) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let data_type = Type::parse(&data_type.to_lowercase()).unwrap();
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push((column, data_type)),
            _ => tables.push((table, vec![(column, data_type)])),
        }
    }
    let mut fixture = Fixture::default();
    for (table, columns) in &tables {
        fixture.table(table, columns);
    }
    let mut failed = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(format!("{folder}/q")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let sql = std::fs::read_to_string(&file).unwrap();
        let sql = sql.trim().trim_end_matches(';');
        let started = std::time::Instant::now();
        if let Err(error) = analyze(&parsed(sql, Flavor::Trino), &session(), &fixture, &[]) {
            let position = error.offset.map(|offset| polias_sql::Position::of(sql, offset.get()));
            failed.push(format!("{}: {error} {position:?}", file.display()));
        }
        println!("{} {:?}", file.display(), started.elapsed());
    }
    assert!(failed.is_empty(), "{}:\n{}", failed.len(), failed.join("\n"));
}
