//! Filters in the store against the same filters evaluated here, and their limits.

use super::super::fixture;
use super::*;
use crate::Catalog;
use crate::error::ErrorKind;
use crate::model::PartitionInput;

/// A small generator of repeatable random numbers (SplitMix64), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.next(from.len())]
    }
}

const KEYS: [(&str, &str); 3] = [("year", "int"), ("code", "string"), ("day", "date")];
const YEARS: [&str; 7] = ["7", "8", "08", "-1", "2024", "2025", NULL_VALUE];
const CODES: [&str; 9] = ["a", "B", "8", "08", "ä", "__", "zz", "a'b", NULL_VALUE];
const DAYS: [&str; 4] = ["2024-05-17", "2024-05-18", "2024-12-01", NULL_VALUE];

fn random_constant(random: &mut Random) -> PartitionValue {
    if random.next(2) == 0 {
        PartitionValue::Integer([-1, 7, 8, 2024][random.next(4)])
    } else {
        let texts: Vec<&str> = [&YEARS[..], &CODES[..], &DAYS[..]].concat();
        PartitionValue::Text(random.pick(&texts).to_string())
    }
}

fn random_filter(random: &mut Random, depth: usize) -> PartitionFilter {
    const OPS: [CompareOp; 6] =
        [CompareOp::Eq, CompareOp::NotEq, CompareOp::Lt, CompareOp::LtEq, CompareOp::Gt, CompareOp::GtEq];
    let key = KEYS[random.next(3)].0.to_string();
    let many = |random: &mut Random| -> Vec<PartitionFilter> {
        (0..random.next(4)).map(|_| random_filter(random, depth + 1)).collect()
    };
    match random.next(if depth < 4 { 8 } else { 5 }) {
        0 => PartitionFilter::IsNull(key),
        1 => PartitionFilter::IsNotNull(key),
        2 => {
            let values = (0..=random.next(3)).map(|_| random_constant(random)).collect();
            PartitionFilter::In { key, values }
        }
        3 | 4 => PartitionFilter::Compare { key, op: OPS[random.next(6)], value: random_constant(random) },
        5 | 6 => PartitionFilter::And(many(random)),
        _ => PartitionFilter::Or(many(random)),
    }
}

/// What the documentation of `PartitionFilter` says, evaluated without SQL.
fn holds(filter: &PartitionFilter, values: &[String]) -> bool {
    let value = |key: &str| {
        let position = KEYS.iter().position(|(name, _)| *name == key).unwrap();
        Some(values[position].as_str()).filter(|value| *value != NULL_VALUE)
    };
    let compare = |key: &str, op: CompareOp, constant: &PartitionValue| {
        let ordering = match constant {
            PartitionValue::Text(text) => value(key).map(|value| value.as_bytes().cmp(text.as_bytes())),
            PartitionValue::Integer(integer) => {
                value(key).and_then(|value| value.parse::<i64>().ok()).map(|value| value.cmp(integer))
            }
        };
        ordering.is_some_and(|ordering| match op {
            CompareOp::Eq => ordering.is_eq(),
            CompareOp::NotEq => ordering.is_ne(),
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::LtEq => ordering.is_le(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::GtEq => ordering.is_ge(),
        })
    };
    match filter {
        PartitionFilter::Compare { key, op, value } => compare(key, *op, value),
        PartitionFilter::In { key, values } => {
            values.iter().any(|constant| compare(key, CompareOp::Eq, constant))
        }
        PartitionFilter::IsNull(key) => value(key).is_none(),
        PartitionFilter::IsNotNull(key) => value(key).is_some(),
        PartitionFilter::And(all) => all.iter().all(|filter| holds(filter, values)),
        PartitionFilter::Or(any) => any.iter().any(|filter| holds(filter, values)),
    }
}

async fn catalog() -> (tempfile::TempDir, Catalog, Vec<Vec<String>>) {
    let (dir, catalog) = fixture::catalog().await;
    catalog.create_table("default", fixture::table("t", &KEYS)).await.unwrap();
    let mut all = Vec::new();
    for year in YEARS {
        for code in CODES {
            for day in DAYS {
                all.push(vec![year.to_string(), code.to_string(), day.to_string()]);
            }
        }
    }
    all.sort();
    let inputs = all.iter().map(|values| PartitionInput { values: values.clone(), ..Default::default() });
    catalog.create_partitions("default", "t", inputs.collect(), false).await.unwrap();
    (dir, catalog, all)
}

#[tokio::test]
async fn the_store_and_the_definition_agree() {
    let (_dir, catalog, all) = catalog().await;
    let mut random = Random(20_240_517);
    let mut sizes = std::collections::HashSet::new();
    for round in 0..1500 {
        let filter = random_filter(&mut random, 0);
        let expected: Vec<&Vec<String>> = all.iter().filter(|values| holds(&filter, values)).collect();
        let found = catalog.partitions("default", "t", Some(&filter)).await.unwrap();
        let found: Vec<&Vec<String>> = found.iter().map(|partition| &partition.input.values).collect();
        assert_eq!(found, expected, "round {round}: {filter:?}");
        sizes.insert(found.len());
    }
    assert!(sizes.len() > 30, "the filters were all alike: {sizes:?}");
}

async fn refusal(filter: PartitionFilter) -> String {
    let (_dir, catalog, _) = catalog().await;
    let error = catalog.partitions("default", "t", Some(&filter)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidInput);
    error.message
}

fn is_year(year: i64) -> PartitionFilter {
    PartitionFilter::Compare { key: "year".into(), op: CompareOp::Eq, value: PartitionValue::Integer(year) }
}

#[tokio::test]
async fn bad_filters_are_refused() {
    let unknown = PartitionFilter::IsNull("id".into());
    assert_eq!(refusal(unknown).await, "id is no partition key of the table");
    let empty = PartitionFilter::In { key: "year".into(), values: vec![] };
    assert_eq!(refusal(empty).await, "the IN list of partition key year is empty");
    let wide = PartitionFilter::Or((0..10_000).map(is_year).collect());
    assert!(refusal(wide).await.contains("more than 10000"));
    let values = (0..10_000).map(PartitionValue::Integer).collect();
    assert!(refusal(PartitionFilter::In { key: "year".into(), values }).await.contains("more than 10000"));
    let mut deep = is_year(1);
    for _ in 0..limits::FILTER_DEPTH {
        deep = PartitionFilter::And(vec![deep]);
    }
    assert!(refusal(deep).await.contains("deeper than 32"));
}

#[tokio::test]
async fn the_largest_filters_work() {
    let (_dir, catalog, all) = catalog().await;
    let matching = all.iter().filter(|values| values[0].parse() == Ok(2024)).count();
    let wide = PartitionFilter::Or((1000..2500).map(is_year).collect());
    let list = PartitionFilter::In {
        key: "Year".into(),
        values: (1000..10_999).map(PartitionValue::Integer).collect(),
    };
    let mut deep = is_year(2024);
    for level in 1..limits::FILTER_DEPTH {
        let none = PartitionFilter::Or(vec![]);
        deep = if level % 2 == 0 {
            PartitionFilter::And(vec![PartitionFilter::And(vec![]), deep])
        } else {
            PartitionFilter::Or(vec![none, deep])
        };
    }
    let with_2025 = all.iter().filter(|values| values[0] == "2025").count() + matching;
    for (name, filter, expected) in
        [("wide", wide, with_2025), ("list", list, with_2025), ("deep", deep, matching)]
    {
        let found = catalog.partitions("default", "t", Some(&filter)).await.unwrap();
        assert_eq!(found.len(), expected, "{name}");
    }
}
