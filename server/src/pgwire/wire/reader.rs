//! Frames of one client, and the watch for its vanishing while a statement runs.

use std::io;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::Frame;
use crate::pgwire::limits::{MAX_MESSAGE_BYTES, MAX_PIPELINED_BYTES, MAX_UNAUTHENTICATED_BYTES};

/// Bytes asked for at once; the buffer grows with what arrives, never with what a length announces.
const CHUNK_BYTES: usize = 16 * 1024;

/// Why there is no further frame.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The connection ended, orderly or not.
    #[error(transparent)]
    Gone(#[from] io::Error),
    /// A length below 4 or above the bound; the stream cannot be followed any more.
    #[error("invalid message length {0}")]
    Length(i64),
}

/// Reads frames; keeps what arrives ahead of time.
pub struct Reader {
    source: Box<dyn AsyncRead + Send + Unpin>,
    buffer: BytesMut,
    max_bytes: usize,
}

impl Reader {
    /// A reader with the narrow bound of an unauthenticated client.
    pub fn new(source: Box<dyn AsyncRead + Send + Unpin>) -> Self {
        Self { source, buffer: BytesMut::new(), max_bytes: MAX_UNAUTHENTICATED_BYTES }
    }

    /// Widens the bound after authentication.
    pub fn authenticated(&mut self) {
        self.max_bytes = MAX_MESSAGE_BYTES;
    }

    /// The next frame, from the buffer or the network. Cancel safe.
    pub async fn next(&mut self) -> Result<Frame, ReadError> {
        loop {
            if let Some(frame) = self.buffered()? {
                return Ok(frame);
            }
            if self.fill().await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
    }

    /// A frame that has already arrived.
    pub fn buffered(&mut self) -> Result<Option<Frame>, ReadError> {
        let Some((kind, length)) = self.header()? else { return Ok(None) };
        if self.buffer.len() < 1 + length {
            return Ok(None);
        }
        self.buffer.advance(5);
        Ok(Some(Frame { kind, body: self.buffer.split_to(length - 4).freeze() }))
    }

    /// True when the next message has arrived and executes this portal.
    pub fn next_executes(&self, portal: &str) -> bool {
        let body = self.buffer.get(5..).unwrap_or_default();
        let name = body.get(..portal.len() + 1).and_then(|name| name.split_last());
        self.buffer.first() == Some(&b'E') && name == Some((&0, portal.as_bytes()))
    }

    /// Type byte and length of the first frame in the buffer.
    fn header(&self) -> Result<Option<(u8, usize)>, ReadError> {
        let Some((&[kind, a, b, c, d], _)) = self.buffer.split_first_chunk() else { return Ok(None) };
        let length = i64::from(i32::from_be_bytes([a, b, c, d]));
        match usize::try_from(length) {
            Ok(bytes) if (4..=self.max_bytes).contains(&bytes) => Ok(Some((kind, bytes))),
            _ => Err(ReadError::Length(length)),
        }
    }

    /// Completes only when the client is gone; keeps what it sends meanwhile, up to a bound. Cancel safe.
    pub async fn gone(&mut self) -> io::Error {
        loop {
            if self.buffer.len() >= MAX_PIPELINED_BYTES {
                std::future::pending::<()>().await;
            }
            match self.fill().await {
                Ok(0) => return io::ErrorKind::UnexpectedEof.into(),
                Ok(_) => {}
                Err(error) => return error,
            }
        }
    }

    /// Reads and forgets what still comes, up to a bound: closing with unread bytes would make the network drop
    /// the last message to the client.
    pub async fn drain(&mut self) {
        let mut left = MAX_PIPELINED_BYTES;
        while left > 0 {
            self.buffer.clear();
            match self.fill().await {
                Ok(count) if count > 0 => left = left.saturating_sub(count),
                _ => return,
            }
        }
    }

    async fn fill(&mut self) -> io::Result<usize> {
        self.buffer.reserve(CHUNK_BYTES);
        self.source.read_buf(&mut self.buffer).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(bytes: &'static [u8]) -> Reader {
        Reader::new(Box::new(bytes))
    }

    #[tokio::test]
    async fn frames_are_cut_exactly() {
        let mut reader = reader(b"Q\0\0\0\x06a\0S\0\0\0\x04");
        let first = reader.next().await.unwrap();
        assert_eq!((first.kind, &first.body[..]), (b'Q', &b"a\0"[..]));
        let second = reader.next().await.unwrap();
        assert_eq!((second.kind, second.body.len()), (b'S', 0));
        assert!(matches!(reader.next().await, Err(ReadError::Gone(_))));
    }

    #[tokio::test]
    async fn absurd_lengths_are_refused_before_allocation() {
        assert!(matches!(reader(b"Q\0\0\0\x03abc").next().await, Err(ReadError::Length(3))));
        assert!(matches!(reader(b"Q\xff\xff\xff\xff").next().await, Err(ReadError::Length(-1))));
        assert!(matches!(reader(b"Q\0\x10\0\0").next().await, Err(ReadError::Length(0x10_0000))));
        let mut authenticated = reader(b"Q\0\x10\0\0");
        authenticated.authenticated();
        assert!(matches!(authenticated.next().await, Err(ReadError::Gone(_))));
    }

    #[tokio::test]
    async fn sees_the_execute_of_a_portal_ahead() {
        let mut reader = reader(b"E\0\0\0\x0ap\0\0\0\0\0");
        assert!(!reader.next_executes("p"));
        reader.gone().await;
        assert!(reader.next_executes("p") && !reader.next_executes("") && !reader.next_executes("portal"));
    }

    #[tokio::test]
    async fn watching_keeps_what_arrives() {
        let mut reader = reader(b"S\0\0\0\x04");
        assert_eq!(reader.gone().await.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(reader.buffered().unwrap().unwrap().kind, b'S');
    }
}
