//! The values of one session's settings.
//!
//! It must never accept a value it does not obey when the value would change a result.

use std::collections::BTreeMap;
use std::time::Duration;

use super::registry::{self, Domain, SETTINGS, Setting};
use crate::pgwire::encode::{IntervalStyle, TextStyle, Zone};
use crate::pgwire::errors::PgError;
use crate::pgwire::limits::{MAX_CUSTOM_SETTINGS, MAX_SETTING_BYTES};

/// A change to tell the client of, when the setting is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Canonical name.
    pub name: String,
    /// New value.
    pub value: String,
    /// True when ParameterStatus follows.
    pub reported: bool,
}

/// Values that differ from the registry's defaults; small, so a transaction block keeps copies to go back to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// What RESET goes back to: values of the startup packet.
    session_defaults: BTreeMap<String, String>,
    values: BTreeMap<String, String>,
}

impl Settings {
    /// Settings of a new session; fixed ones get their values here, the others their startup values by SET.
    pub fn new(fixed: &[(&str, &str)]) -> Self {
        let session_defaults =
            fixed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { session_defaults, values: BTreeMap::new() }
    }

    /// Makes the present values those RESET goes back to.
    pub fn keep_as_defaults(&mut self) {
        self.session_defaults.append(&mut self.values);
    }

    /// Current value and canonical name; 42704 for what does not exist.
    pub fn get(&self, name: &str) -> Result<(String, String), PgError> {
        let canonical = canonical(name);
        let set = self.values.get(&canonical).or_else(|| self.session_defaults.get(&canonical));
        match (set, registry::find(name)) {
            (Some(value), _) => Ok((canonical, value.clone())),
            (None, Some(setting)) => Ok((canonical, setting.default.to_owned())),
            (None, None) => Err(unknown(name)),
        }
    }

    fn value(&self, name: &str) -> String {
        self.get(name).map(|(_, value)| value).unwrap_or_default()
    }

    /// SET.
    pub fn set(&mut self, name: &str, value: &str) -> Result<Change, PgError> {
        if value.len() > MAX_SETTING_BYTES {
            return Err(
                invalid(name, "a value that long").with_hint(format!("At most {MAX_SETTING_BYTES} bytes."))
            );
        }
        let Some(setting) = registry::find(name) else { return self.set_custom(name, value) };
        let value = checked(setting, value)?;
        self.values.insert(setting.name.to_owned(), value.clone());
        Ok(Change { name: setting.name.to_owned(), value, reported: setting.reported })
    }

    /// Names with a prefix are the application's own, except ours.
    fn set_custom(&mut self, name: &str, value: &str) -> Result<Change, PgError> {
        let name = name.to_lowercase();
        let custom = name
            .split_once('.')
            .is_some_and(|(prefix, rest)| prefix != "polias" && !prefix.is_empty() && !rest.is_empty());
        if !custom {
            return Err(unknown(&name));
        }
        let count = self.values.keys().filter(|name| name.contains('.')).count();
        if count >= MAX_CUSTOM_SETTINGS && !self.values.contains_key(&name) {
            return Err(PgError::error("53400", format!("more than {MAX_CUSTOM_SETTINGS} custom settings")));
        }
        self.values.insert(name.clone(), value.to_owned());
        Ok(Change { name, value: value.to_owned(), reported: false })
    }

    /// RESET, or SET … TO DEFAULT.
    pub fn reset(&mut self, name: &str) -> Result<Change, PgError> {
        let (canonical, _) = self.get(name)?;
        if registry::find(name).is_some_and(|setting| setting.domain == Domain::Fixed) {
            return Err(fixed(&canonical));
        }
        self.values.remove(&canonical);
        let value = self.value(&canonical);
        let reported = registry::find(name).is_some_and(|setting| setting.reported);
        Ok(Change { name: canonical, value, reported })
    }

    /// RESET ALL: what has changed.
    pub fn reset_all(&mut self) -> Vec<Change> {
        let after = Self { session_defaults: self.session_defaults.clone(), values: BTreeMap::new() };
        self.replace_with(after)
    }

    /// Goes back (or forward) to other values: what has changed.
    pub fn replace_with(&mut self, after: Self) -> Vec<Change> {
        let names: Vec<String> = self.values.keys().chain(after.values.keys()).cloned().collect();
        let mut changes = Vec::new();
        for name in names {
            let value = after.value(&name);
            if value != self.value(&name) && !changes.iter().any(|change: &Change| change.name == name) {
                let reported = registry::find(&name).is_some_and(|setting| setting.reported);
                changes.push(Change { name, value, reported });
            }
        }
        *self = after;
        changes
    }

