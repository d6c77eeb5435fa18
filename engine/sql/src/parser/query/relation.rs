//! What stands in FROM: tables, subqueries, joins, samples.

use crate::ast::{
    Aliased, AsOf, AsOfKind, Join, JoinCriteria, JoinKind, Joined, Offset, Query, QueryBody, Relation,
    RelationKind, SampleMethod, Sampled,
};
use crate::lexer::{Flavor, Keyword, TokenKind};

use super::super::{Expected, Parsed, Parser};

/// What parentheses in FROM hold.
enum QueryOrRelation {
    Query(Box<Query>),
    Relation(Relation),
}

impl Parser<'_> {
    /// Joins in a row.
    pub(super) fn relation(&mut self) -> Parsed<Relation> {
        self.descend()?;
        let first = self.sampled_relation(None)?;
        let relation = self.joins(first)?;
        self.depth -= 1;
        Ok(relation)
    }

    /// The joins behind a relation.
    fn joins(&mut self, first: Relation) -> Parsed<Relation> {
        let mut joins = Vec::new();
        loop {
            if self.eat(Keyword::Cross) {
                self.expect(Keyword::Join)?;
                let right = self.sampled_relation(None)?;
                joins.push(Join { kind: JoinKind::Cross, right, criteria: None });
                continue;
            }
            let natural = self.eat(Keyword::Natural);
            let Some(kind) = self.join_kind(natural)? else { break };
            if natural {
                let right = self.sampled_relation(None)?;
                joins.push(Join { kind, right, criteria: Some(JoinCriteria::Natural) });
            } else {
                // The right side may be joins in a row itself: `a JOIN b JOIN c ON … ON …`.
                let right = self.relation()?;
                joins.push(Join { kind, right, criteria: Some(self.join_criteria()?) });
            }
        }
        if joins.is_empty() {
            return Ok(first);
        }
        Ok(Relation { offset: first.offset, kind: RelationKind::Joined(Box::new(Joined { first, joins })) })
    }

    /// `[INNER | {LEFT|RIGHT|FULL} [OUTER]] JOIN`
    fn join_kind(&mut self, required: bool) -> Parsed<Option<JoinKind>> {
        let outer = [
            (Keyword::Left, JoinKind::Left),
            (Keyword::Right, JoinKind::Right),
            (Keyword::Full, JoinKind::Full),
        ];
        for (word, kind) in outer {
            if self.eat(word) {
                self.eat(Keyword::Outer);
                self.expect(Keyword::Join)?;
                return Ok(Some(kind));
            }
        }
        if self.eat(Keyword::Inner) || required {
            self.expect(Keyword::Join)?;
            return Ok(Some(JoinKind::Inner));
        }
        Ok(self.eat(Keyword::Join).then_some(JoinKind::Inner))
    }

    fn join_criteria(&mut self) -> Parsed<JoinCriteria> {
        if self.eat(Keyword::On) {
            return Ok(JoinCriteria::On(self.expression()?));
        }
        self.expect(Keyword::Using)?;
        Ok(JoinCriteria::Using(self.parenthesised(Self::identifier)?))
    }

    /// `primary [alias] [MATCH_RECOGNIZE …] [TABLESAMPLE …]`; the primary may be parsed already.
    fn sampled_relation(&mut self, primary: Option<Relation>) -> Parsed<Relation> {
        let primary = match primary {
            Some(primary) => primary,
            None => self.relation_primary()?,
        };
        let offset = primary.offset;
        let mut relation = self.aliased(primary)?;
        if self.at(Keyword::MatchRecognize) && self.kind_ahead(1) == TokenKind::LeftParenthesis {
            self.advance();
            relation = self.match_recognize(offset, relation)?;
        }
        if self.eat(Keyword::Tablesample) {
            relation = self.sample(offset, relation)?;
        }
        Ok(relation)
    }

    /// After MATCH_RECOGNIZE.
    #[inline(never)]
    fn match_recognize(&mut self, offset: Offset, relation: Relation) -> Parsed<Relation> {
        let recognition = self.row_pattern_recognition(relation)?;
        self.aliased(Relation { offset, kind: RelationKind::PatternRecognition(Box::new(recognition)) })
    }

    /// After TABLESAMPLE.
    #[inline(never)]
    fn sample(&mut self, offset: Offset, relation: Relation) -> Parsed<Relation> {
        let method = if self.eat(Keyword::Bernoulli) {
            SampleMethod::Bernoulli
        } else {
            self.expect(Keyword::System)?;
            SampleMethod::System
        };
        self.expect(TokenKind::LeftParenthesis)?;
        let percentage = self.expression()?;
        self.expect(TokenKind::RightParenthesis)?;
        let sampled = Sampled { relation, method, percentage };
        Ok(Relation { offset, kind: RelationKind::Sampled(Box::new(sampled)) })
    }

    /// `relation [[AS] alias [(columns)]]`
    pub(super) fn aliased(&mut self, relation: Relation) -> Parsed<Relation> {
        let Some(alias) = self.alias()? else { return Ok(relation) };
        let columns = self.column_aliases()?;
        let offset = relation.offset;
        Ok(Relation { offset, kind: RelationKind::Aliased(Box::new(Aliased { relation, alias, columns })) })
    }

    #[inline(never)]
    fn relation_primary(&mut self) -> Parsed<Relation> {
        let offset = self.here();
        let before_parenthesis = self.kind_ahead(1) == TokenKind::LeftParenthesis;
        if self.at(TokenKind::LeftParenthesis) {
            return self.relation_in_parentheses();
        }
        let kind = if self.eat(Keyword::Unnest) {
            let expressions = self.parenthesised(Self::expression)?;
            RelationKind::Unnest { expressions, ordinality: self.with_ordinality()? }
        } else if self.at(Keyword::Lateral) && before_parenthesis {
            self.advance();
            RelationKind::Lateral(self.query_in_parentheses()?)
        } else if self.eat(Keyword::Table) {
            self.expect(TokenKind::LeftParenthesis)?;
            let call = self.table_function_call()?;
            self.expect(TokenKind::RightParenthesis)?;
            RelationKind::TableFunction(Box::new(call))
        } else if self.eat(Keyword::JsonTable) {
            RelationKind::JsonTable(Box::new(self.json_table()?))
        } else if self.flavor == Flavor::Postgres && self.begins_set_returning_function() {
            self.set_returning_function()?
        } else {
            self.table()?
        };
        Ok(Relation { offset, kind })
    }

    /// `[WITH ORDINALITY]`
    pub(super) fn with_ordinality(&mut self) -> Parsed<bool> {
        let ordinality = self.eat(Keyword::With);
        if ordinality {
            self.expect(Keyword::Ordinality)?;
        }
        Ok(ordinality)
    }

    /// `name [FOR {VERSION|TIMESTAMP} AS OF value]`
    fn table(&mut self) -> Parsed<RelationKind> {
        self.note(Expected::Rule("<identifier>"));
        let name = self.qualified_name()?;
        let for_offset = self.here();
        if !self.eat(Keyword::For) {
            return Ok(RelationKind::Table { name, as_of: None });
        }
        let kind = if self.eat(Keyword::Timestamp) {
            AsOfKind::Timestamp
        } else {
            self.expect(Keyword::Version)?;
            AsOfKind::Version
        };
        self.expect_all(&[Keyword::As, Keyword::Of])?;
        let value = self.value_expression()?;
        Ok(RelationKind::Table { name, as_of: Some(Box::new(AsOf { offset: for_offset, kind, value })) })
    }

    /// `(query)` or `(relation)`
    fn relation_in_parentheses(&mut self) -> Parsed<Relation> {
        let offset = self.here();
        self.expect(TokenKind::LeftParenthesis)?;
        let inner = self.query_or_relation()?;
        self.expect(TokenKind::RightParenthesis)?;
        Ok(match inner {
            QueryOrRelation::Query(query) => Relation { offset, kind: RelationKind::Subquery(query) },
            QueryOrRelation::Relation(relation) => relation,
        })
    }

    fn query_or_relation(&mut self) -> Parsed<QueryOrRelation> {
        self.note(Expected::Rule("<query>"));
        let table_function =
            self.kind() == Keyword::Table.into() && self.kind_ahead(1) == TokenKind::LeftParenthesis;
        if self.begins_query_word() && !table_function {
            return Ok(QueryOrRelation::Query(self.query()?));
        }
        if self.kind() != TokenKind::LeftParenthesis || !self.parentheses_hold_query() {
            return Ok(QueryOrRelation::Relation(self.relation()?));
        }
        let offset = self.here();
        self.advance();
        self.descend_into_clause()?;
        let inner = self.query_or_relation()?;
        self.depth -= super::CLAUSE_LEVELS;
        self.expect(TokenKind::RightParenthesis)?;
        let primary = match inner {
            QueryOrRelation::Query(query) => {
                let ends = self.kind() == TokenKind::RightParenthesis;
                if query.with.is_none() && (ends || self.continues_query()) {
                    let mut outer = self.query_without_with(Some(QueryBody::Nested(query)))?;
                    outer.offset = offset;
                    return Ok(QueryOrRelation::Query(outer));
                }
                Relation { offset, kind: RelationKind::Subquery(query) }
            }
            QueryOrRelation::Relation(relation) => relation,
        };
        let first = self.sampled_relation(Some(primary))?;
        Ok(QueryOrRelation::Relation(self.joins(first)?))
    }
}
