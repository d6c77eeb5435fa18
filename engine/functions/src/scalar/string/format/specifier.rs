//! `%[index$][flags][width][.precision]conversion` of `format`.

use super::Problem;

/// Widest result of one specifier, in characters.
const MAX_WIDTH: usize = 10_000;

/// A specifier of a format.
#[derive(Debug)]
pub(super) struct Specifier<'a> {
    /// As it is written.
    pub(super) text: String,
    /// Which value, from 1.
    pub(super) index: Option<usize>,
    /// `<`: the value of the specifier before.
    pub(super) relative: bool,
    pub(super) sharp: bool,
    pub(super) comma: bool,
    pub(super) precision: Option<usize>,
    pub(super) conversion: char,
    left: bool,
    zero: bool,
    plus: bool,
    space: bool,
    parentheses: bool,
    width: Option<usize>,
    flags: &'a str,
}

/// The specifier that a text after `%` begins with, and the rest.
pub(super) fn next(after: &str) -> Result<(Specifier<'_>, &str), Problem> {
    let (number, rest) = digits(after);
    let (index, rest) = match rest.strip_prefix('$') {
        Some(rest) if !number.is_empty() => (Some(size(number)?), rest),
        _ => (None, after),
    };
    let end = rest.find(|char| !"-#+ 0,(<".contains(char)).unwrap_or(rest.len());
    let (flags, rest) = rest.split_at(end);
    let (width, rest) = digits(rest);
    let (precision, rest) = match rest.strip_prefix('.').map(digits) {
        Some((precision, rest)) if !precision.is_empty() => (Some(size(precision)?), rest),
        _ => (None, rest),
    };
    let mut chars = rest.chars();
    let conversion = chars.next().unwrap_or('%');
    if rest.is_empty() || !"bBhHsScCdoxXeEfgGaAtTn%".contains(conversion) {
        return Err(illegal(format!("UnknownFormatConversion: Conversion = '{conversion}'")));
    }
    if "hHaAgGtT".contains(conversion) {
        let message = format!("the conversion %{conversion} of format is not supported");
        return Err(Problem::Unsupported(message));
    }
    let rest = chars.as_str();
    let specifier = Specifier {
        text: format!("%{}", &after[..after.len() - rest.len()]),
        index,
        relative: flags.contains('<'),
        sharp: flags.contains('#'),
        comma: flags.contains(','),
        precision,
        conversion,
        left: flags.contains('-'),
        zero: flags.contains('0'),
        plus: flags.contains('+'),
        space: flags.contains(' '),
        parentheses: flags.contains('('),
        width: if width.is_empty() { None } else { Some(size(width)?) },
        flags,
    };
    specifier.check()?;
    Ok((specifier, rest))
}

fn digits(text: &str) -> (&str, &str) {
    // A width does not begin with 0, which is a flag.
    text.split_at(text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len()))
}

fn size(digits: &str) -> Result<usize, Problem> {
    digits.parse().ok().filter(|size| *size <= MAX_WIDTH).ok_or_else(|| {
        Problem::Unsupported(format!(
            "format with a width, precision or index above {MAX_WIDTH} is not supported"
        ))
    })
}

fn illegal(message: String) -> Problem {
    Problem::Illegal(message)
}

impl Specifier<'_> {
    /// What Java refuses of flags, width and precision.
    fn check(&self) -> Result<(), Problem> {
        let conversion = self.conversion;
        let refused = match conversion.to_ascii_lowercase() {
            'b' | 's' => "#+ 0,(",
            'c' => "#+ 0,(",
            'd' => "#",
            'x' | 'o' => "+ ,(",
            'e' => ",",
            '%' => "#+ 0,(",
            _ => "",
        };
        if let Some(flag) = self.flags.chars().find(|flag| refused.contains(*flag)) {
            return Err(illegal(format!(
                "FormatFlagsConversionMismatch: Conversion = {conversion}, Flags = {flag}"
            )));
        }
        if let Some(precision) = self.precision.filter(|_| "cCdoxXn%".contains(conversion)) {
            return Err(illegal(format!("IllegalFormatPrecision: {precision}")));
        }
        if conversion == 'n' {
            return match (self.width, self.flags) {
                (Some(width), _) => Err(illegal(format!("IllegalFormatWidth: {width}"))),
                (None, "") => Ok(()),
                (None, flags) => Err(illegal(format!("IllegalFormatFlags: Flags = '{flags}'"))),
            };
        }
        if (self.left || self.zero) && self.width.is_none() {
            return Err(illegal(format!("MissingFormatWidth: {}", self.text)));
        }
        if self.left && self.zero || self.plus && self.space {
            return Err(illegal(format!("IllegalFormatFlags: Flags = '{}'", self.flags)));
        }
        Ok(())
    }

    /// As many characters as the precision says.
    pub(super) fn cut(&self, text: String) -> String {
        match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        }
    }

    /// Digits with their sign, and zeros before them where they are asked for.
    pub(super) fn signed(&self, digits: String, negative: bool, zeros: bool) -> String {
        let (before, after) = match negative {
            true if self.parentheses => ("(", ")"),
            true => ("-", ""),
            false if self.plus => ("+", ""),
            false if self.space => (" ", ""),
            false => ("", ""),
        };
        let around = before.len() + after.len();
        let zeros = if zeros { self.zeros(digits.len() + around) } else { String::new() };
        format!("{before}{zeros}{digits}{after}")
    }

    /// Digits after a prefix.
    pub(super) fn prefixed(&self, prefix: &str, digits: &str) -> String {
        format!("{prefix}{}{digits}", self.zeros(prefix.len() + digits.len()))
    }

    fn zeros(&self, length: usize) -> String {
        let width = if self.zero { self.width.unwrap_or(0) } else { 0 };
        "0".repeat(width.saturating_sub(length))
    }

    /// The text with blanks before or behind it up to the width.
    pub(super) fn justified(&self, text: String) -> String {
        let width = self.width.unwrap_or(0);
        let blanks = " ".repeat(width.saturating_sub(text.encode_utf16().count()));
        if self.left { text + &blanks } else { blanks + &text }
    }
}
