//! Function calls: scalar functions by overload, aggregates, window and set-returning functions, and the few
//! functions that are syntax (`coalesce`, `array(select …)`, `row`).

use std::rc::Rc;

use datafusion::sql::sqlparser::ast::{
    DuplicateTreatment, Expr as Ast, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, ObjectName, OrderByExpr, WindowType,
};

use super::Binder;
use super::column::fold;
use super::expr::record;
use super::operator::comparable;
use super::query::sort_order;
use super::scope::Allowed;
use crate::error::{self, Result};
use crate::functions::{self, ScalarFunction, SetFunction};
use crate::plan::{
    AggregateCall, AggregateKind, Expr, Field, Node, SetCall, SortOrder, WindowCall, WindowKind,
};
use crate::types::{array_of, element_of, names, oids};
use crate::value::cast::is_implicit;

impl Binder<'_, '_> {
    /// Binds a call.
    pub(super) fn call(&mut self, function: &Function) -> Result<Expr> {
        let name = self.function_name(&function.name)?;
        let list = match &function.args {
            FunctionArguments::Subquery(query) if name == "array" => return self.array_subquery(query),
            FunctionArguments::Subquery(query) => {
                let arg = self.expr(&Ast::Subquery(query.clone()))?;
                return self.scalar_call(&name, vec![arg]);
            }
            FunctionArguments::None => return self.scalar_call(&name, Vec::new()),
            FunctionArguments::List(list) => list,
        };
        if !function.within_group.is_empty() {
            return Err(error::unsupported(format!(
                "WITHIN GROUP for {name} is not supported in catalog queries"
            )));
        }
        let order: &[OrderByExpr] = list
            .clauses
            .iter()
            .find_map(|clause| match clause {
                FunctionArgumentClause::OrderBy(order) => Some(order.as_slice()),
                _ => None,
            })
            .unwrap_or(&[]);
        let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
        if let Some(over) = &function.over {
            return self.window(&name, &list.args, distinct, over);
        }
        if aggregate_kind(&name).is_some() {
            let call = self.aggregate(&name, &list.args, distinct, order, function.filter.as_deref())?;
            let ty = call.ty;
            let level = self.level()?;
            level.aggregates.push(call);
            return Ok(Expr::new(Node::Aggregate(level.aggregates.len() - 1), ty));
        }
        if distinct || function.filter.is_some() || !order.is_empty() {
            return Err(error::datatype_mismatch(format!("{name} is not an aggregate function")));
        }
        let args = self.function_args(&list.args)?;
        match name.as_str() {
            "coalesce" => {
                let (args, ty) = self.unify(args, "COALESCE")?;
                Ok(Expr::new(Node::Coalesce(args), ty))
            }
            "greatest" | "least" => {
                let (args, ty) = self.unify(args, "GREATEST")?;
                Ok(Expr::new(Node::Extreme { args, greatest: name == "greatest" }, ty))
            }
            "nullif" => {
                let [left, right] = two(args, "nullif")?;
                let (left, right) = comparable(self, left, right, "=")?;
                let ty = left.ty;
                Ok(Expr::new(Node::NullIf(Box::new(left), Box::new(right)), ty))
            }
            "row" => Ok(record(args)),
            "row_to_json" | "to_json" | "to_jsonb"
                if args.first().is_some_and(|arg| arg.fields.is_some()) =>
            {
                let object = args.into_iter().next().map(|arg| self.object_of(arg));
                object.unwrap_or_else(|| Err(error::internal("argument is missing")))
            }
            "json_build_object" | "jsonb_build_object" | "json_build_array" | "jsonb_build_array"
            | "to_json" | "to_jsonb" => {
                let args = args.into_iter().map(|arg| self.json_argument(arg)).collect::<Result<_>>()?;
                self.scalar_call(&name, args)
            }
            _ if !functions::sets(&name).is_empty() => self.set_in_select(&name, args),
            _ => self.scalar_call(&name, args),
        }
    }

    /// Name of a function without its schema, which must be one of PostgreSQL's own.
    pub(super) fn function_name(&self, name: &ObjectName) -> Result<String> {
        let parts: Vec<String> = name.0.iter().filter_map(|part| part.as_ident().map(fold)).collect();
        match parts.as_slice() {
            [name] => Ok(name.clone()),
            [schema, name] if schema == "pg_catalog" || schema == "information_schema" => Ok(name.clone()),
            _ => Err(error::undefined_function(format!("function {}() does not exist", parts.join(".")))),
        }
    }

