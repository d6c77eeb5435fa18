//! The parsed form of a record: its values in the order of the text, reused from record to record.

/// A scalar: a piece of the record, or of the tape's own text when it had escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serde) struct Text {
    start: u32,
    end: u32,
    unescaped: bool,
    /// Whether it stood in quotes.
    pub quoted: bool,
}

/// A value on the tape. `end` is where the value after it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Null,
    Text(Text),
    Array {
        end: u32,
    },
    /// Keys (texts) and values take turns.
    Object {
        end: u32,
    },
}

/// The values of one record.
#[derive(Debug, Default)]
pub(in crate::serde) struct Tape {
    nodes: Vec<Node>,
    unescaped: String,
}

/// A value together with what is needed to read it.
#[derive(Debug, Clone, Copy)]
pub(in crate::serde) enum Value<'a> {
    Null,
    Text { text: &'a str, quoted: bool },
    Array(Items<'a>),
    Object(Items<'a>),
}

/// The parts of an array or object.
#[derive(Debug, Clone, Copy)]
pub(in crate::serde) struct Items<'a> {
    tape: &'a Tape,
    record: &'a str,
    at: usize,
    end: usize,
}

impl Tape {
    /// Forgets the last record.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.unescaped.clear();
    }

    /// The value of the parsed record.
    pub fn root<'a>(&'a self, record: &'a str) -> Value<'a> {
        Items { tape: self, record, at: 0, end: self.nodes.len() }.next().unwrap_or(Value::Null)
    }

    pub(super) fn push_null(&mut self) {
        self.nodes.push(Node::Null);
    }

    pub(super) fn push_text(&mut self, text: Text) {
        self.nodes.push(Node::Text(text));
    }

    /// Opens an array or object; the result is for [`Self::close`].
    pub(super) fn open(&mut self, object: bool) -> usize {
        self.nodes.push(if object { Node::Object { end: 0 } } else { Node::Array { end: 0 } });
        self.nodes.len() - 1
    }

    pub(super) fn close(&mut self, opened: usize) {
        // Records are at most 32 MB: positions fit.
        let now = self.nodes.len() as u32;
        if let Some(Node::Array { end } | Node::Object { end }) = self.nodes.get_mut(opened) {
            *end = now;
        }
    }

    /// A piece of the record as a scalar.
    pub(super) fn piece(&self, start: usize, end: usize, quoted: bool) -> Text {
        Text { start: start as u32, end: end as u32, unescaped: false, quoted }
    }

    /// Where text that had escapes is collected; [`Self::collected`] ends it.
    pub(super) fn unescaped(&mut self) -> &mut String {
        &mut self.unescaped
    }

    /// What was appended to [`Self::unescaped`] since `start`, as a scalar.
    pub(super) fn collected(&self, start: usize, quoted: bool) -> Text {
        Text { start: start as u32, end: self.unescaped.len() as u32, unescaped: true, quoted }
    }

    /// The last value, when it is a scalar: the parsers check keys with it.
    pub(super) fn last_text(&self) -> Option<Text> {
        match self.nodes.last() {
            Some(Node::Text(text)) => Some(*text),
            _ => None,
        }
    }

    fn read<'a>(&'a self, record: &'a str, text: Text) -> &'a str {
        let from: &str = if text.unescaped { &self.unescaped } else { record };
        from.get(text.start as usize..text.end as usize).unwrap_or_default()
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        if self.at >= self.end {
            return None;
        }
        let inner = |end: u32| Items { at: self.at + 1, end: end as usize, ..*self };
        let (value, next) = match *self.tape.nodes.get(self.at)? {
            Node::Null => (Value::Null, self.at + 1),
            Node::Text(text) => {
                (Value::Text { text: self.tape.read(self.record, text), quoted: text.quoted }, self.at + 1)
            }
            Node::Array { end } => (Value::Array(inner(end)), end as usize),
            Node::Object { end } => (Value::Object(inner(end)), end as usize),
        };
        // A value is never shorter than one node: this ends even on a broken tape.
        self.at = next.max(self.at + 1);
        Some(value)
    }
}

impl<'a> Items<'a> {
    /// The next key and value of an object.
    pub fn next_entry(&mut self) -> Option<(&'a str, Value<'a>)> {
        match self.next()? {
            Value::Text { text, .. } => Some((text, self.next()?)),
            _ => None,
        }
    }

    /// Keys and values of an object with each key once: the last value wins and takes the last place.
    pub fn distinct_entries(mut self, ignore_case: bool) -> Vec<(&'a str, Value<'a>)> {
        let mut entries: Vec<Option<(&'a str, Value<'a>)>> = Vec::new();
        let mut places = std::collections::HashMap::new();
        while let Some((key, value)) = self.next_entry() {
            let name = if ignore_case { folded(key) } else { key.into() };
            if let Some(earlier) = places.insert(name, entries.len()) {
                entries[earlier] = None;
            }
            entries.push(Some((key, value)));
        }
        entries.into_iter().flatten().collect()
    }
}

/// A name in lower case; borrowed when it is already.
pub(super) fn folded(name: &str) -> std::borrow::Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        true => name.to_lowercase().into(),
        false => name.into(),
    }
}
