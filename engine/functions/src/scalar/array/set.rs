//! Arrays as sets: elements are the same when they are not distinct, NULLs and NaNs included.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float32Array, Float64Array, Int64Array, StructArray};
use arrow::compute::interleave;
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::error::Result;
use polias_types::Type;

use crate::operator::comparator::{Distinct, distinct as distinct_rows};
use crate::scalar::body::{Body, build};
use crate::scalar::lists::{Lists, Picked, list, map, taken};

/// A column of two, and a row of it.
type Place = (usize, usize);

/// Which elements of two columns are the same.
pub(in crate::scalar) enum Identity {
    /// Bytes that are equal for the same elements.
    Keys([Rows; 2]),
    /// Pairs are compared, for types without such bytes: of both columns, and of each with itself.
    Pairs(Box<[Distinct; 3]>),
}

impl Identity {
    /// Of two columns of a type.
    pub(in crate::scalar) fn new(of: &Type, left: &ArrayRef, right: &ArrayRef) -> Result<Self> {
        if let (Some(left), Some(right)) = (keys(of, left), keys(of, right)) {
            let converter = RowConverter::new(vec![SortField::new(left.data_type().clone())])?;
            let rows = [converter.convert_columns(&[left])?, converter.convert_columns(&[right])?];
            return Ok(Self::Keys(rows));
        }
        let pairs = [
            distinct_rows(of, left, right)?,
            distinct_rows(of, left, left)?,
            distinct_rows(of, right, right)?,
        ];
        Ok(Self::Pairs(Box::new(pairs)))
    }

    /// Whether two elements are the same.
    pub(in crate::scalar) fn same(&self, this: Place, other: Place) -> bool {
        match self {
            Self::Keys(rows) => rows[this.0].row(this.1) == rows[other.0].row(other.1),
            Self::Pairs(pairs) => !match (this.0, other.0) {
                (0, 1) => pairs[0](this.1, other.1),
                (1, 0) => pairs[0](other.1, this.1),
                (0, _) => pairs[1](this.1, other.1),
                _ => pairs[2](this.1, other.1),
            },
        }
    }

    /// A set of elements of them.
    pub(in crate::scalar) fn set(&self) -> Set<'_> {
        Set { numbering: self.numbering() }
    }

    /// Numbers for elements of them.
    pub(in crate::scalar) fn numbering(&self) -> Numbering<'_> {
        Numbering { identity: self, keys: HashMap::new(), places: Vec::new() }
    }
}

/// Numbers from 0 on, one for all elements that are the same.
pub(in crate::scalar) struct Numbering<'a> {
    identity: &'a Identity,
    keys: HashMap<&'a [u8], usize>,
    places: Vec<Place>,
}

impl Numbering<'_> {
    /// The element's number; the next one for a new element.
    pub(in crate::scalar) fn number(&mut self, place: Place) -> usize {
        if let Identity::Keys(rows) = self.identity {
            let next = self.keys.len();
            return *self.keys.entry(rows[place.0].row(place.1).data()).or_insert(next);
        }
        self.known(place).unwrap_or_else(|| {
            self.places.push(place);
            self.places.len() - 1
        })
    }

    fn known(&self, place: Place) -> Option<usize> {
        match self.identity {
            Identity::Keys(rows) => self.keys.get(rows[place.0].row(place.1).data()).copied(),
            Identity::Pairs(_) => self.places.iter().position(|known| self.identity.same(*known, place)),
        }
    }

    fn len(&self) -> usize {
        self.keys.len().max(self.places.len())
    }
}

/// Elements seen so far.
pub(in crate::scalar) struct Set<'a> {
    numbering: Numbering<'a>,
}

impl Set<'_> {
    /// Whether the element was not in it yet.
    pub(in crate::scalar) fn insert(&mut self, place: Place) -> bool {
        let before = self.numbering.len();
        self.numbering.number(place) == before
    }

    fn contains(&self, place: Place) -> bool {
        self.numbering.known(place).is_some()
    }
}

/// A column whose bytes are equal where values are not distinct; `None` for types that have none.
fn keys(of: &Type, column: &ArrayRef) -> Option<ArrayRef> {
    match of {
        Type::Double => {
            let floats = column.as_any().downcast_ref::<Float64Array>()?;
            let same = |value: f64| if value.is_nan() { f64::NAN } else { value + 0.0 };
            Some(Arc::new(floats.unary::<_, arrow::datatypes::Float64Type>(same)))
        }
        Type::Real => {
            let floats = column.as_any().downcast_ref::<Float32Array>()?;
            let same = |value: f32| if value.is_nan() { f32::NAN } else { value + 0.0 };
            Some(Arc::new(floats.unary::<_, arrow::datatypes::Float32Type>(same)))
        }
        Type::TimestampTz(_) => {
            let fields = column.as_any().downcast_ref::<StructArray>()?;
            (fields.null_count() == 0).then(|| Arc::clone(fields.column(0)))
        }
        Type::Array(_) | Type::Map(..) | Type::Row(_) | Type::TimeTz(_) | Type::Unknown => None,
        _ => Some(Arc::clone(column)),
    }
}

