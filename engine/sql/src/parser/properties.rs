//! `('key'='value', …)`

use crate::ast::Properties;
use crate::lexer::TokenKind;

use super::{Parsed, Parser};

impl Parser<'_> {
    /// `('key'='value', …)`, at least one.
    pub(super) fn properties(&mut self) -> Parsed<Properties> {
        self.parenthesised(|parser| {
            let key = parser.string()?;
            parser.expect(TokenKind::Equal)?;
            Ok((key, parser.string()?))
        })
    }

    /// `('key', …)`, at least one.
    pub(super) fn property_keys(&mut self) -> Parsed<Vec<String>> {
        self.parenthesised(Self::string)
    }
}
