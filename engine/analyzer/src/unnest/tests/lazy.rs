//! When the error of a scalar subquery with several rows is raised; and arrays of rows.

use polias_types::{Type, Value};

use super::evaluate::{Cell, Row, Stop};
use super::{NUMBER, integer, rows, with_analyzer};
use crate::analyzer::Analyzer;
use crate::plan::{
    Column, ComparisonOperator, Expression, ExpressionKind, Node, Scan, SortKey, Subquery, SubqueryKind,
};

fn scan(analyzer: &mut Analyzer<'_>, table: usize) -> (Node, Vec<Column>) {
    let columns: Vec<_> = (0..2).map(|_| analyzer.new_column(NUMBER)).collect();
    let read = columns.iter().cloned().zip(0..).collect();
    (Node::Scan(Scan { table, columns: read }), columns)
}

fn subquery(plan: Node, kind: SubqueryKind, data_type: Type) -> Expression {
    Expression { data_type, kind: ExpressionKind::Subquery(Box::new(Subquery { plan, kind })) }
}

fn compare(operator: ComparisonOperator, left: &Column, right: &Column) -> Expression {
    let (left, right) = (Expression::column(left), Expression::column(right));
    Expression::boolean(ExpressionKind::Comparison(operator, Box::new(left), Box::new(right)))
}

fn table(rows: &[[i64; 2]]) -> Vec<Row> {
    rows.iter().map(|row| row.iter().copied().map(integer).collect()).collect()
}

/// `SELECT CASE WHEN a.0 = 1 THEN (SELECT b.1 FROM b WHERE b.0 operator a.0) ELSE 0 END FROM a`
fn choice(operator: ComparisonOperator, tables: &[Vec<Row>]) -> Result<Vec<Row>, Stop> {
    let plan = with_analyzer(|analyzer| {
        let (outer, outer_columns) = scan(analyzer, 0);
        let (inner, inner_columns) = scan(analyzer, 1);
        let predicate = compare(operator, &inner_columns[0], &outer_columns[0]);
        let inner = Node::Filter { input: Box::new(inner), predicate };
        let value = subquery(inner, SubqueryKind::Scalar(inner_columns[1].id), NUMBER);
        let one = Expression::literal(Value::Integer(1), NUMBER);
        let is_one = ExpressionKind::Comparison(
            ComparisonOperator::Equal,
            Box::new(Expression::column(&outer_columns[0])),
            Box::new(one.clone()),
        );
        let otherwise = Box::new(Expression::literal(Value::Integer(0), NUMBER));
        let kind = ExpressionKind::Case(vec![(Expression::boolean(is_one), value)], otherwise);
        let made = analyzer.new_column(NUMBER);
        let assignments = vec![(made, Expression { data_type: NUMBER, kind })];
        analyzer.unnest(Node::Project { input: Box::new(outer), assignments })
    });
    rows(&plan.unwrap(), tables)
}

#[test]
fn several_rows_are_an_error_where_the_value_is_used() {
    use ComparisonOperator::{Equal, GreaterOrEqual};
    let inner = table(&[[1, 5], [2, 6], [2, 7]]);
    for operator in [Equal, GreaterOrEqual] {
        let unused = choice(operator, &[table(&[[2, 0]]), inner.clone()]);
        assert_eq!(unused, Ok(vec![vec![integer(0)]]), "{operator}");
    }
    let one = choice(Equal, &[table(&[[1, 0]]), inner.clone()]);
    assert_eq!(one, Ok(vec![vec![integer(5)]]));
    let several = Err(Stop::Failed("SUBQUERY_MULTIPLE_ROWS"));
    assert_eq!(choice(GreaterOrEqual, &[table(&[[1, 0]]), inner]), several);
    assert_eq!(
        choice(Equal, &[table(&[[1, 0]]), table(&[[1, 5], [1, 5]])]),
        several,
        "equal rows are two rows"
    );
    assert_eq!(choice(Equal, &[table(&[[1, 0]]), table(&[[2, 5], [2, 5]])]), Ok(vec![vec![Cell::Null]]));
}

#[test]
fn arrays_of_rows_are_in_the_subquerys_order_and_never_null() {
    for operator in [ComparisonOperator::Equal, ComparisonOperator::LessOrEqual] {
        let (plan, unnested) = with_analyzer(|analyzer| {
            let (outer, outer_columns) = scan(analyzer, 0);
            let (inner, inner_columns) = scan(analyzer, 1);
            let predicate = compare(operator, &inner_columns[0], &outer_columns[0]);
            let inner = Node::Filter { input: Box::new(inner), predicate };
            let keys = vec![SortKey {
                expression: Expression::column(&inner_columns[1]),
                descending: true,
                nulls_first: false,
            }];
            let inner = Node::Sort { input: Box::new(inner), keys };
            let made = analyzer.new_column(NUMBER);
            let doubled = ExpressionKind::Arithmetic(
                polias_types::ArithmeticOperator::Add,
                Box::new(Expression::column(&inner_columns[1])),
                Box::new(Expression::column(&outer_columns[1])),
            );
            let assignments = vec![(made.clone(), Expression { data_type: NUMBER, kind: doubled })];
            let inner = Node::Project { input: Box::new(inner), assignments };
            let list = Type::array(NUMBER);
            let value = subquery(inner, SubqueryKind::Array(made.id), list.clone());
            let mut assignments = super::super::build::pass(&outer_columns);
            assignments.push((analyzer.new_column(list), value));
            let plan = Node::Project { input: Box::new(outer), assignments };
            (plan.clone(), analyzer.unnest(plan).unwrap())
        });
        let tables = [table(&[[1, 0], [2, 1], [2, 1], [9, 0]]), table(&[[1, 3], [2, 4], [2, 6], [1, 5]])];
        let expected = rows(&plan, &tables);
        assert!(
            expected
                .clone()
                .unwrap()
                .iter()
                .any(|row| matches!(&row[2], Cell::Array(cells) if cells.len() == 2))
        );
        assert_eq!(rows(&unnested, &tables), expected, "{unnested}");
    }
}