/// Each element once.
pub(super) fn distinct(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let identity = Identity::new(&element, lists.values(), lists.values())?;
        let mut picked = Picked::new(rows);
        for row in 0..rows {
            picked.push(lists.range(row).map(|range| {
                let mut seen = identity.set();
                range.filter(|place| seen.insert((0, *place))).collect::<Vec<_>>()
            }));
        }
        picked.finish(lists.values())
    })
}

/// Each element of one or the other once.
pub(super) fn union(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let (left, right) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let identity = Identity::new(&element, left.values(), right.values())?;
        chosen(&left, &right, rows, |row, places| {
            let mut seen = identity.set();
            let (left, right) = (left.range(row)?, right.range(row)?);
            let all = left.map(|place| (0, place)).chain(right.map(|place| (1, place)));
            places.extend(all.filter(|place| seen.insert(*place)));
            Some(())
        })
    })
}

/// Each element of both once, in the order of the longer array.
pub(super) fn intersect(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let (left, right) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let identity = Identity::new(&element, left.values(), right.values())?;
        chosen(&left, &right, rows, |row, places| {
            let (first, second) = (left.range(row)?, right.range(row)?);
            let swap = first.len() < second.len();
            let (longer, shorter) = if swap { ((1, second), (0, first)) } else { ((0, first), (1, second)) };
            let (mut wanted, mut seen) = (identity.set(), identity.set());
            for place in shorter.1 {
                wanted.insert((shorter.0, place));
            }
            for place in longer.1.map(|place| (longer.0, place)) {
                if wanted.contains(place) && seen.insert(place) {
                    places.push(place);
                }
            }
            Some(())
        })
    })
}

/// Each element of the first that the second has not, once.
pub(super) fn except(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let (left, right) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let identity = Identity::new(&element, left.values(), right.values())?;
        chosen(&left, &right, rows, |row, places| {
            let (left, right) = (left.range(row)?, right.range(row)?);
            let mut seen = identity.set();
            for place in right {
                seen.insert((1, place));
            }
            places.extend(left.map(|place| (0, place)).filter(|place| seen.insert(*place)));
            Some(())
        })
    })
}

/// Arrays of the elements chosen of two columns; `None` is NULL.
fn chosen(
    left: &Lists,
    right: &Lists,
    rows: usize,
    mut choose: impl FnMut(usize, &mut Vec<Place>) -> Option<()>,
) -> Result<ArrayRef> {
    let (mut places, mut lengths, mut valid) =
        (Vec::new(), Vec::with_capacity(rows), Vec::with_capacity(rows));
    for row in 0..rows {
        let before = places.len();
        valid.push(choose(row, &mut places).is_some());
        lengths.push(places.len() - before);
    }
    list(interleave(&[left.values().as_ref(), right.values().as_ref()], &places)?, lengths, valid)
}

/// Whether there is an element in both; NULL when only a NULL could be.
pub(super) fn overlap(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let (left, right) = (Lists::new(&columns[0])?, Lists::new(&columns[1])?);
        let identity = Identity::new(&element, left.values(), right.values())?;
        build!(boolean, rows, |row| {
            let (Some(first), Some(second)) = (left.range(row), right.range(row)) else { return Ok(None) };
            if first.is_empty() || second.is_empty() {
                return Ok(Some(false));
            }
            let mut wanted = identity.set();
            let mut null = false;
            for place in second {
                if right.values().is_null(place) {
                    null = true;
                } else {
                    wanted.insert((1, place));
                }
            }
            for place in first {
                if left.values().is_null(place) {
                    null = true;
                } else if wanted.contains((0, place)) {
                    return Ok(Some(true));
                }
            }
            Ok((!null).then_some(false))
        })
    })
}

/// How often each element occurs, NULLs apart.
pub(super) fn histogram(element: &Type) -> Body {
    let element = element.clone();
    Box::new(move |columns, rows| {
        let lists = Lists::new(&columns[0])?;
        let identity = Identity::new(&element, lists.values(), lists.values())?;
        let (mut keys, mut counts) = (Vec::new(), Vec::new());
        let (mut lengths, mut valid) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
        for row in 0..rows {
            let range = lists.range(row);
            valid.push(range.is_some());
            let before = keys.len();
            let mut known = identity.numbering();
            let present = |place: &usize| element != Type::Unknown && lists.values().is_valid(*place);
            for place in range.unwrap_or(0..0).filter(present) {
                let index = before + known.number((0, place));
                if index == keys.len() {
                    keys.push(Some(place));
                    counts.push(0_i64);
                }
                counts[index] += 1;
            }
            lengths.push(keys.len() - before);
        }
        let keys = taken(lists.values(), keys)?;
        map(keys, Arc::new(Int64Array::from(counts)), lengths, valid)
    })
}
