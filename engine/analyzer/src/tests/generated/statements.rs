//! Writes statements of the grammar of queries from choices.
//!
//! Most of them are right in kinds and names, so that they get far into the analyzer; a few are not, so that
//! its refusals are tried too. Size and depth are bounded whatever the choices are.

use super::choices::Choices;
use super::templates::{KINDS, SPIKES, aggregates, literals, scalars, windows};

/// A statement as these bytes choose it.
pub(crate) fn statement(bytes: &[u8]) -> String {
    let mut generator = Generator {
        choices: Choices::new(bytes),
        columns: Vec::new(),
        named: Vec::new(),
        names: 0,
        fuel: 160,
    };
    if generator.choices.one_in(16) {
        return generator.spike();
    }
    let kinds = generator.kinds();
    generator.query(&kinds, 4)
}

struct Generator<'a> {
    choices: Choices<'a>,
    /// Columns that can be named here, and their kinds.
    columns: Vec<(String, u8)>,
    /// Queries of WITH, and the kinds of their columns `c0`, `c1`, ….
    named: Vec<(String, Vec<u8>)>,
    /// Names given so far.
    names: usize,
    /// Expressions that may still have parts.
    fuel: u32,
}

/// Columns of a relation that some query gives.
fn given(name: &str, kinds: &[u8]) -> Vec<(String, u8)> {
    kinds.iter().enumerate().map(|(index, kind)| (format!("{name}.c{index}"), *kind)).collect()
}

fn column_list(count: usize) -> String {
    let names: Vec<_> = (0..count).map(|index| format!("c{index}")).collect();
    names.join(", ")
}

