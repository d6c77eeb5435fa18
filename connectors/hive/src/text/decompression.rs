//! Compression of whole files, told by their extension as Hive does (lower case only).

use std::pin::Pin;

use async_compression::tokio::bufread::{BzDecoder, GzipDecoder, ZstdDecoder};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, stream};
use object_store::path::Path;
use polias_connector::{ConnectorError, Result};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::StreamReader;

use super::blocks::{BlockFormat, Blocks};
use super::chunks::Chunks;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    /// Not at all.
    None,
    /// `.gz`, one member or several.
    Gzip,
    /// `.bz2`, one stream or several.
    Bzip2,
    /// `.zst`, one frame or several.
    Zstd,
    /// `.deflate`: zlib, as Hadoop's DefaultCodec writes it.
    Deflate,
    /// `.snappy`: Hadoop's blocks, or the framing format.
    Snappy,
    /// `.lz4`: Hadoop's blocks.
    Lz4,
}

impl Compression {
    /// By the file's name. Fails with `NOT_SUPPORTED` for archives and codecs that cannot be read: taken as
    /// text they would give wrong rows.
    pub fn of(path: &Path) -> Result<Self> {
        let name = path.filename().unwrap_or_default();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let unsupported = match extension {
            "gz" if stem.ends_with(".tar") => "tar.gz",
            "gz" => return Ok(Self::Gzip),
            "bz2" if stem.ends_with(".tar") => "tar.bz2",
            "bz2" => return Ok(Self::Bzip2),
            "zst" => return Ok(Self::Zstd),
            "deflate" => return Ok(Self::Deflate),
            "snappy" => return Ok(Self::Snappy),
            "lz4" => return Ok(Self::Lz4),
            "lzo" | "lzo_deflate" | "zip" | "tgz" | "tar" | "xz" | "7z" | "br" => extension,
            _ => return Ok(Self::None),
        };
        let message = format!("files with the extension .{unsupported} cannot be read as text: '{path}'");
        let hint =
            "compress with gzip, zstd, bzip2, snappy or lz4, or move the file out of the table's location";
        Err(ConnectorError::new("NOT_SUPPORTED", message).with_hint(hint))
    }

    /// Whether a file can be read from the middle.
    pub fn is_splittable(path: &Path) -> bool {
        matches!(Self::of(path), Ok(Self::None))
    }
}

/// Bytes handed on at a time.
const OUTPUT: usize = 1024 * 1024;

/// The plain bytes of a file.
pub(super) enum PlainBytes {
    /// As they are in the file.
    Stored(Chunks),
    /// Through a streaming codec; an empty file has no bytes in any codec.
    Streamed(Option<Streamed>),
    /// In blocks.
    Blocks(Blocks),
    /// As one zlib stream.
    Deflated(Deflated),
}

/// A zlib stream over the chunks of a file.
pub(super) struct Deflated {
    chunks: Chunks,
    inflate: flate2::Decompress,
    input: Bytes,
    ended: bool,
}

/// A streaming codec over the chunks of a file.
pub(super) struct Streamed {
    reader: Pin<Box<dyn AsyncRead + Send>>,
    file: String,
}

impl PlainBytes {
    /// Decompresses `chunks`, which must start at the start of a compressed file.
    pub fn new(chunks: Chunks, compression: Compression, file_size: u64) -> Self {
        let file = chunks.file().to_string();
        let block_format = match compression {
            Compression::None => return Self::Stored(chunks),
            Compression::Snappy => Some(BlockFormat::Snappy),
            Compression::Lz4 => Some(BlockFormat::Lz4),
            Compression::Deflate if file_size > 0 => {
                let inflate = flate2::Decompress::new(true);
                return Self::Deflated(Deflated { chunks, inflate, input: Bytes::new(), ended: false });
            }
            _ => None,
        };
        if let Some(format) = block_format {
            return Self::Blocks(Blocks::new(chunks, format));
        }
        if file_size == 0 {
            return Self::Streamed(None);
        }
        let input = StreamReader::new(
            stream::try_unfold(chunks, async |mut chunks| {
                let chunk = chunks.next().await.map_err(std::io::Error::other)?;
                Ok::<_, std::io::Error>(chunk.map(|chunk| (chunk, chunks)))
            })
            .boxed(),
        );
        let reader: Pin<Box<dyn AsyncRead + Send>> = match compression {
            Compression::Bzip2 => {
                let mut decoder = BzDecoder::new(input);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            Compression::Zstd => {
                let mut decoder = ZstdDecoder::new(input);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            _ => {
                let mut decoder = GzipDecoder::new(input);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
        };
        Self::Streamed(Some(Streamed { reader, file }))
    }

    /// The next bytes; `None` at the end. Fails when the file is damaged or cut short.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        match self {
            Self::Stored(chunks) => chunks.next().await,
            Self::Streamed(None) => Ok(None),
            Self::Streamed(Some(streamed)) => streamed.next().await,
            Self::Blocks(blocks) => blocks.next().await,
            Self::Deflated(deflated) => deflated.next().await,
        }
    }
}

impl Deflated {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut output = Vec::with_capacity(OUTPUT);
        while !self.ended && output.len() < output.capacity() {
            if self.input.is_empty() {
                let end = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
                self.input = self.chunks.next().await?.ok_or_else(|| self.damaged(&end))?;
            }
            let before = self.inflate.total_in();
            let status = self.inflate.decompress_vec(&self.input, &mut output, flate2::FlushDecompress::None);
            let status = status.map_err(|error| self.damaged(&std::io::Error::other(error)))?;
            // No more than the chunk was taken.
            self.input = self.input.slice((self.inflate.total_in() - before) as usize..);
            self.ended = status == flate2::Status::StreamEnd;
        }
        if self.ended && (!self.input.is_empty() || self.chunks.next().await?.is_some()) {
            return Err(self.damaged(&std::io::Error::other("more data follows its end")));
        }
        Ok((!output.is_empty()).then(|| output.into()))
    }

    fn damaged(&self, error: &std::io::Error) -> ConnectorError {
        damaged(&self.chunks.file().to_string(), error)
    }
}

impl Streamed {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let mut output = BytesMut::with_capacity(OUTPUT);
        while output.len() < output.capacity() {
            match self.reader.read_buf(&mut output).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Err(damaged(&self.file, &error)),
            }
        }
        Ok((!output.is_empty()).then(|| output.freeze()))
    }
}

/// An error of a codec, or of the store below it.
fn damaged(file: &str, error: &std::io::Error) -> ConnectorError {
    if let Some(inner) = ConnectorError::find_in(error) {
        return inner.clone();
    }
    let reason = match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "the compressed data ends too early".to_string(),
        _ => format!("the compressed data is damaged: {error}"),
    };
    ConnectorError::new("HIVE_CURSOR_ERROR", format!("Failed to read file at {file}: {reason}"))
        .with_hint("write the file again")
}
