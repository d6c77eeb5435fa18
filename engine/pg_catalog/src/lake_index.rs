//! Relations by OID and by name: PostgreSQL's own and the lake's together.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::context::{INFORMATION_SCHEMA_OID, PG_CATALOG_OID};
use crate::names::{RelationColumn, RelationName};
use crate::relations::definitions::{SYSTEM_RELATIONS, SystemRelation};
use crate::stable_oid::{self, Assigner};
use crate::types::pg_type_of;

/// A relation with its OID.
#[derive(Debug)]
pub(crate) struct RelationEntry {
    pub(crate) oid: u32,
    pub(crate) schema: Rc<str>,
    pub(crate) schema_oid: u32,
    pub(crate) name: Rc<str>,
    pub(crate) is_view: bool,
    pub(crate) system: Option<&'static SystemRelation>,
    columns: OnceCell<Rc<Vec<ColumnEntry>>>,
}

/// A column with its PostgreSQL type.
#[derive(Debug)]
pub(crate) struct ColumnEntry {
    pub(crate) name: Rc<str>,
    /// `attnum`, from 1.
    pub(crate) number: i16,
    pub(crate) ty: u32,
    pub(crate) typmod: i32,
    pub(crate) not_null: bool,
    pub(crate) comment: Option<Rc<str>>,
}

impl RelationEntry {
    /// Columns; of lake relations through `fetched`, which answers `None` for what is not there yet.
    pub(crate) fn columns<'w>(
        &self,
        fetched: impl FnOnce(&str, &str) -> Option<&'w [RelationColumn]>,
    ) -> Option<Rc<Vec<ColumnEntry>>> {
        if let Some(columns) = self.columns.get() {
            return Some(Rc::clone(columns));
        }
        let entries: Vec<ColumnEntry> = match self.system {
            Some(system) => (1..)
                .zip(&system.columns)
                .map(|(number, column)| ColumnEntry {
                    name: Rc::from(column.name),
                    number,
                    ty: column.ty,
                    typmod: -1,
                    not_null: column.not_null,
                    comment: None,
                })
                .collect(),
            None => (1..)
                .zip(fetched(&self.schema, &self.name)?)
                .map(|(number, column)| {
                    let ty = pg_type_of(&column.trino_type, &column.data_type);
                    ColumnEntry {
                        name: Rc::from(column.name.as_str()),
                        number,
                        ty: ty.oid,
                        typmod: ty.typmod,
                        not_null: !column.nullable,
                        comment: column.comment.as_deref().map(Rc::from),
                    }
                })
                .collect(),
        };
        Some(Rc::clone(self.columns.get_or_init(|| Rc::new(entries))))
    }
}

/// All relations.
#[derive(Debug)]
pub(crate) struct LakeIndex {
    entries: Vec<Rc<RelationEntry>>,
    by_oid: HashMap<u32, usize>,
    by_name: HashMap<(Rc<str>, Rc<str>), usize>,
}

impl LakeIndex {
    /// Builds the index; OIDs depend on the set of names only.
    pub(crate) fn build(relations: &[RelationName]) -> Self {
        let mut sorted: Vec<&RelationName> = relations.iter().collect();
        sorted.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        let mut assigner = Assigner::default();
        let mut index = Self {
            entries: Vec::with_capacity(SYSTEM_RELATIONS.len() + sorted.len()),
            by_oid: HashMap::new(),
            by_name: HashMap::new(),
        };
        for system in SYSTEM_RELATIONS.iter() {
            index.push(RelationEntry {
                oid: system.oid,
                schema: Rc::from(system.schema),
                schema_oid: if system.schema == "pg_catalog" {
                    PG_CATALOG_OID
                } else {
                    INFORMATION_SCHEMA_OID
                },
                name: Rc::from(system.name),
                is_view: system.is_view,
                system: Some(system),
                columns: OnceCell::new(),
            });
        }
        for relation in sorted {
            // The lake's own information_schema would shadow PostgreSQL's.
            if matches!(relation.schema.as_str(), "pg_catalog" | "information_schema") {
                continue;
            }
            index.push(RelationEntry {
                oid: assigner.assign("relation", &[&relation.schema, &relation.name]),
                schema: Rc::from(relation.schema.as_str()),
                schema_oid: stable_oid::of("schema", &[&relation.schema]),
                name: Rc::from(relation.name.as_str()),
                is_view: relation.is_view,
                system: None,
                columns: OnceCell::new(),
            });
        }
        index
    }

    fn push(&mut self, entry: RelationEntry) {
        let position = self.entries.len();
        self.by_oid.insert(entry.oid, position);
        self.by_name.insert((Rc::clone(&entry.schema), Rc::clone(&entry.name)), position);
        self.entries.push(Rc::new(entry));
    }

    /// All relations, system ones first.
    pub(crate) fn entries(&self) -> &[Rc<RelationEntry>] {
        &self.entries
    }

    pub(crate) fn by_oid(&self, oid: u32) -> Option<Rc<RelationEntry>> {
        self.by_oid.get(&oid).map(|position| Rc::clone(&self.entries[*position]))
    }

    pub(crate) fn by_name(&self, schema: &str, name: &str) -> Option<Rc<RelationEntry>> {
        self.by_name
            .get(&(Rc::from(schema), Rc::from(name)))
            .map(|position| Rc::clone(&self.entries[*position]))
    }
}
