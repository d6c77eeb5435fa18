//! Whether the text of a JSON literal is JSON. What it is as a value, `json_parse` computes.

/// Levels of arrays and objects, as Trino's reader takes them.
const MAX_DEPTH: usize = 1_000;

/// One value with nothing but blanks around it. Source: RFC 8259.
pub(super) fn is_json(text: &str) -> bool {
    let mut reader = Reader { rest: text.as_bytes() };
    reader.document().is_some() && reader.rest.is_empty()
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn blanks(&mut self) {
        let count = self.rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
        self.rest = &self.rest[count..];
    }

    fn eat(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// A value and the blanks around it. Nesting is kept in a list, so that depth costs no stack.
    fn document(&mut self) -> Option<()> {
        // What closes the arrays and objects that are open.
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.blanks();
            let closing = match self.rest.first()? {
                b'[' => b']',
                b'{' => b'}',
                _ => {
                    self.scalar()?;
                    0
                }
            };
            if closing != 0 {
                if open.len() == MAX_DEPTH {
                    return None;
                }
                self.rest = &self.rest[1..];
                self.blanks();
                if self.eat(&[closing]).is_none() {
                    open.push(closing);
                    self.key_of(closing)?;
                    continue;
                }
            }
            loop {
                self.blanks();
                let Some(closing) = open.last().copied() else { return Some(()) };
                if self.eat(b",").is_some() {
                    self.key_of(closing)?;
                    break;
                }
                self.eat(&[closing])?;
                open.pop();
            }
        }
    }

    /// The key before a value of an object; nothing before one of an array.
    fn key_of(&mut self, closing: u8) -> Option<()> {
        if closing == b'}' {
            self.blanks();
            self.string()?;
            self.blanks();
            self.eat(b":")?;
        }
        Some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.rest.first()? {
            b'"' => self.string(),
            b't' => self.eat(b"true"),
            b'f' => self.eat(b"false"),
            b'n' => self.eat(b"null"),
            _ => self.number(),
        }
    }

    fn string(&mut self) -> Option<()> {
        self.eat(b"\"")?;
        loop {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let (escaped, rest) = self.rest.split_first()?;
                    self.rest = rest;
                    match escaped {
                        b'u' => {
                            let digits = self.rest.get(..4)?;
                            if !digits.iter().all(u8::is_ascii_hexdigit) {
                                return None;
                            }
                            self.rest = &self.rest[4..];
                        }
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        _ => return None,
                    }
                }
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.eat(b"-");
        if self.eat(b"0").is_none() {
            self.digits()?;
        }
        if self.eat(b".").is_some() {
            self.digits()?;
        }
        if self.eat(b"e").or_else(|| self.eat(b"E")).is_some() {
            let _ = self.eat(b"-").or_else(|| self.eat(b"+"));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = &self.rest[count..];
        (count > 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json() {
        let json = [
            " 1 ",
            "true",
            "null",
            "-1.5e10",
            "0",
            "1E+2",
            "[]",
            "{ }",
            "[1, [2, {\"a\": [3]}], {}]",
            "{\"a\": 1, \"b\": \"\\u00e9\\n\"}",
            "\"é\"",
        ];
        for text in json {
            assert!(is_json(text), "{text}");
        }
        let other = [
            "",
            "1 2",
            "01",
            "NaN",
            "{\"a\":1,}",
            "[1,]",
            "{\"a\" 1}",
            "\"a",
            "\"\\x\"",
            "{a: 1}",
            "1.",
            ".5",
            "-",
            "tru",
            "[",
            "{",
            "[1}",
            "]",
            "[,1]",
            "{,}",
            "\"\n\"",
            "{\"a\"}",
            "{1: 2}",
            "+1",
        ];
        for text in other {
            assert!(!is_json(text), "{text}");
        }
        assert!(is_json(&format!("{}{}", "[".repeat(1_000), "]".repeat(1_000))));
        assert!(!is_json(&format!("{}{}", "[".repeat(1_001), "]".repeat(1_001))));
    }
}
