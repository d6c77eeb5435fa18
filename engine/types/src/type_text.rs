//! The text of a type taken apart: words, parentheses, words behind them. What the words mean is not known
//! here; types and patterns of signatures are both read from it.

/// Deepest nesting taken.
const MAX_DEPTH: u32 = polias_sql::MAX_NESTING;

/// `a timestamp(3) with time zone` is the words `a`, `timestamp`, the parameter `3` and the suffix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TypeText {
    /// Words before the parentheses.
    pub words: Vec<Word>,
    /// What is in the parentheses; `None` without any.
    pub parameters: Option<Vec<TypeText>>,
    /// Words behind the parentheses.
    pub suffix: Vec<Word>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Without quotes.
    pub text: String,
    /// Written in quotes: never a type, always a name.
    pub quoted: bool,
}

impl TypeText {
    /// Takes a text apart. `None` when parentheses or quotes do not match, or it is nested too deep.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let parsed = reader.node(0)?;
        reader.skip_blanks();
        reader.rest.is_empty().then_some(parsed)
    }

    /// Takes a list apart: `a, b(c)`. Blank text is an empty list.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        if text.trim().is_empty() {
            return Some(Vec::new());
        }
        let mut reader = Reader { rest: text };
        let list = reader.list(0)?;
        reader.rest.is_empty().then_some(list)
    }

    /// The words around the parentheses in lower case, one blank between. `None` when one is quoted.
    pub fn name(&self) -> Option<String> {
        let mut name = String::new();
        for word in self.words.iter().chain(&self.suffix) {
            if word.quoted {
                return None;
            }
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(&word.text.to_ascii_lowercase());
        }
        Some(name)
    }

    /// The only word, when there is nothing else.
    pub fn single_word(&self) -> Option<&str> {
        match self.words.as_slice() {
            [word] if !word.quoted && self.parameters.is_none() && self.suffix.is_empty() => Some(&word.text),
            _ => None,
        }
    }

    /// A number, when it is one.
    pub fn number(&self) -> Option<u32> {
        let word = self.single_word()?;
        word.bytes().all(|byte| byte.is_ascii_digit()).then(|| word.parse().ok()).flatten()
    }

    /// The first word as the name of a field, and the rest as its type.
    pub fn split_name(&self) -> Option<(&str, Self)> {
        let (name, words) = self.words.split_first()?;
        if words.is_empty() {
            return None;
        }
        Some((&name.text, Self { words: words.to_vec(), ..self.clone() }))
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn eat(&mut self, token: char) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn node(&mut self, depth: u32) -> Option<TypeText> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut node = TypeText { words: self.words()?, ..TypeText::default() };
        if node.words.is_empty() {
            return None;
        }
        if self.eat('(') {
            let parameters = self.list(depth + 1)?;
            if !self.eat(')') {
                return None;
            }
            node.parameters = Some(parameters);
            node.suffix = self.words()?;
        }
        Some(node)
    }

    fn list(&mut self, depth: u32) -> Option<Vec<TypeText>> {
        let mut list = vec![self.node(depth)?];
        while self.eat(',') {
            list.push(self.node(depth)?);
        }
        self.skip_blanks();
        Some(list)
    }

    fn words(&mut self) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            self.skip_blanks();
            if let Some(quoted) = self.rest.strip_prefix('"') {
                words.push(self.quoted(quoted)?);
                continue;
            }
            let end = self
                .rest
                .find(|character: char| character.is_whitespace() || "(),\"".contains(character))
                .unwrap_or(self.rest.len());
            if end == 0 {
                return Some(words);
            }
            let (text, rest) = self.rest.split_at(end);
            words.push(Word { text: text.to_owned(), quoted: false });
            self.rest = rest;
        }
    }

    /// A quoted word whose opening quote is already behind.
    fn quoted(&mut self, text: &'a str) -> Option<Word> {
        let mut word = String::new();
        let mut rest = text;
        loop {
            let (part, behind) = rest.split_once('"')?;
            word.push_str(part);
            match behind.strip_prefix('"') {
                Some(behind) => {
                    word.push('"');
                    rest = behind;
                }
                None => {
                    self.rest = behind;
                    return Some(Word { text: word, quoted: true });
                }
            }
        }
    }
}
