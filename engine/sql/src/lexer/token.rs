//! What a token is: a kind and a byte range over the text, nothing more.

use std::ops::Range;

use super::keyword::Keyword;

/// Declares the punctuation kinds with their texts.
macro_rules! token_kinds {
    ($($(#[$doc:meta])* $variant:ident $text:literal,)*) => {
        /// The kind of a token.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum TokenKind {
            /// A word of the grammars, reserved or not.
            Keyword(Keyword),
            /// A bare word that is no keyword.
            Identifier,
            /// A word that begins with a digit, `1abc`.
            DigitIdentifier,
            /// `"…"` where that quotes a name.
            QuotedIdentifier,
            /// `` `…` ``
            BackQuotedIdentifier,
            /// `'…'`; in the Hive flavor `"…"` too, both with back-slash escapes.
            String,
            /// `U&'…'`
            UnicodeString,
            /// `E'…'` of PostgreSQL, with back-slash escapes.
            EscapeString,
            /// `$tag$…$tag$` of PostgreSQL.
            DollarString,
            /// `X'…'`
            BinaryLiteral,
            /// `12`, `1_000`, `0xFF`, `0o7`, `0b1`
            Integer,
            /// `1.5`, `1.`, `.5`
            Decimal,
            /// `1e3`, `1.5E-3`
            Double,
            /// `$1` of PostgreSQL.
            NumberedParameter,
            /// A quote or comment that is not closed, or a character no token begins with.
            Unrecognized,
            /// The end of the text.
            Eof,
            $($(#[$doc])* $variant,)*
        }

        impl TokenKind {
            /// How Trino shows the kind in a list of what it expected.
            pub(crate) fn display(self) -> String {
                match self {
                    Self::Keyword(keyword) => format!("'{}'", keyword.text()),
                    Self::Identifier
                    | Self::DigitIdentifier
                    | Self::QuotedIdentifier
                    | Self::BackQuotedIdentifier => "<identifier>".to_owned(),
                    Self::String | Self::UnicodeString | Self::EscapeString | Self::DollarString => {
                        "<string>".to_owned()
                    }
                    Self::BinaryLiteral => "BINARY_LITERAL".to_owned(),
                    Self::Integer => "<integer>".to_owned(),
                    Self::Decimal => "DECIMAL_VALUE".to_owned(),
                    Self::Double => "DOUBLE_VALUE".to_owned(),
                    Self::NumberedParameter => "'$1'".to_owned(),
                    Self::Unrecognized => "UNRECOGNIZED".to_owned(),
                    Self::Eof => "<EOF>".to_owned(),
                    $(Self::$variant => concat!("'", $text, "'").to_owned(),)*
                }
            }
        }
    };
}

token_kinds! {
    /// `=`
    Equal "=",
    /// `<>`, `!=`
    NotEqual "<>",
    /// `<`
    Less "<",
    /// `<=`
    LessOrEqual "<=",
    /// `>`
    Greater ">",
    /// `>=`
    GreaterOrEqual ">=",
    /// `+`
    Plus "+",
    /// `-`
    Minus "-",
    /// `*`
    Asterisk "*",
    /// `/`
    Slash "/",
    /// `%`
    Percent "%",
    /// `||`
    Concat "||",
    /// `|`
    Pipe "|",
    /// `?`
    Question "?",
    /// `;`
    Semicolon ";",
    /// `,`
    Comma ",",
    /// `.`
    Dot ".",
    /// `:`
    Colon ":",
    /// `(`
    LeftParenthesis "(",
    /// `)`
    RightParenthesis ")",
    /// `[`
    LeftBracket "[",
    /// `]`
    RightBracket "]",
    /// `{`
    LeftBrace "{",
    /// `}`
    RightBrace "}",
    /// `{-`
    ExclusionStart "{-",
    /// `-}`
    ExclusionEnd "-}",
    /// `->`
    Arrow "->",
    /// `=>`
    FatArrow "=>",
    /// `^`
    Caret "^",
    /// `$`
    Dollar "$",
    /// `::` of PostgreSQL.
    DoubleColon "::",
    /// `~` of PostgreSQL.
    Tilde "~",
    /// `~*` of PostgreSQL.
    TildeAsterisk "~*",
    /// `!~` of PostgreSQL.
    NotTilde "!~",
    /// `!~*` of PostgreSQL.
    NotTildeAsterisk "!~*",
}

impl From<Keyword> for TokenKind {
    fn from(keyword: Keyword) -> Self {
        Self::Keyword(keyword)
    }
}

/// A token: kind and place. 12 bytes, so that a statement of a megabyte stays in the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// First byte. Statements are shorter than 4 GiB by `MAX_STATEMENT_BYTES`.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
}

impl Token {
    /// The byte range in the text.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text of the token.
    pub(crate) fn text(self, sql: &str) -> &str {
        sql.get(self.range()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stays_small() {
        assert!(size_of::<Token>() <= 12);
    }

    #[test]
    fn kinds_show_as_trino_shows_them() {
        assert_eq!(TokenKind::from(Keyword::From).display(), "'FROM'");
        assert_eq!(TokenKind::Integer.display(), "<integer>");
        assert_eq!(TokenKind::NotEqual.display(), "'<>'");
        assert_eq!(TokenKind::Eof.display(), "<EOF>");
    }
}
