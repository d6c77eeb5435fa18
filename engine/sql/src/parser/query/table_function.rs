//! `TABLE(f(…))`

use crate::ast::{
    DescriptorField, Expression, Relation, RelationKind, SortItem, TableArgument, TableFunctionArgument,
    TableFunctionArgumentValue, TableFunctionCall,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;

impl Parser<'_> {
    /// `name(arguments [COPARTITION …])`
    pub(super) fn table_function_call(&mut self) -> Parsed<TableFunctionCall> {
        self.note(Expected::Rule("<identifier>"));
        let name = self.qualified_name()?;
        self.expect(TokenKind::LeftParenthesis)?;
        let mut call = TableFunctionCall { name, arguments: Vec::new(), copartition: Vec::new() };
        if !self.at(TokenKind::RightParenthesis) && !self.begins_copartition() {
            call.arguments = self.comma_separated(Self::table_function_argument)?;
        }
        if self.eat(Keyword::Copartition) {
            call.copartition = self.comma_separated(|parser| {
                let tables = parser.parenthesised(Self::qualified_name)?;
                if tables.len() < 2 {
                    return Err(parser.error("COPARTITION needs at least two tables"));
                }
                Ok(tables)
            })?;
        }
        self.expect(TokenKind::RightParenthesis)?;
        Ok(call)
    }

    fn begins_copartition(&self) -> bool {
        self.kind() == Keyword::Copartition.into() && self.kind_ahead(1) == TokenKind::LeftParenthesis
    }

    fn table_function_argument(&mut self) -> Parsed<TableFunctionArgument> {
        let offset = self.here();
        let named = is_name(self.kind()) && self.kind_ahead(1) == TokenKind::FatArrow;
        let name = if named { Some(self.identifier()?) } else { None };
        if named {
            self.expect(TokenKind::FatArrow)?;
        }
        let value = if self.at(Keyword::Table) {
            TableFunctionArgumentValue::Table(Box::new(self.table_argument()?))
        } else if self.begins_null_descriptor() {
            self.position += NULL_DESCRIPTOR.len();
            TableFunctionArgumentValue::Descriptor(None)
        } else if self.begins_descriptor() && self.eat(Keyword::Descriptor) {
            TableFunctionArgumentValue::Descriptor(Some(self.parenthesised(Self::descriptor_field)?))
        } else {
            TableFunctionArgumentValue::Expression(self.expression()?)
        };
        Ok(TableFunctionArgument { offset, name, value })
    }

    /// `DESCRIPTOR()` is a call of a function of this name.
    fn begins_descriptor(&self) -> bool {
        self.kind_ahead(1) == TokenKind::LeftParenthesis && self.kind_ahead(2) != TokenKind::RightParenthesis
    }

    fn begins_null_descriptor(&self) -> bool {
        NULL_DESCRIPTOR.iter().enumerate().all(|(ahead, kind)| self.kind_ahead(ahead) == *kind)
    }

    fn descriptor_field(&mut self) -> Parsed<DescriptorField> {
        let name = self.identifier()?;
        let ends = matches!(self.kind(), TokenKind::Comma | TokenKind::RightParenthesis);
        Ok(DescriptorField { name, data_type: if ends { None } else { Some(self.data_type()?) } })
    }

    /// `TABLE(…) [alias] [PARTITION BY …] [{PRUNE|KEEP} WHEN EMPTY] [ORDER BY …]`
    fn table_argument(&mut self) -> Parsed<TableArgument> {
        let offset = self.here();
        self.expect(Keyword::Table)?;
        self.expect(TokenKind::LeftParenthesis)?;
        self.note(Expected::Rule("<query>"));
        let kind = if self.begins_query() {
            RelationKind::Subquery(self.query()?)
        } else {
            RelationKind::Table { name: self.qualified_name()?, as_of: None }
        };
        self.expect(TokenKind::RightParenthesis)?;
        let relation = Relation { offset, kind };
        let relation = if self.begins_argument_clause() { relation } else { self.aliased(relation)? };
        let partition_by = if self.eat(Keyword::Partition) {
            self.expect(Keyword::By)?;
            Some(self.partition_list()?)
        } else {
            None
        };
        let keep = self.eat(Keyword::Keep);
        let keep_when_empty = (keep || self.eat(Keyword::Prune)).then_some(keep);
        if keep_when_empty.is_some() {
            self.expect_all(&[Keyword::When, Keyword::Empty])?;
        }
        let order_by = if self.eat(Keyword::Order) { self.argument_order()? } else { Vec::new() };
        Ok(TableArgument { relation, partition_by, keep_when_empty, order_by })
    }

    /// The words may be aliases: what follows decides.
    fn begins_argument_clause(&self) -> bool {
        let next = self.kind_ahead(1);
        match self.kind() {
            TokenKind::Keyword(Keyword::Partition) => next == Keyword::By.into(),
            TokenKind::Keyword(Keyword::Keep | Keyword::Prune) => next == Keyword::When.into(),
            TokenKind::Keyword(Keyword::Copartition) => next == TokenKind::LeftParenthesis,
            _ => false,
        }
    }

    /// `(a, b)`, `()` or one expression.
    fn partition_list(&mut self) -> Parsed<Vec<Expression>> {
        if !self.at(TokenKind::LeftParenthesis) {
            return Ok(vec![self.expression()?]);
        }
        if self.kind_ahead(1) == TokenKind::RightParenthesis {
            self.position += 2;
            return Ok(Vec::new());
        }
        self.parenthesised(Self::expression)
    }

    /// After ORDER.
    fn argument_order(&mut self) -> Parsed<Vec<SortItem>> {
        self.expect(Keyword::By)?;
        if self.at(TokenKind::LeftParenthesis) {
            return self.parenthesised(Self::sort_item);
        }
        Ok(vec![self.sort_item()?])
    }
}

/// `CAST(NULL AS DESCRIPTOR)`
const NULL_DESCRIPTOR: [TokenKind; 6] = [
    TokenKind::Keyword(Keyword::Cast),
    TokenKind::LeftParenthesis,
    TokenKind::Keyword(Keyword::Null),
    TokenKind::Keyword(Keyword::As),
    TokenKind::Keyword(Keyword::Descriptor),
    TokenKind::RightParenthesis,
];
