//! Query levels and what names mean in them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::plan::{AggregateCall, Field, Plan, SetCall, WindowCall};
use crate::relations::definitions::SystemRelation;
use crate::types::oids;

/// Columns every system relation has besides its own.
const SYSTEM_COLUMNS: [(&str, u32); 4] =
    [("tableoid", oids::OID), ("xmin", oids::XID), ("xmax", oids::XID), ("ctid", oids::TEXT)];

/// A FROM item as names see it.
#[derive(Debug)]
pub(super) struct ScopeRel {
    pub(super) alias: String,
    /// Schema, for `schema.relation.column`; only system relations without alias have one.
    pub(super) schema: Option<&'static str>,
    pub(super) columns: Vec<Field>,
    /// Columns actually read, for system relations.
    pub(super) used: Option<(&'static SystemRelation, Rc<RefCell<Vec<usize>>>)>,
}

impl ScopeRel {
    /// Position of a column in the tuples of this item, noting it as used.
    pub(super) fn position(&self, column: usize) -> usize {
        match &self.used {
            None => column,
            Some((_, used)) => {
                let mut used = used.borrow_mut();
                match used.iter().position(|c| *c == column) {
                    Some(position) => position,
                    None => {
                        used.push(column);
                        used.len() - 1
                    }
                }
            }
        }
    }

    /// Index and type of a column by name, system columns included.
    pub(super) fn find(&self, name: &str) -> Option<(usize, u32)> {
        if let Some(index) = self.columns.iter().position(|column| column.name == name) {
            return Some((index, self.columns[index].ty));
        }
        self.used.as_ref()?;
        let index = SYSTEM_COLUMNS.iter().position(|(column, _)| *column == name)?;
        Some((self.columns.len() + index, SYSTEM_COLUMNS[index].1))
    }
}

/// A column of `JOIN … USING`, named once for both sides.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) name: String,
    /// Item and column the name stands for.
    pub(super) kept: (usize, usize),
    /// The other side's, left out of `*`.
    pub(super) dropped: (usize, usize),
}

/// A query level while it is bound.
#[derive(Debug, Default)]
pub(super) struct Level {
    pub(super) rels: Vec<ScopeRel>,
    pub(super) merged: Vec<Merged>,
    /// True while a subquery in FROM without LATERAL is bound: it does not see this level.
    pub(super) hidden: bool,
    /// The items a JOIN condition sees, while one is bound: those of its two sides.
    pub(super) joined: Option<Vec<usize>>,
    pub(super) aggregates: Vec<AggregateCall>,
    pub(super) windows: Vec<WindowCall>,
    pub(super) sets: Vec<SetCall>,
    /// Where aggregates (and window and set-returning functions) may stand.
    pub(super) allows: Allowed,
}

/// What may stand in the clause being bound.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// FROM, WHERE, GROUP BY, arguments of aggregates.
    #[default]
    Scalars,
    /// HAVING.
    Aggregates,
    /// Select list and ORDER BY.
    Everything,
}

impl Level {
    /// The items in sight with their positions.
    pub(super) fn visible(&self) -> impl Iterator<Item = (usize, &ScopeRel)> {
        let seen = |rel: &usize| self.joined.as_ref().is_none_or(|joined| joined.contains(rel));
        self.rels.iter().enumerate().filter(move |(rel, _)| seen(rel))
    }
}

/// A WITH query in sight.
#[derive(Debug, Clone)]
pub(super) struct CommonTable {
    pub(super) name: String,
    pub(super) columns: Vec<Field>,
    pub(super) source: CommonSource,
    /// Number of levels in sight where it is defined.
    pub(super) visible_levels: usize,
    /// What it reads outside (see `Binder::reach`).
    pub(super) reach: usize,
}

/// What a WITH name stands for.
#[derive(Debug, Clone)]
pub(super) enum CommonSource {
    Plan(Rc<Plan>),
    /// The working table of the recursive query being bound.
    Working(Rc<Cell<usize>>),
}
