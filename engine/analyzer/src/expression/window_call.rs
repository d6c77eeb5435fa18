//! Calls over windows: each becomes a column that stands for its value, and is collected.

use polias_sql::ast::{self, Identifier, Offset, SortItem, Window, WindowFrame, WindowSpecification};
use polias_types::FunctionKind;

use super::calls::list;
use super::find::not_scalar;
use super::{Allowed, FoundWindow};
use crate::analyzer::Analyzer;
use crate::plan::{Expression, NullTreatment, SortKey, WindowCall};
use crate::scope::{Scope, same_name};
use crate::syntax_text::syntax_text;
use crate::{AnalysisError, Result};

/// Functions that take IGNORE NULLS.
const WITH_NULL_TREATMENT: [&str; 5] = ["lag", "lead", "first_value", "last_value", "nth_value"];

/// Functions that look at rows beside the current one: they need an order, and no frame.
const BESIDE: [&str; 2] = ["lag", "lead"];

/// A window with what it takes over from those it names.
struct MergedWindow<'w> {
    offset: Offset,
    partition_by: &'w [ast::Expression],
    order_by: &'w [SortItem],
    frame: Option<&'w WindowFrame>,
}

impl Analyzer<'_> {
    /// A call with OVER.
    pub(super) fn window_call(
        &mut self,
        expression: &ast::Expression,
        name: &str,
        call: &ast::FunctionCall,
        window: &Window,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Expression> {
        let offset = expression.offset;
        if allowed.windows.is_none() {
            return Err(not_scalar(offset, allowed.clause, &[expression]));
        }
        let named_windows = std::mem::take(&mut allowed.named_windows);
        let merged = merge(window, &named_windows);
        // What stands inside may be aggregates, but no windows.
        let windows = allowed.windows.take();
        let found = match merged {
            Ok(merged) => self.window_in(expression, name, call, &merged, scope, allowed),
            Err(error) => Err(error),
        };
        allowed.windows = windows;
        allowed.named_windows = named_windows;
        let (call, partition_by, order_by) = found?;
        let windows = allowed.windows.get_or_insert_default();
        let same = windows.iter().find(|found| {
            found.call == call && found.partition_by == partition_by && found.order_by == order_by
        });
        if let Some(found) = same {
            return Ok(Expression::column(&found.column));
        }
        let column = self.new_column(call.function.result.clone());
        let value = Expression::column(&column);
        windows.push(FoundWindow { column, call, partition_by, order_by });
        Ok(value)
    }

    fn window_in(
        &mut self,
        expression: &ast::Expression,
        name: &str,
        call: &ast::FunctionCall,
        window: &MergedWindow<'_>,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<(WindowCall, Vec<Expression>, Vec<SortKey>)> {
        let offset = expression.offset;
        self.check_window_clauses(expression, name, call, allowed.select)?;
        let arguments = list(call);
        for argument in arguments {
            self.check_no_window(argument, "window function arguments")?;
        }
        let partition_by = self.partition_by(window.partition_by, scope, allowed)?;
        let mut order_by = self.window_order_by(window.order_by, scope, allowed)?;
        let frame =
            self.frame(window.offset, window.frame, window.order_by, &mut order_by, scope, allowed)?;
        let (function, arguments) = self.resolve_call(offset, name, arguments, scope, allowed)?;
        if function.kind == FunctionKind::Scalar {
            let message = format!("Not a window function: {name}");
            return Err(AnalysisError::new("FUNCTION_NOT_WINDOW", allowed.select, message));
        }
        if BESIDE.contains(&name) {
            if window.order_by.is_empty() {
                let message = format!("{name} function requires an ORDER BY window clause");
                return Err(AnalysisError::new("MISSING_ORDER_BY", window.offset, message));
            }
            if let Some(frame) = window.frame {
                let message = format!("Cannot specify window frame for {name} function");
                return Err(AnalysisError::new("INVALID_WINDOW_FRAME", frame.offset, message));
            }
        }
        if call.distinct {
            return Err(AnalysisError::not_supported(
                allowed.select,
                format!(
                    "DISTINCT in window function parameters not yet supported: {}",
                    syntax_text(expression)
                ),
            ));
        }
        let filter = match &call.filter {
            None => None,
            Some(filter) => {
                let condition = self.typed(filter, scope, allowed)?;
                Some(self.boolean(condition, filter.offset, "Filter expression")?)
            }
        };
        let nulls = match call.null_treatment {
            Some(ast::NullTreatment::Ignore) => NullTreatment::Ignore,
            Some(ast::NullTreatment::Respect) | None => NullTreatment::Respect,
        };
        let call = WindowCall { function, arguments, nulls, frame, distinct: false, filter };
        Ok((call, partition_by, order_by))
    }

    fn check_window_clauses(
        &self,
        expression: &ast::Expression,
        name: &str,
        call: &ast::FunctionCall,
        select: ast::Offset,
    ) -> Result<()> {
        let offset = expression.offset;
        if call.null_treatment.is_some() && !WITH_NULL_TREATMENT.contains(&name) {
            let message = format!("Cannot specify null treatment clause for {name} function");
            return Err(AnalysisError::new("NULL_TREATMENT_NOT_ALLOWED", offset, message));
        }
        if !call.order_by.is_empty() || !call.within_group.is_empty() {
            return Err(AnalysisError::not_supported(
                offset,
                "Window function with ORDER BY is not supported",
            ));
        }
        if call.filter.is_some()
            && !(self.is_postgres() && self.session.functions.is(name, FunctionKind::Aggregate))
        {
            return Err(AnalysisError::not_supported(
                select,
                "FILTER is not yet supported for window functions",
            ));
        }
        Ok(())
    }

    /// The windows of a WINDOW clause: each is right, whether it is used or not.
    pub(crate) fn check_named_windows(
        &mut self,
        windows: &[ast::NamedWindow],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<()> {
        for (index, window) in windows.iter().enumerate() {
            let before = &windows[..index];
            if before.iter().any(|other| same_name(&other.name.value, &window.name.value)) {
                let message = format!("WINDOW name '{}' specified more than once", window.name.value);
                return Err(AnalysisError::new("DUPLICATE_WINDOW_NAME", window.name.offset, message));
            }
            let merged = merge_specification(&window.window, before)?;
            let mut inside = Allowed {
                aggregates: allowed.aggregates.take(),
                groupings: allowed.groupings.take(),
                clause: allowed.clause,
                ..Allowed::default()
            };
            let checked = self.check_window(&merged, scope, &mut inside);
            allowed.aggregates = inside.aggregates;
            allowed.groupings = inside.groupings;
            checked?;
        }
        Ok(())
    }

    fn check_window(
        &mut self,
        window: &MergedWindow<'_>,
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<()> {
        self.partition_by(window.partition_by, scope, allowed)?;
        let mut order_by = self.window_order_by(window.order_by, scope, allowed)?;
        self.frame(window.offset, window.frame, window.order_by, &mut order_by, scope, allowed)?;
        Ok(())
    }

    fn partition_by(
        &mut self,
        keys: &[ast::Expression],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Vec<Expression>> {
        let mut typed = Vec::with_capacity(keys.len());
        for key in keys {
            self.check_no_window(key, "window specification")?;
            let value = self.typed(key, scope, allowed)?;
            if !value.data_type.is_comparable() {
                let message = format!(
                    "{} is not comparable, and therefore cannot be used in window function PARTITION BY",
                    value.data_type
                );
                return Err(AnalysisError::new("TYPE_MISMATCH", key.offset, message));
            }
            typed.push(value);
        }
        Ok(typed)
    }

    fn window_order_by(
        &mut self,
        items: &[SortItem],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Vec<SortKey>> {
        let mut keys = Vec::with_capacity(items.len());
        for item in items {
            self.check_no_window(&item.expression, "window specification")?;
            let value = self.typed(&item.expression, scope, allowed)?;
            if !value.data_type.is_orderable() {
                let message = format!(
                    "{} is not orderable, and therefore cannot be used in window function ORDER BY",
                    value.data_type
                );
                return Err(AnalysisError::new("TYPE_MISMATCH", item.expression.offset, message));
            }
            keys.push(SortKey::of(item, value));
        }
        Ok(keys)
    }

    /// Refuses a window within another.
    pub(super) fn check_no_window(&self, expression: &ast::Expression, place: &str) -> Result<()> {
        match self.find_calls(expression).windows.first() {
            None => Ok(()),
            Some(window) => {
                let message = format!("Cannot nest window functions or row pattern measures inside {place}");
                Err(AnalysisError::new("NESTED_WINDOW", window.offset, message))
            }
        }
    }
}

/// The window that stands behind OVER.
fn merge<'w>(window: &'w Window, named: &'w [ast::NamedWindow]) -> Result<MergedWindow<'w>> {
    match window {
        Window::Specification(specification) => merge_specification(specification, named),
        Window::Named(name) => {
            let (place, window) = find(name, named)?;
            merge_specification(window, &named[..place])
        }
    }
}

/// A window with what it takes over: of those before it in the WINDOW clause.
fn merge_specification<'w>(
    window: &'w WindowSpecification,
    named: &'w [ast::NamedWindow],
) -> Result<MergedWindow<'w>> {
    let mut merged = MergedWindow {
        offset: window.offset,
        partition_by: &window.partition_by,
        order_by: &window.order_by,
        frame: window.frame.as_ref(),
    };
    let (mut existing, mut before) = (window.existing.as_ref(), named);
    while let Some(name) = existing {
        let (place, referenced) = find(name, before)?;
        if let Some(key) = merged.partition_by.first() {
            return Err(AnalysisError::new(
                "INVALID_PARTITION_BY",
                key.offset,
                "WINDOW specification with named WINDOW reference cannot specify PARTITION BY",
            ));
        }
        if referenced.frame.is_some() {
            return Err(AnalysisError::new(
                "INVALID_WINDOW_REFERENCE",
                name.offset,
                "Cannot reference named WINDOW containing frame specification",
            ));
        }
        if let (Some(item), false) = (merged.order_by.first(), referenced.order_by.is_empty()) {
            return Err(AnalysisError::new(
                "INVALID_ORDER_BY",
                item.expression.offset,
                "Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY",
            ));
        }
        merged.partition_by = &referenced.partition_by;
        if merged.order_by.is_empty() {
            merged.order_by = &referenced.order_by;
        }
        before = &before[..place];
        existing = referenced.existing.as_ref();
    }
    Ok(merged)
}

fn find<'w>(name: &Identifier, named: &'w [ast::NamedWindow]) -> Result<(usize, &'w WindowSpecification)> {
    named
        .iter()
        .enumerate()
        .find(|(_, window)| same_name(&window.name.value, &name.value))
        .map(|(place, window)| (place, &window.window))
        .ok_or_else(|| {
            let message = format!("Cannot resolve WINDOW name {}", name.value);
            AnalysisError::new("INVALID_WINDOW_REFERENCE", name.offset, message)
        })
}
