//! Files on disk, read through DataFusion's scan.

use std::io::Write;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::TaskContext;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::{SessionConfig, SessionContext};
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use polias_catalog::model::{Parameters, StorageDescriptor};
use polias_connector::ConnectorError;

use super::TextSource;
use super::decompression::Compression;
use crate::serde::SerDe;
use crate::serde::testing::{render, table};

const LAZY: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
const OPENX: &str = "org.openx.data.jsonserde.JsonSerDe";

/// A scan of files kept in memory.
struct Scan {
    store: Arc<InMemory>,
    table: StorageDescriptor,
    parameters: Parameters,
    projection: Option<Vec<usize>>,
    groups: Vec<Vec<PartitionedFile>>,
    batch_size: usize,
    target_partitions: usize,
}

impl Scan {
    fn new(library: &str, columns: &str, properties: &[(&str, &str)]) -> Self {
        Self {
            store: Arc::new(InMemory::new()),
            table: table(library, columns, properties),
            parameters: Parameters::new(),
            projection: None,
            groups: Vec::new(),
            batch_size: 8192,
            target_partitions: 1,
        }
    }

    fn parameter(mut self, key: &str, value: &str) -> Self {
        self.parameters.insert(key.into(), value.into());
        self
    }

    async fn put(&self, name: &str, bytes: &[u8]) -> PartitionedFile {
        let path = Path::from(name);
        self.store.put(&path, bytes.to_vec().into()).await.unwrap();
        PartitionedFile::new_from_meta(self.store.head(&path).await.unwrap())
    }

