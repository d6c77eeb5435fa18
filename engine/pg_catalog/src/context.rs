//! One run of one catalog query: the session, what is known of the lake, limits, and look-ups by OID and name.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use regex::Regex;

use crate::error::{self, Result};
use crate::execute::Caches;
use crate::functions::procedures;
use crate::identifier;
use crate::lake_index::{ColumnEntry, LakeIndex, RelationEntry};
use crate::names::PgSession;
use crate::relations::definitions::{self, SYSTEM_RELATIONS};
use crate::stable_oid;
use crate::types::{names as type_names, oids};
use crate::world::{Need, World};

/// Rows a statement may look at, over all its joins and subqueries.
const ROW_BUDGET: u64 = 20_000_000;
/// OID of `pg_catalog`, fixed by PostgreSQL.
pub(crate) const PG_CATALOG_OID: u32 = 11;
/// OID of `information_schema`; PostgreSQL gives one below 16384 at initdb.
pub(crate) const INFORMATION_SCHEMA_OID: u32 = 13_220;
/// OID of the role that owns everything; PostgreSQL's bootstrap superuser has the same.
pub(crate) const OWNER_OID: u32 = 10;
/// Name of that role.
pub(crate) const OWNER: &str = "polias";

/// State of one run.
pub(crate) struct Context<'a> {
    pub(crate) session: &'a PgSession,
    world: &'a World,
    cancelled: &'a AtomicBool,
    /// False while only describing: constants are then not looked up.
    pub(crate) executing: bool,
    /// Start of the statement in microseconds since 1970, what `now()` answers.
    pub(crate) now: i64,
    pub(crate) caches: Caches,
    /// Settings changed by `set_config`, for the door to apply.
    pub(crate) changed_settings: RefCell<Vec<(String, String)>>,
    needs: RefCell<BTreeSet<Need>>,
    budget: Cell<u64>,
    index: OnceCell<Rc<LakeIndex>>,
    regexes: RefCell<HashMap<String, Rc<Regex>>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        session: &'a PgSession,
        world: &'a World,
        cancelled: &'a AtomicBool,
        executing: bool,
    ) -> Self {
        Self {
            session,
            world,
            cancelled,
            executing,
            now: chrono::Utc::now().timestamp_micros(),
            caches: Caches::default(),
            changed_settings: RefCell::default(),
            needs: RefCell::default(),
            budget: Cell::new(ROW_BUDGET),
            index: OnceCell::new(),
            regexes: RefCell::default(),
        }
    }

    /// What this run missed; empty when its answer is good.
    pub(crate) fn into_needs(self) -> BTreeSet<Need> {
        self.needs.into_inner()
    }

    /// Notes a need.
    pub(crate) fn need(&self, need: Need) {
        self.needs.borrow_mut().insert(need);
    }

    /// Counts rows against the budget and looks whether the caller has gone.
    pub(crate) fn spend(&self, rows: usize) -> Result<()> {
        let rest = self.budget.get().checked_sub(rows as u64 + 1).ok_or_else(|| {
            error::limit(format!(
                "catalog query looks at more than {ROW_BUDGET} rows; name the schema or table in it"
            ))
        })?;
        self.budget.set(rest);
        if rest % 1024 < rows as u64 + 1 && self.cancelled.load(Ordering::Relaxed) {
            return Err(error::cancelled());
        }
        Ok(())
    }

    /// Schemas of the lake, without those PostgreSQL has itself.
    pub(crate) fn schemas(&self) -> &[String] {
        match &self.world.schemas {
            Some(schemas) => schemas,
            None => {
                self.need(Need::Schemas);
                &[]
            }
        }
    }

    /// Login users, the session's own included.
    pub(crate) fn users(&self) -> Vec<String> {
        let mut users = match &self.world.users {
            Some(users) => users.clone(),
            None => {
                self.need(Need::Users);
                Vec::new()
            }
        };
        users.push(self.session.user.clone());
        users.sort();
        users.dedup();
        users.retain(|user| user != OWNER);
        users
    }

    /// All relations, system ones included.
    pub(crate) fn index(&self) -> &Rc<LakeIndex> {
        self.index.get_or_init(|| {
            let relations = match &self.world.relations {
                Some(relations) => relations.as_slice(),
                None => {
                    self.need(Need::Relations);
                    &[]
                }
            };
            Rc::new(LakeIndex::build(relations))
        })
    }

    /// Columns of a relation; `None` when they have to be fetched first.
    pub(crate) fn columns(&self, relation: &RelationEntry) -> Option<Rc<Vec<ColumnEntry>>> {
        relation.columns(|schema, name| {
            let key = (schema.to_owned(), name.to_owned());
            let columns = self.world.columns.get(&key);
            if columns.is_none() {
                self.need(Need::Columns(key.0, key.1));
            }
            columns.map(Vec::as_slice)
        })
    }

    /// Text of a view of the lake; `None` for other relations, and while it has to be fetched.
    pub(crate) fn view_definition(&self, relation: &RelationEntry) -> Option<String> {
        if !relation.is_view || relation.system.is_some() {
            return None;
        }
        let key = (relation.schema.to_string(), relation.name.to_string());
        match self.world.views.get(&key) {
            Some(text) => text.clone(),
            None => {
                self.need(Need::View(key.0, key.1));
                None
            }
        }
    }

    /// OID of a schema; `None` when there is none of that name.
    pub(crate) fn schema_oid(&self, name: &str) -> Option<u32> {
        match name {
            "pg_catalog" => Some(PG_CATALOG_OID),
            "information_schema" => Some(INFORMATION_SCHEMA_OID),
            _ => {
                self.schemas().iter().any(|schema| schema == name).then(|| stable_oid::of("schema", &[name]))
            }
        }
    }

    /// Name of a schema by OID.
    pub(crate) fn schema_name(&self, oid: u32) -> Option<String> {
        match oid {
            PG_CATALOG_OID => Some("pg_catalog".to_owned()),
            INFORMATION_SCHEMA_OID => Some("information_schema".to_owned()),
            _ => self.schemas().iter().find(|name| stable_oid::of("schema", &[name]) == oid).cloned(),
        }
    }

    /// OID of a role.
    pub(crate) fn role_oid(&self, name: &str) -> Option<u32> {
        if name == OWNER {
            return Some(OWNER_OID);
        }
        self.users().iter().any(|user| user == name).then(|| stable_oid::of("role", &[name]))
    }

    /// Name of a role by OID.
    pub(crate) fn role_name(&self, oid: u32) -> Option<String> {
        if oid == OWNER_OID {
            return Some(OWNER.to_owned());
        }
        self.users().into_iter().find(|user| stable_oid::of("role", &[user]) == oid)
    }

    /// OID of the one database.
    pub(crate) fn database_oid(&self) -> u32 {
        stable_oid::of("database", &[&self.session.database])
    }

    /// True when the relation can be named without its schema.
    pub(crate) fn is_visible(&self, relation: &RelationEntry) -> bool {
        &*relation.schema == "pg_catalog"
            || (*relation.schema == *self.session.schema
                && definitions::find("pg_catalog", &relation.name).is_none())
    }

    /// Relation named by text such as `sales.orders` or `"Orders"`; unqualified names go by the search path.
    pub(crate) fn relation_by_text(&self, text: &str) -> Option<Rc<RelationEntry>> {
        let parts = identifier::split(text)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            [name] => match definitions::find("pg_catalog", name) {
                Some(_) => self.index().by_name("pg_catalog", name),
                None => self.index().by_name(&self.session.schema, name),
            },
            [schema, name] => self.index().by_name(schema, name),
            [database, schema, name] if *database == self.session.database => {
                self.index().by_name(schema, name)
            }
            _ => None,
        }
    }

    /// OID of a system relation named by text: known without asking the lake for its relations.
    fn system_relation(&self, text: &str) -> Option<u32> {
        let parts = identifier::split(text)?;
        let found = match parts.as_slice() {
            [name] => definitions::find("pg_catalog", name),
            [schema, name] => definitions::find(schema, name),
            _ => None,
        };
        found.map(|relation| relation.oid)
    }

    /// What a `reg…` value prints.
    pub(crate) fn reg_text(&self, oid: u32, ty: u32) -> String {
        if oid == 0 {
            return "-".to_owned();
        }
        let name = match ty {
            oids::REGCLASS => match SYSTEM_RELATIONS.iter().find(|r| r.oid == oid) {
                Some(r) if r.schema == "pg_catalog" => Some(r.name.to_owned()),
                Some(r) => Some(format!("{}.{}", r.schema, r.name)),
                None => self.index().by_oid(oid).map(|relation| {
                    if self.is_visible(&relation) {
                        identifier::quote(&relation.name)
                    } else {
                        format!(
                            "{}.{}",
                            identifier::quote(&relation.schema),
                            identifier::quote(&relation.name)
                        )
                    }
                }),
            },
            oids::REGTYPE => Some(type_names::format(oid, -1)).filter(|name| name != "???"),
            oids::REGPROC | oids::REGPROCEDURE => procedures::name_of(oid).map(str::to_owned),
            oids::REGNAMESPACE => self.schema_name(oid).map(|name| identifier::quote(&name)),
            oids::REGROLE => self.role_name(oid).map(|name| identifier::quote(&name)),
            oids::REGCOLLATION if oid == 100 => Some("\"default\"".to_owned()),
            oids::REGCOLLATION if oid == 950 => Some("\"C\"".to_owned()),
            _ => None,
        };
        name.unwrap_or_else(|| oid.to_string())
    }

    /// Reads a `reg…` value from its text: a number or a name.
    pub(crate) fn reg_from_text(&self, text: &str, ty: u32) -> Result<u32> {
        let text = text.trim();
        if text == "-" {
            return Ok(0);
        }
        if let Ok(number) = text.parse::<u32>() {
            return Ok(number);
        }
        if let Some(oid) = self.reg_lookup(text, ty) {
            return Ok(oid);
        }
        if !self.needs.borrow().is_empty() || !self.executing {
            // Not known yet; the run is repeated once it is.
            return Ok(0);
        }
        Err(match ty {
            oids::REGCLASS => error::undefined_table(text),
            oids::REGTYPE => error::undefined_object(format!("type \"{text}\" does not exist")),
            oids::REGPROC | oids::REGPROCEDURE => {
                error::undefined_function(format!("function \"{text}\" does not exist"))
            }
            oids::REGNAMESPACE => error::undefined_schema(text),
            oids::REGROLE => error::undefined_object(format!("role \"{text}\" does not exist")),
            _ => error::undefined_object(format!("object \"{text}\" does not exist")),
        })
    }

    /// OID of the object a `reg…` text names.
    pub(crate) fn reg_lookup(&self, text: &str, ty: u32) -> Option<u32> {
        match ty {
            oids::REGCLASS => self.system_relation(text).or_else(|| Some(self.relation_by_text(text)?.oid)),
            oids::REGTYPE => {
                // `"pg_catalog"."int8"` and `pg_catalog.int8` are the same.
                let unquoted = text.replace("\".\"", ".").trim_matches('"').to_owned();
                let text = if text.contains("\".") { unquoted.as_str() } else { text };
                let text = text.strip_prefix("pg_catalog.").unwrap_or(text);
                let (base, _) = text.split_once('(').unwrap_or((text, ""));
                let array = if text.ends_with("[]") && !base.ends_with("[]") { "[]" } else { "" };
                type_names::parse(&format!("{}{array}", base.to_ascii_lowercase()))
            }
            oids::REGPROC | oids::REGPROCEDURE => {
                let name = text.split('(').next().unwrap_or(text);
                procedures::oid_of(name.strip_prefix("pg_catalog.").unwrap_or(name))
            }
            oids::REGNAMESPACE => self.schema_oid(&identifier::single(text)?),
            oids::REGROLE => self.role_oid(&identifier::single(text)?),
            oids::REGCOLLATION => match text.trim_start_matches("pg_catalog.").trim_matches('"') {
                "default" => Some(100),
                "C" => Some(950),
                "POSIX" => Some(951),
                _ => None,
            },
            _ => None,
        }
    }

    /// A compiled regular expression; each pattern is compiled once per run.
    pub(crate) fn regex(&self, pattern: &str, ignore_case: bool) -> Result<Rc<Regex>> {
        let key = format!("{}{pattern}", if ignore_case { "i" } else { "s" });
        if let Some(regex) = self.regexes.borrow().get(&key) {
            return Ok(Rc::clone(regex));
        }
        let regex = regex::RegexBuilder::new(pattern)
            .case_insensitive(ignore_case)
            .size_limit(1 << 20)
            .build()
            .map_err(|error| error::invalid_regex(format!("invalid regular expression: {error}")))?;
        let regex = Rc::new(regex);
        self.regexes.borrow_mut().insert(key, Rc::clone(&regex));
        Ok(regex)
    }
}
