//! Messages of the client, decoded with every length checked.
//!
//! The pgwire crate's own decoder reads past short bodies (and panics) and replaces invalid UTF-8 in statement
//! texts, so bodies are decoded here, from frames of exact length.
//! Source: <https://www.postgresql.org/docs/15/protocol-message-formats.html>.

use bytes::{Buf, Bytes};

use super::Frame;
use crate::pgwire::errors::PgError;

/// Parse: a statement to prepare.
#[derive(Debug, PartialEq, Eq)]
pub struct Parse {
    /// Statement name, empty for the unnamed one.
    pub name: String,
    /// Text.
    pub query: String,
    /// Declared parameter types; 0 leaves it to the server.
    pub type_oids: Vec<u32>,
}

/// Bind: a statement's parameters.
#[derive(Debug, PartialEq, Eq)]
pub struct Bind {
    /// Portal name, empty for the unnamed one.
    pub portal: String,
    /// Statement name.
    pub statement: String,
    /// None, one for all, or one for each parameter: 0 text, 1 binary.
    pub parameter_formats: Vec<i16>,
    /// Values; `None` is NULL.
    pub parameters: Vec<Option<Bytes>>,
    /// None, one for all, or one for each result column.
    pub result_formats: Vec<i16>,
}

/// What Describe and Close speak of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A prepared statement.
    Statement(String),
    /// A portal.
    Portal(String),
}

/// A message after startup.
#[derive(Debug, PartialEq, Eq)]
pub enum FrontendMessage {
    /// Statements in simple protocol.
    Query(String),
    /// Prepare.
    Parse(Parse),
    /// Bind.
    Bind(Bind),
    /// Describe.
    Describe(Target),
    /// Run a portal; 0 rows means all.
    Execute {
        /// Portal name.
        portal: String,
        /// Most rows, 0 for all.
        max_rows: u32,
    },
    /// Close.
    Close(Target),
    /// End of an extended sequence.
    Sync,
    /// Send what is buffered.
    Flush,
    /// Goodbye.
    Terminate,
    /// Data, end or failure of a COPY that is not (or no longer) running: ignored, as PostgreSQL does.
    Copy,
}

impl FrontendMessage {
    /// Decodes a frame. The error is fatal for types that do not exist: the stream may be out of step.
    pub fn decode(frame: Frame) -> Result<Self, PgError> {
        let mut body = Body(frame.body);
        let message = match frame.kind {
            b'Q' => Self::Query(body.text()?),
            b'P' => Self::Parse(Parse { name: body.text()?, query: body.text()?, type_oids: body.oids()? }),
            b'B' => Self::Bind(Bind {
                portal: body.text()?,
                statement: body.text()?,
                parameter_formats: body.formats()?,
                parameters: body.values()?,
                result_formats: body.formats()?,
            }),
            b'D' => Self::Describe(body.target()?),
            b'C' => Self::Close(body.target()?),
            // A negative count means all rows, as in PostgreSQL.
            b'E' => {
                Self::Execute { portal: body.text()?, max_rows: u32::try_from(body.integer()?).unwrap_or(0) }
            }
            b'S' => Self::Sync,
            b'H' => Self::Flush,
            b'X' => Self::Terminate,
            b'd' | b'c' | b'f' => return Ok(Self::Copy),
            b'F' => {
                return Err(PgError::error("0A000", "the function call protocol is not supported")
                    .with_hint("Call functions in a SELECT."));
            }
            kind => {
                return Err(PgError::fatal("08P01", format!("invalid frontend message type {kind}")));
            }
        };
        body.end()?;
        Ok(message)
    }
}

/// The first message of a SASL exchange.
pub struct SaslInitialResponse {
    /// Mechanism the client chose.
    pub mechanism: String,
    /// The mechanism's first message.
    pub data: Bytes,
}

impl SaslInitialResponse {
    /// Decodes a body of type `p`.
    pub fn decode(body: Bytes) -> Result<Self, PgError> {
        let mut body = Body(body);
        let mechanism = body.text()?;
        let data = body.value()?.ok_or_else(malformed)?;
        body.end()?;
        Ok(Self { mechanism, data })
    }
}

fn malformed() -> PgError {
    PgError::error("08P01", "invalid message format")
}

/// What is left of a message body.
struct Body(Bytes);