impl Generator<'_> {
    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    fn kind(&mut self) -> u8 {
        KINDS[self.choices.below(KINDS.len())]
    }

    fn kinds(&mut self) -> Vec<u8> {
        (0..=self.choices.below(3)).map(|_| self.kind()).collect()
    }

    /// One construct, very often.
    fn spike(&mut self) -> String {
        let (before, open, middle, close, after, most) = SPIKES[self.choices.below(SPIKES.len())];
        let times = match self.choices.below(4) {
            0 => most,
            1 => self.choices.below(most.min(512)),
            _ => self.choices.below(most),
        };
        format!("{before}{}{middle}{}{after}", open.repeat(times), close.repeat(times))
    }

    /// A query whose columns are of these kinds.
    fn query(&mut self, kinds: &[u8], depth: u32) -> String {
        let (columns, named) = (self.columns.len(), self.named.len());
        let mut text = String::new();
        if depth > 0 && self.choices.one_in(6) {
            let (name, inner) = (self.name(), self.kinds());
            let query = self.query(&inner, depth - 1);
            text = format!("WITH {name} ({}) AS ({query}) ", column_list(inner.len()));
            self.named.push((name, inner));
        }
        text.push_str(&self.body(kinds, depth));
        if self.choices.one_in(4) {
            let order = self.choices.pick(&["", " DESC", " ASC NULLS FIRST", " DESC NULLS LAST"]);
            text.push_str(&format!(" ORDER BY {}{order}", self.choices.below(kinds.len()) + 1));
        }
        if self.choices.one_in(8) {
            text.push_str(self.choices.pick(&[" OFFSET 1", " OFFSET 2 ROWS"]));
        }
        if self.choices.one_in(4) {
            text.push_str(self.choices.pick(&[" LIMIT 1", " LIMIT ALL", " FETCH FIRST 2 ROWS ONLY"]));
        }
        self.columns.truncate(columns);
        self.named.truncate(named);
        text
    }

    fn body(&mut self, kinds: &[u8], depth: u32) -> String {
        let columns = self.columns.len();
        let text = match self.choices.below(12) {
            10 if depth > 0 => {
                let operator =
                    self.choices.pick(&["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL"]);
                let left = self.body(kinds, depth - 1);
                let right = self.body(kinds, depth - 1);
                let template = self.choices.pick(&["{l} {o} {r}", "{l} {o} ({r})", "({l}) {o} {r}"]);
                template.replace("{l}", &left).replace("{o}", operator).replace("{r}", &right)
            }
            11 => self.values(kinds, depth),
            _ => self.select(kinds, depth),
        };
        self.columns.truncate(columns);
        text
    }

    fn values(&mut self, kinds: &[u8], depth: u32) -> String {
        let rows: Vec<_> = (0..=self.choices.below(2))
            .map(|_| format!("({})", self.expressions(kinds, depth.min(1))))
            .collect();
        format!("VALUES {}", rows.join(", "))
    }

    fn expressions(&mut self, kinds: &[u8], depth: u32) -> String {
        let items: Vec<_> = kinds.iter().map(|kind| self.expression(*kind, depth)).collect();
        items.join(", ")
    }

    fn select(&mut self, kinds: &[u8], depth: u32) -> String {
        let from = if depth == 0 || self.choices.one_in(8) { String::new() } else { self.from(depth) };
        let filter = if self.choices.one_in(3) {
            format!(" WHERE {}", self.expression(b'b', depth))
        } else {
            String::new()
        };
        if self.choices.one_in(4) {
            return self.aggregation(kinds, depth, &from, &filter);
        }
        let items: Vec<_> = kinds
            .iter()
            .map(|kind| match windows(*kind) {
                [] => self.expression(*kind, depth),
                templates if self.choices.one_in(8) => {
                    let template = self.choices.pick(templates);
                    self.fill(template, depth)
                }
                _ => self.expression(*kind, depth),
            })
            .collect();
        let distinct = if self.choices.one_in(8) { "DISTINCT " } else { "" };
        format!("SELECT {distinct}{}{from}{filter}", items.join(", "))
    }

    fn aggregation(&mut self, kinds: &[u8], depth: u32, from: &str, filter: &str) -> String {
        let key_kind = self.kind();
        let key = self.expression(key_kind, depth.min(1));
        let items: Vec<_> = kinds
            .iter()
            .map(|kind| {
                if *kind == key_kind && self.choices.one_in(2) {
                    return key.clone();
                }
                let template = self.choices.pick(aggregates(*kind));
                self.fill(template, depth.min(2))
            })
            .collect();
        let group = match self.choices.below(6) {
            0 => String::new(),
            1 => format!(" GROUP BY GROUPING SETS (({key}), ())"),
            2 => format!(" GROUP BY ROLLUP ({key})"),
            _ => format!(" GROUP BY {key}"),
        };
        let having = if self.choices.one_in(5) { " HAVING count(*) > 0" } else { "" };
        format!("SELECT {}{from}{filter}{group}{having}", items.join(", "))
    }

    fn from(&mut self, depth: u32) -> String {
        let mut text = format!(" FROM {}", self.relation(depth));
        for _ in 0..self.choices.below(3) {
            let join = self.choices.pick(&[
                ", ",
                " JOIN ",
                " LEFT JOIN ",
                " CROSS JOIN ",
                " RIGHT JOIN ",
                " FULL OUTER JOIN ",
            ]);
            text.push_str(join);
            text.push_str(&self.relation(depth));
            if join.contains("JOIN") && !join.contains("CROSS") {
                text.push_str(&format!(" ON {}", self.expression(b'b', depth.min(2))));
            }
        }
        text
    }

    fn relation(&mut self, depth: u32) -> String {
        let name = self.name();
        let (text, columns) = match self.choices.below(9) {
            2 | 3 if depth > 0 => {
                let kinds = self.kinds();
                let lateral = if self.choices.one_in(3) { "LATERAL " } else { "" };
                // What stands before it in FROM is no scope of a relation that is not LATERAL.
                let hidden = if lateral.is_empty() { std::mem::take(&mut self.columns) } else { Vec::new() };
                let query = self.query(&kinds, depth - 1);
                if lateral.is_empty() {
                    self.columns = hidden;
                }
                let list = column_list(kinds.len());
                (format!("{lateral}({query}) AS {name} ({list})"), given(&name, &kinds))
            }
            4 => {
                let kinds = self.kinds();
                let values = self.values(&kinds, 0);
                (format!("({values}) AS {name} ({})", column_list(kinds.len())), given(&name, &kinds))
            }
            5 => {
                let array = self.expression(b'a', depth.min(1));
                let ordinality = if self.choices.one_in(2) { " WITH ORDINALITY" } else { "" };
                let list = if ordinality.is_empty() { "c0" } else { "c0, c1" };
                let text = format!("UNNEST({array}){ordinality} AS {name} ({list})");
                (text, given(&name, if ordinality.is_empty() { b"i" } else { b"ii" }))
            }
            6 if !self.named.is_empty() => {
                let (named, kinds) = self.named[self.choices.below(self.named.len())].clone();
                (format!("{named} AS {name}"), given(&name, &kinds))
            }
            7 => {
                let columns = vec![(format!("{name}.a"), b'i'), (format!("{name}.b"), b's')];
                (format!("u AS {name}"), columns)
            }
            8 => (format!("v AS {name} TABLESAMPLE BERNOULLI (50)"), vec![(format!("{name}.big"), b's')]),
            _ => {
                let columns =
                    [("a", b'i'), ("b", b's'), ("c", b'f'), ("d", b't'), ("xs", b'a'), ("r.x", b'i')];
                let columns = columns.map(|(column, kind)| (format!("{name}.{column}"), kind));
                (format!("t AS {name}"), columns.to_vec())
            }
        };
        self.columns.extend(columns);
        text
    }

    fn expression(&mut self, kind: u8, depth: u32) -> String {
        let kind = if self.choices.one_in(60) { self.kind() } else { kind };
        if self.choices.one_in(3) {
            let here: Vec<_> = self.columns.iter().filter(|column| column.1 == kind).collect();
            if !here.is_empty() {
                // The nearest scopes are last.
                return here[here.len() - 1 - self.choices.below(here.len())].0.clone();
            }
        }
        if depth == 0 || self.fuel == 0 || self.choices.one_in(3) {
            return self.choices.pick(literals(kind)).to_owned();
        }
        self.fuel -= 1;
        let template = self.choices.pick(scalars(kind));
        let filled = self.fill(template, depth - 1);
        if self.choices.one_in(3) { format!("({filled})") } else { filled }
    }

    /// A template with its holes filled.
    fn fill(&mut self, template: &str, depth: u32) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, hole)) = rest.split_once('{') {
            text.push_str(before);
            let Some((hole, after)) = hole.split_once('}') else { break };
            rest = after;
            let filled = match hole.as_bytes() {
                [b'Q', kind] => {
                    self.fuel = self.fuel.saturating_sub(4);
                    self.query(&[*kind], depth.min(2))
                }
                [b'L', kind] => {
                    let parameter = self.name();
                    self.columns.push((parameter.clone(), b'i'));
                    let body = self.expression(*kind, depth);
                    self.columns.pop();
                    format!("{parameter} -> {body}")
                }
                [kind] => self.expression(*kind, depth),
                _ => String::new(),
            };
            text.push_str(&filled);
        }
        text + rest
    }
}