    async fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        let file = self.put(name, bytes).await;
        self.groups.push(vec![file]);
        self
    }

    fn plan(&self) -> Arc<dyn ExecutionPlan> {
        let serde = SerDe::try_new(&self.table, &self.parameters).unwrap();
        let fields = serde
            .columns()
            .iter()
            .map(|column| arrow::datatypes::Field::new(&column.name, column.hive_type.arrow(), true));
        let schema = Arc::new(arrow::datatypes::Schema::new(fields.collect::<Vec<_>>()));
        let source = TextSource::try_new(&self.table, &self.parameters, schema).unwrap();
        let config =
            FileScanConfigBuilder::new(ObjectStoreUrl::parse("memory://").unwrap(), Arc::new(source))
                .with_file_groups(self.groups.iter().cloned().map(FileGroup::new).collect())
                .with_projection_indices(self.projection.clone())
                .unwrap()
                .build();
        let plan = DataSourceExec::from_data_source(config);
        let mut options = datafusion::config::ConfigOptions::default();
        options.optimizer.repartition_file_min_size = 0;
        match self.target_partitions {
            1 => plan,
            target => plan.repartitioned(target, &options).unwrap().unwrap_or(plan),
        }
    }

    fn task(&self) -> Arc<TaskContext> {
        let context = SessionContext::new_with_config(SessionConfig::new().with_batch_size(self.batch_size));
        let url = ObjectStoreUrl::parse("memory://").unwrap();
        context.runtime_env().register_object_store(url.as_ref(), self.store.clone());
        context.task_ctx()
    }

    async fn batches(&self) -> Result<Vec<RecordBatch>, ConnectorError> {
        let result = collect(self.plan(), self.task()).await;
        result.map_err(|error| ConnectorError::find_in(&error).expect("a connector's error").clone())
    }

    async fn rows(&self) -> Result<Vec<String>, ConnectorError> {
        Ok(self.batches().await?.iter().flat_map(render).collect())
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn bzip2(bytes: &[u8]) -> Vec<u8> {
    use tokio::io::AsyncWriteExt;
    let mut encoder = async_compression::tokio::write::BzEncoder::new(Vec::new());
    encoder.write_all(bytes).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Hadoop's framing: one block of several pieces.
fn hadoop_blocks(pieces: &[&[u8]], compress: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let total: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut bytes = (total as u32).to_be_bytes().to_vec();
    for piece in pieces {
        let compressed = compress(piece);
        bytes.extend((compressed.len() as u32).to_be_bytes());
        bytes.extend(compressed);
    }
    bytes
}

/// Numbered lines: enough for several chunks and blocks.
fn lines(count: usize) -> String {
    (0..count).map(|at| format!("{at}\u{1}line number {at} {}\n", "x".repeat(at % 50))).collect()
}

async fn read_compressed(name: &str, bytes: &[u8]) -> Result<Vec<String>, ConnectorError> {
    Scan::new(LAZY, "a int, b string", &[]).file(name, bytes).await.rows().await
}

async fn assert_same(name: &str, compressed: &[u8], plain: &str) {
    let expected = read_compressed("plain", plain.as_bytes()).await.unwrap();
    assert!(!expected.is_empty());
    let found = read_compressed(name, compressed).await.unwrap();
    assert!(found == expected, "{name}: {} rows instead of {}", found.len(), expected.len());
}

/// Cut anywhere, a compressed file must be an error.
async fn assert_cuts_fail(name: &str, compressed: &[u8], cuts: impl IntoIterator<Item = usize>) {
    for cut in cuts {
        let error =
            read_compressed(name, &compressed[..cut]).await.expect_err(&format!("{name} cut at {cut}"));
        assert_eq!(error.name, "HIVE_CURSOR_ERROR", "{name} cut at {cut}");
        assert!(error.message.contains(name), "{}", error.message);
    }
}

#[tokio::test]
async fn every_compression_gives_the_same_rows() {
    let plain = lines(60_000);
    let bytes = plain.as_bytes();
    let half = bytes.len() / 2;
    assert_same("a.gz", &gzip(bytes), &plain).await;
    assert_same("a.deflate", &zlib(bytes), &plain).await;
    assert_same("a.zst", &zstd::encode_all(bytes, 3).unwrap(), &plain).await;
    assert_same("a.bz2", &bzip2(bytes).await, &plain).await;
    let snappy = |piece: &[u8]| snap::raw::Encoder::new().compress_vec(piece).unwrap();
    let blocks: Vec<u8> = bytes
        .chunks(300_000)
        .flat_map(|block| hadoop_blocks(&block.chunks(100_000).collect::<Vec<_>>(), snappy))
        .collect();
    assert_same("a.snappy", &blocks, &plain).await;
    let mut framed = snap::write::FrameEncoder::new(Vec::new());
    framed.write_all(bytes).unwrap();
    assert_same("a.snappy", &framed.into_inner().unwrap(), &plain).await;
    let blocks: Vec<u8> =
        bytes.chunks(200_000).flat_map(|block| hadoop_blocks(&[block], lz4_flex::block::compress)).collect();
    assert_same("a.lz4", &blocks, &plain).await;
    // Several members, streams, frames; cut within a line.
    let two =
        |compress: &dyn Fn(&[u8]) -> Vec<u8>| [compress(&bytes[..half]), compress(&bytes[half..])].concat();
    assert_same("a.gz", &two(&gzip), &plain).await;
    assert_same("a.zst", &two(&|part| zstd::encode_all(part, 3).unwrap()), &plain).await;
    let streams = [bzip2(&bytes[..half]).await, bzip2(&bytes[half..]).await].concat();
    assert_same("a.bz2", &streams, &plain).await;
    // Upper case is not an extension: the bytes are taken as they are.
    assert_same("a.GZ", bytes, &plain).await;
}

#[tokio::test]
async fn files_that_trino_wrote() {
    let expected = ["1|a".to_string(), "2|bb".to_string(), format!("3|{}", "ab".repeat(30))];
    for (name, bytes) in [
        ("w.snappy", "000000480000001448303101610a320162620a33016162e60200000a"),
        ("w.lz4", "0000004800000017df3101610a320162620a3301616202002350616261620a"),
        ("w.zst", "28b52ffd2448a50000703101610a320162620a330161620a0100ef745fe192358b"),
        ("w.gz", "1f8b08000000000000ff33644ce432624c4ae232664c4c221f72010083ac151648000000"),
    ] {
        assert_eq!(read_compressed(name, &hex(bytes)).await.unwrap(), expected, "{name}");
    }
}

#[tokio::test]
async fn cut_files_are_errors() {
    let plain = lines(2_000);
    let bytes = plain.as_bytes();
    let compressed = gzip(bytes);
    let length = compressed.len();
    assert_cuts_fail("c.gz", &compressed, [1, 5, 10, 100, length / 2, length - 8, length - 1]).await;
    let members = [gzip(bytes), gzip(bytes)].concat();
    assert_cuts_fail("m.gz", &members, [length + 1, length + 20, length * 2 - 1]).await;
    let compressed = zlib(bytes);
    let length = compressed.len();
    assert_cuts_fail("c.deflate", &compressed, [1, 10, length / 2, length - 1]).await;
    let compressed = zstd::encode_all(bytes, 3).unwrap();
    let length = compressed.len();
    assert_cuts_fail("c.zst", &compressed, [1, 4, 10, length / 2, length - 1]).await;
    let frames = [compressed.clone(), compressed].concat();
    assert_cuts_fail("m.zst", &frames, [length + 1, length + 20, length * 2 - 1]).await;
    let compressed = bzip2(bytes).await;
    let length = compressed.len();
    assert_cuts_fail("c.bz2", &compressed, [1, 10, length / 2, length - 1]).await;
    let snappy = |piece: &[u8]| snap::raw::Encoder::new().compress_vec(piece).unwrap();
    let compressed = hadoop_blocks(&[&bytes[..1000], &bytes[1000..]], snappy);
    assert_cuts_fail("c.snappy", &compressed, 1..compressed.len()).await;
    let mut framed = snap::write::FrameEncoder::new(Vec::new());
    framed.write_all(&bytes[..100]).unwrap();
    let framed = framed.into_inner().unwrap();
    assert_cuts_fail("f.snappy", &framed, (1..10).chain(11..framed.len())).await;
}

#[tokio::test]
async fn damaged_files_are_errors() {
    for name in ["d.gz", "d.zst", "d.bz2", "d.deflate", "d.snappy", "d.lz4"] {
        let error =
            read_compressed(name, b"\xf0 this is plain text and no compressed data\n").await.unwrap_err();
        assert_eq!(error.name, "HIVE_CURSOR_ERROR", "{name}");
        assert!(error.message.contains(name), "{}", error.message);
    }
    // Neither is what follows a whole member, but is no member.
    let garbage = [gzip(b"1\n"), b"garbage that is no member".to_vec()].concat();
    assert!(read_compressed("d.gz", &garbage).await.is_err());
    let mut flipped = gzip(lines(100).as_bytes());
    let sum = flipped.len() - 8;
    flipped[sum] ^= 1;
    assert!(read_compressed("d.gz", &flipped).await.is_err(), "the check sum is checked");
}

#[tokio::test]
async fn archives_are_refused() {
    for name in ["a.zip", "a.tar.gz", "a.tgz", "a.lzo", "a.xz"] {
        let error = read_compressed(name, b"x").await.unwrap_err();
        assert_eq!(error.name, "NOT_SUPPORTED", "{name}");
        assert!(error.hint.is_some());
    }
    assert_eq!(Compression::of(&Path::from("x.gz/part-0")).unwrap(), Compression::None);
    assert_eq!(Compression::of(&Path::from("part-0.csv.gz")).unwrap(), Compression::Gzip);
}

#[tokio::test]
async fn empty_files_have_no_rows() {
    for name in ["e", "e.gz", "e.zst", "e.bz2", "e.deflate", "e.snappy", "e.lz4"] {
        assert_eq!(read_compressed(name, b"").await.unwrap(), [] as [&str; 0], "{name}");
    }
    assert_eq!(read_compressed("e.gz", &gzip(b"")).await.unwrap(), [] as [&str; 0]);
}

#[tokio::test]
async fn any_ranges_give_the_rows_of_the_whole_file() {
    let text = "\u{feff}1\u{1}one\n\n22\u{1}two\r\n333\u{1}three\r4\u{1}four\n\n5\u{1}last";
    let whole =
        Scan::new(LAZY, "a int, b string", &[]).file("f", text.as_bytes()).await.rows().await.unwrap();
    assert_eq!(whole.len(), 7);
    for first in 0..=text.len() as i64 {
        for second in (first..=text.len() as i64).step_by(3) {
            let mut scan = Scan::new(LAZY, "a int, b string", &[]);
            let file = scan.put("f", text.as_bytes()).await;
            let end = text.len() as i64;
            for (from, to) in [(0, first), (first, second), (second, end)] {
                // DataFusion makes no empty ranges.
                if from < to {
                    scan.groups.push(vec![file.clone().with_range(from, to)]);
                }
            }
            assert_eq!(scan.rows().await.unwrap(), whole, "at {first} and {second}");
        }
    }
}

#[tokio::test]
async fn large_files_are_split_and_read_once() {
    let text = lines(150_000);
    let mut scan = Scan::new(LAZY, "a int, b string", &[]).file("f", text.as_bytes()).await;
    scan.target_partitions = 4;
    assert_eq!(scan.plan().properties().output_partitioning().partition_count(), 4);
    let mut rows = scan.rows().await.unwrap();
    assert_eq!(rows.len(), 150_000);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 150_000);
}

#[tokio::test]
async fn headers_and_footers() {
    let text = lines(100_000);
    let with_header = format!("head\u{1}er\n{text}");
    let mut scan = Scan::new(LAZY, "a int, b string", &[]).parameter("skip.header.line.count", "1");
    scan = scan.file("f", with_header.as_bytes()).await;
    scan.target_partitions = 3;
    assert_eq!(scan.plan().properties().output_partitioning().partition_count(), 3);
    assert_eq!(scan.rows().await.unwrap().len(), 100_000);
    // Longer than the first range: the ranges after it must not take it for data.
    let long_header = format!("{}\n{}", "h".repeat(3 * 1024 * 1024), lines(20_000));
    let mut scan = Scan::new(LAZY, "a int, b string", &[]).parameter("skip.header.line.count", "1");
    scan = scan.file("f", long_header.as_bytes()).await;
    scan.target_partitions = 4;
    assert_eq!(scan.rows().await.unwrap().len(), 20_000);
    // Two lines may lie in different ranges: read as one.
    let mut scan = Scan::new(LAZY, "a int, b string", &[]).parameter("skip.header.line.count", "2");
    scan = scan.file("f", with_header.as_bytes()).await;
    scan.target_partitions = 3;
    assert_eq!(scan.plan().properties().output_partitioning().partition_count(), 1);
    assert_eq!(scan.rows().await.unwrap().len(), 99_999);
    let scan = Scan::new(LAZY, "a int, b string", &[("skip.header.line.count", "1")])
        .parameter("skip.footer.line.count", "2")
        .file("f.gz", &gzip(b"h\n1\x01a\n2\x01b\nfoot\ner"))
        .await;
    assert_eq!(scan.rows().await.unwrap(), ["1|a", "2|b"]);
    let scan =
        Scan::new(LAZY, "a int", &[]).parameter("skip.header.line.count", "9").file("f", b"1\n2\n").await;
    assert_eq!(scan.rows().await.unwrap(), [] as [&str; 0]);
}

#[tokio::test]
async fn batches_have_the_size_of_the_session() {
    let text = lines(1_000);
    let mut scan = Scan::new(LAZY, "a int, b string", &[]).file("f", text.as_bytes()).await;
    scan.batch_size = 300;
    let sizes: Vec<usize> = scan.batches().await.unwrap().iter().map(RecordBatch::num_rows).collect();
    assert_eq!(sizes, [300, 300, 300, 100]);
    scan.projection = Some(vec![]);
    let batches = scan.batches().await.unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 1_000);
    assert_eq!(batches[0].num_columns(), 0);
}

