//! What has been fetched from [`Names`] so far, and what a run of the query still misses.
//!
//! The evaluator is synchronous. When it meets something not fetched it notes the need and goes on with
//! nothing; the answer of such a run is thrown away, the needs are fetched, and the query runs again. So only
//! names that a query asks for are ever opened, and fetching is done in bulk.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

use crate::error::Result;
use crate::names::{Names, RelationColumn, RelationName};

/// How many relations are opened at a time.
const CONCURRENT_FETCHES: usize = 16;

/// Something a query needs and does not have yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    Schemas,
    Relations,
    Users,
    /// Columns of schema, relation.
    Columns(String, String),
    /// Definition of a view by schema, name.
    View(String, String),
}

/// Name of a relation as a key.
pub(crate) type RelationKey = (String, String);

/// What has been fetched.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) schemas: Option<Vec<String>>,
    pub(crate) relations: Option<Vec<RelationName>>,
    pub(crate) users: Option<Vec<String>>,
    pub(crate) columns: HashMap<RelationKey, Vec<RelationColumn>>,
    pub(crate) views: HashMap<RelationKey, Option<String>>,
}

impl World {
    /// Fetches everything in `needs`.
    pub(crate) async fn fetch(&mut self, needs: BTreeSet<Need>, names: &Arc<dyn Names>) -> Result<()> {
        let mut columns = Vec::new();
        let mut views = Vec::new();
        for need in needs {
            match need {
                Need::Schemas => self.schemas = Some(names.schemas().await?),
                Need::Relations => self.relations = Some(names.relations().await?),
                Need::Users => self.users = Some(names.users().await?),
                Need::Columns(schema, name) => columns.push((schema, name)),
                Need::View(schema, name) => views.push((schema, name)),
            }
        }
        let relation = |(schema, name): &RelationKey, is_view| RelationName {
            schema: schema.clone(),
            name: name.clone(),
            is_view,
        };
        let views_by_name: std::collections::HashSet<(&str, &str)> = self
            .relations
            .iter()
            .flatten()
            .filter(|r| r.is_view)
            .map(|r| (r.schema.as_str(), r.name.as_str()))
            .collect();
        let columns: Vec<(RelationKey, RelationName)> = columns
            .into_iter()
            .map(|key| {
                let is_view = views_by_name.contains(&(key.0.as_str(), key.1.as_str()));
                let name = relation(&key, is_view);
                (key, name)
            })
            .collect();
        let columns: Vec<_> = futures::stream::iter(columns)
            .map(|(key, name)| async move { names.columns(&name).await.map(|columns| (key, columns)) })
            .buffer_unordered(CONCURRENT_FETCHES)
            .try_collect()
            .await?;
        let views: Vec<(RelationKey, RelationName)> = views
            .into_iter()
            .map(|key| {
                let name = relation(&key, true);
                (key, name)
            })
            .collect();
        let views: Vec<_> = futures::stream::iter(views)
            .map(|(key, name)| async move { names.view_definition(&name).await.map(|text| (key, text)) })
            .buffer_unordered(CONCURRENT_FETCHES)
            .try_collect()
            .await?;
        self.columns.extend(columns);
        self.views.extend(views);
        Ok(())
    }
}
