//! GROUP BY: its keys and grouping sets.

use polias_sql::Flavor;
use polias_sql::ast::{self, ExpressionKind as Syntax, GroupingElement};

use crate::analyzer::Analyzer;
use crate::expression::Allowed;
use crate::plan::{Expression, ExpressionKind};
use crate::scope::{Scope, same_name};
use crate::{AnalysisError, Result};

use super::grouping_sets::{Sets, product};
use super::items::{Item, ItemSyntax};

/// Keys and grouping sets of a SELECT.
#[derive(Default)]
pub(super) struct Grouping<'a> {
    /// Keys, each once, over the columns before grouping.
    pub(super) keys: Vec<Expression>,
    /// How keys were written, with their places in `keys`.
    pub(super) syntax: Vec<(&'a ast::Expression, usize)>,
    /// Places in `keys`.
    pub(super) sets: Sets,
}

const CLAUSE: &str = "GROUP BY clause";

impl Analyzer<'_> {
    /// The grouping of a SELECT; one set without keys when it has aggregates and no GROUP BY.
    pub(super) fn select_grouping<'a>(
        &mut self,
        select: &'a ast::Select,
        items: &[Item<'a>],
        scope: &Scope,
    ) -> Result<Grouping<'a>> {
        let mut grouping = Grouping { sets: vec![Vec::new()], ..Grouping::default() };
        let Some(group_by) = &select.group_by else { return Ok(grouping) };
        let column = scope
            .fields
            .iter()
            .find(|field| field.name.as_deref().is_some_and(|name| same_name(name, "auto")));
        if let (true, Some(column)) = (group_by.auto, column) {
            // AUTO is no reserved word: a column of that name is meant.
            self.reference(column.column.id, group_by.offset);
            let place = add_key(&mut grouping, Expression::column(&column.column), select)?;
            grouping.sets = vec![vec![place]];
        } else if group_by.auto {
            self.automatic_keys(select, items, &mut grouping)?;
        }
        let offset = group_by.elements.first().map_or(group_by.offset, element_offset);
        for element in &group_by.elements {
            let sets = match element {
                GroupingElement::Set(keys) => {
                    let keys = keys.iter().map(|key| self.key(key, select, items, scope, &mut grouping));
                    vec![keys.collect::<Result<_>>()?]
                }
                GroupingElement::Rollup(_, sets) => {
                    let sets = self.column_sets(sets, select, scope, &mut grouping)?;
                    super::grouping_sets::rollup(&sets)
                }
                GroupingElement::Cube(_, sets) => {
                    let sets = self.column_sets(sets, select, scope, &mut grouping)?;
                    super::grouping_sets::cube(&sets, offset)?
                }
                GroupingElement::Sets(_, sets) => self.column_sets(sets, select, scope, &mut grouping)?,
            };
            grouping.sets = product(&grouping.sets, &sets, offset)?;
        }
        super::grouping_sets::normalize(&mut grouping.sets, group_by.distinct);
        Ok(grouping)
    }

    /// GROUP BY AUTO: every column of the SELECT that has no aggregate in it.
    fn automatic_keys<'a>(
        &self,
        select: &ast::Select,
        items: &[Item<'a>],
        grouping: &mut Grouping<'a>,
    ) -> Result<()> {
        let mut set = Vec::new();
        for item in items {
            let syntax = match item.syntax {
                ItemSyntax::All(_) => None,
                ItemSyntax::Expression(syntax) => Some(syntax),
            };
            let has_calls = syntax.is_some_and(|syntax| {
                let found = self.find_calls(syntax);
                !(found.aggregates.is_empty() && found.windows.is_empty() && found.groupings.is_empty())
            });
            if !has_calls {
                let place = add_key(grouping, item.expression.clone(), select)?;
                grouping.syntax.extend(syntax.map(|syntax| (syntax, place)));
                set.push(place);
            }
        }
        grouping.sets = vec![set];
        Ok(())
    }

    /// An expression, or the number of a column of the SELECT.
    fn key<'a>(
        &mut self,
        key: &'a ast::Expression,
        select: &ast::Select,
        items: &[Item<'a>],
        scope: &Scope,
        grouping: &mut Grouping<'a>,
    ) -> Result<usize> {
        let mut allowed = Allowed { clause: CLAUSE, ..Allowed::default() };
        if let Some(item) = self.named_item(key, items, scope)? {
            return add_key(grouping, item.expression.clone(), select);
        }
        let Syntax::Integer(position) = key.kind else {
            let typed = self.expression(key, scope, &mut allowed)?;
            let place = add_key(grouping, typed, select)?;
            grouping.syntax.push((key, place));
            return Ok(place);
        };
        let item = usize::try_from(position).ok().and_then(|position| items.get(position.checked_sub(1)?));
        let Some(item) = item else {
            return Err(AnalysisError::new(
                "INVALID_COLUMN_REFERENCE",
                key.offset,
                format!("GROUP BY position {position} is not in select list"),
            ));
        };
        if let ItemSyntax::Expression(expression) = &item.syntax {
            // Refuses aggregates, at the place of the column.
            self.expression(expression, scope, &mut allowed)?;
            let place = add_key(grouping, item.expression.clone(), select)?;
            grouping.syntax.push((expression, place));
            return Ok(place);
        }
        add_key(grouping, item.expression.clone(), select)
    }

    /// PostgreSQL groups by names of the output too, where no column of the input is called so.
    fn named_item<'i, 'a>(
        &self,
        key: &ast::Expression,
        items: &'i [Item<'a>],
        scope: &Scope,
    ) -> Result<Option<&'i Item<'a>>> {
        let (Flavor::Postgres, Syntax::Name(name)) = (self.session.flavor, &key.kind) else {
            return Ok(None);
        };
        if scope.resolve(std::slice::from_ref(name))?.is_some() {
            return Ok(None);
        }
        let is_named = |item: &&Item<'_>| item.name.as_ref().is_some_and(|own| same_name(own, &name.value));
        Ok(items.iter().find(is_named))
    }

    /// Sets of columns: other expressions may not stand in ROLLUP, CUBE and GROUPING SETS.
    fn column_sets<'a>(
        &mut self,
        sets: &'a [ast::GroupingSet],
        select: &ast::Select,
        scope: &Scope,
        grouping: &mut Grouping<'a>,
    ) -> Result<Sets> {
        let mut places = Vec::with_capacity(sets.len());
        for set in sets {
            let mut keys = Vec::with_capacity(set.len());
            for key in set {
                let mut allowed = Allowed { clause: CLAUSE, ..Allowed::default() };
                let typed = self.expression(key, scope, &mut allowed)?;
                if !matches!(typed.kind, ExpressionKind::Column(_)) {
                    return Err(AnalysisError::new(
                        "INVALID_COLUMN_REFERENCE",
                        key.offset,
                        format!(
                            "GROUP BY expression must be a column reference: {}",
                            crate::syntax_text::syntax_text(key)
                        ),
                    ));
                }
                keys.push(add_key(grouping, typed, select)?);
            }
            places.push(keys);
        }
        Ok(places)
    }
}

fn element_offset(element: &GroupingElement) -> ast::Offset {
    match element {
        GroupingElement::Set(keys) => keys.first().map(|key| key.offset).unwrap_or_default(),
        GroupingElement::Rollup(offset, _)
        | GroupingElement::Cube(offset, _)
        | GroupingElement::Sets(offset, _) => *offset,
    }
}

/// The place of a key, which is new or there already.
fn add_key(grouping: &mut Grouping<'_>, key: Expression, select: &ast::Select) -> Result<usize> {
    if let Some(place) = grouping.keys.iter().position(|known| *known == key) {
        return Ok(place);
    }
    if !key.data_type.is_comparable() {
        return Err(AnalysisError::new(
            "TYPE_MISMATCH",
            select.offset,
            format!("{} is not comparable, and therefore cannot be used in GROUP BY", key.data_type),
        ));
    }
    grouping.keys.push(key);
    Ok(grouping.keys.len() - 1)
}