impl Body {
    fn text(&mut self) -> Result<String, PgError> {
        let end = self.0.iter().position(|byte| *byte == 0).ok_or_else(malformed)?;
        let text = self.0.split_to(end);
        self.0.advance(1);
        match std::str::from_utf8(&text) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let at = error.valid_up_to();
                let byte = text.get(at).copied().unwrap_or_default();
                let message = format!("invalid byte sequence for encoding \"UTF8\": 0x{byte:02x}");
                Err(PgError::error("22021", message).with_detail(format!("at byte {at} of the text")))
            }
        }
    }

    fn byte(&mut self) -> Result<u8, PgError> {
        self.0.try_get_u8().map_err(|_| malformed())
    }

    fn integer(&mut self) -> Result<i32, PgError> {
        self.0.try_get_i32().map_err(|_| malformed())
    }

    /// A 16-bit count of items of at least `item_bytes`, refused when they cannot be there.
    fn count(&mut self, item_bytes: usize) -> Result<usize, PgError> {
        let count = usize::from(self.0.try_get_u16().map_err(|_| malformed())?);
        if count * item_bytes > self.0.len() {
            return Err(malformed());
        }
        Ok(count)
    }

    fn oids(&mut self) -> Result<Vec<u32>, PgError> {
        let count = self.count(4)?;
        (0..count).map(|_| self.0.try_get_u32().map_err(|_| malformed())).collect()
    }

    fn formats(&mut self) -> Result<Vec<i16>, PgError> {
        let count = self.count(2)?;
        (0..count).map(|_| self.0.try_get_i16().map_err(|_| malformed())).collect()
    }

    fn value(&mut self) -> Result<Option<Bytes>, PgError> {
        let length = self.integer()?;
        if length == -1 {
            return Ok(None);
        }
        let length = usize::try_from(length).map_err(|_| malformed())?;
        if length > self.0.len() {
            return Err(malformed());
        }
        Ok(Some(self.0.split_to(length)))
    }

    fn values(&mut self) -> Result<Vec<Option<Bytes>>, PgError> {
        let count = self.count(4)?;
        (0..count).map(|_| self.value()).collect()
    }

    fn target(&mut self) -> Result<Target, PgError> {
        match self.byte()? {
            b'S' => Ok(Target::Statement(self.text()?)),
            b'P' => Ok(Target::Portal(self.text()?)),
            kind => Err(PgError::error("08P01", format!("invalid subtype {kind} of Describe or Close"))),
        }
    }

    fn end(&self) -> Result<(), PgError> {
        if self.0.is_empty() { Ok(()) } else { Err(malformed()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(kind: u8, body: &'static [u8]) -> Result<FrontendMessage, PgError> {
        FrontendMessage::decode(Frame { kind, body: Bytes::from_static(body) })
    }

    #[test]
    fn decodes_bind_with_null_and_formats() {
        let bind = decode(b'B', b"p\0s\0\0\x01\0\x01\0\x02\0\0\0\x02hi\xff\xff\xff\xff\0\x01\0\x00").unwrap();
        let expected = Bind {
            portal: "p".to_owned(),
            statement: "s".to_owned(),
            parameter_formats: vec![1],
            parameters: vec![Some(Bytes::from_static(b"hi")), None],
            result_formats: vec![0],
        };
        assert_eq!(bind, FrontendMessage::Bind(expected));
    }

    #[test]
    fn short_and_long_bodies_are_refused() {
        for (kind, body) in [
            (b'P', &b"name\0select 1\0"[..]),
            (b'P', b"name\0select 1\0\xff\xff"),
            (b'B', b"p\0s\0\0\0\0\x01\0\0\0\x10hi\0\0"),
            (b'B', b"p\0s\0\0\0\0\x01\x80\0\0\0\0\0"),
            (b'E', b"\0\0"),
            (b'D', b"X\0"),
            (b'Q', b"no end"),
            (b'Q', b"select 1\0more"),
        ] {
            assert_eq!(decode(kind, body).unwrap_err().code, "08P01", "{}", kind as char);
        }
    }

    #[test]
    fn invalid_utf8_is_named_not_replaced() {
        assert_eq!(decode(b'Q', b"select '\xff'\0").unwrap_err().code, "22021");
    }

    #[test]
    fn unknown_types_are_fatal() {
        assert!(decode(b'!', b"").unwrap_err().is_fatal());
        assert!(!decode(b'F', b"").unwrap_err().is_fatal());
    }

    #[test]
    fn execute_counts() {
        let all = decode(b'E', b"\0\xff\xff\xff\xff").unwrap();
        assert_eq!(all, FrontendMessage::Execute { portal: String::new(), max_rows: 0 });
        let most = decode(b'E', b"\0\x7f\xff\xff\xff").unwrap();
        assert_eq!(most, FrontendMessage::Execute { portal: String::new(), max_rows: i32::MAX as u32 });
    }
}
