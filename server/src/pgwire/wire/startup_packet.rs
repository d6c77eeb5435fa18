//! The first packet of a connection, which has no type byte.
//!
//! It is read byte-exactly, so nothing a man in the middle put behind an SSLRequest is ever in our buffers
//! (the class of CVE-2021-23214).

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::pgwire::errors::PgError;
use crate::pgwire::limits::MAX_UNAUTHENTICATED_BYTES;

const CANCEL_CODE: u32 = 80_877_102;
const SSL_CODE: u32 = 80_877_103;
const GSS_CODE: u32 = 80_877_104;

/// What a client says about itself, in its order.
pub type StartupParameters = Vec<(String, String)>;

/// A first packet.
#[derive(Debug, PartialEq, Eq)]
pub enum StartupPacket {
    /// Asks for TLS.
    Ssl,
    /// Asks for GSSAPI encryption.
    Gss,
    /// Stop what another connection runs.
    Cancel {
        /// Its backend pid.
        pid: i32,
        /// Its secret.
        secret: i32,
    },
    /// The session begins.
    Startup {
        /// Minor version of protocol 3.
        minor: u16,
        /// Parameters.
        parameters: StartupParameters,
    },
}

/// Reads one packet. `Ok(Err(…))` is something to tell the client before closing.
pub async fn read_startup_packet<S: AsyncRead + Unpin>(
    source: &mut S,
) -> io::Result<Result<StartupPacket, PgError>> {
    let length = source.read_u32().await? as usize;
    if !(8..=MAX_UNAUTHENTICATED_BYTES).contains(&length) {
        return Ok(Err(PgError::fatal("08P01", "invalid length of startup packet")));
    }
    let mut body = vec![0; length - 4];
    source.read_exact(&mut body).await?;
    Ok(decode(&body))
}

fn decode(body: &[u8]) -> Result<StartupPacket, PgError> {
    let invalid = || PgError::fatal("08P01", "invalid startup packet");
    let (code, rest) = body.split_first_chunk().ok_or_else(invalid)?;
    match (u32::from_be_bytes(*code), rest) {
        (SSL_CODE, []) => Ok(StartupPacket::Ssl),
        (GSS_CODE, []) => Ok(StartupPacket::Gss),
        (CANCEL_CODE, &[a, b, c, d, e, f, g, h]) => Ok(StartupPacket::Cancel {
            pid: i32::from_be_bytes([a, b, c, d]),
            secret: i32::from_be_bytes([e, f, g, h]),
        }),
        (version, rest) if version >> 16 == 3 => {
            Ok(StartupPacket::Startup { minor: version as u16, parameters: parameters(rest)? })
        }
        (version, _) if matches!(version >> 16, 1..=100) => {
            let message = format!(
                "unsupported frontend protocol {}.{}: server supports 3.0",
                version >> 16,
                version & 0xffff
            );
            Err(PgError::fatal("0A000", message))
        }
        _ => Err(invalid()),
    }
}

/// Names and values, each ended by NUL, with a last NUL.
fn parameters(mut rest: &[u8]) -> Result<StartupParameters, PgError> {
    let layout =
        || PgError::fatal("08P01", "invalid startup packet layout: expected terminator as last byte");
    let mut text = || -> Result<String, PgError> {
        let end = rest.iter().position(|byte| *byte == 0).ok_or_else(layout)?;
        let (text, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        String::from_utf8(text.to_vec())
            .map_err(|_| PgError::fatal("22021", "a startup parameter is not valid UTF-8"))
    };
    let mut parameters = Vec::new();
    loop {
        let name = text()?;
        if name.is_empty() {
            break;
        }
        let value = text()?;
        parameters.push((name, value));
    }
    if rest.is_empty() { Ok(parameters) } else { Err(layout()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> io::Result<Result<StartupPacket, PgError>> {
        read_startup_packet(&mut &*bytes).await
    }

    #[tokio::test]
    async fn the_four_packets() {
        assert_eq!(read(b"\0\0\0\x08\x04\xd2\x16\x2f").await.unwrap().unwrap(), StartupPacket::Ssl);
        assert_eq!(read(b"\0\0\0\x08\x04\xd2\x16\x30").await.unwrap().unwrap(), StartupPacket::Gss);
        assert_eq!(
            read(b"\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\x07\0\0\0\x09").await.unwrap().unwrap(),
            StartupPacket::Cancel { pid: 7, secret: 9 }
        );
        assert_eq!(read(b"\0\0\0\x13\0\x03\0\x02user\0bob\0\0x").await.unwrap().unwrap_err().code, "08P01");
        assert_eq!(
            read(b"\0\0\0\x12\0\x03\0\x02user\0bob\0\0").await.unwrap().unwrap(),
            StartupPacket::Startup { minor: 2, parameters: vec![("user".to_owned(), "bob".to_owned())] }
        );
    }

    #[tokio::test]
    async fn garbage_is_refused() {
        assert!(read(b"GET / HTTP/1.1\r\n\r\n").await.unwrap().unwrap_err().is_fatal());
        assert!(read(b"\0\0\0\x04").await.unwrap().unwrap_err().is_fatal());
        assert_eq!(read(b"\0\0\0\x09\0\x02\0\0\0").await.unwrap().unwrap_err().code, "0A000");
        assert!(read(b"\0\0\0\x10\0\x03\0\0us").await.is_err());
    }
}
