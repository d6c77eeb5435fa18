//! A client that sends exactly the bytes a test wants.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A message of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Type byte.
    pub kind: char,
    /// Body.
    pub body: Vec<u8>,
}

impl Message {
    /// A field of an ErrorResponse or NoticeResponse.
    pub fn field(&self, code: u8) -> Option<String> {
        let mut fields = self.body.split(|byte| *byte == 0);
        let found = fields.find(|field| field.first() == Some(&code))?;
        Some(String::from_utf8_lossy(&found[1..]).into_owned())
    }

    /// SQLSTATE.
    pub fn code(&self) -> String {
        self.field(b'C').unwrap_or_default()
    }
}

/// A connection.
pub struct RawClient {
    pub stream: TcpStream,
}

impl RawClient {
    /// Connected, nothing sent.
    pub async fn open(port: u16) -> Self {
        Self { stream: TcpStream::connect(("127.0.0.1", port)).await.unwrap() }
    }

    /// Started as `tester`, at the first ReadyForQuery.
    pub async fn ready(port: u16) -> Self {
        let mut client = Self::open(port).await;
        client.write(&startup(&[("user", "tester"), ("database", "default")])).await;
        client.until('Z').await;
        client
    }

    /// Sends bytes.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// The next message; `None` at the end of the connection.
    pub async fn next(&mut self) -> Option<Message> {
        let kind = self.stream.read_u8().await.ok()?;
        let length = self.stream.read_i32().await.unwrap() as usize;
        let mut body = vec![0; length - 4];
        self.stream.read_exact(&mut body).await.unwrap();
        Some(Message { kind: char::from(kind), body })
    }

    /// All messages up to one of a type.
    pub async fn until(&mut self, kind: char) -> Vec<Message> {
        let mut messages = Vec::new();
        loop {
            let message = self.next().await.unwrap_or_else(|| panic!("ended after {messages:?}"));
            let found = message.kind == kind;
            messages.push(message);
            if found {
                return messages;
            }
        }
    }

    /// All messages to the end of the connection.
    pub async fn rest(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        while let Some(message) = self.next().await {
            messages.push(message);
        }
        messages
    }

    /// Sends messages and waits for ReadyForQuery: the types of the answers.
    pub async fn ask(&mut self, messages: &[Vec<u8>]) -> Vec<Message> {
        self.write(&messages.concat()).await;
        self.until('Z').await
    }
}

/// The types of messages as a text.
pub fn kinds(messages: &[Message]) -> String {
    messages.iter().map(|message| message.kind).collect()
}

/// The first error of an answer.
pub fn error(messages: &[Message]) -> &Message {
    messages.iter().find(|message| message.kind == 'E').unwrap_or_else(|| panic!("no error in {messages:?}"))
}

/// A startup packet.
pub fn startup(parameters: &[(&str, &str)]) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    for (name, value) in parameters {
        body.extend([name.as_bytes(), b"\0", value.as_bytes(), b"\0"].concat());
    }
    body.push(0);
    [&(body.len() as u32 + 4).to_be_bytes()[..], &body].concat()
}

/// A typed message.
pub fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &(body.len() as u32 + 4).to_be_bytes(), body].concat()
}

pub fn query(sql: &str) -> Vec<u8> {
    message(b'Q', format!("{sql}\0").as_bytes())
}

pub fn parse(name: &str, sql: &str) -> Vec<u8> {
    message(b'P', format!("{name}\0{sql}\0\0\0").as_bytes())
}

/// Without parameters, with result format codes.
pub fn bind(portal: &str, statement: &str, formats: &[i16]) -> Vec<u8> {
    let mut body = format!("{portal}\0{statement}\0\0\0\0\0").into_bytes();
    body.extend((formats.len() as u16).to_be_bytes());
    formats.iter().for_each(|format| body.extend(format.to_be_bytes()));
    message(b'B', &body)
}

pub fn describe(kind: char, name: &str) -> Vec<u8> {
    message(b'D', format!("{kind}{name}\0").as_bytes())
}

pub fn close(kind: char, name: &str) -> Vec<u8> {
    message(b'C', format!("{kind}{name}\0").as_bytes())
}

pub fn execute(portal: &str, most: i32) -> Vec<u8> {
    let mut body = format!("{portal}\0").into_bytes();
    body.extend(most.to_be_bytes());
    message(b'E', &body)
}

pub fn sync() -> Vec<u8> {
    message(b'S', b"")
}
