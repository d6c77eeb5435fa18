//! Random plans over small tables with duplicates and NULLs.

use polias_types::{ArithmeticOperator, FunctionKind, Type, Value};

use super::evaluate::{Cell, Row, Stop};
use super::{NUMBER, assert_plain, describe, integer, is_outer_condition, rows, with_analyzer};
use crate::analyzer::Analyzer;
use crate::plan::{
    Bound, Column, ColumnId, ComparisonOperator, Expression, ExpressionKind, Frame, FrameUnit, JoinKind,
    Node, NullTreatment, Quantifier, Scan, SortKey, Subquery, SubqueryKind, Unnested, WindowCall,
};

/// Knuth's MMIX generator; high bits only.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}

struct Generator<'r, 'a, 'b> {
    random: &'r mut Random,
    analyzer: &'a mut Analyzer<'b>,
    /// Subqueries that may still be made.
    subqueries: usize,
    /// Whether rows may be chosen by LIMIT.
    limits: bool,
}

fn number(value: i64) -> Expression {
    Expression::literal(Value::Integer(value), NUMBER)
}

fn compare(operator: ComparisonOperator, left: Expression, right: Expression) -> Expression {
    Expression::boolean(ExpressionKind::Comparison(operator, Box::new(left), Box::new(right)))
}

