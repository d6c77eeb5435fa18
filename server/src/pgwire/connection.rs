//! One connection: its message loop.
//!
//! It must never let a message reach a handler before authentication has succeeded.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use pgwire::messages::response::{ReadyForQuery, TransactionStatus};
use tokio::net::TcpStream;

use super::backend::Backend;
use super::control::Failure;
use super::errors::PgError;
use super::handshake::{Wish, negotiate};
use super::limits::{LINGER, STARTUP_TIMEOUT};
use super::listener::Door;
use super::session::Status;
use super::startup::{self, Hello};
use super::wire::{Frame, FrontendMessage, ReadError, Wire};
use super::{extended, simple_query};

/// Serves a client from its first byte to its last.
pub async fn serve(door: &Door, stream: TcpStream, peer: SocketAddr) {
    let begun = tokio::select! {
        begun = tokio::time::timeout(STARTUP_TIMEOUT, begin(door, stream, peer)) => begun,
        () = door.shutdown.cancelled() => return,
    };
    let (mut wire, mut backend, _permit) = match begun {
        Ok(Ok(Some(session))) => session,
        Ok(Ok(None)) => return,
        Ok(Err(error)) => return tracing::debug!(%error, %peer, "connection refused"),
        Err(_) => return tracing::debug!(%peer, "startup took too long"),
    };
    match talk(door, &mut wire, &mut backend).await {
        Ok(()) => {}
        Err(Failure::Gone(error)) => tracing::debug!(%error, %peer, "client gone"),
        Err(Failure::Statement(error)) => {
            tracing::debug!(error = %error.message, %peer, "connection ended by the server");
            farewell(&mut wire, &error).await;
        }
    }
}

type Begun = (Wire, Backend, tokio::sync::OwnedSemaphorePermit);

/// Up to the end of authentication; `None` when the client wanted no session.
async fn begin(door: &Door, stream: TcpStream, peer: SocketAddr) -> io::Result<Option<Begun>> {
    let greeting = match negotiate(stream, door.options.tls.as_ref()).await {
        Ok(Wish::Session(greeting)) => greeting,
        Ok(Wish::Cancel { pid, secret }) => {
            door.backends.cancel(pid, secret);
            return Ok(None);
        }
        Err(failure) => return Err(told(failure)),
    };
    let (mut wire, hello) = Hello::of(greeting);
    match startup::start(door, &mut wire, hello, peer).await {
        Ok((backend, permit)) => Ok(Some((wire, backend, permit))),
        Err(Failure::Statement(error)) => {
            farewell(&mut wire, &error).await;
            Err(told(error.into()))
        }
        Err(failure) => Err(told(failure)),
    }
}

fn told(failure: Failure) -> io::Error {
    match failure {
        Failure::Gone(error) => error,
        Failure::Statement(error) => io::Error::other(error.message),
    }
}

/// The last message; whether it arrives does not matter any more.
async fn farewell(wire: &mut Wire, error: &PgError) {
    if wire.writer.error(error).is_ok() {
        let sent = tokio::time::timeout(Duration::from_secs(5), async {
            wire.writer.flush().await?;
            wire.writer.close().await
        });
        if !matches!(sent.await, Ok(Ok(()))) {
            return tracing::debug!("the client did not take the last message");
        }
        let _ = tokio::time::timeout(LINGER, wire.reader.drain()).await;
    }
}

/// The message loop. An error that comes out of it is fatal.
async fn talk(door: &Door, wire: &mut Wire, backend: &mut Backend) -> Result<(), Failure> {
    ready(wire, backend).await?;
    let mut skipping = false;
    loop {
        let frame = next_frame(door, wire, backend).await?;
        let is_extended = matches!(frame.kind, b'P' | b'B' | b'D' | b'C' | b'E' | b'H' | b'S');
        // After an error everything up to Sync is thrown away, as it was sent without knowing of it.
        if skipping && frame.kind != b'S' && frame.kind != b'X' {
            continue;
        }
        let handled = match FrontendMessage::decode(frame) {
            Ok(FrontendMessage::Terminate) => return Ok(()),
            Ok(FrontendMessage::Copy) => continue,
            Ok(FrontendMessage::Sync) => {
                skipping = false;
                extended::sync(backend);
                ready(wire, backend).await?;
                continue;
            }
            Ok(FrontendMessage::Query(text)) => {
                simple_query::run(backend, wire, &text).await?;
                ready(wire, backend).await?;
                continue;
            }
            Ok(message) => extended::handle(backend, wire, message).await,
            Err(error) => Err(error.into()),
        };
        match handled {
            Ok(()) => {}
            Err(Failure::Statement(error)) if !error.is_fatal() => {
                backend.failed();
                wire.writer.error(&error)?;
                if is_extended {
                    skipping = true;
                } else {
                    ready(wire, backend).await?;
                }
            }
            Err(failure) => return Err(failure),
        }
        if wire.writer.is_full() {
            wire.flush().await?;
        }
    }
}

/// Waits for a message, the end of the server, or of the client's patience with itself.
async fn next_frame(door: &Door, wire: &mut Wire, backend: &Backend) -> Result<Frame, Failure> {
    let (patience, error) = backend.idle_limit();
    let impatient = async {
        match patience {
            Some(patience) => tokio::time::sleep(patience).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = door.shutdown.cancelled() => {
            Err(PgError::fatal("57P01", "terminating connection due to administrator command").into())
        }
        frame = wire.reader.next() => match frame {
            Ok(frame) => Ok(frame),
            Err(ReadError::Gone(error)) => Err(error.into()),
            Err(ReadError::Length(length)) => {
                Err(PgError::fatal("08P01", format!("invalid message length {length}")).into())
            }
        },
        () = impatient => Err(error.into()),
    }
}

/// ReadyForQuery, and everything before it on its way.
async fn ready(wire: &mut Wire, backend: &Backend) -> Result<(), Failure> {
    let status = match backend.status() {
        Status::Idle => TransactionStatus::Idle,
        Status::Block => TransactionStatus::Transaction,
        Status::Failed => TransactionStatus::Error,
    };
    wire.writer.message(&ReadyForQuery::new(status))?;
    Ok(wire.flush().await?)
}