#[tokio::test]
async fn projections_pick_and_order_columns() {
    let mut scan = Scan::new(OPENX, "a int, b string, c array<int>", &[]);
    scan = scan.file("f", b"{\"a\":1,\"b\":\"x\",\"c\":[1]}\n{\"b\":\"y\",\"c\":[2,3]}\n").await;
    scan.projection = Some(vec![2, 0]);
    assert_eq!(scan.rows().await.unwrap(), ["[1]|1", "[2, 3]|NULL"]);
}

#[tokio::test]
async fn errors_name_the_file_and_the_place() {
    let scan = Scan::new(OPENX, "a int", &[]).file("logs/day.json", b"{\"a\":1}\n{\"a\":\n{\"a\":3}\n").await;
    let error = scan.rows().await.unwrap_err();
    assert_eq!(error.name, "HIVE_CURSOR_ERROR");
    assert!(error.message.contains("logs/day.json") && error.message.contains("byte 8"), "{}", error.message);
}

#[tokio::test]
async fn changed_and_missing_files_are_errors() {
    let scan = Scan::new(LAZY, "a int", &[]).file("f", b"1\n2\n").await;
    scan.put("f", b"1\n3\n").await;
    let error = scan.rows().await.unwrap_err();
    assert_eq!(error.name, "HIVE_CANNOT_OPEN_SPLIT");
    scan.store.delete(&Path::from("f")).await.unwrap();
    let error = scan.rows().await.unwrap_err();
    assert_eq!(error.name, "HIVE_CANNOT_OPEN_SPLIT");
    assert!(error.message.contains("memory:///f"), "{}", error.message);
}

