//! Snappy and LZ4 files: blocks that are decompressed one by one.
//!
//! Hadoop writes `[length of the plain block][length of a compressed piece][piece]…`, lengths as big-endian
//! 32-bit numbers, a block's pieces until its length is reached (`BlockCompressorStream`). Snappy's own
//! framing format (<https://github.com/google/snappy/blob/main/framing_format.txt>) is told apart by its
//! first bytes.

use std::io::Read;

use bytes::{Buf, Bytes, BytesMut};
use polias_connector::{ConnectorError, Result};

use super::chunks::Chunks;

/// Codec of the blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockFormat {
    Snappy,
    Lz4,
}

/// Start of a file in the framing format.
const STREAM_IDENTIFIER: &[u8] = b"\xff\x06\x00\x00sNaPpY";
/// Largest block, plain or compressed. Hadoop writes 256 KB, other writers a few megabytes.
const MAX_BLOCK: usize = 64 * 1024 * 1024;

/// Decompresses the chunks of a file.
pub(super) struct Blocks {
    chunks: Chunks,
    format: BlockFormat,
    /// Compressed bytes that have been read but not used.
    input: BytesMut,
    ended: bool,
    /// Whether the file is in the framing format; known after its first bytes.
    framed: Option<bool>,
    /// Plain bytes of the current Hadoop block that have not come.
    block_left: usize,
}

impl Blocks {
    /// Over a whole file.
    pub fn new(chunks: Chunks, format: BlockFormat) -> Self {
        Self { chunks, format, input: BytesMut::new(), ended: false, framed: None, block_left: 0 }
    }

    /// The next plain bytes; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        let framed = match self.framed {
            Some(framed) => framed,
            None => {
                let enough = self.fill(STREAM_IDENTIFIER.len()).await?;
                let framed =
                    enough && self.format == BlockFormat::Snappy && self.input.starts_with(STREAM_IDENTIFIER);
                *self.framed.insert(framed)
            }
        };
        loop {
            let bytes = if framed { self.next_frame().await? } else { self.next_piece().await? };
            // Frames and blocks may be empty.
            match bytes {
                Some(bytes) if bytes.is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    async fn next_piece(&mut self) -> Result<Option<Bytes>> {
        if self.block_left == 0 {
            if !self.fill(4).await? {
                return match self.input.is_empty() {
                    true => Ok(None),
                    false => Err(self.cut_short()),
                };
            }
            let length = self.input.get_u32();
            self.block_left = self.length(length)?;
            if self.block_left == 0 {
                return Ok(Some(Bytes::new()));
            }
        }
        if !self.fill(4).await? {
            return Err(self.cut_short());
        }
        let length = self.input.get_u32();
        let length = self.length(length)?;
        if !self.fill(length).await? {
            return Err(self.cut_short());
        }
        let piece = self.input.split_to(length);
        let plain = match self.format {
            BlockFormat::Snappy => self.snappy(&piece)?,
            BlockFormat::Lz4 => {
                lz4_flex::block::decompress(&piece, self.block_left).map_err(|error| self.damaged(error))?
            }
        };
        self.block_left =
            self.block_left.checked_sub(plain.len()).ok_or_else(|| self.damaged("a block is too long"))?;
        if plain.is_empty() && self.block_left > 0 {
            return Err(self.damaged("a piece of a block is empty"));
        }
        Ok(Some(plain.into()))
    }

    fn snappy(&self, piece: &[u8]) -> Result<Vec<u8>> {
        let length = snap::raw::decompress_len(piece).map_err(|error| self.damaged(error))?;
        if length > MAX_BLOCK {
            return Err(self.damaged("a block is too long"));
        }
        snap::raw::Decoder::new().decompress_vec(piece).map_err(|error| self.damaged(error))
    }

    async fn next_frame(&mut self) -> Result<Option<Bytes>> {
        if !self.fill(4).await? {
            return match self.input.is_empty() {
                true => Ok(None),
                false => Err(self.cut_short()),
            };
        }
        // One byte of kind, three of length, little-endian.
        let length = u32::from_le_bytes([self.input[1], self.input[2], self.input[3], 0]) as usize + 4;
        if !self.fill(length).await? {
            return Err(self.cut_short());
        }
        let frame = self.input.split_to(length);
        // The decoder of the crate checks the sums; it wants a stream that starts like a file.
        let stream = Read::chain(STREAM_IDENTIFIER, frame.as_ref());
        let mut plain = Vec::new();
        snap::read::FrameDecoder::new(stream).read_to_end(&mut plain).map_err(|error| self.damaged(error))?;
        Ok(Some(plain.into()))
    }

    /// Reads until there are `count` bytes; false when the file ends before.
    async fn fill(&mut self, count: usize) -> Result<bool> {
        while self.input.len() < count && !self.ended {
            match self.chunks.next().await? {
                Some(chunk) => self.input.extend_from_slice(&chunk),
                None => self.ended = true,
            }
        }
        Ok(self.input.len() >= count)
    }

    fn length(&self, length: u32) -> Result<usize> {
        let length = length as usize;
        if length > MAX_BLOCK { Err(self.damaged("a block is too long")) } else { Ok(length) }
    }

    fn cut_short(&self) -> ConnectorError {
        let message =
            format!("Failed to read file at {}: the compressed data ends too early", self.chunks.file());
        ConnectorError::new("HIVE_CURSOR_ERROR", message).with_hint("write the file again")
    }

    fn damaged(&self, reason: impl std::fmt::Display) -> ConnectorError {
        let message = format!(
            "Failed to read file at {}: the compressed data is damaged: {reason}",
            self.chunks.file()
        );
        ConnectorError::new("HIVE_CURSOR_ERROR", message).with_hint("write the file again")
    }
}
