//! From a fresh socket to a stream that has said what it wants: TLS, cancelling, or a session.

use std::io;

use bytes::BytesMut;
use pgwire::messages::Message;
use pgwire::messages::response::{GssEncResponse, SslResponse};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::control::Failure;
use super::errors::PgError;
use super::limits::{LINGER, MAX_PIPELINED_BYTES};
use super::wire::{Reader, StartupPacket, StartupParameters, Wire, Writer, read_startup_packet};
use crate::tls::TlsIdentity;

/// First byte of a TLS handshake, for clients that begin it without asking.
const TLS_RECORD: u8 = 0x16;

/// What a client wants.
pub enum Wish {
    /// A session.
    Session(Greeting),
    /// Stop another connection's statement.
    Cancel {
        /// Its backend pid.
        pid: i32,
        /// Its secret.
        secret: i32,
    },
}

/// A client that wants a session, before authentication.
pub struct Greeting {
    /// Its connection.
    pub wire: Wire,
    /// Encrypted.
    pub secure: bool,
    /// Minor protocol version it would like.
    pub minor: u16,
    /// What it says about itself.
    pub parameters: StartupParameters,
}

/// Reads what the client wants, turning TLS on when it asks for it.
pub async fn negotiate(mut stream: TcpStream, tls: Option<&TlsIdentity>) -> Result<Wish, Failure> {
    let mut first = [0];
    if let Some(tls) = tls
        && stream.peek(&mut first).await? == 1
        && first == [TLS_RECORD]
    {
        return encrypted(stream, tls, true).await;
    }
    // Each kind of request is answered once; more would only keep the connection busy.
    for _ in 0..3 {
        match packet(&mut stream).await? {
            StartupPacket::Ssl => match tls {
                Some(tls) => {
                    if stream.try_read(&mut first).is_ok_and(|count| count > 0) {
                        let error = PgError::fatal("08P01", "received unencrypted data after SSL request");
                        return Err(refuse(&mut stream, error).await);
                    }
                    answer(&mut stream, &SslResponse::Accept).await?;
                    return encrypted(stream, tls, false).await;
                }
                None => answer(&mut stream, &SslResponse::Refuse).await?,
            },
            StartupPacket::Gss => answer(&mut stream, &GssEncResponse::Refuse).await?,
            StartupPacket::Cancel { pid, secret } => return Ok(Wish::Cancel { pid, secret }),
            StartupPacket::Startup { minor, parameters } => {
                let (source, sink) = stream.into_split();
                return Ok(session(source, sink, false, minor, parameters));
            }
        }
    }
    Err(refuse(&mut stream, PgError::fatal("08P01", "too many encryption requests")).await)
}

async fn encrypted(stream: TcpStream, tls: &TlsIdentity, direct: bool) -> Result<Wish, Failure> {
    let mut stream = TlsAcceptor::from(tls.config.clone()).accept(stream).await?;
    // Without ALPN a direct handshake may be another protocol's, redirected here.
    if direct && stream.get_ref().1.alpn_protocol() != Some(b"postgresql") {
        return Err(
            io::Error::new(io::ErrorKind::InvalidData, "direct TLS without ALPN \"postgresql\"").into()
        );
    }
    match packet(&mut stream).await? {
        StartupPacket::Cancel { pid, secret } => Ok(Wish::Cancel { pid, secret }),
        StartupPacket::Startup { minor, parameters } => {
            let (source, sink) = tokio::io::split(stream);
            Ok(session(source, sink, true, minor, parameters))
        }
        StartupPacket::Ssl | StartupPacket::Gss => {
            let error = PgError::fatal("08P01", "encryption request on an encrypted connection");
            Err(refuse(&mut stream, error).await)
        }
    }
}

fn session(
    source: impl AsyncRead + Send + Unpin + 'static,
    sink: impl AsyncWrite + Send + Unpin + 'static,
    secure: bool,
    minor: u16,
    parameters: StartupParameters,
) -> Wish {
    let wire = Wire { reader: Reader::new(Box::new(source)), writer: Writer::new(Box::new(sink)) };
    Wish::Session(Greeting { wire, secure, minor, parameters })
}

async fn packet<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) -> Result<StartupPacket, Failure> {
    match read_startup_packet(stream).await? {
        Ok(packet) => Ok(packet),
        Err(error) => Err(refuse(stream, error).await),
    }
}

async fn answer(stream: &mut TcpStream, message: &impl Message) -> io::Result<()> {
    let mut bytes = BytesMut::new();
    message.encode(&mut bytes).map_err(io::Error::from)?;
    stream.write_all(&bytes).await
}

/// Tells the client why before the connection closes.
async fn refuse<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, error: PgError) -> Failure {
    let mut bytes = BytesMut::new();
    let told = match error.to_response().encode(&mut bytes) {
        Ok(()) => stream.write_all(&bytes).await,
        Err(unsendable) => Err(unsendable.into()),
    };
    match told.and(stream.shutdown().await) {
        Ok(()) => {
            // Closing with unread bytes would make the network drop what was just said.
            let mut rest = stream.take(MAX_PIPELINED_BYTES as u64);
            let mut nowhere = tokio::io::sink();
            let drained = tokio::io::copy(&mut rest, &mut nowhere);
            let _ = tokio::time::timeout(LINGER, drained).await;
            io::Error::new(io::ErrorKind::InvalidData, error.message).into()
        }
        Err(gone) => gone.into(),
    }
}