    pub(super) fn function_args(&mut self, args: &[FunctionArg]) -> Result<Vec<Expr>> {
        args.iter()
            .map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => self.expr(expr),
                // Named notation by position: what clients send names all arguments in order.
                FunctionArg::Named { arg: FunctionArgExpr::Expr(expr), .. }
                | FunctionArg::ExprNamed { arg: FunctionArgExpr::Expr(expr), .. } => self.expr(expr),
                other => Err(error::unsupported(format!("argument {other} is not supported"))),
            })
            .collect()
    }

    /// A call of a scalar function by name.
    pub(super) fn scalar_call(&mut self, name: &str, args: Vec<Expr>) -> Result<Expr> {
        let types: Vec<u32> = args.iter().map(|arg| arg.ty).collect();
        let Some(function) = choose(functions::scalars(name), &types, |f| (&f.args, f.variadic)) else {
            return Err(no_function(name, &types));
        };
        let function: &'static ScalarFunction = function;
        let mut bound = Vec::with_capacity(args.len());
        let mut element = None;
        for (index, arg) in args.into_iter().enumerate() {
            let declared = declared(&function.args, index);
            if declared == oids::ANYARRAY {
                element = element.or(element_of(arg.ty));
            }
            bound.push(self.argument(arg, declared, element)?);
        }
        if element.is_none() {
            let at = function.args.iter().position(|ty| *ty == oids::ANYELEMENT);
            element = at.and_then(|at| bound.get(at)).map(|arg| arg.ty);
        }
        let ty = match function.result {
            oids::ANYELEMENT => element.unwrap_or(oids::TEXT),
            oids::ANYARRAY => element.and_then(array_of).unwrap_or(oids::TEXT_ARRAY),
            ty => ty,
        };
        Ok(Expr::new(Node::Call { function, args: bound }, ty))
    }

    fn argument(&mut self, arg: Expr, declared: u32, element: Option<u32>) -> Result<Expr> {
        match declared {
            oids::ANY => self.settle(arg),
            oids::ANYARRAY if arg.ty == oids::UNKNOWN => self.coerce(arg, oids::TEXT_ARRAY),
            oids::ANYARRAY => Ok(arg),
            oids::ANYELEMENT => match element {
                Some(element) => self.coerce(arg, element),
                None => self.settle(arg),
            },
            declared => self.coerce(arg, declared),
        }
    }

    /// A call of a set-returning function and its columns.
    pub(super) fn set_call(&mut self, name: &str, args: Vec<Expr>) -> Result<(SetCall, Vec<Field>)> {
        let types: Vec<u32> = args.iter().map(|arg| arg.ty).collect();
        let Some(function) = choose(functions::sets(name), &types, |f| (&f.args, false)) else {
            return Err(no_function(name, &types));
        };
        let function: &'static SetFunction = function;
        let mut bound = Vec::with_capacity(args.len());
        for (index, arg) in args.into_iter().enumerate() {
            bound.push(self.argument(arg, declared(&function.args, index), None)?);
        }
        let element = bound.iter().find_map(|arg| element_of(arg.ty)).unwrap_or(oids::TEXT);
        let columns = function
            .columns
            .iter()
            .map(|(name, ty)| Field::new(name.as_str(), if *ty == oids::ANYELEMENT { element } else { *ty }))
            .collect();
        Ok((SetCall { function, args: bound }, columns))
    }

    fn set_in_select(&mut self, name: &str, args: Vec<Expr>) -> Result<Expr> {
        let (call, columns) = self.set_call(name, args)?;
        let level = self.level()?;
        if level.allows != Allowed::Everything {
            return Err(error::unsupported(format!("set-returning function {name} is not allowed here")));
        }
        level.sets.push(call);
        let node = Node::SetReturning(level.sets.len() - 1);
        Ok(match columns.as_slice() {
            [column] => Expr::new(node, column.ty),
            _ => Expr { node, ty: oids::RECORD, fields: Some(Rc::new(columns)) },
        })
    }

    /// `{"name": value, …}` of a record with known fields.
    fn object_of(&mut self, record: Expr) -> Result<Expr> {
        let fields = record.fields.clone().unwrap_or_default();
        let mut args = Vec::with_capacity(2 * fields.len());
        for (index, field) in fields.iter().enumerate() {
            args.push(Expr::constant(field.name.as_str(), oids::TEXT));
            let node = match &record.node {
                Node::Record(items) => items[index].node.clone(),
                _ => Node::Field { input: Box::new(record.clone()), index },
            };
            args.push(self.json_argument(Expr::new(node, field.ty))?);
        }
        self.scalar_call("json_build_object", args)
    }

    /// An argument of a JSON builder, which sees values and not types: JSON is marked, names of objects are spelled.
    fn json_argument(&mut self, arg: Expr) -> Result<Expr> {
        match arg.ty {
            oids::JSON | oids::JSONB => Ok(record(vec![arg])),
            oids::TIMESTAMP | oids::TIMESTAMPTZ => self.coerce(arg, oids::TEXT),
            ty if oids::is_reg(ty) => self.coerce(arg, oids::TEXT),
            _ => self.settle(arg),
        }
    }

    fn aggregate(
        &mut self,
        name: &str,
        args: &[FunctionArg],
        distinct: bool,
        order: &[OrderByExpr],
        filter: Option<&Ast>,
    ) -> Result<AggregateCall> {
        let kind = aggregate_kind(name).ok_or_else(|| error::internal("not an aggregate"))?;
        let allowed = self.level()?.allows;
        if allowed == Allowed::Scalars {
            return Err(error::grouping(format!("aggregate function {name} is not allowed here")));
        }
        self.level()?.allows = Allowed::Scalars;
        let result = self.aggregate_inside(name, kind, args, distinct, order, filter);
        self.level()?.allows = allowed;
        result
    }

    fn aggregate_inside(
        &mut self,
        name: &str,
        kind: AggregateKind,
        args: &[FunctionArg],
        distinct: bool,
        order: &[OrderByExpr],
        filter: Option<&Ast>,
    ) -> Result<AggregateCall> {
        let star = matches!(args, [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)]);
        let kind = if star && kind == AggregateKind::Count { AggregateKind::CountRows } else { kind };
        let args = if star { Vec::new() } else { self.function_args(args)? };
        let args = args.into_iter().map(|arg| self.settle(arg)).collect::<Result<Vec<_>>>()?;
        let types: Vec<u32> = args.iter().map(|arg| arg.ty).collect();
        let refuse = || no_function(name, &types);
        let first = types.first().copied();
        let (arity, ty) = match kind {
            AggregateKind::CountRows => (0, oids::INT8),
            AggregateKind::Count => (1, oids::INT8),
            AggregateKind::Min | AggregateKind::Max => (1, first.ok_or_else(refuse)?),
            AggregateKind::Sum => (
                1,
                match first {
                    Some(oids::INT2 | oids::INT4) => oids::INT8,
                    Some(oids::INT8 | oids::NUMERIC) => oids::NUMERIC,
                    Some(ty @ (oids::FLOAT4 | oids::FLOAT8)) => ty,
                    _ => return Err(refuse()),
                },
            ),
            AggregateKind::Avg => (
                1,
                match first {
                    Some(oids::FLOAT4 | oids::FLOAT8) => oids::FLOAT8,
                    _ => {
                        return Err(error::unsupported(
                            "avg over integers is not supported in catalog queries",
                        ));
                    }
                },
            ),
            AggregateKind::ArrayAgg => (1, first.and_then(array_of).ok_or_else(refuse)?),
            AggregateKind::StringAgg => (2, oids::TEXT),
            AggregateKind::BoolAnd | AggregateKind::BoolOr => {
                if first != Some(oids::BOOL) {
                    return Err(refuse());
                }
                (1, oids::BOOL)
            }
            AggregateKind::JsonAgg => (1, oids::JSON),
            AggregateKind::JsonObjectAgg => (2, oids::JSON),
        };
        if args.len() != arity {
            return Err(refuse());
        }
        let args = if kind == AggregateKind::StringAgg {
            args.into_iter().map(|arg| self.coerce(arg, oids::TEXT)).collect::<Result<Vec<_>>>()?
        } else if kind == AggregateKind::JsonAgg {
            args.into_iter()
                .map(|arg| {
                    if arg.fields.is_some() {
                        return self.object_of(arg);
                    }
                    let arg = self.json_argument(arg)?;
                    self.scalar_call("to_json", vec![arg])
                })
                .collect::<Result<Vec<_>>>()?
        } else if kind == AggregateKind::JsonObjectAgg {
            let [key, value] = two(args, name)?;
            let key = self.coerce(key, oids::TEXT)?;
            let value = self.json_argument(value)?;
            vec![key, self.scalar_call("to_json", vec![value])?]
        } else {
            args
        };
        let ty = if name.starts_with("jsonb") { oids::JSONB } else { ty };
        let order = self.order_keys(order)?;
        let filter = filter.map(|filter| self.condition(filter, "FILTER")).transpose()?;
        Ok(AggregateCall { kind, args, distinct, filter, order, ty })
    }

    fn order_keys(&mut self, order: &[OrderByExpr]) -> Result<Vec<(Expr, SortOrder)>> {
        order
            .iter()
            .map(|item| {
                let expr = self.expr(&item.expr)?;
                Ok((self.settle(expr)?, sort_order(&item.options)))
            })
            .collect()
    }

    fn window(
        &mut self,
        name: &str,
        args: &[FunctionArg],
        distinct: bool,
        over: &WindowType,
    ) -> Result<Expr> {
        let WindowType::WindowSpec(spec) = over else {
            return Err(error::unsupported("named windows are not supported in catalog queries"));
        };
        if spec.window_frame.is_some() || spec.window_name.is_some() || distinct {
            return Err(error::unsupported("window frames are not supported in catalog queries"));
        }
        if self.level()?.allows != Allowed::Everything {
            return Err(error::grouping("window functions are not allowed here"));
        }
        let kind = match name {
            "row_number" => WindowKind::RowNumber,
            "rank" => WindowKind::Rank,
            "dense_rank" => WindowKind::DenseRank,
            _ if aggregate_kind(name).is_some() && spec.order_by.is_empty() => {
                WindowKind::Aggregate(self.aggregate(name, args, false, &[], None)?)
            }
            _ => {
                return Err(error::unsupported(format!(
                    "window function {name} is not supported in catalog queries"
                )));
            }
        };
        let ty = if let WindowKind::Aggregate(call) = &kind { call.ty } else { oids::INT8 };
        let partition = spec.partition_by.iter().map(|expr| self.expr(expr)).collect::<Result<_>>()?;
        let order = self.order_keys(&spec.order_by)?;
        let level = self.level()?;
        level.windows.push(WindowCall { kind, partition, order });
        Ok(Expr::new(Node::Window(level.windows.len() - 1), ty))
    }
}

