//! Messages to one client, buffered.

use std::io;

use bytes::BytesMut;
use pgwire::messages::Message;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::pgwire::errors::PgError;
use crate::pgwire::limits::FLUSH_BYTES;

/// Collects messages until [`Writer::flush`]; row encoders append to [`Writer::buffer`] directly.
pub struct Writer {
    sink: Box<dyn AsyncWrite + Send + Unpin>,
    buffer: Vec<u8>,
    written: usize,
}

impl Writer {
    /// An empty buffer in front of `sink`.
    pub fn new(sink: Box<dyn AsyncWrite + Send + Unpin>) -> Self {
        Self { sink, buffer: Vec::new(), written: 0 }
    }

    /// Appends a message.
    pub fn message(&mut self, message: &impl Message) -> io::Result<()> {
        let mut bytes = BytesMut::new();
        message.encode(&mut bytes).map_err(io::Error::from)?;
        self.buffer.extend_from_slice(&bytes);
        Ok(())
    }

    /// Appends an ErrorResponse.
    pub fn error(&mut self, error: &PgError) -> io::Result<()> {
        self.message(&error.to_response())
    }

    /// Where rows are appended.
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// True when enough has gathered to be worth a write.
    pub fn is_full(&self) -> bool {
        self.buffer.len() >= FLUSH_BYTES
    }

    /// True when nothing waits.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Writes everything. Cancel safe: what was written is not written again.
    pub async fn flush(&mut self) -> io::Result<()> {
        while let Some(rest) = self.buffer.get(self.written..).filter(|rest| !rest.is_empty()) {
            match self.sink.write(rest).await? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                written => self.written += written,
            }
        }
        self.written = 0;
        self.buffer.clear();
        // One very wide row must not keep its memory for the rest of the session.
        self.buffer.shrink_to(4 * FLUSH_BYTES);
        self.sink.flush().await
    }

    /// Ends the sending side.
    pub async fn close(&mut self) -> io::Result<()> {
        self.sink.shutdown().await
    }
}