    /// Name, value and description of every setting, by name.
    pub fn all(&self) -> Vec<(String, String, &'static str)> {
        let known = SETTINGS
            .iter()
            .map(|setting| (setting.name.to_owned(), self.value(setting.name), setting.description));
        let custom = self.values.iter().filter(|(name, _)| registry::find(name).is_none());
        known.chain(custom.map(|(name, value)| (name.clone(), value.clone(), ""))).collect()
    }

    /// What the client is told after authentication.
    pub fn reported(&self) -> Vec<(&'static str, String)> {
        let reported = SETTINGS.iter().filter(|setting| setting.reported);
        reported.map(|setting| (setting.name, self.value(setting.name))).collect()
    }

    /// How values look as text.
    pub fn text_style(&self) -> TextStyle {
        let zone = Zone::parse(&self.value("TimeZone")).map_or(Zone::Utc, |(_, zone)| zone);
        let interval = match self.value("IntervalStyle").as_str() {
            "iso_8601" => IntervalStyle::Iso8601,
            _ => IntervalStyle::Postgres,
        };
        TextStyle { zone, interval }
    }

    /// True when neither SET nor the startup packet gave a value.
    pub fn is_default(&self, name: &str) -> bool {
        let canonical = canonical(name);
        !self.values.contains_key(&canonical) && !self.session_defaults.contains_key(&canonical)
    }

    /// True for `on`.
    pub fn is_on(&self, name: &str) -> bool {
        self.value(name) == "on"
    }

    /// A duration; `None` when it is 0 (no limit).
    pub fn duration(&self, name: &str) -> Option<Duration> {
        let millis = milliseconds(&self.value(name)).filter(|millis| *millis > 0)?;
        Some(Duration::from_millis(millis))
    }

    /// True when messages of this severity (`notice`, `warning`) are wanted.
    pub fn wants(&self, severity: &str) -> bool {
        let rank = |word: &str| match word {
            "warning" => 1,
            "error" | "fatal" | "panic" => 2,
            _ => 0,
        };
        rank(severity) >= rank(&self.value("client_min_messages"))
    }
}

/// True when PostgreSQL has a setting of that name, or it can be a custom one.
pub fn exists(name: &str) -> bool {
    registry::find(name).is_some()
}

fn canonical(name: &str) -> String {
    registry::find(name).map_or_else(|| name.to_lowercase(), |setting| setting.name.to_owned())
}

fn unknown(name: &str) -> PgError {
    PgError::error("42704", format!("unrecognized configuration parameter \"{name}\""))
}

fn fixed(name: &str) -> PgError {
    PgError::error("55P02", format!("parameter \"{name}\" cannot be changed"))
}

fn invalid(name: &str, value: &str) -> PgError {
    PgError::error("22023", format!("invalid value for parameter \"{name}\": \"{value}\""))
}

/// The value in its canonical spelling.
fn checked(setting: &Setting, value: &str) -> Result<String, PgError> {
    let refused = || invalid(setting.name, value);
    match setting.domain {
        // PostgreSQL keeps 63 bytes of application names; other texts are bounded by the caller.
        Domain::Text if setting.name == "application_name" => {
            let mut name: String = value.chars().filter(|letter| !letter.is_control()).collect();
            name.truncate(name.floor_char_boundary(63));
            Ok(name)
        }
        Domain::Text => Ok(value.to_owned()),
        Domain::Bool => match value.to_lowercase().as_str() {
            "on" | "true" | "yes" | "1" | "t" | "y" => Ok("on".to_owned()),
            "off" | "false" | "no" | "0" | "f" | "n" => Ok("off".to_owned()),
            _ => Err(PgError::error(
                "22023",
                format!("parameter \"{}\" requires a Boolean value", setting.name),
            )),
        },
        Domain::Integer(least, most) => {
            let number: i64 = value.trim().parse().map_err(|_| refused())?;
            if (least..=most).contains(&number) {
                return Ok(number.to_string());
            }
            Err(refused().with_hint(format!("Between {least} and {most}.")))
        }
        Domain::Milliseconds => {
            let millis = milliseconds(value).ok_or_else(|| {
                refused().with_hint(
                    "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\".",
                )
            })?;
            Ok(shown_duration(millis))
        }
        Domain::OneOf(words) => {
            let lower = value.to_lowercase();
            let known = words
                .iter()
                .find(|word| **word == lower)
                .ok_or_else(|| refused().with_hint(format!("Available values: {}.", words.join(", "))))?;
            Ok((*known).to_owned())
        }
        Domain::ClientEncoding => {
            let plain: String = value.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
            match plain.to_uppercase().as_str() {
                "UTF8" | "UNICODE" => Ok("UTF8".to_owned()),
                _ => Err(refused().with_hint("Only UTF8 is available.")),
            }
        }
        Domain::DateStyle => {
            date_style(value).ok_or_else(|| refused().with_hint("Only the ISO style is available."))
        }
        Domain::TimeZone => Zone::parse(value).map(|(name, _)| name).ok_or_else(refused),
        Domain::Fixed => Err(fixed(setting.name)),
    }
}

