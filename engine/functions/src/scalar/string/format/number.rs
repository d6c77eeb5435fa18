//! Decimal digits as `format` rounds and groups them: halves up, on the digits that Java shows.

/// The digits of a number without its sign: 0.d₁d₂… times a power of ten. Zero has none.
#[derive(Debug)]
pub(super) struct Digits {
    digits: Vec<u8>,
    point: i64,
}

impl Digits {
    /// Of a finite double: the fewest that tell it from others.
    pub(super) fn of_double(value: f64) -> Self {
        let text = format!("{:e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        Self::new(digits, exponent.parse::<i64>().unwrap_or(0) + 1)
    }

    /// Of a decimal.
    pub(super) fn of_decimal(value: i128, scale: u8) -> Self {
        let digits: Vec<u8> = value.unsigned_abs().to_string().bytes().map(|digit| digit - b'0').collect();
        let point = digits.len() as i64 - i64::from(scale);
        Self::new(digits, point)
    }

    fn new(digits: Vec<u8>, point: i64) -> Self {
        if digits.iter().all(|digit| *digit == 0) {
            return Self { digits: Vec::new(), point: 0 };
        }
        Self { digits, point }
    }

    /// The first so many digits, rounded; one more where all of them were nines.
    fn rounded(&self, count: i64) -> Vec<u8> {
        let Ok(count) = usize::try_from(count) else { return Vec::new() };
        let mut digits: Vec<u8> =
            self.digits.iter().copied().chain(std::iter::repeat(0)).take(count).collect();
        if self.digits.get(count).is_some_and(|digit| *digit >= 5) {
            for digit in digits.iter_mut().rev() {
                if *digit < 9 {
                    *digit += 1;
                    return digits;
                }
                *digit = 0;
            }
            digits.insert(0, 1);
        }
        digits
    }

    /// `1234.50`
    pub(super) fn fixed(&self, precision: usize) -> String {
        let digits = self.rounded(self.point + precision as i64);
        let mut text = "0".repeat((precision + 1).saturating_sub(digits.len()));
        text.extend(digits.iter().map(|digit| char::from(b'0' + digit)));
        if precision > 0 {
            text.insert(text.len() - precision, '.');
        }
        text
    }

    /// `1.234500e+03`
    pub(super) fn scientific(&self, precision: usize) -> String {
        let mut digits = self.rounded(precision as i64 + 1);
        let mut exponent = if self.digits.is_empty() { 0 } else { self.point - 1 };
        if digits.len() > precision + 1 {
            digits.pop();
            exponent += 1;
        }
        let mut text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        if precision > 0 {
            text.insert(1, '.');
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{text}e{sign}{:02}", exponent.unsigned_abs())
    }
}

/// Commas between thousands, before the decimal point.
pub(super) fn grouped(text: &str) -> String {
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// `BigDecimal.toString()` of what it writes with an exponent: less than 10⁻⁶.
pub(super) fn tiny(value: i128, scale: u8) -> Option<String> {
    let digits = value.unsigned_abs().to_string();
    let exponent = digits.len() as i64 - 1 - i64::from(scale);
    if exponent >= -6 {
        return None;
    }
    let sign = if value < 0 { "-" } else { "" };
    let (first, others) = digits.split_at(1);
    let point = if others.is_empty() { "" } else { "." };
    Some(format!("{sign}{first}{point}{others}E{exponent}"))
}