#[tokio::test]
async fn rows_over_the_limit_are_errors() {
    let mut text = b"1\n".to_vec();
    text.extend(std::iter::repeat_n(b'x', 33 * 1024 * 1024));
    let error = Scan::new(LAZY, "a int", &[]).file("f", &text).await.rows().await.unwrap_err();
    assert_eq!(error.name, "HIVE_BAD_DATA");
    assert!(error.message.contains("longer than 32 MB at byte 2"), "{}", error.message);
}

#[tokio::test]
async fn lines_can_end_with_another_byte() {
    let scan = Scan::new(LAZY, "a int, b string", &[("line.delim", ";")]);
    let rows = scan.file("f", b"1\x01a\nb;2\x01c;").await.rows().await.unwrap();
    assert_eq!(rows, ["1|a\nb", "2|c"]);
}

#[test]
fn unknown_serdes_are_refused() {
    let error = SerDe::try_new(&table("com.acme.X", "a int", &[]), &Parameters::new()).unwrap_err();
    assert_eq!(error.name, "HIVE_UNSUPPORTED_FORMAT");
    let mut table = table(LAZY, "a int", &[]);
    table.serde_info.serialization_library = None;
    assert_eq!(SerDe::try_new(&table, &Parameters::new()).unwrap().name(), "lazy_simple");
}

