//! Dates, times and timestamps as nanoseconds, whatever unit and zone their carriers have.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, Int16Array, Int16Builder, Int64Array, NullBufferBuilder,
    PrimitiveArray, StructArray,
};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::datatypes::{
    DataType, Time64MicrosecondType, Time64NanosecondType, TimeUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType,
};
use datafusion::common::internal_err;
use datafusion::error::Result;
use polias_types::{Type, Zone};

use crate::DataError;
use crate::kernel::column;

/// Nanoseconds of a day.
pub(crate) const DAY: i128 = 86_400 * SECOND;
/// Nanoseconds of a second.
pub(crate) const SECOND: i128 = 1_000_000_000;
/// Nanoseconds of a millisecond.
pub(crate) const MILLISECOND: i128 = 1_000_000;

/// A column of `time(p)` or `timestamp(p)`.
pub(crate) struct Moments {
    ticks: Int64Array,
    nanos: i64,
}

impl Moments {
    /// Reads a column.
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        fn ticks<T: ArrowPrimitiveType<Native = i64>>(
            array: &ArrayRef,
        ) -> Result<(ScalarBuffer<i64>, Option<NullBuffer>)> {
            let array = column::<PrimitiveArray<T>>(array)?;
            Ok((array.values().clone(), array.nulls().cloned()))
        }
        let ((values, nulls), nanos) = match array.data_type() {
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                (ticks::<TimestampMillisecondType>(array)?, 1_000_000)
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                (ticks::<TimestampMicrosecondType>(array)?, 1_000)
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => (ticks::<TimestampNanosecondType>(array)?, 1),
            DataType::Time64(TimeUnit::Microsecond) => (ticks::<Time64MicrosecondType>(array)?, 1_000),
            DataType::Time64(TimeUnit::Nanosecond) => (ticks::<Time64NanosecondType>(array)?, 1),
            other => return internal_err!("{other} is no time"),
        };
        Ok(Self { ticks: Int64Array::new(values, nulls), nanos })
    }

    /// Nanoseconds of the day or since 1970-01-01.
    pub(crate) fn get(&self, row: usize) -> Option<i128> {
        self.ticks.is_valid(row).then(|| i128::from(self.ticks.value(row)) * i128::from(self.nanos))
    }
}

/// A column of `timestamp(p) with time zone`.
pub(crate) struct ZonedMoments {
    instants: Moments,
    zones: Int16Array,
    nulls: Option<NullBuffer>,
}

impl ZonedMoments {
    /// Reads a column.
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        let array = column::<StructArray>(array)?;
        let [instants, zones] = array.columns() else {
            return internal_err!("a timestamp with time zone of {} fields", array.num_columns());
        };
        Ok(Self {
            instants: Moments::new(instants)?,
            zones: column::<Int16Array>(zones)?.clone(),
            nulls: array.nulls().cloned(),
        })
    }

    /// Nanoseconds since 1970-01-01 UTC, and the zone.
    pub(crate) fn get(&self, row: usize) -> Option<(i128, Zone)> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) || self.zones.is_null(row) {
            return None;
        }
        Some((self.instants.get(row)?, Zone::from_id(self.zones.value(row))?))
    }
}

/// A column of `time(p) with time zone`.
pub(crate) struct ZonedTimes {
    times: Moments,
    offsets: Int16Array,
    nulls: Option<NullBuffer>,
}

impl ZonedTimes {
    /// Reads a column.
    pub(crate) fn new(array: &ArrayRef) -> Result<Self> {
        let array = column::<StructArray>(array)?;
        let [times, offsets] = array.columns() else {
            return internal_err!("a time with time zone of {} fields", array.num_columns());
        };
        Ok(Self {
            times: Moments::new(times)?,
            offsets: column::<Int16Array>(offsets)?.clone(),
            nulls: array.nulls().cloned(),
        })
    }

    /// Nanoseconds of the local day, and the offset in minutes east.
    pub(crate) fn get(&self, row: usize) -> Option<(i128, i16)> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) || self.offsets.is_null(row) {
            return None;
        }
        Some((self.times.get(row)?, self.offsets.value(row)))
    }
}

/// A column of `time(p)` or `timestamp(p)` from nanoseconds; what the precision cuts off must be gone already.
pub(crate) fn moments(
    data_type: &Type,
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<i128>, DataError>,
) -> Result<ArrayRef> {
    let carrier = data_type.carrier();
    let nanos = tick(&carrier);
    let mut values = Vec::with_capacity(rows);
    let mut nulls = NullBufferBuilder::new(rows);
    for row in 0..rows {
        let value = value(row)?;
        nulls.append(value.is_some());
        values.push(match value {
            Some(value) => ticks(value, nanos, data_type)?,
            None => 0,
        });
    }
    of_ticks(values, nulls.finish(), &carrier)
}

