//! Rules of the house that no compiler checks: floors, top level, file sizes, dependency versions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of this file is tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, in lines.
const MAX_LINES: usize = 1_000;

/// What may lie at the top of the repository.
const TOP_LEVEL: [&str; 18] = [
    ".ci",
    ".git",
    ".gitignore",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "bench",
    "catalog",
    "clippy.toml",
    "connectors",
    "deny.toml",
    "docs",
    "engine",
    "rustfmt.toml",
    "server",
];

/// May lie there too: the suites, and what git ignores.
const ALSO: [&str; 5] = ["sqllogictest", ".pytest_cache", ".venv", "polias-data", "target"];

/// The floor of each crate; a crate may depend on lower floors and, inside a floor, only as listed below.
const FLOORS: [(&str, u32); 12] = [
    ("polias-catalog", 1),
    ("polias-connector", 2),
    ("polias-hive", 2),
    ("polias-sql", 3),
    ("polias-types", 3),
    ("polias-analyzer", 3),
    ("polias-functions", 3),
    ("polias-pg-catalog", 3),
    ("polias-engine", 3),
    ("polias-server", 4),
    ("polias-sqllogictest", 0),
    ("polias-bench", 0),
];

/// Dependencies inside one floor.
const SAME_FLOOR: [(&str, &str); 10] = [
    ("polias-hive", "polias-connector"),
    ("polias-types", "polias-sql"),
    ("polias-analyzer", "polias-sql"),
    ("polias-analyzer", "polias-types"),
    ("polias-functions", "polias-types"),
    ("polias-engine", "polias-sql"),
    ("polias-engine", "polias-types"),
    ("polias-engine", "polias-analyzer"),
    ("polias-engine", "polias-functions"),
    ("polias-engine", "polias-pg-catalog"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of the repository with the given ending, build folders left out.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !["polias-data", "target"].contains(&name.as_str()) {
                files(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

fn manifests() -> Vec<(PathBuf, toml::Table)> {
    let mut found = Vec::new();
    files(&root(), "Cargo.toml", &mut found);
    found
        .into_iter()
        .map(|path| {
            let table: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
            (path, table)
        })
        // Fuzz targets are workspaces of their own, built by another tool.
        .filter(|(path, table)| *path == root().join("Cargo.toml") || !table.contains_key("workspace"))
        .collect()
}

/// Names and specifications of a manifest's dependencies of one kind.
fn dependencies(manifest: &toml::Table, kind: &str) -> BTreeMap<String, toml::Value> {
    let table = match kind.split_once('.') {
        Some((outer, inner)) => manifest.get(outer).and_then(|outer| outer.get(inner)),
        None => manifest.get(kind),
    };
    table.and_then(toml::Value::as_table).cloned().unwrap_or_default().into_iter().collect()
}

#[test]
fn crates_depend_downward_only() {
    let floors: BTreeMap<&str, u32> = FLOORS.into_iter().collect();
    for (path, manifest) in manifests() {
        let Some(name) = manifest.get("package").and_then(|package| package["name"].as_str()) else {
            continue;
        };
        let floor = *floors.get(name).unwrap_or_else(|| panic!("{name} ({}) has no floor", path.display()));
        for below in dependencies(&manifest, "dependencies").keys() {
            let Some(other) = floors.get(below.as_str()) else { continue };
            let allowed = floor == 0 || *other < floor || SAME_FLOOR.contains(&(name, below.as_str()));
            assert!(allowed, "{name} (floor {floor}) must not depend on {below} (floor {other})");
            assert!(*other != 0, "{below} is not product code; {name} must not depend on it");
        }
    }
}

#[test]
fn the_catalog_knows_no_arrow_and_doors_no_sql_planner() {
    let forbidden = [
        ("polias-catalog", vec!["arrow", "datafusion", "parquet"]),
        ("polias-sql", vec!["arrow", "datafusion", "sqlparser"]),
        ("polias-types", vec!["datafusion", "sqlparser"]),
        ("polias-analyzer", vec!["arrow", "datafusion", "sqlparser"]),
        ("polias-functions", vec!["sqlparser"]),
        ("polias-engine", vec!["axum", "pgwire", "tonic"]),
    ];
    for (_, manifest) in manifests() {
        let Some(name) = manifest.get("package").and_then(|package| package["name"].as_str()) else {
            continue;
        };
        for (floor, crates) in &forbidden {
            for found in dependencies(&manifest, "dependencies").keys().filter(|_| name == *floor) {
                assert!(!crates.contains(&found.as_str()), "{name} must not depend on {found}");
            }
        }
    }
}

#[test]
fn nothing_unexpected_lies_at_the_top() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            TOP_LEVEL.contains(&name.as_str()) || ALSO.contains(&name.as_str()),
            "{name} does not belong at the top level; see ARCHITECTURE.md"
        );
    }
}

#[test]
fn source_files_stay_short() {
    let mut sources = Vec::new();
    for ending in [".rs", ".py", ".java", ".sh"] {
        files(&root(), ending, &mut sources);
    }
    assert!(sources.len() > 50, "only {} source files found", sources.len());
    for path in sources {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines, more than {MAX_LINES}", path.display());
    }
}

#[test]
fn dependency_versions_are_stated() {
    for (path, manifest) in manifests() {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies", "workspace.dependencies"] {
            for (name, specification) in dependencies(&manifest, kind) {
                let version = specification.as_str().or_else(|| specification.get("version")?.as_str());
                let inherited =
                    specification.get("workspace").is_some() || specification.get("path").is_some();
                assert!(
                    inherited || version.is_some_and(|version| !version.contains('*')),
                    "{}: {name} needs a version without wildcard",
                    path.display()
                );
                assert!(specification.get("git").is_none(), "{}: {name} comes from git", path.display());
            }
        }
    }
}

#[test]
fn every_crate_takes_the_lints_and_edition_of_the_workspace() {
    for (path, manifest) in manifests() {
        let Some(package) = manifest.get("package") else { continue };
        let inherits = |table: Option<&toml::Value>, key: &str| {
            table.and_then(|table| table.get(key)?.get("workspace")?.as_bool()) == Some(true)
        };
        assert!(inherits(Some(package), "edition"), "{} has an edition of its own", path.display());
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace")?.as_bool());
        assert_eq!(lints, Some(true), "{} does not take the workspace's lints", path.display());
    }
}