/// `ISO, MDY` and the like; orders only matter for input, which this server takes in ISO only.
fn date_style(value: &str) -> Option<String> {
    let mut order = "MDY";
    for word in value.split(',') {
        match word.trim().to_uppercase().as_str() {
            "ISO" | "DEFAULT" => {}
            "MDY" | "US" | "NONEURO" | "NONEUROPEAN" => order = "MDY",
            "DMY" | "EURO" | "EUROPEAN" => order = "DMY",
            "YMD" => order = "YMD",
            _ => return None,
        }
    }
    Some(format!("ISO, {order}"))
}

/// `30s`, `500`, `1.5 min`; `None` when it is no duration or too long.
fn milliseconds(value: &str) -> Option<u64> {
    let value = value.trim();
    let digits = value.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(value.len());
    let number: f64 = value.get(..digits)?.parse().ok()?;
    let factor = match value.get(digits..)?.trim() {
        "" | "ms" => 1.0,
        "us" => 0.001,
        "s" => 1_000.0,
        "min" => 60_000.0,
        "h" => 3_600_000.0,
        "d" => 86_400_000.0,
        _ => return None,
    };
    let millis = (number * factor).round();
    (millis <= f64::from(i32::MAX)).then_some(millis as u64)
}

/// In the largest unit that divides it, as SHOW prints it.
fn shown_duration(millis: u64) -> String {
    if millis == 0 {
        return "0".to_owned();
    }
    for (unit, name) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")] {
        if millis.is_multiple_of(unit) {
            return format!("{}{name}", millis / unit);
        }
    }
    format!("{millis}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, value: &str) -> Result<String, PgError> {
        let mut settings = Settings::default();
        settings.set(name, value)?;
        Ok(settings.get(name)?.1)
    }

    #[test]
    fn values_are_checked_and_spelled_canonically() {
        for (name, value, shown) in [
            ("DATESTYLE", "iso", "ISO, MDY"),
            ("datestyle", "ISO, DMY", "ISO, DMY"),
            ("client_encoding", "utf-8", "UTF8"),
            ("statement_timeout", "90000", "90s"),
            ("statement_timeout", "1.5s", "1500ms"),
            ("statement_timeout", "0", "0"),
            ("timezone", "europe/berlin", "Europe/Berlin"),
            ("extra_float_digits", "3", "3"),
            ("polias.show_cost", "TRUE", "on"),
            ("my.own", "x", "x"),
            ("intervalstyle", "ISO_8601", "iso_8601"),
        ] {
            assert_eq!(set(name, value).unwrap(), shown, "{name}");
        }
    }

    #[test]
    fn what_is_not_obeyed_is_refused() {
        for (name, value, code) in [
            ("nope", "1", "42704"),
            ("polias.nope", "1", "42704"),
            ("datestyle", "SQL", "22023"),
            ("client_encoding", "LATIN1", "22023"),
            ("bytea_output", "escape", "22023"),
            ("standard_conforming_strings", "off", "22023"),
            ("statement_timeout", "soon", "22023"),
            ("timezone", "Mars", "22023"),
            ("extra_float_digits", "9", "22023"),
            ("server_version", "9", "55P02"),
        ] {
            assert_eq!(set(name, value).unwrap_err().code, code, "{name}");
        }
    }

    #[test]
    fn reset_goes_back_to_the_startup_values() {
        let mut settings = Settings::new(&[("ssl", "on")]);
        settings.set("application_name", "start").unwrap();
        settings.keep_as_defaults();
        settings.set("application_name", "later").unwrap();
        settings.set("jit", "on").unwrap();
        let changes = settings.reset_all();
        assert_eq!(changes.len(), 2);
        assert!(changes.contains(&Change {
            name: "application_name".into(),
            value: "start".into(),
            reported: true
        }));
        assert_eq!(settings.get("SSL").unwrap().1, "on");
    }

    #[test]
    fn severities_are_ranked() {
        let mut settings = Settings::default();
        assert!(settings.wants("notice"));
        settings.set("client_min_messages", "warning").unwrap();
        assert!(!settings.wants("notice") && settings.wants("warning"));
    }
}
