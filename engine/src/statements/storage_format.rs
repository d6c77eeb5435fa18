//! What STORED AS stands for: the Java class names that the Glue Data Catalog keeps.

/// A format of `STORED AS`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StorageFormat {
    /// The word in the statement.
    pub keyword: &'static str,
    /// Class of the input format.
    pub input_format: &'static str,
    /// Class of the output format.
    pub output_format: &'static str,
    /// Class of the SerDe when ROW FORMAT names none.
    pub serde: &'static str,
}

/// SerDe of delimited text.
pub(crate) const LAZY_SIMPLE_SERDE: &str = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

/// What a table without STORED AS is.
pub(crate) const TEXTFILE: StorageFormat = StorageFormat {
    keyword: "TEXTFILE",
    input_format: "org.apache.hadoop.mapred.TextInputFormat",
    output_format: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    serde: LAZY_SIMPLE_SERDE,
};

/// The formats Athena's grammar knows. Source: Athena user guide, CREATE TABLE.
pub(crate) const STORAGE_FORMATS: [StorageFormat; 7] = [
    TEXTFILE,
    StorageFormat {
        keyword: "PARQUET",
        input_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        output_format: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    },
    StorageFormat {
        keyword: "ORC",
        input_format: "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        output_format: "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        serde: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    },
    StorageFormat {
        keyword: "AVRO",
        input_format: "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        output_format: "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    },
    StorageFormat {
        keyword: "RCFILE",
        input_format: "org.apache.hadoop.hive.ql.io.RCFileInputFormat",
        output_format: "org.apache.hadoop.hive.ql.io.RCFileOutputFormat",
        serde: "org.apache.hadoop.hive.serde2.columnar.LazyBinaryColumnarSerDe",
    },
    StorageFormat {
        keyword: "SEQUENCEFILE",
        input_format: "org.apache.hadoop.mapred.SequenceFileInputFormat",
        output_format: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
        serde: LAZY_SIMPLE_SERDE,
    },
    StorageFormat {
        keyword: "ION",
        input_format: "com.amazon.ionhiveserde.formats.IonInputFormat",
        output_format: "com.amazon.ionhiveserde.formats.IonOutputFormat",
        serde: "com.amazon.ionhiveserde.IonHiveSerDe",
    },
];

impl StorageFormat {
    /// The format of a STORED AS word.
    pub(crate) fn of(keyword: &str) -> Option<&'static Self> {
        STORAGE_FORMATS.iter().find(|format| format.keyword.eq_ignore_ascii_case(keyword))
    }
}
