//! `JSON_TABLE`

use crate::ast::{
    JsonQueryColumn, JsonTable, JsonTableColumn, JsonTablePlan, JsonTablePlanNode, JsonValueColumn,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Parsed, Parser};

impl Parser<'_> {
    /// After JSON_TABLE.
    #[inline(never)]
    pub(super) fn json_table(&mut self) -> Parsed<JsonTable> {
        self.expect(TokenKind::LeftParenthesis)?;
        let path = self.json_path()?;
        self.expect(Keyword::Columns)?;
        let columns = self.parenthesised(Self::json_table_column)?;
        let plan = self.json_table_plan()?;
        let error = self.eat(Keyword::Error);
        let error_on_error = (error || self.eat(Keyword::Empty)).then_some(error);
        if error_on_error.is_some() {
            self.expect_all(&[Keyword::On, Keyword::Error])?;
        }
        self.expect(TokenKind::RightParenthesis)?;
        Ok(JsonTable { path, columns, plan, error_on_error })
    }

    fn json_table_column(&mut self) -> Parsed<JsonTableColumn> {
        let offset = self.here();
        let nested = matches!(
            self.kind_ahead(1),
            TokenKind::String | TokenKind::UnicodeString | TokenKind::Keyword(Keyword::Path)
        );
        if nested && self.eat(Keyword::Nested) {
            self.eat(Keyword::Path);
            let path = self.string()?;
            let name = if self.eat(Keyword::As) { Some(self.identifier()?) } else { None };
            self.expect(Keyword::Columns)?;
            let columns = self.nested(|parser| parser.parenthesised(Self::json_table_column))?;
            return Ok(JsonTableColumn::Nested { offset, path, name, columns });
        }
        let name = self.identifier()?;
        if self.eat(Keyword::For) {
            self.expect(Keyword::Ordinality)?;
            return Ok(JsonTableColumn::Ordinality(name));
        }
        let data_type = self.data_type()?;
        let Some(format) = self.json_format()? else {
            let path = self.json_column_path()?;
            let (on_empty, on_error) = self.json_value_defaults()?;
            let column = JsonValueColumn { name, data_type, path, on_empty, on_error };
            return Ok(JsonTableColumn::Value(Box::new(column)));
        };
        let path = self.json_column_path()?;
        let wrapper = self.json_wrapper()?;
        let quotes = self.json_quotes()?;
        let (on_empty, on_error) = self.json_query_defaults()?;
        let column = JsonQueryColumn { name, data_type, format, path, wrapper, quotes, on_empty, on_error };
        Ok(JsonTableColumn::Query(Box::new(column)))
    }

    /// `[PATH '…']`
    fn json_column_path(&mut self) -> Parsed<Option<String>> {
        if self.eat(Keyword::Path) { self.string().map(Some) } else { Ok(None) }
    }

    /// `[PLAN (…) | PLAN DEFAULT (…)]`
    fn json_table_plan(&mut self) -> Parsed<Option<JsonTablePlan>> {
        if !self.eat(Keyword::Plan) {
            return Ok(None);
        }
        let default = self.eat(Keyword::Default);
        self.expect(TokenKind::LeftParenthesis)?;
        let plan = if default { self.default_plan()? } else { JsonTablePlan::Specific(self.plan_node()?) };
        self.expect(TokenKind::RightParenthesis)?;
        Ok(Some(plan))
    }

    /// `{OUTER|INNER} [, {UNION|CROSS}]`, in either order.
    fn default_plan(&mut self) -> Parsed<JsonTablePlan> {
        let (mut inner, mut cross) = (None, None);
        loop {
            if inner.is_none() && self.eat(Keyword::Outer) {
                inner = Some(false);
            } else if inner.is_none() && self.eat(Keyword::Inner) {
                inner = Some(true);
            } else if cross.is_none() && self.eat(Keyword::Union) {
                cross = Some(false);
            } else if cross.is_none() && self.eat(Keyword::Cross) {
                cross = Some(true);
            } else {
                return Err(self.unexpected());
            }
            if (inner.is_some() && cross.is_some()) || !self.eat(TokenKind::Comma) {
                break;
            }
        }
        Ok(JsonTablePlan::Default { inner: inner.unwrap_or(false), cross: cross.unwrap_or(false) })
    }

    fn plan_node(&mut self) -> Parsed<JsonTablePlanNode> {
        let first = self.plan_primary()?;
        if let JsonTablePlanNode::Leaf(parent) = &first {
            let inner = self.eat(Keyword::Inner);
            if inner || self.eat(Keyword::Outer) {
                let parent = parent.clone();
                return Ok(JsonTablePlanNode::ParentChild {
                    parent,
                    inner,
                    child: Box::new(self.plan_primary()?),
                });
            }
        }
        let cross = self.at(Keyword::Cross);
        let word = if cross { Keyword::Cross } else { Keyword::Union };
        let mut plans = vec![first];
        while self.eat(word) {
            plans.push(self.plan_primary()?);
        }
        match (plans.len(), plans.pop()) {
            (1, Some(only)) => Ok(only),
            (_, last) => {
                plans.extend(last);
                Ok(JsonTablePlanNode::Siblings { cross, plans })
            }
        }
    }

    fn plan_primary(&mut self) -> Parsed<JsonTablePlanNode> {
        if !self.eat(TokenKind::LeftParenthesis) {
            return self.identifier().map(JsonTablePlanNode::Leaf);
        }
        let plan = self.nested(Self::plan_node)?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(plan)
    }
}
