//! `numeric` values with up to 38 digits: enough for sums over a catalog; anything beyond is refused.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `unscaled / 10^scale`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numeric {
    pub(crate) unscaled: i128,
    pub(crate) scale: u8,
}

impl From<i64> for Numeric {
    fn from(value: i64) -> Self {
        Self { unscaled: i128::from(value), scale: 0 }
    }
}

impl Numeric {
    /// Parses `-12.50`, without exponent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = whole.trim_start_matches(['+', '-']);
        if digits.is_empty() && fraction.is_empty() || digits.len() + fraction.len() > 38 {
            return None;
        }
        if !digits.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let unscaled: i128 = format!("0{digits}{fraction}").parse().ok()?;
        let unscaled = if whole.starts_with('-') { -unscaled } else { unscaled };
        Some(Self { unscaled, scale: u8::try_from(fraction.len()).ok()? })
    }

    /// The same value with the given scale; `None` when it does not fit or would lose digits.
    pub(crate) fn with_scale(self, scale: u8) -> Option<i128> {
        if scale >= self.scale {
            self.unscaled.checked_mul(10i128.checked_pow(u32::from(scale - self.scale))?)
        } else {
            let divisor = 10i128.checked_pow(u32::from(self.scale - scale))?;
            (self.unscaled % divisor == 0).then_some(self.unscaled / divisor)
        }
    }

    /// Sum; `None` on overflow.
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { unscaled: self.with_scale(scale)?.checked_add(other.with_scale(scale)?)?, scale })
    }

    /// Product; `None` on overflow.
    pub(crate) fn checked_mul(self, other: Self) -> Option<Self> {
        let scale = self.scale.checked_add(other.scale)?;
        Some(Self { unscaled: self.unscaled.checked_mul(other.unscaled)?, scale })
    }

    /// Nearest integer, halves away from zero as PostgreSQL rounds numeric.
    pub(crate) fn round(self) -> Option<i64> {
        let divisor = 10i128.checked_pow(u32::from(self.scale))?;
        let half = if self.unscaled < 0 { -(divisor / 2) } else { divisor / 2 };
        let adjusted = if divisor == 1 { self.unscaled } else { self.unscaled.checked_add(half)? };
        i64::try_from(adjusted / divisor).ok()
    }

    pub(crate) fn to_f64(self) -> f64 {
        self.unscaled as f64 / 10f64.powi(i32::from(self.scale))
    }

    /// Ordering by value.
    pub(crate) fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.with_scale(scale), other.with_scale(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.unscaled.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        if self.unscaled < 0 {
            f.write_str("-")?;
        }
        f.write_str(whole)?;
        if scale > 0 { write!(f, ".{fraction}") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints_decimals() {
        for text in ["0", "-12.50", "0.05", "123456789012345678901234567890"] {
            assert_eq!(Numeric::parse(text).map(|n| n.to_string()).as_deref(), Some(text));
        }
        assert!(Numeric::parse("1e3").is_none());
        assert!(Numeric::parse("").is_none());
    }

    #[test]
    fn adds_and_rounds() {
        let a = Numeric::parse("1.5").unwrap();
        assert_eq!(a.checked_add(Numeric::from(2)).unwrap().to_string(), "3.5");
        assert_eq!(a.round(), Some(2));
        assert_eq!(Numeric::parse("-1.5").unwrap().round(), Some(-2));
    }
}
