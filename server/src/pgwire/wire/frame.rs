//! One typed message as it stands on the wire.

use bytes::Bytes;

/// A message: its type byte and exactly its body, so that a short or long body cannot reach into the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Message type.
    pub kind: u8,
    /// What follows the length.
    pub body: Bytes,
}
