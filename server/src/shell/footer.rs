//! The line below each result.

use std::fmt;
use std::time::Duration;

/// Rows, time, bytes and dollars of one statement.
#[derive(Debug, Clone)]
pub struct Footer {
    /// Rows printed.
    pub rows: u64,
    /// From sending to the last row.
    pub elapsed: Duration,
    /// Bytes read from files, when the server says so.
    pub scanned_bytes: Option<u64>,
    /// Price in US dollars, when the server says so.
    pub cost_usd: Option<f64>,
}

impl fmt::Display for Footer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.rows == 1 { "" } else { "s" };
        write!(f, "({} row{plural}, {:.3} s", self.rows, self.elapsed.as_secs_f64())?;
        if let Some(bytes) = self.scanned_bytes {
            write!(f, ", {} scanned", human_bytes(bytes))?;
        }
        if let Some(cost) = self.cost_usd {
            write!(f, ", ${cost:.6}")?;
        }
        f.write_str(")")
    }
}

/// Decimal units, as bytes are billed.
fn human_bytes(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut amount = bytes as f64;
    let mut unit = "B";
    for next in units {
        if amount < 1000.0 {
            break;
        }
        amount /= 1000.0;
        unit = next;
    }
    format!("{amount:.2} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_is_known() {
        let footer = Footer {
            rows: 1,
            elapsed: Duration::from_millis(1234),
            scanned_bytes: Some(1_234_567),
            cost_usd: Some(0.00005),
        };
        assert_eq!(footer.to_string(), "(1 row, 1.234 s, 1.23 MB scanned, $0.000050)");
        let footer = Footer { rows: 0, scanned_bytes: None, cost_usd: None, ..footer };
        assert_eq!(footer.to_string(), "(0 rows, 1.234 s)");
    }

    #[test]
    fn bytes_have_decimal_units() {
        assert_eq!(human_bytes(999), "999 B");
        assert_eq!(human_bytes(1000), "1.00 kB");
        assert_eq!(human_bytes(5_000_000_000_000), "5.00 TB");
    }
}
