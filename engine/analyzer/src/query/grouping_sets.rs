//! Arithmetic of grouping sets: ROLLUP, CUBE, cross products. A set is a list of places of keys.

use polias_sql::ast::Offset;

use crate::{AnalysisError, Result};

/// Grouping sets.
pub(super) type Sets = Vec<Vec<usize>>;

/// Most grouping sets of a query; Trino's `max_grouping_sets`.
const MAX_GROUPING_SETS: usize = 2_048;

/// All beginnings of the list, the longest first, the empty one last.
pub(super) fn rollup(sets: &[Vec<usize>]) -> Sets {
    (0..=sets.len()).rev().map(|length| sets[..length].concat()).collect()
}

/// All selections from the list.
pub(super) fn cube(sets: &[Vec<usize>], offset: Offset) -> Result<Sets> {
    let count =
        u32::try_from(sets.len()).ok().and_then(|count| 1usize.checked_shl(count)).unwrap_or(usize::MAX);
    check(count, offset)?;
    Ok((0..count)
        .rev()
        .map(|selection| {
            let selected = sets.iter().enumerate().filter(|(place, _)| {
                // The first of the list is the highest bit, so that full sets come first.
                selection >> (sets.len() - 1 - place) & 1 == 1
            });
            selected.flat_map(|(_, set)| set.iter().copied()).collect()
        })
        .collect())
}

/// Every pair of a set of each, joined.
pub(super) fn product(left: &[Vec<usize>], right: &[Vec<usize>], offset: Offset) -> Result<Sets> {
    check(left.len().saturating_mul(right.len()), offset)?;
    Ok(left
        .iter()
        .flat_map(|one| right.iter().map(|other| [one.as_slice(), other.as_slice()].concat()))
        .collect())
}

/// Keys of a set in order and once; with `distinct`, sets once too.
pub(super) fn normalize(sets: &mut Sets, distinct: bool) {
    for set in sets.iter_mut() {
        set.sort_unstable();
        set.dedup();
    }
    if distinct {
        let mut seen = std::collections::HashSet::new();
        sets.retain(|set| seen.insert(set.clone()));
    }
}

fn check(count: usize, offset: Offset) -> Result<()> {
    if count <= MAX_GROUPING_SETS {
        return Ok(());
    }
    Err(AnalysisError::new(
        "TOO_MANY_GROUPING_SETS",
        offset,
        format!("GROUP BY has {count} grouping sets but can contain at most {MAX_GROUPING_SETS}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollup_is_all_beginnings() {
        assert_eq!(rollup(&[vec![0, 1], vec![2]]), [vec![0, 1, 2], vec![0, 1], vec![]]);
    }

    #[test]
    fn cube_is_all_selections() {
        let sets = cube(&[vec![0], vec![1]], Offset(0)).unwrap();
        assert_eq!(sets, [vec![0, 1], vec![0], vec![1], vec![]]);
        assert_eq!(cube(&[], Offset(0)).unwrap(), [Vec::<usize>::new()]);
    }

    #[test]
    fn there_is_a_most() {
        let columns: Vec<_> = (0..12).map(|key| vec![key]).collect();
        let error = cube(&columns, Offset(0)).unwrap_err();
        assert_eq!(error.message, "GROUP BY has 4096 grouping sets but can contain at most 2048");
        let half = cube(&columns[..6], Offset(0)).unwrap();
        assert!(product(&half, &half, Offset(0)).is_err());
        assert!(cube(&vec![vec![0]; 200], Offset(0)).is_err());
    }

    #[test]
    fn sets_count_once_only_when_distinct() {
        let mut sets = vec![vec![1, 0, 1], vec![0, 1]];
        normalize(&mut sets, false);
        assert_eq!(sets, [[0, 1], [0, 1]]);
        normalize(&mut sets, true);
        assert_eq!(sets, [[0, 1]]);
    }
}
