//! Two columns of one name in a result, which DataFusion's planner refuses and SQL allows.
//!
//! The items of the outermost SELECT that could clash get aliases of their own for planning. An alias holds
//! the name the client sees, so that [`shown_name`] finds it again whatever `*` expands to. Subqueries keep
//! their names: there a double name is an error in Trino too as soon as it is used.

use datafusion::sql::sqlparser::ast::{Expr, Ident, Query, SelectItem, SetExpr};

/// Begins and ends the number in an alias of ours; no name a user writes holds it.
const MARK: char = '\u{1}';

/// Gives the clashing items of the outermost SELECT names of their own. False when there are none to give.
pub(super) fn make_unique(query: &mut Query) -> bool {
    let SetExpr::Select(select) = &mut *query.body else { return false };
    let has_wildcard = select
        .projection
        .iter()
        .any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)));
    let mut seen: Vec<String> = Vec::new();
    let mut changed = false;
    for (index, item) in select.projection.iter_mut().enumerate() {
        let (expr, name) = match item {
            SelectItem::UnnamedExpr(expr) => (expr.clone(), column_name(expr)),
            SelectItem::ExprWithAlias { expr, alias } => (expr.clone(), Some(alias.value.to_lowercase())),
            _ => continue,
        };
        let aliased = matches!(item, SelectItem::ExprWithAlias { .. });
        let first = name.as_ref().is_some_and(|name| !seen.contains(name));
        seen.extend(name.clone());
        // A bare column or an alias that stands first keeps its name: ORDER BY may mean it.
        if first && (aliased || !has_wildcard) {
            continue;
        }
        let alias = format!("{MARK}{index}{MARK}{}", name.unwrap_or_default());
        *item = SelectItem::ExprWithAlias { expr, alias: Ident::with_quote('"', alias) };
        changed = true;
    }
    changed
}

/// The name a bare column brings along.
fn column_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(ident) => Some(ident.value.to_lowercase()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|ident| ident.value.to_lowercase()),
        _ => None,
    }
}

/// The client's name of a column: `None` for one that [`make_unique`] named although it has no name.
pub(super) fn shown_name(name: &str) -> Option<&str> {
    match name.strip_prefix(MARK).and_then(|rest| rest.split_once(MARK)) {
        None => Some(name),
        Some((_, "")) => None,
        Some((_, shown)) => Some(shown),
    }
}
