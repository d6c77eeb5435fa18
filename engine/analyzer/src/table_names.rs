//! Names of tables in a query's text, so that the engine can resolve them, through the permission check,
//! before the query is analyzed. It walks the whole syntax tree: a subquery can stand in any expression.

use std::collections::HashSet;

use polias_sql::ast::{
    AccessStep, Arguments, Expression, ExpressionKind, FrameBound, FrameBoundKind, FunctionCall,
    GroupingElement, JoinCriteria, JsonInput, JsonPathInvocation, JsonTable, JsonTableColumn,
    JsonValueDefault, QualifiedName, Query, QueryBody, Relation, RelationKind, RowPatternDefinition,
    SelectItem, SortItem, TableFunctionArgumentValue, Window, WindowSpecification,
};

/// Names of tables and views a query means, in the order of the text, each once (names are compared without
/// regard to case). Names of its WITH queries are not among them where they hide tables.
pub fn table_names(query: &Query) -> Vec<QualifiedName> {
    let mut names = TableNames::default();
    names.query(query);
    names.found
}

#[derive(Default)]
struct TableNames {
    found: Vec<QualifiedName>,
    seen: HashSet<Vec<String>>,
    /// Names of WITH queries that can be named here, lower-case.
    with: Vec<String>,
}

impl TableNames {
    fn name(&mut self, name: &QualifiedName) {
        let parts: Vec<_> = name.parts.iter().map(|part| part.value.to_lowercase()).collect();
        if let [single] = parts.as_slice()
            && self.with.contains(single)
        {
            return;
        }
        if self.seen.insert(parts) {
            self.found.push(name.clone());
        }
    }

    fn query(&mut self, query: &Query) {
        let around = self.with.len();
        if let Some(with) = &query.with {
            for named in &with.queries {
                let name = named.name.value.to_lowercase();
                if with.recursive {
                    self.with.push(name);
                    self.query(&named.query);
                } else {
                    self.query(&named.query);
                    self.with.push(name);
                }
            }
        }
        self.body(&query.body);
        self.sort_items(&query.order_by);
        self.with.truncate(around);
    }

    fn body(&mut self, body: &QueryBody) {
        match body {
            QueryBody::Select(select) => {
                for item in &select.items {
                    match item {
                        SelectItem::Expression { expression, .. } | SelectItem::AllOf { expression, .. } => {
                            self.expression(expression);
                        }
                        SelectItem::All(_) => {}
                    }
                }
                self.expressions(&select.distinct_on);
                select.from.iter().for_each(|relation| self.relation(relation));
                self.expressions(&select.filter);
                for element in select.group_by.iter().flat_map(|group_by| &group_by.elements) {
                    match element {
                        GroupingElement::Set(set) => self.expressions(set),
                        GroupingElement::Rollup(_, sets)
                        | GroupingElement::Cube(_, sets)
                        | GroupingElement::Sets(_, sets) => self.expressions(sets.iter().flatten()),
                    }
                }
                self.expressions(&select.having);
                select.windows.iter().for_each(|named| self.window_specification(&named.window));
            }
            QueryBody::Table(_, name) => self.name(name),
            QueryBody::Values(_, rows) => self.expressions(rows),
            QueryBody::Nested(query) => self.query(query),
            QueryBody::SetOperation(operation) => {
                self.body(&operation.first);
                operation.rest.iter().for_each(|term| self.body(&term.term));
            }
        }
    }

