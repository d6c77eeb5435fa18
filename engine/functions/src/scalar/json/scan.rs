//! Walks JSON text as far as it is asked to, without building values.

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 1_000;

/// What kind of value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Boolean(bool),
    /// A number without fraction and exponent.
    Integer,
    Float,
    Text,
    Array,
    Object,
}

/// A place in JSON text. Methods answer `None` where the text is no JSON.
pub(super) struct Scanner<'a> {
    text: &'a str,
    position: usize,
    depth: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, position: 0, depth: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes().get(self.position..)?;
        self.position += bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.text.as_bytes().get(self.position).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.position += usize::from(found);
        found
    }

    /// Whether only blanks are left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.byte().is_none()
    }

    /// The first byte of what comes next, without reading it.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.byte()
    }

    /// Reads a value: its kind and its text.
    pub(super) fn value(&mut self) -> Option<(Kind, &'a str)> {
        let first = self.byte()?;
        let start = self.position;
        let kind = match first {
            b'{' => {
                self.members(|_, _| false)?;
                Kind::Object
            }
            b'[' => {
                self.elements(|_, _| false)?;
                Kind::Array
            }
            b'"' => {
                self.string()?;
                Kind::Text
            }
            b't' => self.word("true", Kind::Boolean(true))?,
            b'f' => self.word("false", Kind::Boolean(false))?,
            b'n' => self.word("null", Kind::Null)?,
            _ => self.number()?,
        };
        Some((kind, &self.text[start..self.position]))
    }

    fn word(&mut self, word: &str, kind: Kind) -> Option<Kind> {
        self.text[self.position..].starts_with(word).then(|| {
            self.position += word.len();
            kind
        })
    }

    fn number(&mut self) -> Option<Kind> {
        let digits = |scanner: &mut Self| {
            let rest = &scanner.text.as_bytes()[scanner.position..];
            let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            scanner.position += count;
            count
        };
        let at = |scanner: &Self, bytes: &[u8]| {
            scanner.text.as_bytes().get(scanner.position).is_some_and(|byte| bytes.contains(byte))
        };
        self.position += usize::from(at(self, b"-"));
        let zero = at(self, b"0");
        let count = digits(self);
        if count == 0 || (zero && count > 1) {
            return None;
        }
        let mut kind = Kind::Integer;
        if at(self, b".") {
            self.position += 1;
            kind = Kind::Float;
            (digits(self) > 0).then_some(())?;
        }
        if at(self, b"eE") {
            self.position += 1;
            self.position += usize::from(at(self, b"+-"));
            kind = Kind::Float;
            (digits(self) > 0).then_some(())?;
        }
        // A word right behind a number is no JSON.
        (!at(self, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_\"")).then_some(kind)
    }

    /// Reads a string with its quotes.
    fn string(&mut self) -> Option<&'a str> {
        let start = self.position;
        self.position += 1;
        loop {
            match self.text.as_bytes().get(self.position)? {
                b'"' => break,
                b'\\' => {
                    let escaped = self.text.as_bytes().get(self.position + 1)?;
                    if !b"\"\\/bfnrtu".contains(escaped) {
                        return None;
                    }
                    self.position += 2;
                }
                0..=31 => return None,
                _ => self.position += 1,
            }
        }
        self.position += 1;
        Some(&self.text[start..self.position])
    }

    /// Reads an array, giving each element to `stop`, until that is true.
    pub(super) fn elements(&mut self, mut stop: impl FnMut(Kind, &'a str) -> bool) -> Option<()> {
        self.open(b'[')?;
        if !self.eat(b']') {
            loop {
                let (kind, value) = self.value()?;
                if stop(kind, value) {
                    return Some(());
                }
                if self.eat(b']') {
                    break;
                }
                self.eat(b',').then_some(())?;
            }
        }
        self.depth -= 1;
        Some(())
    }

    /// Reads an object, giving each name (with quotes) and value to `stop`, until that is true.
    pub(super) fn members(&mut self, mut stop: impl FnMut(&'a str, (Kind, &'a str)) -> bool) -> Option<()> {
        self.open(b'{')?;
        if !self.eat(b'}') {
            loop {
                let name = self.name()?;
                let value = self.value()?;
                if stop(name, value) {
                    return Some(());
                }
                if self.eat(b'}') {
                    break;
                }
                self.eat(b',').then_some(())?;
            }
        }
        self.depth -= 1;
        Some(())
    }

    /// Goes to the value of a member or an element, without reading what follows it.
    pub(super) fn enter(&mut self, key: &str) -> Option<()> {
        match self.peek()? {
            b'{' => {
                self.open(b'{')?;
                loop {
                    let name = self.name()?;
                    if unquoted(name)? == key {
                        return Some(());
                    }
                    self.value()?;
                    self.eat(b',').then_some(())?;
                }
            }
            b'[' => {
                let index: usize = key.parse().ok()?;
                self.open(b'[')?;
                for _ in 0..index {
                    self.value()?;
                    self.eat(b',').then_some(())?;
                }
                (self.peek()? != b']').then_some(())
            }
            _ => None,
        }
    }

    fn name(&mut self) -> Option<&'a str> {
        (self.byte()? == b'"').then_some(())?;
        let name = self.string()?;
        self.eat(b':').then_some(name)
    }

    fn open(&mut self, bracket: u8) -> Option<()> {
        self.depth += 1;
        (self.depth <= MAX_DEPTH && self.eat(bracket)).then_some(())
    }
}

/// The text of a string in quotes.
pub(super) fn unquoted(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    serde_json::from_str(quoted).ok()
}