/// Rows per second of each SerDe over about 100 MB; run by hand.
#[tokio::test]
#[ignore = "a measurement, not a test"]
async fn speed() {
    let json: String = (0..500_000)
        .map(|at| {
            format!(
                "{{\"time\":\"2020-01-02 03:04:{:02}\",\"host\":\"10.0.0.{}\",\"path\":\"/shop/item/{at}?ref=home\",\
                 \"status\":{},\"bytes\":{},\"agent\":\"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/115.0\",\
                 \"seconds\":{}.{}}}\n",
                at % 60,
                at % 250,
                200 + at % 5,
                at * 37 % 100_000,
                at % 9,
                at % 1000
            )
        })
        .collect();
    let csv: String = (0..900_000)
        .map(|at| {
            format!(
                "2020-01-02 03:04:{:02},10.0.0.{},/shop/item/{at}?ref=home,{},{},\"Mozilla/5.0 (X11; Linux)\",{}.{}\n",
                at % 60,
                at % 250,
                200 + at % 5,
                at * 37 % 100_000,
                at % 9,
                at % 1000
            )
        })
        .collect();
    let typed =
        "time timestamp, host string, path string, status int, bytes bigint, agent string, seconds double";
    let texts =
        "time string, host string, path string, status string, bytes string, agent string, seconds string";
    for (name, library, columns, properties, text) in [
        ("openx", OPENX, typed, &[][..], &json),
        ("hcatalog", "org.apache.hive.hcatalog.data.JsonSerDe", typed, &[], &json),
        ("lazy", LAZY, typed, &[("field.delim", ",")], &csv),
        ("lazy text", LAZY, texts, &[("field.delim", ",")], &csv),
        ("opencsv", "org.apache.hadoop.hive.serde2.OpenCSVSerde", texts, &[], &csv),
    ] {
        for (kind, projection) in [("all", None), ("one", Some(vec![3]))] {
            let mut scan = Scan::new(library, columns, properties).file("f", text.as_bytes()).await;
            scan.projection = projection;
            let start = std::time::Instant::now();
            let rows: usize = scan.batches().await.unwrap().iter().map(RecordBatch::num_rows).sum();
            let seconds = start.elapsed().as_secs_f64();
            println!("{name} {kind}: {rows} rows, {:.0} MB/s", text.len() as f64 / 1e6 / seconds);
        }
    }
}