    fn relation(&mut self, relation: &Relation) {
        match &relation.kind {
            RelationKind::Table { name, as_of } => {
                self.name(name);
                self.expressions(as_of.iter().map(|as_of| &as_of.value));
            }
            RelationKind::Subquery(query) | RelationKind::Lateral(query) => self.query(query),
            RelationKind::Unnest { expressions, .. } => self.expressions(expressions),
            RelationKind::TableFunction(call) => {
                for argument in &call.arguments {
                    match &argument.value {
                        TableFunctionArgumentValue::Table(table) => {
                            self.relation(&table.relation);
                            self.expressions(table.partition_by.iter().flatten());
                            self.sort_items(&table.order_by);
                        }
                        TableFunctionArgumentValue::Descriptor(_) => {}
                        TableFunctionArgumentValue::Expression(value) => self.expression(value),
                    }
                }
            }
            RelationKind::SetReturningFunction { call, .. } => self.call(call),
            RelationKind::JsonTable(table) => self.json_table(table),
            RelationKind::Aliased(aliased) => self.relation(&aliased.relation),
            RelationKind::Sampled(sampled) => {
                self.relation(&sampled.relation);
                self.expression(&sampled.percentage);
            }
            RelationKind::PatternRecognition(recognition) => {
                self.relation(&recognition.relation);
                self.expressions(&recognition.partition_by);
                self.sort_items(&recognition.order_by);
                self.pattern(&recognition.definition);
            }
            RelationKind::Joined(joined) => {
                self.relation(&joined.first);
                for join in &joined.joins {
                    self.relation(&join.right);
                    if let Some(JoinCriteria::On(condition)) = &join.criteria {
                        self.expression(condition);
                    }
                }
            }
        }
    }

