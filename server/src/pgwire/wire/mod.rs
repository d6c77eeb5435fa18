//! Bytes of one client: exact frames in, buffered messages out, both watched at the same time.
//!
//! It must never interpret a statement.

mod frame;
mod message;
mod reader;
mod startup_packet;
mod writer;

pub use frame::Frame;
pub use message::{Bind, FrontendMessage, Parse, SaslInitialResponse, Target};
pub use reader::{ReadError, Reader};
pub use startup_packet::{StartupPacket, StartupParameters, read_startup_packet};
pub use writer::Writer;

use std::io;

use crate::pgwire::limits::WRITE_STALL_TIMEOUT;

/// Both directions of an established connection.
pub struct Wire {
    /// Messages of the client.
    pub reader: Reader,
    /// Messages to the client.
    pub writer: Writer,
}

impl Wire {
    /// Writes everything out, and keeps reading meanwhile: a client that pipelines may fill its send
    /// window before it reads, and a vanished one is noticed.
    pub async fn flush(&mut self) -> io::Result<()> {
        let Self { reader, writer } = self;
        tokio::select! {
            biased;
            written = tokio::time::timeout(WRITE_STALL_TIMEOUT, writer.flush()) => match written {
                Ok(written) => written,
                Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client stopped reading")),
            },
            gone = reader.gone() => Err(gone),
        }
    }
}
