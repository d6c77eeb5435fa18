//! TPC-H as Parquet files.

use std::sync::Arc;

use arrow::record_batch::RecordBatchReader;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use parquet::arrow::AsyncArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use tpchgen::generators::{
    CustomerGenerator, LineItemGenerator, NationGenerator, OrderGenerator, PartGenerator, PartSuppGenerator,
    RegionGenerator, SupplierGenerator,
};
use tpchgen_arrow::{
    CustomerArrow, LineItemArrow, NationArrow, OrderArrow, PartArrow, PartSuppArrow, RegionArrow,
    SupplierArrow,
};

use crate::error::ServerError;

/// Rows in a batch handed to the writer.
const BATCH_ROWS: usize = 8192;

/// Writes all eight tables below `tpch/`.
pub async fn generate(store: &Arc<dyn ObjectStore>, scale: f64) -> Result<(), ServerError> {
    // One file for every tenth of the scale factor keeps files at about 25 MB.
    let parts = (scale * 10.0).ceil().clamp(1.0, 100.0) as i32;
    macro_rules! table {
        ($name:literal, $generator:ident, $batches:ident, $parts:expr) => {
            for part in 1..=$parts {
                let generator = $generator::new(scale, part, $parts);
                let batches = $batches::new(generator).with_batch_size(BATCH_ROWS);
                write(store, &format!("tpch/{}/part-{part:03}.parquet", $name), batches).await?;
            }
        };
    }
    table!("region", RegionGenerator, RegionArrow, 1);
    table!("nation", NationGenerator, NationArrow, 1);
    table!("supplier", SupplierGenerator, SupplierArrow, 1);
    table!("customer", CustomerGenerator, CustomerArrow, 1);
    table!("part", PartGenerator, PartArrow, 1);
    table!("partsupp", PartSuppGenerator, PartSuppArrow, 1);
    table!("orders", OrderGenerator, OrderArrow, parts);
    table!("lineitem", LineItemGenerator, LineItemArrow, parts);
    Ok(())
}

async fn write(
    store: &Arc<dyn ObjectStore>,
    path: &str,
    batches: impl RecordBatchReader,
) -> Result<(), ServerError> {
    let failed =
        |error: &dyn std::fmt::Display| std::io::Error::other(format!("cannot write {path}: {error}"));
    let sink = BufWriter::new(Arc::clone(store), Path::from(path));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = AsyncArrowWriter::try_new(sink, batches.schema(), Some(properties))
        .map_err(|error| failed(&error))?;
    for batch in batches {
        let batch = batch.map_err(|error| failed(&error))?;
        writer.write(&batch).await.map_err(|error| failed(&error))?;
    }
    writer.close().await.map_err(|error| failed(&error))?;
    Ok(())
}
