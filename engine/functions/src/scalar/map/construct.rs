//! Maps out of arrays, entries and maps.

use arrow::array::{Array, ArrayRef, AsArray, MapArray, new_empty_array};
use arrow::compute::concat as concat_arrays;
use datafusion::error::{DataFusionError, Result};
use polias_types::Type;

use super::keys::Keys;
use crate::DataError;
use crate::kernel::column;
use crate::scalar::body::Body;
use crate::scalar::lists::{Lists, list, map, span, taken};

fn refusal(message: &str) -> DataFusionError {
    DataError::new("INVALID_FUNCTION_ARGUMENT", message).into()
}

/// A map without entries.
pub(super) fn empty(result: &Type) -> Body {
    let (key, value) = match result {
        Type::Map(key, value) => (key.carrier(), value.carrier()),
        _ => (Type::Unknown.carrier(), Type::Unknown.carrier()),
    };
    Box::new(move |_, rows| {
        map(new_empty_array(&key), new_empty_array(&value), vec![0; rows], vec![true; rows])
    })
}

/// Keys and values from two arrays.
pub(super) fn of_arrays(key: &Type) -> Body {
    let key = key.clone();
    Box::new(move |columns, rows| {
        let (names, values) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let keys = Keys::new(&key, names.values())?;
        let mut entries = Entries::new(rows);
        for row in 0..rows {
            let (Some(names), Some(values)) = (names.range(row), values.range(row)) else {
                entries.null();
                continue;
            };
            if names.len() != values.len() {
                return Err(refusal("Key and value arrays must be the same length"));
            }
            keys.check(names.clone())?;
            entries.push(names.zip(values));
        }
        entries.finish(names.values(), values.values())
    })
}

/// Keys and values from rows.
pub(super) fn of_entries(key: &Type) -> Body {
    let key = key.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let pairs = lists.values().as_struct();
        let keys = Keys::new(&key, pairs.column(0))?;
        let mut entries = Entries::new(rows);
        for row in 0..rows {
            let Some(range) = lists.range(row) else {
                entries.null();
                continue;
            };
            if range.clone().any(|place| pairs.is_null(place)) {
                return Err(refusal("map entry cannot be null"));
            }
            keys.check(range.clone())?;
            entries.push(range.clone().zip(range));
        }
        entries.finish(pairs.column(0), pairs.column(1))
    })
}

/// Keys with all their values.
pub(super) fn multiple_of_entries(key: &Type) -> Body {
    let key = key.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let pairs = lists.values().as_struct();
        let keys = Keys::new(&key, pairs.column(0))?;
        let (mut names, mut values, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let range = lists.range(row);
            valid.push(range.is_some());
            let range = range.unwrap_or(0..0);
            if range.clone().any(|place| pairs.is_null(place)) {
                return Err(refusal("map entry cannot be null"));
            }
            let groups = keys.groups(range)?;
            lengths.push(groups.len());
            for group in groups {
                names.push(group.first().copied());
                counts.push(group.len());
                values.extend(group.into_iter().map(Some));
            }
        }
        let values = taken(pairs.column(1), values)?;
        let known = vec![true; counts.len()];
        map(taken(pairs.column(0), names)?, list(values, counts, known)?, lengths, valid)
    })
}

/// The entries of all; of one key, the last map's value.
pub(super) fn concat(key: &Type) -> Body {
    let key = key.clone();
    Box::new(move |columns, rows| {
        if columns.len() < 2 {
            return Err(refusal("There must be two or more concatenation arguments to map_concat"));
        }
        let maps: Vec<&MapArray> = columns.iter().map(column::<MapArray>).collect::<Result<_>>()?;
        let all = |part: fn(&MapArray) -> &ArrayRef| {
            let parts: Vec<&dyn Array> = maps.iter().map(|map| part(map).as_ref()).collect();
            concat_arrays(&parts)
        };
        let (names, values) = (all(MapArray::keys)?, all(MapArray::values)?);
        let keys = Keys::new(&key, &names)?;
        let starts: Vec<usize> = maps
            .iter()
            .scan(0, |next, map| {
                let start = *next;
                *next += map.keys().len();
                Some(start)
            })
            .collect();
        let mut entries = Entries::new(rows);
        for row in 0..rows {
            if maps.iter().any(|map| map.is_null(row)) {
                entries.null();
                continue;
            }
            let places = maps.iter().zip(&starts).flat_map(|(map, start)| {
                span(map.value_offsets(), row).unwrap_or(0..0).map(move |place| start + place)
            });
            let groups = keys.groups(places)?;
            entries.push(groups.iter().filter_map(|group| Some((*group.first()?, *group.last()?))));
        }
        entries.finish(&names, &values)
    })
}

/// Maps of keys and values chosen by their places.
struct Entries {
    keys: Vec<Option<usize>>,
    values: Vec<Option<usize>>,
    lengths: Vec<usize>,
    valid: Vec<bool>,
}

impl Entries {
    fn new(rows: usize) -> Self {
        let (lengths, valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        Self { keys: Vec::new(), values: Vec::new(), lengths, valid }
    }

    fn null(&mut self) {
        self.lengths.push(0);
        self.valid.push(false);
    }

    fn push(&mut self, entries: impl Iterator<Item = (usize, usize)>) {
        let before = self.keys.len();
        for (key, value) in entries {
            self.keys.push(Some(key));
            self.values.push(Some(value));
        }
        self.lengths.push(self.keys.len() - before);
        self.valid.push(true);
    }

    fn finish(self, keys: &ArrayRef, values: &ArrayRef) -> Result<ArrayRef> {
        map(taken(keys, self.keys)?, taken(values, self.values)?, self.lengths, self.valid)
    }
}
