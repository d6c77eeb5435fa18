//! `WITH FUNCTION …`

use crate::ast::{
    ControlStatement, ControlStatementKind, ControlStatements, Expression, FunctionSpecification, Identifier,
    ParameterDeclaration, RoutineCharacteristic, VariableDeclaration,
};
use crate::lexer::{Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};
use super::identifier::is_name;

impl Parser<'_> {
    /// `WITH FUNCTION name`: not a common table expression called `function`.
    pub(in super::super) fn begins_inline_functions(&self) -> bool {
        self.kind() == Keyword::With.into()
            && self.kind_ahead(1) == Keyword::Function.into()
            && is_name(self.kind_ahead(2))
    }

    /// `WITH FUNCTION …, FUNCTION …`
    pub(super) fn inline_functions(&mut self) -> Parsed<Vec<FunctionSpecification>> {
        self.expect(Keyword::With)?;
        self.comma_separated(Self::function_specification)
    }

    fn function_specification(&mut self) -> Parsed<FunctionSpecification> {
        let offset = self.here();
        self.expect(Keyword::Function)?;
        let name = self.qualified_name()?;
        self.expect(TokenKind::LeftParenthesis)?;
        let parameters = if self.at(TokenKind::RightParenthesis) {
            Vec::new()
        } else {
            self.comma_separated(Self::parameter_declaration)?
        };
        self.expect(TokenKind::RightParenthesis)?;
        self.expect(Keyword::Returns)?;
        let returns = self.data_type()?;
        let mut characteristics = Vec::new();
        while let Some(characteristic) = self.routine_characteristic()? {
            characteristics.push(characteristic);
        }
        let body = self.control_statement()?;
        let whole =
            matches!(body.kind, ControlStatementKind::Return(_) | ControlStatementKind::Compound { .. });
        if !whole {
            let error = self.error_at(body.offset.get(), "Function body must start with RETURN or BEGIN");
            self.defer(error);
        }
        Ok(FunctionSpecification { offset, name, parameters, returns, characteristics, body })
    }

    /// `[name] type`
    fn parameter_declaration(&mut self) -> Parsed<ParameterDeclaration> {
        let name = if self.begins_named_field() { Some(self.identifier()?) } else { None };
        Ok(ParameterDeclaration { name, data_type: self.data_type()? })
    }

    fn routine_characteristic(&mut self) -> Parsed<Option<RoutineCharacteristic>> {
        let characteristic = if self.eat(Keyword::Language) {
            RoutineCharacteristic::Language(self.identifier()?)
        } else if self.eat(Keyword::Deterministic) {
            RoutineCharacteristic::Deterministic(true)
        } else if self.eat(Keyword::Not) {
            self.expect(Keyword::Deterministic)?;
            RoutineCharacteristic::Deterministic(false)
        } else if self.eat(Keyword::Returns) {
            self.expect_all(&[Keyword::Null, Keyword::On, Keyword::Null, Keyword::Input])?;
            RoutineCharacteristic::ReturnsNullOnNullInput
        } else if self.eat(Keyword::Called) {
            self.expect_all(&[Keyword::On, Keyword::Null, Keyword::Input])?;
            RoutineCharacteristic::CalledOnNullInput
        } else if self.eat(Keyword::Security) {
            let invoker = self.eat(Keyword::Invoker);
            if !invoker {
                self.expect(Keyword::Definer)?;
            }
            RoutineCharacteristic::SecurityInvoker(invoker)
        } else if self.eat(Keyword::Comment) {
            RoutineCharacteristic::Comment(self.string()?)
        } else {
            return Ok(None);
        };
        Ok(Some(characteristic))
    }

    fn control_statement(&mut self) -> Parsed<ControlStatement> {
        self.nested(|parser| {
            let offset = parser.here();
            Ok(ControlStatement { offset, kind: parser.control_statement_kind()? })
        })
    }

    fn control_statement_kind(&mut self) -> Parsed<ControlStatementKind> {
        if self.eat(Keyword::Return) {
            return self.value_expression().map(ControlStatementKind::Return);
        }
        if self.eat(Keyword::Set) {
            let name = self.identifier()?;
            self.expect(TokenKind::Equal)?;
            return Ok(ControlStatementKind::Assignment(name, self.expression()?));
        }
        if self.eat(Keyword::Case) {
            return self.case_statement();
        }
        if self.eat(Keyword::If) {
            return self.if_statement();
        }
        if self.eat(Keyword::Iterate) {
            return self.identifier().map(ControlStatementKind::Iterate);
        }
        if self.eat(Keyword::Leave) {
            return self.identifier().map(ControlStatementKind::Leave);
        }
        if self.eat(Keyword::Begin) {
            return self.compound_statement();
        }
        self.looping_statement()
    }

    /// After BEGIN.
    fn compound_statement(&mut self) -> Parsed<ControlStatementKind> {
        let mut variables = Vec::new();
        while self.eat(Keyword::Declare) {
            let names = self.comma_separated(Self::identifier)?;
            let data_type = self.data_type()?;
            let default = if self.eat(Keyword::Default) { Some(self.value_expression()?) } else { None };
            self.expect(TokenKind::Semicolon)?;
            variables.push(VariableDeclaration { names, data_type, default });
        }
        let statements = if self.at(Keyword::End) { Vec::new() } else { self.control_statements(&[])? };
        self.expect(Keyword::End)?;
        Ok(ControlStatementKind::Compound { variables, statements })
    }

    /// Statements, each closed by `;`, up to END or one of `ends`.
    fn control_statements(&mut self, ends: &[Keyword]) -> Parsed<ControlStatements> {
        let mut statements = Vec::new();
        loop {
            statements.push(self.control_statement()?);
            self.expect(TokenKind::Semicolon)?;
            if self.at(Keyword::End) || ends.iter().any(|end| self.at(*end)) {
                return Ok(statements);
            }
        }
    }

    /// `condition THEN statements`
    fn branch(&mut self, ends: &[Keyword]) -> Parsed<(Expression, ControlStatements)> {
        let condition = self.expression()?;
        self.expect(Keyword::Then)?;
        Ok((condition, self.control_statements(ends)?))
    }

    /// `[ELSE statements] END word`
    fn otherwise(&mut self, word: Keyword) -> Parsed<Option<ControlStatements>> {
        let otherwise = if self.eat(Keyword::Else) { Some(self.control_statements(&[])?) } else { None };
        self.expect_all(&[Keyword::End, word])?;
        Ok(otherwise)
    }

    /// After CASE.
    fn case_statement(&mut self) -> Parsed<ControlStatementKind> {
        let operand = if self.at(Keyword::When) { None } else { Some(self.expression()?) };
        let mut branches = Vec::new();
        loop {
            self.expect(Keyword::When)?;
            branches.push(self.branch(&[Keyword::When, Keyword::Else])?);
            if !self.at(Keyword::When) {
                let otherwise = self.otherwise(Keyword::Case)?;
                return Ok(ControlStatementKind::Case { operand, branches, otherwise });
            }
        }
    }

    /// After IF.
    fn if_statement(&mut self) -> Parsed<ControlStatementKind> {
        let mut branches = Vec::new();
        loop {
            branches.push(self.branch(&[Keyword::Elseif, Keyword::Else])?);
            if !self.eat(Keyword::Elseif) {
                let otherwise = self.otherwise(Keyword::If)?;
                return Ok(ControlStatementKind::If { branches, otherwise });
            }
        }
    }

    /// `[label :] {LOOP|WHILE|REPEAT} …`
    fn looping_statement(&mut self) -> Parsed<ControlStatementKind> {
        self.note(Expected::Rule("<identifier>"));
        let label = self.label_before_colon()?;
        if self.eat(Keyword::Loop) {
            let statements = self.control_statements(&[])?;
            self.expect_all(&[Keyword::End, Keyword::Loop])?;
            return Ok(ControlStatementKind::Loop { label, statements });
        }
        if self.eat(Keyword::While) {
            let condition = self.expression()?;
            self.expect(Keyword::Do)?;
            let statements = self.control_statements(&[])?;
            self.expect_all(&[Keyword::End, Keyword::While])?;
            return Ok(ControlStatementKind::While { label, condition, statements });
        }
        self.expect(Keyword::Repeat)?;
        let statements = self.control_statements(&[Keyword::Until])?;
        self.expect(Keyword::Until)?;
        let condition = self.expression()?;
        self.expect_all(&[Keyword::End, Keyword::Repeat])?;
        Ok(ControlStatementKind::Repeat { label, statements, condition })
    }

    fn label_before_colon(&mut self) -> Parsed<Option<Identifier>> {
        if !is_name(self.kind()) || self.kind_ahead(1) != TokenKind::Colon {
            return Ok(None);
        }
        let label = self.identifier()?;
        self.expect(TokenKind::Colon)?;
        Ok(Some(label))
    }
}
