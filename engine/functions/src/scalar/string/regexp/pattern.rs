//! Java's regular expressions, as Joni reads them, said in the syntax of the `regex` crate.

use arrow::array::StringViewArray;
use regex::{Regex, RegexBuilder};

use crate::DataError;
use crate::rows::cell;

/// Most bytes of a compiled pattern.
const MAX_COMPILED: usize = 10 << 20;

const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r" \t\n\x0B\f\r";

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    /// It has a `$` or `\Z`, which for Java stands before a last line feed too.
    line_end: bool,
}

/// The patterns of a column; the last one stays compiled.
pub(crate) struct Patterns<'a> {
    column: &'a StringViewArray,
    last: Option<(&'a str, Pattern)>,
}

impl<'a> Patterns<'a> {
    /// Those of a column.
    pub(crate) fn new(column: &'a StringViewArray) -> Self {
        Self { column, last: None }
    }

    /// The pattern of a row, `None` for NULL.
    pub(crate) fn of(&mut self, row: usize) -> Result<Option<&Pattern>, DataError> {
        let Some(text) = cell(self.column, row) else { return Ok(None) };
        if self.last.as_ref().is_none_or(|(last, _)| *last != text) {
            self.last = Some((text, Pattern::new(text)?));
        }
        Ok(self.last.as_ref().map(|(_, pattern)| pattern))
    }
}

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn new(text: &str) -> Result<Self, DataError> {
        let (translated, line_end) = Translation::new(text).run()?;
        let regex = RegexBuilder::new(&translated).size_limit(MAX_COMPILED).build();
        regex.map(|regex| Self { regex, line_end }).map_err(|error| refusal(text, &error))
    }

    /// Whether it is found in the text.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
            || self.line_end && text.strip_suffix('\n').is_some_and(|text| self.regex.is_match(text))
    }

    /// The expression to search the text with.
    pub(crate) fn over(&self, text: &str) -> Result<&Regex, DataError> {
        if self.line_end && text.ends_with('\n') {
            return Err(not_supported("$ over a text that ends with a line feed"));
        }
        Ok(&self.regex)
    }
}

fn not_supported(what: &str) -> DataError {
    DataError::new("NOT_SUPPORTED", format!("regular expressions with {what} are not supported"))
}

fn refusal(pattern: &str, error: &regex::Error) -> DataError {
    let text = error.to_string();
    let known = [
        ("unclosed group", "end pattern with unmatched parenthesis"),
        ("unopened group", "unmatched close parenthesis"),
        ("unclosed character class", "premature end of char-class"),
        ("repetition operator missing expression", "target of repeat operator is not specified"),
        ("invalid character class range", "empty range in char class"),
        ("incomplete escape sequence", "end pattern at escape"),
    ];
    if let Some((_, message)) = known.iter().find(|(part, _)| text.contains(part)) {
        return DataError::new("INVALID_FUNCTION_ARGUMENT", *message);
    }
    if let Some(name) = text.contains("Unicode property not found").then(|| property_name(pattern)).flatten()
    {
        return DataError::new(
            "INVALID_FUNCTION_ARGUMENT",
            format!("invalid character property name <{name}>"),
        );
    }
    let last = text.lines().last().unwrap_or_default();
    DataError::new("NOT_SUPPORTED", format!("regular expression '{pattern}' is not supported: {last}"))
}

fn property_name(pattern: &str) -> Option<&str> {
    let (_, rest) = pattern.split_once(r"\p{").or_else(|| pattern.split_once(r"\P{"))?;
    rest.split_once('}').map(|(name, _)| name)
}

struct Translation<'a> {
    rest: &'a str,
    result: String,
    line_end: bool,
    /// Depth of character classes.
    class: usize,
    /// The last thing was a quantifier.
    quantifier: bool,
}

