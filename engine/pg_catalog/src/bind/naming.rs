//! Names of output columns without alias, by the rules of PostgreSQL's `FigureColname`.

use datafusion::sql::sqlparser::ast::{
    AccessExpr, DataType, Expr as Ast, SelectItem, SetExpr, TrimWhereField,
};

use super::column::fold;

/// Name of the column an unaliased expression makes.
pub(super) fn output_name(expr: &Ast) -> String {
    figure(expr).map_or_else(|| "?column?".to_owned(), |(name, _)| name)
}

/// A name and whether it is a strong one; the name of a cast's type or of CASE is weak and gives way.
fn figure(expr: &Ast) -> Option<(String, bool)> {
    let strong = |name: &str| Some((name.to_owned(), true));
    match expr {
        Ast::Identifier(ident) => Some((fold(ident), true)),
        Ast::CompoundIdentifier(parts) => parts.last().map(|ident| (fold(ident), true)),
        Ast::CompoundFieldAccess { root, access_chain } => {
            let field = access_chain.iter().rev().find_map(|access| match access {
                AccessExpr::Dot(Ast::Identifier(ident)) => Some(fold(ident)),
                _ => None,
            });
            field.map_or_else(|| figure(root), |field| Some((field, true)))
        }
        Ast::Nested(inner) => figure(inner),
        Ast::Collate { expr, .. } => figure(expr),
        Ast::Function(function) => {
            function.name.0.last().and_then(|part| part.as_ident()).map(|ident| (fold(ident), true))
        }
        Ast::Cast { expr, data_type, .. } => match figure(expr) {
            Some((name, true)) => Some((name, true)),
            _ => Some((type_name(data_type), false)),
        },
        Ast::TypedString(typed) => Some((type_name(&typed.data_type), false)),
        Ast::Case { else_result, .. } => match else_result.as_deref().and_then(figure) {
            Some((name, true)) => Some((name, true)),
            _ => Some(("case".to_owned(), false)),
        },
        Ast::Exists { .. } => strong("exists"),
        Ast::Array(_) => strong("array"),
        Ast::Tuple(_) => strong("row"),
        Ast::Extract { .. } => strong("extract"),
        Ast::Substring { .. } => strong("substring"),
        Ast::Trim { trim_where, .. } => strong(match trim_where {
            Some(TrimWhereField::Leading) => "ltrim",
            Some(TrimWhereField::Trailing) => "rtrim",
            _ => "btrim",
        }),
        Ast::Position { .. } => strong("position"),
        Ast::Overlay { .. } => strong("overlay"),
        Ast::Ceil { .. } => strong("ceil"),
        Ast::Floor { .. } => strong("floor"),
        Ast::Interval(_) => Some(("interval".to_owned(), false)),
        Ast::Subquery(query) => first_output(&query.body).map(|name| (name, true)),
        _ => None,
    }
}

fn first_output(body: &SetExpr) -> Option<String> {
    match body {
        SetExpr::Select(select) => match select.projection.first()? {
            SelectItem::UnnamedExpr(expr) => Some(output_name(expr)),
            SelectItem::ExprWithAlias { alias, .. } => Some(fold(alias)),
            _ => None,
        },
        SetExpr::Query(query) => first_output(&query.body),
        SetExpr::SetOperation { left, .. } => first_output(left),
        SetExpr::Values(_) => Some("column1".to_owned()),
        _ => None,
    }
}

fn type_name(ty: &DataType) -> String {
    match ty {
        DataType::Array(datafusion::sql::sqlparser::ast::ArrayElemTypeDef::SquareBracket(element, _)) => {
            type_name(element)
        }
        DataType::Custom(name, _) => {
            name.0.last().and_then(|part| part.as_ident()).map_or_else(|| name.to_string(), fold)
        }
        DataType::Int(_) | DataType::Integer(_) | DataType::Int4(_) => "int4".to_owned(),
        DataType::SmallInt(_) | DataType::Int2(_) => "int2".to_owned(),
        DataType::BigInt(_) | DataType::Int8(_) => "int8".to_owned(),
        DataType::Varchar(_) | DataType::CharacterVarying(_) | DataType::CharVarying(_) => {
            "varchar".to_owned()
        }
        DataType::Char(_) | DataType::Character(_) => "bpchar".to_owned(),
        DataType::Boolean | DataType::Bool => "bool".to_owned(),
        DataType::Numeric(_) | DataType::Decimal(_) | DataType::Dec(_) => "numeric".to_owned(),
        DataType::Real | DataType::Float4 => "float4".to_owned(),
        DataType::Double(_) | DataType::DoublePrecision | DataType::Float8 | DataType::Float(_) => {
            "float8".to_owned()
        }
        other => other.to_string().to_lowercase().split('(').next().unwrap_or_default().trim().to_owned(),
    }
}
