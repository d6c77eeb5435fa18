//! The settings of a session that SET SESSION, RESET SESSION and SHOW SESSION know.
//!
//! One table for all three; a setting is added here and nowhere else.

use polias_catalog::ErrorKind;
use polias_catalog::model::WorkgroupState;
use polias_types::Zone;

use crate::statement_context::StatementContext;
use crate::{EngineError, Result, Session};

/// A setting of the session. All are texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// The workgroup queries run in.
    Workgroup,
    /// The zone of `current_timestamp` and of conversions between zoned and plain timestamps.
    TimeZone,
}

impl Setting {
    /// All of them, by name.
    pub(super) const ALL: [Self; 2] = [Self::TimeZone, Self::Workgroup];

    /// The setting of a name. Errors with `INVALID_SESSION_PROPERTY`, naming the known ones.
    pub(super) fn of(name: &str) -> Result<Self> {
        // Trino's name of it.
        if name.eq_ignore_ascii_case("time_zone_id") {
            return Ok(Self::TimeZone);
        }
        Self::ALL.into_iter().find(|setting| setting.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            EngineError::new("INVALID_SESSION_PROPERTY", format!("Session property '{name}' does not exist"))
                .with_hint(format!("known are: {}", Self::ALL.map(Self::name).join(", ")))
        })
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Workgroup => "workgroup",
            Self::TimeZone => "time_zone",
        }
    }

    /// Its value at first.
    pub(super) fn default(self) -> &'static str {
        match self {
            Self::Workgroup => "primary",
            Self::TimeZone => "UTC",
        }
    }

    /// What it does.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Workgroup => "Workgroup whose limits apply and in whose history queries appear",
            Self::TimeZone => "Time zone of the session",
        }
    }

    /// Its value now.
    pub(super) fn value(self, session: &Session) -> String {
        match self {
            Self::Workgroup => session.current_workgroup(),
            Self::TimeZone => session.current_time_zone(),
        }
    }

    /// Checks and sets.
    pub(super) async fn set(self, context: &StatementContext<'_>, value: &str) -> Result<()> {
        match self {
            Self::Workgroup => {
                check_workgroup(context, value).await?;
                context.session.set_workgroup(value.to_owned());
            }
            Self::TimeZone => {
                check_time_zone(value)?;
                context.session.set_time_zone(value.to_owned());
            }
        }
        Ok(())
    }
}

async fn check_workgroup(context: &StatementContext<'_>, name: &str) -> Result<()> {
    match context.catalog().workgroup(name).await {
        Ok(workgroup) if workgroup.state == WorkgroupState::Disabled => {
            Err(invalid(format!("Workgroup '{name}' is disabled")))
        }
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind, ErrorKind::EntityNotFound | ErrorKind::InvalidInput) => {
            Err(invalid(format!("Workgroup '{name}' does not exist"))
                .with_hint("SHOW WORKGROUPS lists those there are"))
        }
        Err(error) => Err(error.into()),
    }
}

fn check_time_zone(name: &str) -> Result<()> {
    match Zone::named(name) {
        Some(_) => Ok(()),
        None => Err(invalid(format!("Time zone '{name}' is not known"))
            .with_hint("write 'UTC' or an offset such as '+02:00'")),
    }
}

fn invalid(message: String) -> EngineError {
    EngineError::new("INVALID_SESSION_PROPERTY", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        assert_eq!(Setting::of("WorkGroup").unwrap(), Setting::Workgroup);
        assert_eq!(Setting::of("Time_Zone").unwrap(), Setting::TimeZone);
        assert_eq!(Setting::of("time_zone_id").unwrap(), Setting::TimeZone);
        let error = Setting::of("query_max_run_time").unwrap_err();
        assert_eq!(error.name, "INVALID_SESSION_PROPERTY");
        assert_eq!(error.hint.as_deref(), Some("known are: time_zone, workgroup"));
    }

    #[test]
    fn zones_are_checked() {
        assert!(check_time_zone("UTC").is_ok() && check_time_zone("+02:00").is_ok());
        assert_eq!(check_time_zone("Nowhere/City").unwrap_err().name, "INVALID_SESSION_PROPERTY");
    }
}
