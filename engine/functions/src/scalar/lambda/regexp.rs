//! `regexp_replace` by a lambda over the groups of each match.

use arrow::array::{ArrayRef, StringViewArray};
use datafusion::error::Result;

use super::call::Call;
use crate::kernel::column;
use crate::rows::{cell, texts};
use crate::scalar::lists::optional_texts_lists;
use crate::scalar::string::{Patterns, matches};

/// A match: bytes of the text, and the groups.
struct Match<'a> {
    start: usize,
    end: usize,
    groups: Vec<Option<&'a str>>,
}

/// Each match replaced; NULL when the lambda is NULL for one.
pub(super) fn replace(call: &Call<'_>) -> Result<ArrayRef> {
    let values = column::<StringViewArray>(&call.values[0])?;
    let mut patterns = Patterns::new(column::<StringViewArray>(&call.values[1])?);
    let mut found: Vec<Option<Vec<Match<'_>>>> = Vec::with_capacity(call.rows);
    for row in 0..call.rows {
        let (Some(text), Some(pattern)) = (cell(values, row), patterns.of(row)?) else {
            found.push(None);
            continue;
        };
        let matches = matches(pattern.over(text)?, text, 0).filter_map(|captures| {
            let whole = captures.get(0)?;
            let groups = captures.iter().skip(1).map(|group| group.map(|group| group.as_str())).collect();
            Some(Match { start: whole.start(), end: whole.end(), groups })
        });
        found.push(Some(matches.collect()));
    }
    let all: Vec<&Match<'_>> = found.iter().flatten().flatten().collect();
    let groups = optional_texts_lists(all.len(), |index| Ok(Some(all[index].groups.clone())))?;
    let origins = found
        .iter()
        .enumerate()
        .flat_map(|(row, found)| std::iter::repeat_n(row as u64, found.as_ref().map_or(0, Vec::len)));
    let replacements = call.evaluate(0, &[groups], origins.collect())?;
    let replacements = column::<StringViewArray>(&replacements)?;
    let mut next = 0;
    texts(call.rows, |row| {
        let (Some(text), Some(found)) = (cell(values, row), &found[row]) else { return Ok(None) };
        let (mut result, mut last, mut null) = (String::new(), 0, false);
        for found in found {
            result.push_str(&text[last..found.start]);
            match cell(replacements, next) {
                Some(replacement) => result.push_str(replacement),
                None => null = true,
            }
            next += 1;
            last = found.end;
        }
        result.push_str(&text[last..]);
        Ok((!null).then_some(result))
    })
}