fn aggregate_kind(name: &str) -> Option<AggregateKind> {
    Some(match name {
        "count" => AggregateKind::Count,
        "min" => AggregateKind::Min,
        "max" => AggregateKind::Max,
        "sum" => AggregateKind::Sum,
        "avg" => AggregateKind::Avg,
        "array_agg" => AggregateKind::ArrayAgg,
        "string_agg" => AggregateKind::StringAgg,
        "bool_and" | "every" => AggregateKind::BoolAnd,
        "bool_or" => AggregateKind::BoolOr,
        "json_agg" | "jsonb_agg" => AggregateKind::JsonAgg,
        "json_object_agg" | "jsonb_object_agg" => AggregateKind::JsonObjectAgg,
        _ => return None,
    })
}

fn two(args: Vec<Expr>, name: &str) -> Result<[Expr; 2]> {
    let types: Vec<u32> = args.iter().map(|arg| arg.ty).collect();
    args.try_into().map_err(|_| no_function(name, &types))
}

fn declared(args: &[u32], index: usize) -> u32 {
    args.get(index).or(args.last()).copied().unwrap_or(oids::ANY)
}

/// The overload that needs the fewest casts; the first one declared among equals.
fn choose<'f, F>(
    overloads: &'f [F],
    types: &[u32],
    shape: impl Fn(&F) -> (&Vec<u32>, bool),
) -> Option<&'f F> {
    let mut best: Option<(usize, &F)> = None;
    for overload in overloads {
        let (args, variadic) = shape(overload);
        let fits = if variadic { types.len() + 1 >= args.len() } else { types.len() == args.len() };
        if !fits {
            continue;
        }
        let cost: Option<usize> = types
            .iter()
            .enumerate()
            .map(|(index, ty)| match declared(args, index) {
                declared if declared == *ty => Some(0),
                oids::ANYARRAY if element_of(*ty).is_some() => Some(1),
                oids::ANYARRAY if *ty != oids::UNKNOWN => None,
                oids::ANY | oids::ANYELEMENT => Some(2),
                // Untyped literals prefer strings.
                declared if *ty == oids::UNKNOWN => Some(if declared == oids::TEXT { 1 } else { 2 }),
                declared if is_implicit(*ty, declared) => Some(1),
                _ => None,
            })
            .sum();
        if let Some(cost) = cost
            && best.is_none_or(|(least, _)| cost < least)
        {
            best = Some((cost, overload));
        }
    }
    best.map(|(_, overload)| overload)
}

fn no_function(name: &str, types: &[u32]) -> error::PgCatalogError {
    let types: Vec<String> = types
        .iter()
        .map(|ty| if *ty == oids::UNKNOWN { "unknown".to_owned() } else { names::format(*ty, -1) })
        .collect();
    error::undefined_function(format!("function {name}({}) does not exist", types.join(", ")))
}
