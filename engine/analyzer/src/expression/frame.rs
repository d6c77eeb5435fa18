//! Frames of windows.

use polias_sql::ast::{self, FrameBoundKind, Offset, SortItem};
use polias_types::{ArithmeticOperator, Type, arithmetic_types};

use super::Allowed;
use super::arithmetic::is_number;
use crate::analyzer::Analyzer;
use crate::plan::{Bound, Expression, Frame, FrameUnit, SortKey};
use crate::scope::Scope;
use crate::{AnalysisError, Result};

impl Analyzer<'_> {
    /// A frame; without one, the rows up to the peers of the current one. Offsets of RANGE and the sort key
    /// are brought to types that can be added, which changes the key in `order_by`.
    pub(super) fn frame(
        &mut self,
        window: Offset,
        frame: Option<&ast::WindowFrame>,
        items: &[SortItem],
        order_by: &mut [SortKey],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Frame> {
        let Some(frame) = frame else {
            return Ok(Frame {
                unit: FrameUnit::Range,
                start: Bound::UnboundedPreceding,
                end: Bound::CurrentRow,
            });
        };
        if frame.pattern.is_some() {
            return Err(AnalysisError::not_supported(
                frame.offset,
                "Row pattern recognition in windows is not supported",
            ));
        }
        let end = frame.end.as_ref().map_or(&FrameBoundKind::CurrentRow, |end| &end.kind);
        check_bounds(frame.offset, &frame.start.kind, end)?;
        if has_offset(&frame.start.kind) || has_offset(end) {
            check_order(window, frame.unit, items)?;
        }
        let start = self.bound(frame.unit, &frame.start.kind, "start", items, order_by, scope, allowed)?;
        let end = self.bound(frame.unit, end, "end", items, order_by, scope, allowed)?;
        let unit = match frame.unit {
            ast::FrameUnit::Rows => FrameUnit::Rows,
            ast::FrameUnit::Range => FrameUnit::Range,
            ast::FrameUnit::Groups => FrameUnit::Groups,
        };
        Ok(Frame { unit, start, end })
    }

    #[allow(clippy::too_many_arguments, reason = "a bound depends on all of its window")]
    fn bound(
        &mut self,
        unit: ast::FrameUnit,
        bound: &FrameBoundKind,
        which: &str,
        items: &[SortItem],
        order_by: &mut [SortKey],
        scope: &Scope,
        allowed: &mut Allowed,
    ) -> Result<Bound> {
        let (value, preceding) = match bound {
            FrameBoundKind::UnboundedPreceding => return Ok(Bound::UnboundedPreceding),
            FrameBoundKind::CurrentRow => return Ok(Bound::CurrentRow),
            FrameBoundKind::UnboundedFollowing => return Ok(Bound::UnboundedFollowing),
            FrameBoundKind::Preceding(value) => (value, true),
            FrameBoundKind::Following(value) => (value, false),
        };
        self.check_no_window(value, "window specification")?;
        let offset = value.offset;
        let value = self.typed(value, scope, allowed)?;
        let value = match unit {
            ast::FrameUnit::Rows => self.row_offset(value, offset, "ROWS", which)?,
            ast::FrameUnit::Groups => self.row_offset(value, offset, "GROUPS", which)?,
            ast::FrameUnit::Range => self.range_offset(value, offset, preceding, items, order_by)?,
        };
        Ok(if preceding { Bound::Preceding(value) } else { Bound::Following(value) })
    }

    /// A number of rows or groups, as bigint.
    fn row_offset(
        &mut self,
        value: Expression,
        offset: Offset,
        unit: &str,
        which: &str,
    ) -> Result<Expression> {
        let open = value.data_type == Type::Unknown && self.is_postgres();
        let exact = matches!(
            value.data_type,
            Type::Tinyint | Type::Smallint | Type::Integer | Type::Bigint | Type::Decimal { scale: 0, .. }
        );
        if !exact && !open {
            let message = format!(
                "Window frame {unit} {which} value type must be exact numeric type with scale 0 (actual {})",
                value.data_type
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        }
        Ok(self.coerce(value, &Type::Bigint))
    }

    /// A distance of sort keys.
    fn range_offset(
        &mut self,
        value: Expression,
        offset: Offset,
        preceding: bool,
        items: &[SortItem],
        order_by: &mut [SortKey],
    ) -> Result<Expression> {
        // `check_order` has seen to there being one.
        let ([item], [key]) = (items, order_by) else { return Ok(value) };
        let key_type = key.expression.data_type.clone();
        let is_sortable = is_number(&key_type)
            || matches!(
                key_type,
                Type::Date
                    | Type::Time(_)
                    | Type::TimeTz(_)
                    | Type::Timestamp(_)
                    | Type::TimestampTz(_)
                    | Type::IntervalDaySecond
                    | Type::IntervalYearMonth
            );
        if !is_sortable {
            let message = format!(
                "Window frame of type RANGE PRECEDING or FOLLOWING requires that sort item type be numeric, \
                 datetime or interval (actual: {key_type})"
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", item.expression.offset, message));
        }
        let operator =
            if preceding == key.descending { ArithmeticOperator::Add } else { ArithmeticOperator::Subtract };
        // Trino looks for the operator, and for its result to be the key's type again.
        let types = arithmetic_types(operator, &key_type, &value.data_type).filter(|(left, right, _)| {
            value.data_type != Type::Unknown
                && match &key_type {
                    // A date less a date is no distance.
                    Type::Date
                    | Type::Time(_)
                    | Type::TimeTz(_)
                    | Type::Timestamp(_)
                    | Type::TimestampTz(_) => {
                        *left == key_type
                            && matches!(right, Type::IntervalDaySecond | Type::IntervalYearMonth)
                    }
                    _ => true,
                }
        });
        let Some((left, right, _)) = types else {
            let message = format!(
                "Window frame RANGE value type ({}) not compatible with sort item type ({key_type})",
                value.data_type
            );
            return Err(AnalysisError::new("TYPE_MISMATCH", offset, message));
        };
        key.expression = self.coerce(key.expression.clone(), &left);
        Ok(self.coerce(value, &right))
    }
}

fn has_offset(bound: &FrameBoundKind) -> bool {
    matches!(bound, FrameBoundKind::Preceding(_) | FrameBoundKind::Following(_))
}

/// Refuses frames that end before they start.
fn check_bounds(offset: Offset, start: &FrameBoundKind, end: &FrameBoundKind) -> Result<()> {
    use FrameBoundKind as B;
    let message = match (start, end) {
        (B::UnboundedFollowing, _) => "Window frame start cannot be UNBOUNDED FOLLOWING",
        (_, B::UnboundedPreceding) => "Window frame end cannot be UNBOUNDED PRECEDING",
        (B::CurrentRow, B::Preceding(_)) => {
            "Window frame starting from CURRENT ROW cannot end with PRECEDING"
        }
        (B::Following(_), B::Preceding(_)) => {
            "Window frame starting from FOLLOWING cannot end with PRECEDING"
        }
        (B::Following(_), B::CurrentRow) => {
            "Window frame starting from FOLLOWING cannot end with CURRENT ROW"
        }
        _ => return Ok(()),
    };
    Err(AnalysisError::new("INVALID_WINDOW_FRAME", offset, message))
}

/// Refuses offsets without the order they count in.
fn check_order(window: Offset, unit: ast::FrameUnit, items: &[SortItem]) -> Result<()> {
    let name = match unit {
        ast::FrameUnit::Rows => return Ok(()),
        ast::FrameUnit::Range => "RANGE",
        ast::FrameUnit::Groups => "GROUPS",
    };
    if items.is_empty() {
        let message = format!("Window frame of type {name} PRECEDING or FOLLOWING requires ORDER BY");
        return Err(AnalysisError::new("MISSING_ORDER_BY", window, message));
    }
    if unit == ast::FrameUnit::Range && items.len() != 1 {
        let message = format!(
            "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY \
             (actual: {})",
            items.len()
        );
        return Err(AnalysisError::new("INVALID_ORDER_BY", window, message));
    }
    Ok(())
}
