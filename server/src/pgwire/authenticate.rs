//! Who is it: trust on loopback while there are no users, SCRAM-SHA-256 as soon as there are.
//!
//! Every refusal of a login is the same, whether the user exists or not, and ends the connection.

use std::net::SocketAddr;

use bytes::Bytes;
use pgwire::api::auth::sasl::scram::ScramServerAuth;
use pgwire::error::PgWireError;
use pgwire::messages::startup::Authentication;

use super::control::Failure;
use super::errors::PgError;
use super::limits::REFUSAL_DELAY;
use super::listener::Door;
use super::wire::{ReadError, SaslInitialResponse, Wire};
use crate::auth::ScramVerifier;

const PLAIN: &str = "SCRAM-SHA-256";
const BOUND: &str = "SCRAM-SHA-256-PLUS";

/// Returns when the user may in; nothing terminal has been sent then.
pub async fn authenticate(
    door: &Door,
    wire: &mut Wire,
    user: &str,
    secure: bool,
    peer: SocketAddr,
) -> Result<(), Failure> {
    let catalog = door.engine.catalog();
    let unavailable = |error: polias_engine::catalog::CatalogError| {
        tracing::error!(%error, "cannot read users");
        PgError::fatal("58030", "cannot read the users of this server")
    };
    if catalog.users().await.map_err(unavailable)?.is_empty() {
        if peer.ip().to_canonical().is_loopback() {
            return Ok(());
        }
        let error = PgError::fatal("28000", "this server has no users yet").with_hint("polias user add NAME");
        return Err(error.into());
    }
    let stored = catalog.user(user).await.map_err(unavailable)?;
    let verifier = match stored.as_ref().and_then(|stored| ScramVerifier::parse(&stored.scram_verifier)) {
        Some(verifier) => verifier,
        None => ScramVerifier::of_unknown_user(user, &door.secret),
    };
    match exchange(door, wire, verifier, secure).await {
        Err(Failure::Statement(error)) if error.code == "28P01" => {
            tracing::warn!(user, %peer, "password refused");
            tokio::time::sleep(REFUSAL_DELAY).await;
            let message = format!("password authentication failed for user \"{user}\"");
            Err(PgError::fatal("28P01", message).into())
        }
        result => result,
    }
}

/// The SCRAM exchange: two messages of the client, two of the server.
async fn exchange(
    door: &Door,
    wire: &mut Wire,
    verifier: ScramVerifier,
    secure: bool,
) -> Result<(), Failure> {
    let mut scram = ScramServerAuth::new();
    let mut mechanisms = vec![PLAIN.to_owned()];
    if secure && let Some(tls) = &door.options.tls {
        // Certificates whose signature has no binding hash (Ed25519) only leave channel binding out.
        match scram.configure_certificate(&tls.certificate_pem) {
            Ok(()) => mechanisms.insert(0, BOUND.to_owned()),
            Err(error) => tracing::debug!(%error, "no channel binding with this certificate"),
        }
    }
    wire.writer.message(&Authentication::SASL(mechanisms))?;
    wire.flush().await?;

    let first = SaslInitialResponse::decode(password_message(wire).await?).map_err(PgError::into_fatal)?;
    let binds = first.data.starts_with(b"p=");
    let offered = match first.mechanism.as_str() {
        PLAIN => !binds,
        BOUND => binds && scram.supports_channel_binding(),
        _ => false,
    };
    if !offered {
        let message = "client selected an invalid SASL authentication mechanism";
        return Err(PgError::fatal("08P01", message).into());
    }
    let (challenge, waiting) =
        scram.on_client_first_message_with_secret(&first.data, verifier.into_secret()).map_err(refused)?;
    wire.writer.message(&Authentication::SASLContinue(challenge.into()))?;
    wire.flush().await?;

    let last = password_message(wire).await?;
    let proven = waiting.on_client_final_message(&last).map_err(refused)?;
    wire.writer.message(&Authentication::SASLFinal(proven.into()))?;
    Ok(())
}

/// A message of type `p`; anything else, in particular a pipelined query, is refused unread.
async fn password_message(wire: &mut Wire) -> Result<Bytes, Failure> {
    match wire.reader.next().await {
        Ok(frame) if frame.kind == b'p' => Ok(frame.body),
        Ok(frame) => {
            let message = format!("expected SASL response, got message type {}", frame.kind);
            Err(PgError::fatal("08P01", message).into())
        }
        Err(ReadError::Length(length)) => {
            Err(PgError::fatal("08P01", format!("invalid message length {length} during authentication"))
                .into())
        }
        Err(ReadError::Gone(error)) => Err(error.into()),
    }
}

fn refused(error: PgWireError) -> PgError {
    match error {
        PgWireError::InvalidPassword(_) => PgError::fatal("28P01", "password authentication failed"),
        error => PgError::fatal("08P01", error.to_string()),
    }
}