/// A column of `timestamp(p) with time zone` from nanoseconds since 1970-01-01 UTC and zones.
pub(crate) fn zoned_moments(
    data_type: &Type,
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<(i128, Zone)>, DataError>,
) -> Result<ArrayRef> {
    let DataType::Struct(fields) = data_type.carrier() else {
        return internal_err!("{data_type} is no timestamp with time zone");
    };
    let instant = fields[0].data_type().clone();
    let nanos = tick(&instant);
    let mut values = Vec::with_capacity(rows);
    let mut zones = Int16Builder::with_capacity(rows);
    let mut nulls = NullBufferBuilder::new(rows);
    for row in 0..rows {
        let value = value(row)?;
        nulls.append(value.is_some());
        zones.append_option(value.map(|(_, zone)| zone.id()));
        values.push(match value {
            Some((value, _)) => ticks(value, nanos, data_type)?,
            None => 0,
        });
    }
    let nulls = nulls.finish();
    let instants = of_ticks(values, nulls.clone(), &instant)?;
    Ok(Arc::new(StructArray::try_new(fields, vec![instants, Arc::new(zones.finish())], nulls)?))
}

/// A column of `time(p) with time zone` from nanoseconds of the local day and offsets in minutes.
pub(crate) fn zoned_times(
    data_type: &Type,
    rows: usize,
    mut value: impl FnMut(usize) -> Result<Option<(i128, i16)>, DataError>,
) -> Result<ArrayRef> {
    let DataType::Struct(fields) = data_type.carrier() else {
        return internal_err!("{data_type} is no time with time zone");
    };
    let mut values = Vec::with_capacity(rows);
    let mut offsets = Int16Builder::with_capacity(rows);
    let mut nulls = NullBufferBuilder::new(rows);
    for row in 0..rows {
        let value = value(row)?;
        nulls.append(value.is_some());
        offsets.append_option(value.map(|(_, offset)| offset));
        values.push(match value {
            Some((value, _)) => ticks(value, 1, data_type)?,
            None => 0,
        });
    }
    let nulls = nulls.finish();
    let times = of_ticks(values, nulls.clone(), fields[0].data_type())?;
    Ok(Arc::new(StructArray::try_new(fields, vec![times, Arc::new(offsets.finish())], nulls)?))
}

/// Rounds nanoseconds to so many digits of a second, halves up.
pub(crate) fn round(nanos: i128, precision: u8) -> i128 {
    let unit = 10_i128.pow(u32::from(9 - precision.min(9)));
    (nanos + unit / 2).div_euclid(unit) * unit
}

/// What the clock of a zone shows at an instant: nanoseconds since 1970-01-01 of that clock.
pub(crate) fn local(instant: i128, zone: Zone) -> i128 {
    let seconds = i64::try_from(instant.div_euclid(SECOND)).unwrap_or_default();
    instant + i128::from(zone.seconds_east(seconds)) * SECOND
}

/// The instant at which the clock of a zone shows so, as literals and texts mean it.
pub(crate) fn instant(local: i128, zone: Zone) -> i128 {
    let seconds = i64::try_from(local.div_euclid(SECOND)).unwrap_or_default();
    i128::from(zone.local_to_epoch(seconds)) * SECOND + local.rem_euclid(SECOND)
}

/// The same as casts of timestamps and `with_timezone` mean it ([`Zone::timestamp_to_epoch`]).
pub(crate) fn instant_of_clock(local: i128, zone: Zone) -> i128 {
    let seconds = i64::try_from(local.div_euclid(SECOND)).unwrap_or_default();
    i128::from(zone.timestamp_to_epoch(seconds)) * SECOND + local.rem_euclid(SECOND)
}

/// A zone's offset in minutes at an instant.
pub(crate) fn minutes_east(zone: Zone, instant: i128) -> i16 {
    let seconds = i64::try_from(instant.div_euclid(SECOND)).unwrap_or_default();
    i16::try_from(zone.seconds_east(seconds) / 60).unwrap_or_default()
}

/// Nanoseconds of a tick of the carrier.
fn tick(carrier: &DataType) -> i128 {
    match carrier {
        DataType::Timestamp(TimeUnit::Millisecond, _) => 1_000_000,
        DataType::Timestamp(TimeUnit::Microsecond, _) | DataType::Time64(TimeUnit::Microsecond) => 1_000,
        _ => 1,
    }
}

fn ticks(nanos: i128, tick: i128, data_type: &Type) -> Result<i64, DataError> {
    i64::try_from(nanos.div_euclid(tick)).map_err(|_| {
        DataError::new("NOT_SUPPORTED", format!("a value out of the range in which {data_type} is kept"))
    })
}

fn of_ticks(ticks: Vec<i64>, nulls: Option<NullBuffer>, carrier: &DataType) -> Result<ArrayRef> {
    fn build<T: ArrowPrimitiveType<Native = i64>>(ticks: Vec<i64>, nulls: Option<NullBuffer>) -> ArrayRef {
        Arc::new(PrimitiveArray::<T>::new(ticks.into(), nulls))
    }
    Ok(match carrier {
        DataType::Timestamp(TimeUnit::Millisecond, _) => build::<TimestampMillisecondType>(ticks, nulls),
        DataType::Timestamp(TimeUnit::Microsecond, _) => build::<TimestampMicrosecondType>(ticks, nulls),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => build::<TimestampNanosecondType>(ticks, nulls),
        DataType::Time64(TimeUnit::Microsecond) => build::<Time64MicrosecondType>(ticks, nulls),
        DataType::Time64(TimeUnit::Nanosecond) => build::<Time64NanosecondType>(ticks, nulls),
        other => return internal_err!("{other} is no time"),
    })
}
