//! Where operators spill to: `<data-dir>/spill`, within one limit for the process.
//!
//! Spill files belong to the process that wrote them. Those of a killed server are removed at start.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManager, DiskManagerBuilder, DiskManagerMode};

use crate::{EngineError, Result};

/// Opens the spill directory, empty. The caller holds the lock of the data directory: nobody else uses it.
pub(crate) fn open(directory: &Path, limit: u64) -> Result<Arc<DiskManager>> {
    let failed = |error: &dyn std::fmt::Display| {
        EngineError::internal(format!("spill directory {} cannot be used: {error}", directory.display()))
    };
    std::fs::create_dir_all(directory).map_err(|error| failed(&error))?;
    for entry in std::fs::read_dir(directory).map_err(|error| failed(&error))? {
        let entry = entry.map_err(|error| failed(&error))?;
        // Only what DataFusion makes there: a wrongly configured directory must not lose other files.
        if entry.file_name().to_string_lossy().starts_with("datafusion-") && entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path()).map_err(|error| failed(&error))?;
        }
    }
    let disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![directory.to_owned()]))
        .with_max_temp_directory_size(limit)
        .build()
        .map_err(|error| failed(&error))?;
    Ok(Arc::new(disk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_leftovers_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let spill = root.path().join("spill");
        std::fs::create_dir_all(spill.join("datafusion-dead/x")).unwrap();
        std::fs::write(spill.join("note"), "mine").unwrap();
        let disk = open(&spill, 1 << 20).unwrap();
        assert!(!spill.join("datafusion-dead").exists());
        assert!(spill.join("note").exists());
        assert!(disk.create_tmp_file("test").unwrap().path().unwrap().starts_with(&spill));
    }
}