impl Generator<'_, '_, '_> {
    fn column(&mut self) -> Column {
        self.analyzer.new_column(NUMBER)
    }

    fn scan(&mut self) -> Node {
        let table = self.random.below(3) as usize;
        let columns = (0..2).map(|index| (self.column(), index)).collect();
        Node::Scan(Scan { table, columns })
    }

    fn operator(&mut self) -> ComparisonOperator {
        use ComparisonOperator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        *self.random.pick(&[Equal, Equal, Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
    }

    /// A relation with at least one column; may use `outer`.
    fn relation(&mut self, depth: usize, outer: &[Column]) -> Node {
        if depth == 0 {
            if self.random.chance(8) {
                let columns = vec![self.column(), self.column()];
                let rows = (0..self.random.below(3))
                    .map(|_| (0..2).map(|_| self.scalar(&[], outer, 0)).collect())
                    .collect();
                return Node::Values { columns, rows };
            }
            return self.scan();
        }
        let depth = depth - 1;
        match self.random.below(20) {
            0..=5 => {
                let input = self.relation(depth, outer);
                let predicate = self.predicate(&input.columns(), outer, depth);
                Node::Filter { input: Box::new(input), predicate }
            }
            6..=7 => {
                let input = self.relation(depth, outer);
                let columns = input.columns();
                let mut assignments = vec![(columns[0].clone(), Expression::column(&columns[0]))];
                for _ in 0..=self.random.below(2) {
                    let value = self.scalar(&columns, outer, depth);
                    assignments.push((self.column(), value));
                }
                Node::Project { input: Box::new(input), assignments }
            }
            8..=9 => self.aggregation(depth, outer),
            10 => {
                let input = self.relation(depth, outer);
                let columns = input.columns();
                let partition_by =
                    if self.random.chance(50) { vec![self.scalar(&columns, outer, 0)] } else { Vec::new() };
                let order_by = self.total_order(&columns);
                let argument = self.scalar(&columns, outer, 0);
                let (name, arguments) = match self.random.below(4) {
                    0 => ("row_number", Vec::new()),
                    1 => ("rank", Vec::new()),
                    2 => ("count", vec![argument]),
                    _ => ("sum", vec![argument]),
                };
                let call = window_call(name, arguments);
                let made = self.column();
                Node::Window { input: Box::new(input), partition_by, order_by, calls: vec![(made, call)] }
            }
            11 if self.limits => {
                let input = self.relation(depth, outer);
                let keys = self.total_order(&input.columns());
                let input = Node::Sort { input: Box::new(input), keys };
                let fetch = if self.random.chance(80) { Some(self.random.below(3)) } else { None };
                Node::Limit { input: Box::new(input), skip: self.random.below(2), fetch }
            }
            12 if self.limits => {
                let input = self.relation(depth, outer);
                let keys = vec![SortKey {
                    expression: Expression::column(&input.columns()[0]),
                    descending: self.random.chance(50),
                    nulls_first: self.random.chance(50),
                }];
                Node::TopWithTies { input: Box::new(input), keys, fetch: self.random.below(3) }
            }
            13 => Node::Distinct { input: Box::new(self.relation(depth, outer)) },
            14 => {
                let inputs = (0..2).map(|_| self.term(depth, outer)).collect();
                Node::UnionAll { columns: vec![self.column(), self.column()], inputs }
            }
            15 => {
                let (left, right) = (self.term(depth, outer), self.term(depth, outer));
                Node::SetOperation {
                    columns: vec![self.column(), self.column()],
                    except: self.random.chance(50),
                    all: self.random.chance(50),
                    left: (Box::new(left.0), left.1),
                    right: (Box::new(right.0), right.1),
                }
            }
            16..=17 => {
                let left = self.relation(depth, outer);
                let right = self.relation(depth, outer);
                let kind = match self.random.below(8) {
                    0..=2 => JoinKind::Inner,
                    3..=4 => JoinKind::Left,
                    5 => JoinKind::Right,
                    6 => JoinKind::Full,
                    _ => JoinKind::Semi,
                };
                let mut columns = left.columns();
                columns.extend(right.columns());
                let on = Some(self.predicate(&columns, outer, depth));
                Node::Join { left: Box::new(left), right: Box::new(right), kind, on }
            }
            18 => {
                let left = self.relation(depth, outer);
                let mut around = outer.to_vec();
                around.extend(left.columns());
                let right = self.relation(depth, &around);
                let mut columns = left.columns();
                columns.extend(right.columns());
                let kind = if self.random.chance(50) { JoinKind::Inner } else { JoinKind::Left };
                let subqueries = std::mem::take(&mut self.subqueries);
                let on = self.random.chance(50).then(|| self.predicate(&columns, outer, 0));
                self.subqueries = subqueries;
                Node::Lateral { left: Box::new(left), right: Box::new(right), kind, on }
            }
            _ => {
                let input = if self.random.chance(40) {
                    Node::Values { columns: Vec::new(), rows: vec![Vec::new()] }
                } else {
                    self.relation(depth, outer)
                };
                let columns = input.columns();
                let elements = (0..self.random.below(3)).map(|_| self.scalar(&columns, outer, 0)).collect();
                let expression =
                    Expression { data_type: Type::array(NUMBER), kind: ExpressionKind::Array(elements) };
                let made = self.column();
                let ordinality = self.random.chance(30).then(|| self.column());
                Node::Unnest {
                    input: Box::new(input),
                    unnested: vec![Unnested { expression, columns: vec![made] }],
                    ordinality,
                    outer: self.random.chance(30),
                }
            }
        }
    }

    fn aggregation(&mut self, depth: usize, outer: &[Column]) -> Node {
        let input = self.relation(depth, outer);
        let columns = input.columns();
        let keys: Vec<_> = columns.iter().take(self.random.below(3) as usize).cloned().collect();
        let all: Vec<_> = (0..keys.len()).collect();
        let several = self.random.chance(20) && !keys.is_empty();
        let grouping_sets = if several { vec![all, Vec::new(), vec![0]] } else { vec![all] };
        let group_id = several.then(|| self.column());
        let mut aggregates = Vec::new();
        for _ in 0..=self.random.below(2) {
            let argument = self.scalar(&columns, outer, depth.min(1));
            let (name, arguments) = match self.random.below(5) {
                0 => ("count", Vec::new()),
                1 => ("count", vec![argument]),
                2 => ("sum", vec![argument]),
                3 => ("min", vec![argument]),
                _ => ("max", vec![argument]),
            };
            let mut call = super::super::build::aggregate(name, arguments, NUMBER);
            call.distinct = self.random.chance(20) && !call.arguments.is_empty();
            if self.random.chance(25) {
                call.filter = Some(self.predicate(&columns, outer, 0));
            }
            aggregates.push((self.column(), call));
        }
        Node::Aggregate { input: Box::new(input), keys, grouping_sets, group_id, aggregates }
    }

    /// Two columns of a relation.
    fn term(&mut self, depth: usize, outer: &[Column]) -> (Node, Vec<ColumnId>) {
        let node = self.relation(depth, outer);
        let columns = node.columns();
        let ids = vec![columns[0].id, self.random.pick(&columns).id];
        (node, ids)
    }

    fn total_order(&mut self, columns: &[Column]) -> Vec<SortKey> {
        columns
            .iter()
            .map(|column| SortKey {
                expression: Expression::column(column),
                descending: self.random.chance(50),
                nulls_first: self.random.chance(50),
            })
            .collect()
    }

    fn scalar(&mut self, columns: &[Column], outer: &[Column], depth: usize) -> Expression {
        if !outer.is_empty() && self.random.chance(30) {
            return Expression::column(self.random.pick(outer));
        }
        match self.random.below(12) {
            0 => number(self.random.below(3) as i64),
            1 => {
                let operator = *self.random.pick(&[ArithmeticOperator::Add, ArithmeticOperator::Multiply]);
                let left = Box::new(self.scalar(columns, outer, 0));
                let right = Box::new(self.scalar(columns, outer, 0));
                Expression { data_type: NUMBER, kind: ExpressionKind::Arithmetic(operator, left, right) }
            }
            2 => {
                let operands = vec![self.scalar(columns, outer, depth), number(1)];
                Expression { data_type: NUMBER, kind: ExpressionKind::Coalesce(operands) }
            }
            3 => {
                let condition = self.predicate(columns, outer, depth);
                let (result, otherwise) = (self.scalar(columns, outer, 0), self.scalar(columns, outer, 0));
                let kind = ExpressionKind::Case(vec![(condition, result)], Box::new(otherwise));
                Expression { data_type: NUMBER, kind }
            }
            4..=6 if self.subqueries > 0 => self.scalar_subquery(columns, outer, depth),
            _ if columns.is_empty() => number(self.random.below(3) as i64),
            _ => Expression::column(self.random.pick(columns)),
        }
    }

    fn around(columns: &[Column], outer: &[Column]) -> Vec<Column> {
        // The nearest columns twice, so that they are used more often.
        [columns, columns, outer].concat()
    }

    fn scalar_subquery(&mut self, columns: &[Column], outer: &[Column], depth: usize) -> Expression {
        self.subqueries -= 1;
        let around = Self::around(columns, outer);
        let plan = match self.random.below(4) {
            0 => self.relation(depth, &around),
            _ => {
                let input = self.correlated(depth, &around);
                let argument = self.scalar(&input.columns(), &around, 0);
                let name = *self.random.pick(&["count", "sum", "min", "max"]);
                let call = super::super::build::aggregate(name, vec![argument], NUMBER);
                let made = self.column();
                let mut plan = super::super::build::grouped(input, Vec::new(), vec![(made.clone(), call)]);
                if self.random.chance(30) {
                    let predicate = self.predicate(&plan.columns(), &around, 0);
                    plan = Node::Filter { input: Box::new(plan), predicate };
                }
                if self.random.chance(40) {
                    let value = self.scalar(&plan.columns(), &around, 0);
                    let made = self.column();
                    plan = Node::Project { input: Box::new(plan), assignments: vec![(made, value)] };
                }
                plan
            }
        };
        let column = plan.columns()[0].id;
        let kind = SubqueryKind::Scalar(column);
        Expression { data_type: NUMBER, kind: ExpressionKind::Subquery(Box::new(Subquery { plan, kind })) }
    }

    /// A relation filtered by something of the queries around.
    fn correlated(&mut self, depth: usize, around: &[Column]) -> Node {
        let input = self.relation(depth, around);
        if around.is_empty() || self.random.chance(20) {
            return input;
        }
        let columns = input.columns();
        let operator = self.operator();
        let (inner, outer) = (self.random.pick(&columns).clone(), self.random.pick(around).clone());
        let predicate = compare(operator, Expression::column(&inner), Expression::column(&outer));
        Node::Filter { input: Box::new(input), predicate }
    }

    fn predicate(&mut self, columns: &[Column], outer: &[Column], depth: usize) -> Expression {
        match self.random.below(14) {
            0 if depth > 0 => {
                Expression::boolean(ExpressionKind::Not(Box::new(self.predicate(columns, outer, depth - 1))))
            }
            1..=2 if depth > 0 => {
                let terms = (0..2).map(|_| self.predicate(columns, outer, depth - 1)).collect();
                Expression::boolean(ExpressionKind::And(terms))
            }
            3 if depth > 0 => {
                let terms = (0..2).map(|_| self.predicate(columns, outer, depth - 1)).collect();
                Expression::boolean(ExpressionKind::Or(terms))
            }
            4 => Expression::boolean(ExpressionKind::IsNull(Box::new(self.scalar(columns, outer, 0)))),
            5..=6 if self.subqueries > 0 => {
                self.subqueries -= 1;
                let around = Self::around(columns, outer);
                let plan = self.correlated(depth, &around);
                let subquery = Subquery { plan, kind: SubqueryKind::Exists };
                self.maybe_not(Expression::boolean(ExpressionKind::Subquery(Box::new(subquery))))
            }
            7..=9 if self.subqueries > 0 => {
                self.subqueries -= 1;
                let value = self.scalar(columns, outer, 0);
                let around = Self::around(columns, outer);
                let plan = self.correlated(depth, &around);
                let column = self.random.pick(&plan.columns()).id;
                let quantifier = *self.random.pick(&[Quantifier::Any, Quantifier::All]);
                let operator = self.operator();
                let kind = SubqueryKind::Quantified { value, operator, quantifier, column };
                let subquery = Subquery { plan, kind };
                self.maybe_not(Expression::boolean(ExpressionKind::Subquery(Box::new(subquery))))
            }
            _ => {
                let operator = self.operator();
                let (left, right) = (self.scalar(columns, outer, depth), self.scalar(columns, outer, 0));
                compare(operator, left, right)
            }
        }
    }

    fn maybe_not(&mut self, value: Expression) -> Expression {
        if self.random.chance(40) { Expression::boolean(ExpressionKind::Not(Box::new(value))) } else { value }
    }
}

fn window_call(name: &'static str, arguments: Vec<Expression>) -> WindowCall {
    let mut function = super::super::build::aggregate(name, arguments.clone(), NUMBER).function;
    function.kind = if arguments.is_empty() { FunctionKind::Window } else { FunctionKind::Aggregate };
    WindowCall {
        function,
        arguments,
        nulls: NullTreatment::Respect,
        frame: Frame { unit: FrameUnit::Range, start: Bound::UnboundedPreceding, end: Bound::CurrentRow },
        distinct: false,
        filter: None,
    }
}

fn tables(random: &mut Random) -> Vec<Vec<Row>> {
    let cell = |random: &mut Random| {
        if random.chance(25) { Cell::Null } else { integer(random.below(3) as i64) }
    };
    (0..3).map(|_| (0..random.below(5)).map(|_| vec![cell(random), cell(random)]).collect()).collect()
}

#[derive(Debug, Default)]
struct Seen {
    compared: usize,
    with_rows: usize,
    failed: usize,
    refused: usize,
    skipped: usize,
    /// Plans in which unnesting made an operator with this in its text.
    made: std::collections::BTreeMap<&'static str, usize>,
}

/// What unnesting makes plans of, by its ways.
const MADE: [&str; 13] = [
    "Distinct",
    "Aggregate",
    "Window",
    "Semi join",
    "Anti join",
    "Mark",
    "Left join",
    "Inner join",
    "Number rows",
    "Single row",
    "fail(",
    "arbitrary(",
    "Outer unnest",
];

/// Compares the rows of a random plan before and after.
fn check(seed: u64, depth: usize, subqueries: usize, limits: bool, seen: &mut Seen) {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (plan, unnested) = with_analyzer(|analyzer| {
        let mut generator = Generator { random: &mut random, analyzer, subqueries, limits };
        let input = generator.relation(0, &[]);
        let columns = input.columns();
        let plan = if generator.random.chance(50) {
            let predicate = generator.predicate(&columns, &[], depth);
            Node::Filter { input: Box::new(input), predicate }
        } else {
            let mut assignments = vec![(columns[0].clone(), Expression::column(&columns[0]))];
            let value = generator.scalar(&columns, &[], depth);
            assignments.push((generator.column(), value));
            Node::Project { input: Box::new(input), assignments }
        };
        let plan = if generator.random.chance(30) { generator.relation(depth, &[]) } else { plan };
        let unnested = generator.analyzer.unnest(plan.clone());
        (plan, unnested)
    });
    let unnested = match unnested {
        Ok(unnested) => unnested,
        Err(error) => {
            assert!(is_outer_condition(&error), "{error}");
            seen.refused += 1;
            return;
        }
    };
    assert_plain(&unnested);
    let (text_before, text_after) = (plan.to_string(), unnested.to_string());
    for made in MADE {
        if text_after.matches(made).count() > text_before.matches(made).count() {
            *seen.made.entry(made).or_default() += 1;
        }
    }
    let columns: Vec<_> = plan.columns();
    assert_eq!(columns, unnested.columns(), "seed {seed}\n{plan}\n{unnested}");
    for kept in [&columns[..1], &columns[columns.len() - 1..], &columns[..]] {
        let tables = tables(&mut random);
        let before = rows(&plan, &tables);
        let after = rows(&unnested, &tables);
        match (before, after) {
            (Ok(before), Ok(after)) => {
                assert_eq!(before, after, "seed {seed}\n{}", describe(&plan, &unnested, &tables));
                seen.compared += 1;
                seen.with_rows += usize::from(!before.is_empty());
                let mut pruned = unnested.clone();
                crate::query::prune(&mut pruned, &kept.iter().map(|column| column.id).collect());
                assert_eq!(
                    only_of(&after, &unnested, kept),
                    only_of(&rows(&pruned, &tables).unwrap(), &pruned, kept),
                    "seed {seed}, pruned\n{}",
                    describe(&unnested, &pruned, &tables)
                );
            }
            (Err(Stop::Failed(_)), _) => seen.failed += 1,
            // Scalar subqueries are looked at even where their value is not used.
            (Ok(_), Err(Stop::Failed("SUBQUERY_MULTIPLE_ROWS"))) => seen.skipped += 1,
            (_, Err(Stop::Failed(name))) => {
                panic!("seed {seed}: {name}\n{}", describe(&plan, &unnested, &tables));
            }
            _ => seen.skipped += 1,
        }
    }
}

/// Rows of a plan in some of its columns, sorted.
fn only_of(rows: &[Row], plan: &Node, kept: &[Column]) -> Vec<Row> {
    let columns = plan.columns();
    let places: Vec<_> =
        kept.iter().map(|kept| columns.iter().position(|column| column.id == kept.id).unwrap()).collect();
    let mut rows: Vec<Row> =
        rows.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect();
    rows.sort();
    rows
}

#[test]
fn random_plans_keep_their_rows() {
    let mut seen = Seen::default();
    // More of them in a longer run by hand.
    let seeds = std::env::var("UNNEST_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(4000);
    for seed in 1..=seeds {
        check(seed, 1 + (seed % 3) as usize, 1 + (seed % 4) as usize, seed % 5 == 0, &mut seen);
    }
    assert!(seen.compared > 6000 && seen.with_rows > 3000, "{seen:?}");
    for made in MADE {
        assert!(seen.made.get(made).is_some_and(|plans| *plans >= 10), "{made}: {seen:?}");
    }
    assert!(seen.refused < 600, "{seen:?}");
    assert!(seen.failed + seen.skipped < 2500, "{seen:?}");
}