    fn expressions<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expression>) {
        expressions.into_iter().for_each(|expression| self.expression(expression));
    }

    fn sort_items(&mut self, items: &[SortItem]) {
        self.expressions(items.iter().map(|item| &item.expression));
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Null
            | ExpressionKind::Boolean(_)
            | ExpressionKind::String(_)
            | ExpressionKind::Binary(_)
            | ExpressionKind::Integer(_)
            | ExpressionKind::Decimal(_)
            | ExpressionKind::Double(_)
            | ExpressionKind::Typed(_)
            | ExpressionKind::Interval(_)
            | ExpressionKind::Parameter(_)
            | ExpressionKind::Name(_)
            | ExpressionKind::Current(_)
            | ExpressionKind::Grouping(_) => {}
            ExpressionKind::Access(access) => {
                self.expression(&access.base);
                for step in &access.steps {
                    match step {
                        AccessStep::Field(_) => {}
                        AccessStep::Subscript(index) => self.expression(index),
                        AccessStep::Slice(low, high) => self.expressions(low.iter().chain(high)),
                    }
                }
            }
            ExpressionKind::Function(call) => self.call(call),
            ExpressionKind::ListAgg(call) => {
                self.expression(&call.value);
                self.sort_items(&call.order_by);
                self.expressions(&call.filter);
            }
            ExpressionKind::Measure(measure) => self.window(&measure.window),
            ExpressionKind::Lambda(lambda) => self.expression(&lambda.body),
            ExpressionKind::Subquery(query)
            | ExpressionKind::ArraySubquery(query)
            | ExpressionKind::Exists(query) => self.query(query),
            ExpressionKind::Case(case) => {
                self.expressions(&case.operand);
                for branch in &case.branches {
                    self.expression(&branch.condition);
                    self.expression(&branch.result);
                }
                self.expressions(&case.otherwise);
            }
            ExpressionKind::Cast(cast) => self.expression(&cast.value),
            ExpressionKind::Trim(trim) => {
                self.expressions(&trim.characters);
                self.expression(&trim.source);
            }
            ExpressionKind::JsonExists(call) => self.json_path(&call.path),
            ExpressionKind::JsonValue(call) => {
                self.json_path(&call.path);
                self.json_default(call.on_empty.as_ref());
                self.json_default(call.on_error.as_ref());
            }
            ExpressionKind::JsonQuery(call) => self.json_path(&call.path),
            ExpressionKind::JsonObject(call) => {
                for member in &call.members {
                    self.expression(&member.key);
                    self.expression(&member.value.value);
                }
            }
            ExpressionKind::JsonArray(call) => self.json_inputs(&call.elements),
            ExpressionKind::AtTimeZone(at) => {
                self.expression(&at.value);
                self.expressions(at.zones.iter().map(|(_, zone)| zone));
            }
            ExpressionKind::Arithmetic(chain) => {
                self.expression(&chain.first);
                self.expressions(chain.rest.iter().map(|term| &term.operand));
            }
            ExpressionKind::Concatenation(chain) => {
                self.expression(&chain.first);
                self.expressions(chain.rest.iter().map(|(_, operand)| operand));
            }
            ExpressionKind::Comparison(comparison) => {
                self.expressions([&comparison.left, &comparison.right]);
            }
            ExpressionKind::Quantified(comparison) => {
                self.expressions([&comparison.left, &comparison.right]);
            }
            ExpressionKind::Between(between) => {
                self.expressions([&between.value, &between.low, &between.high]);
            }
            ExpressionKind::InList(test) => {
                self.expression(&test.value);
                self.expressions(&test.list);
            }
            ExpressionKind::InQuery(test) => {
                self.expression(&test.value);
                self.query(&test.query);
            }
            ExpressionKind::Like(like) => {
                self.expressions([&like.value, &like.pattern]);
                self.expressions(&like.escape);
            }
            ExpressionKind::IsDistinct(test) => self.expressions([&test.left, &test.right]),
            ExpressionKind::Matches(test) => self.expressions([&test.value, &test.pattern]),
            ExpressionKind::IsNull(test) | ExpressionKind::IsTruth(test, _) => self.expression(&test.value),
            ExpressionKind::Extract(_, value)
            | ExpressionKind::Normalize(value, _)
            | ExpressionKind::Minus(value)
            | ExpressionKind::Plus(value)
            | ExpressionKind::Collate(value, _)
            | ExpressionKind::Not(value) => self.expression(value),
            ExpressionKind::Row(operands)
            | ExpressionKind::Array(operands)
            | ExpressionKind::And(operands)
            | ExpressionKind::Or(operands) => self.expressions(operands),
        }
    }

    fn call(&mut self, call: &FunctionCall) {
        if let Arguments::List(arguments) = &call.arguments {
            self.expressions(arguments);
        }
        self.sort_items(&call.order_by);
        self.sort_items(&call.within_group);
        self.expressions(&call.filter);
        if let Some(window) = &call.over {
            self.window(window);
        }
    }

    fn window(&mut self, window: &Window) {
        if let Window::Specification(specification) = window {
            self.window_specification(specification);
        }
    }

    fn window_specification(&mut self, window: &WindowSpecification) {
        self.expressions(&window.partition_by);
        self.sort_items(&window.order_by);
        if let Some(frame) = &window.frame {
            for FrameBound { kind, .. } in std::iter::once(&frame.start).chain(&frame.end) {
                if let FrameBoundKind::Preceding(offset) | FrameBoundKind::Following(offset) = kind {
                    self.expression(offset);
                }
            }
            if let Some(pattern) = &frame.pattern {
                self.pattern(pattern);
            }
        }
    }

    fn pattern(&mut self, pattern: &RowPatternDefinition) {
        self.expressions(pattern.measures.iter().map(|measure| &measure.expression));
        self.expressions(pattern.definitions.iter().map(|definition| &definition.condition));
    }

    fn json_path(&mut self, path: &JsonPathInvocation) {
        self.expression(&path.input.value);
        self.expressions(path.passing.iter().map(|argument| &argument.input.value));
    }

    fn json_inputs(&mut self, inputs: &[JsonInput]) {
        self.expressions(inputs.iter().map(|input| &input.value));
    }

    fn json_default(&mut self, default: Option<&JsonValueDefault>) {
        if let Some(JsonValueDefault::Default(value)) = default {
            self.expression(value);
        }
    }

    fn json_table(&mut self, table: &JsonTable) {
        self.json_path(&table.path);
        self.json_columns(&table.columns);
    }

    fn json_columns(&mut self, columns: &[JsonTableColumn]) {
        for column in columns {
            match column {
                JsonTableColumn::Ordinality(_) | JsonTableColumn::Query(_) => {}
                JsonTableColumn::Value(column) => {
                    self.json_default(column.on_empty.as_ref());
                    self.json_default(column.on_error.as_ref());
                }
                JsonTableColumn::Nested { columns, .. } => self.json_columns(columns),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polias_sql::{Flavor, parse_query};

    fn names(sql: &str) -> Vec<String> {
        let query = parse_query(sql, Flavor::Trino).unwrap();
        table_names(&query)
            .iter()
            .map(|name| name.parts.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join("."))
            .collect()
    }

    #[test]
    fn names_stand_in_the_order_of_the_text_and_once() {
        assert_eq!(names("SELECT * FROM b, A.c JOIN a ON true, B"), ["b", "A.c", "a"]);
        assert_eq!(
            names("TABLE a UNION (TABLE b INTERSECT TABLE c) EXCEPT SELECT 1 FROM d"),
            ["a", "b", "c", "d"]
        );
    }

    #[test]
    fn with_queries_are_no_tables_where_they_can_be_named() {
        assert_eq!(names("WITH x AS (SELECT * FROM x), y AS (TABLE X) SELECT * FROM y, s.x"), ["x", "s.x"]);
        assert_eq!(names("WITH RECURSIVE x(a) AS (SELECT 1 UNION ALL SELECT a FROM x) TABLE x"), [""; 0]);
        assert_eq!(names("SELECT (WITH x AS (TABLE t) SELECT 1 FROM x) FROM x"), ["t", "x"]);
    }

    #[test]
    fn subqueries_are_found_in_every_expression() {
        for position in [
            "SELECT (TABLE t)",
            "SELECT 1 FROM LATERAL (TABLE t)",
            "SELECT 1 WHERE EXISTS (TABLE t)",
            "SELECT 1 WHERE NOT (1, 2) IN (TABLE t)",
            "SELECT 1 WHERE 1 >= ALL (TABLE t)",
            "SELECT 1 WHERE 1 IN (2, (TABLE t)) OR false",
            "SELECT 1 GROUP BY GROUPING SETS ((a), ((TABLE t)))",
            "SELECT 1 HAVING (TABLE t) BETWEEN 1 AND 2",
            "SELECT 1 ORDER BY (TABLE t)",
            "VALUES (1, (TABLE t))",
            "SELECT 1 FROM UNNEST(ARRAY[(TABLE t)])",
            "SELECT 1 FROM (VALUES 1) a JOIN (VALUES 2) b ON (TABLE t) = 1",
            "SELECT count((TABLE t))",
            "SELECT count(1) FILTER (WHERE (TABLE t))",
            "SELECT array_agg(a ORDER BY (TABLE t))",
            "SELECT sum(1) OVER (PARTITION BY (TABLE t))",
            "SELECT sum(1) OVER w WINDOW w AS (ORDER BY a ROWS (TABLE t) PRECEDING)",
            "SELECT CASE (TABLE t) WHEN 1 THEN 2 END",
            "SELECT CASE WHEN true THEN 1 ELSE (TABLE t) END",
            "SELECT transform(a, x -> (TABLE t))",
            "SELECT CAST((TABLE t) AS bigint) + 1",
            "SELECT a[(TABLE t)]",
            "SELECT ((TABLE t)).x",
            "SELECT 'a' || (TABLE t)",
            "SELECT a LIKE 'x' ESCAPE (TABLE t)",
            "SELECT (TABLE t) IS DISTINCT FROM 1",
            "SELECT extract(year FROM (TABLE t))",
            "SELECT json_value((TABLE t), 'lax $')",
            "SELECT listagg((TABLE t), ',') WITHIN GROUP (ORDER BY a)",
            "SELECT 1 FROM (VALUES 1) TABLESAMPLE BERNOULLI ((TABLE t))",
        ] {
            assert_eq!(names(position), ["t"], "{position}");
        }
    }
}
