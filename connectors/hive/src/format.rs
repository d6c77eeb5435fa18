//! Which reader a storage descriptor asks for.

use polias_catalog::model::StorageDescriptor;
use polias_connector::{ConnectorError, Result};

/// A supported kind of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FileFormat {
    /// Parquet.
    Parquet,
    /// Lines: delimited text, CSV, JSON; the SerDe says which.
    Text,
}

const PARQUET: &[&str] =
    &["org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe", "parquet.hive.serde.ParquetHiveSerDe"];
const TEXT: &[&str] = &[
    "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    "org.apache.hadoop.hive.serde2.OpenCSVSerde",
    "org.openx.data.jsonserde.JsonSerDe",
    "org.apache.hive.hcatalog.data.JsonSerDe",
    "org.apache.hadoop.hive.serde2.JsonSerDe",
];
/// Parts of class names, and the format they stand for.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("OrcSerde", "ORC"),
    ("OrcInputFormat", "ORC"),
    ("AvroSerDe", "AVRO"),
    ("AvroContainerInputFormat", "AVRO"),
    ("IonHiveSerDe", "ION"),
    ("IonInputFormat", "ION"),
    ("ColumnarSerDe", "RCFILE"),
    ("LazyBinaryColumnarSerDe", "RCFILE"),
    ("RCFileInputFormat", "RCFILE"),
    ("SequenceFileInputFormat", "SEQUENCEFILE"),
    ("SymlinkTextInputFormat", "symlink"),
    ("hudi", "Hudi"),
    ("RegexSerDe", "RegexSerDe"),
    ("GrokSerDe", "Grok"),
    ("CloudTrailSerde", "CloudTrail"),
];

impl FileFormat {
    /// From the SerDe's and the input format's class. Fails with `NOT_SUPPORTED` for formats that exist, and
    /// `HIVE_UNSUPPORTED_FORMAT` for classes nobody knows.
    pub(crate) fn of(descriptor: &StorageDescriptor) -> Result<Self> {
        let serde = descriptor.serde_info.serialization_library.as_deref().unwrap_or_default();
        let input = descriptor.input_format.as_deref().unwrap_or_default();
        for (part, name) in UNSUPPORTED {
            if serde.contains(part) || input.contains(part) {
                return Err(ConnectorError::new(
                    "NOT_SUPPORTED",
                    format!("{name} tables are not supported yet"),
                )
                .with_hint(supported()));
            }
        }
        if PARQUET.contains(&serde) || (serde.is_empty() && input.ends_with("ParquetInputFormat")) {
            return Ok(Self::Parquet);
        }
        if TEXT.contains(&serde)
            || (serde.is_empty() && (input.is_empty() || input.ends_with(".TextInputFormat")))
        {
            return Ok(Self::Text);
        }
        let class = if serde.is_empty() { input } else { serde };
        Err(ConnectorError::new("HIVE_UNSUPPORTED_FORMAT", format!("SerDe or format '{class}' is not known"))
            .with_hint(supported()))
    }
}

fn supported() -> String {
    format!("supported are STORED AS PARQUET, STORED AS TEXTFILE, and the SerDes {}", TEXT.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(serde: Option<&str>, input: Option<&str>) -> StorageDescriptor {
        let mut descriptor =
            StorageDescriptor { input_format: input.map(str::to_string), ..Default::default() };
        descriptor.serde_info.serialization_library = serde.map(str::to_string);
        descriptor
    }

    #[test]
    fn known_classes() {
        for class in PARQUET {
            assert_eq!(FileFormat::of(&descriptor(Some(class), None)).unwrap(), FileFormat::Parquet);
        }
        for class in TEXT {
            assert_eq!(FileFormat::of(&descriptor(Some(class), None)).unwrap(), FileFormat::Text);
        }
        let input = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat";
        assert_eq!(FileFormat::of(&descriptor(None, Some(input))).unwrap(), FileFormat::Parquet);
        assert_eq!(FileFormat::of(&descriptor(None, None)).unwrap(), FileFormat::Text);
    }

    #[test]
    fn what_is_not_supported_says_what_is() {
        for (class, name) in [
            ("org.apache.hadoop.hive.ql.io.orc.OrcSerde", "ORC"),
            ("org.apache.hadoop.hive.serde2.avro.AvroSerDe", "AVRO"),
            ("com.amazon.ionhiveserde.IonHiveSerDe", "ION"),
            ("org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe", "RCFILE"),
            ("org.apache.hadoop.hive.serde2.RegexSerDe", "RegexSerDe"),
        ] {
            let error = FileFormat::of(&descriptor(Some(class), None)).unwrap_err();
            assert_eq!(error.name, "NOT_SUPPORTED");
            assert!(error.message.contains(name) && error.hint.unwrap().contains("PARQUET"), "{class}");
        }
        let symlink = "org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat";
        let serde = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
        assert!(FileFormat::of(&descriptor(Some(serde), Some(symlink))).is_err());
        assert_eq!(
            FileFormat::of(&descriptor(Some("com.acme.X"), None)).unwrap_err().name,
            "HIVE_UNSUPPORTED_FORMAT"
        );
    }
}