impl<'a> Translation<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, result: String::new(), line_end: false, class: 0, quantifier: false }
    }

    fn run(mut self) -> Result<(String, bool), DataError> {
        while let Some(char) = self.take() {
            let quantified = std::mem::take(&mut self.quantifier);
            match char {
                '\\' => self.escape()?,
                '[' if self.class > 0 && self.rest.starts_with(':') => self.posix()?,
                '[' => self.open_class(),
                ']' if self.class > 0 => {
                    self.class -= 1;
                    self.result.push(']');
                }
                _ if self.class > 0 => self.in_class(char),
                '(' => self.group()?,
                '$' => {
                    self.line_end = true;
                    self.result.push('$');
                }
                '+' if quantified => return Err(not_supported("possessive quantifiers")),
                '*' | '+' => {
                    self.quantifier = true;
                    self.result.push(char);
                }
                '?' => {
                    self.quantifier = !quantified;
                    self.result.push('?');
                }
                '{' => self.count(),
                '}' => self.result.push_str(r"\}"),
                _ => self.result.push(char),
            }
        }
        Ok((self.result, self.line_end))
    }

    fn take(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        Some(char)
    }

    fn open_class(&mut self) {
        self.class += 1;
        self.result.push('[');
        for first in ["^", "]"] {
            if let Some(rest) = self.rest.strip_prefix(first) {
                self.rest = rest;
                self.result.push_str(if first == "]" { r"\]" } else { first });
            }
        }
    }

    /// `~~` and `--` mean something to the crate only.
    fn in_class(&mut self, char: char) {
        if char == '~' {
            self.result.push('\\');
        }
        self.result.push(char);
        if char == '-' && self.rest.starts_with('-') {
            self.result.push('\\');
        }
    }

    /// `{` is a count only when it reads as one.
    fn count(&mut self) {
        let count = self.rest.split_once('}').map(|(count, _)| count).filter(|count| {
            let (least, most) = count.split_once(',').unwrap_or((count, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            !least.is_empty() && digits(least) && digits(most)
        });
        match count {
            Some(count) => {
                self.result.push('{');
                self.result.push_str(count);
                self.result.push('}');
                self.rest = &self.rest[count.len() + 1..];
                self.quantifier = true;
            }
            None => self.result.push_str(r"\{"),
        }
    }

    fn group(&mut self) -> Result<(), DataError> {
        self.result.push('(');
        let Some(rest) = self.rest.strip_prefix('?') else { return Ok(()) };
        for (prefix, what) in [
            ("=", "look-ahead"),
            ("!", "look-ahead"),
            ("<=", "look-behind"),
            ("<!", "look-behind"),
            (">", "atomic groups"),
            ("#", "comments"),
        ] {
            if rest.starts_with(prefix) {
                return Err(not_supported(what));
            }
        }
        let flags = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-');
        if !rest.starts_with('<') && flags.clone().any(|flag| !b"imsx-".contains(&flag)) {
            return Err(not_supported("flags other than i, m, s and x"));
        }
        self.result.push('?');
        self.rest = rest;
        Ok(())
    }

    fn posix(&mut self) -> Result<(), DataError> {
        let Some((name, rest)) = self.rest[1..].split_once(":]") else {
            self.result.push_str(r"\[");
            return Ok(());
        };
        let (not, name) = name.strip_prefix('^').map_or(("", name), |name| ("^", name));
        let class = match name {
            "alpha" => r"\p{Alphabetic}",
            "digit" => r"\p{Nd}",
            "alnum" => r"\p{Alphabetic}\p{Nd}",
            "upper" => r"\p{Uppercase}",
            "lower" => r"\p{Lowercase}",
            "space" => r"\s",
            "blank" => r"\t\p{Zs}",
            "cntrl" => r"\p{Cc}",
            "xdigit" => "0-9A-Fa-f",
            _ => return Err(not_supported(&format!("[:{name}:]"))),
        };
        self.result.push_str(&format!("[{not}{class}]"));
        self.rest = rest;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), DataError> {
        let Some(char) = self.take() else {
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "end pattern at escape"));
        };
        let class = self.class > 0;
        match char {
            'd' => self.result.push_str("[0-9]"),
            'D' => self.result.push_str("[^0-9]"),
            'w' => self.result.push_str(&format!("[{WORD}]")),
            'W' => self.result.push_str(&format!("[^{WORD}]")),
            's' => self.result.push_str(&format!("[{SPACE}]")),
            'S' => self.result.push_str(&format!("[^{SPACE}]")),
            'b' if class => self.result.push_str(r"\x08"),
            'A' | 'z' | 'b' | 'B' if !class => {
                self.result.push('\\');
                self.result.push(char);
            }
            'Z' if !class => {
                self.line_end = true;
                self.result.push_str(r"\z");
            }
            'a' | 'f' | 'n' | 'r' | 't' | 'v' => {
                self.result.push('\\');
                self.result.push(char);
            }
            'e' => self.result.push_str(r"\x1B"),
            'Q' => self.quoted(),
            'p' | 'P' => self.property(char)?,
            'x' | 'u' => self.code_point(char)?,
            '0' => self.octal(),
            '1'..='9' if !class => return Err(not_supported("back references")),
            'k' if !class => return Err(not_supported("back references")),
            'G' | 'R' | 'X' | 'c' | 'C' | 'M' | 'N' => return Err(not_supported(&format!("\\{char}"))),
            // Any other character stands for itself.
            _ => self.result.push_str(&regex::escape(char.encode_utf8(&mut [0; 4]))),
        }
        Ok(())
    }

    fn quoted(&mut self) {
        let (quoted, rest) = self.rest.split_once(r"\E").unwrap_or((self.rest, ""));
        self.result.push_str(&regex::escape(quoted));
        self.rest = rest;
    }

    fn property(&mut self, sign: char) -> Result<(), DataError> {
        let braced = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((name, rest)) = braced else {
            return Err(DataError::new(
                "INVALID_FUNCTION_ARGUMENT",
                format!("invalid character property name {{{sign}}}"),
            ));
        };
        let (negated, name) = match name.strip_prefix('^') {
            Some(name) => (sign == 'p', name),
            None => (sign == 'P', name),
        };
        if name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("is")) {
            // Regular expressions of Rust take it, those of Trino do not.
            let message = format!("invalid character property name <{name}>");
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", message));
        }
        let name = match name.to_ascii_lowercase().as_str() {
            "alpha" => "Alphabetic",
            "digit" => "Nd",
            "upper" => "Uppercase",
            "lower" => "Lowercase",
            "space" => "White_Space",
            "cntrl" => "Cc",
            "punct" | "graph" | "print" | "alnum" | "blank" | "xdigit" | "word" | "ascii" => {
                return Err(not_supported(&format!("\\{sign}{{{name}}}")));
            }
            _ => name,
        };
        self.result.push_str(&format!(r"\{}{{{name}}}", if negated { 'P' } else { 'p' }));
        self.rest = rest;
        Ok(())
    }

    fn code_point(&mut self, sign: char) -> Result<(), DataError> {
        let code = match self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((digits, rest)) if sign == 'x' => {
                self.rest = rest;
                u32::from_str_radix(digits, 16).ok()
            }
            _ => {
                let most = if sign == 'x' { 2 } else { 4 };
                let count = self.rest.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
                let (digits, rest) = self.rest.split_at(count);
                self.rest = rest;
                u32::from_str_radix(digits, 16).ok().filter(|_| sign == 'x' || count == most)
            }
        };
        let Some(char) = code.and_then(char::from_u32) else {
            return Err(DataError::new("INVALID_FUNCTION_ARGUMENT", "invalid code point value"));
        };
        self.result.push_str(&format!(r"\x{{{:X}}}", u32::from(char)));
        Ok(())
    }

    fn octal(&mut self) {
        let count = self.rest.bytes().take(2).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        let (digits, rest) = self.rest.split_at(count);
        let code = u32::from_str_radix(digits, 8).unwrap_or(0);
        self.result.push_str(&format!(r"\x{{{code:X}}}"));
        self.rest = rest;
    }
}
