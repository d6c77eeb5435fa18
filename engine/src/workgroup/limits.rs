//! What a workgroup allows a query.

use polias_catalog::Catalog;
use polias_catalog::ErrorKind;
use polias_catalog::model::WorkgroupState;

use crate::{EngineError, Result};

/// The limits of one workgroup, as of the query's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkgroupLimits {
    /// Most bytes one query may scan.
    pub(crate) scan_cutoff: Option<u64>,
}

impl WorkgroupLimits {
    /// Looks a workgroup up. Errors when there is none of that name, or when it is disabled.
    pub(crate) async fn of(catalog: &Catalog, name: &str) -> Result<Self> {
        let workgroup = match catalog.workgroup(name).await {
            Ok(workgroup) => workgroup,
            Err(error) if error.kind == ErrorKind::EntityNotFound => {
                return Err(EngineError::new("NOT_FOUND", format!("WorkGroup '{name}' is not found"))
                    .with_hint("SHOW WORKGROUPS lists them"));
            }
            Err(error) => return Err(error.into()),
        };
        if workgroup.state == WorkgroupState::Disabled {
            return Err(EngineError::new("PERMISSION_DENIED", format!("WorkGroup '{name}' is disabled")));
        }
        let cutoff = workgroup.bytes_scanned_cutoff_per_query;
        Ok(Self { scan_cutoff: cutoff.map(|bytes| u64::try_from(bytes).unwrap_or(0)) })
    }
}
