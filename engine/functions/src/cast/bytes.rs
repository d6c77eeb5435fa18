//! Casts to varbinary, uuid, ipaddress, and between varbinary and opaque types.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryViewArray, FixedSizeBinaryArray, FixedSizeBinaryBuilder, StringViewArray,
};
use datafusion::error::Result;
use polias_types::Type;

use super::conversion::{Conversion, invalid, unknown};
use super::failures::Failures;
use crate::DataError;
use crate::kernel::column;
use crate::rows::{blobs, cell};

/// The conversion of a type to one of bytes; `None` when the bytes stay.
pub(super) fn conversion(from: &Type, to: &Type) -> Option<Conversion> {
    Some(match (from, to) {
        (Type::Varbinary, Type::Opaque(_)) | (Type::Opaque(_), Type::Varbinary)
            if from.carrier() == to.carrier() =>
        {
            return None;
        }
        (Type::Varchar(_), Type::Varbinary) => Box::new(|array, _| {
            let texts = column::<StringViewArray>(array)?;
            blobs(array.len(), |row| Ok(cell(texts, row)))
        }),
        (Type::Uuid | Type::IpAddress, Type::Varbinary) => Box::new(|array, _| {
            let bytes = column::<FixedSizeBinaryArray>(array)?;
            blobs(array.len(), |row| Ok(cell(bytes, row)))
        }),
        (Type::Varchar(_), Type::Uuid) => Box::new(|array, failures| {
            let texts = column::<StringViewArray>(array)?;
            sixteen(array.len(), failures, |row| cell(texts, row).map(uuid).transpose())
        }),
        (Type::Varchar(_), Type::IpAddress) => Box::new(|array, failures| {
            let texts = column::<StringViewArray>(array)?;
            sixteen(array.len(), failures, |row| cell(texts, row).map(ip_address).transpose())
        }),
        (Type::Varbinary, Type::Uuid) => Box::new(|array, failures| {
            let bytes = column::<BinaryViewArray>(array)?;
            sixteen(array.len(), failures, |row| {
                let Some(bytes) = cell(bytes, row) else { return Ok(None) };
                let failure = |_| invalid(format!("Invalid UUID binary length: {}", bytes.len()));
                bytes.try_into().map(Some).map_err(failure)
            })
        }),
        (Type::Varbinary, Type::IpAddress) => Box::new(|array, failures| {
            let bytes = column::<BinaryViewArray>(array)?;
            sixteen(array.len(), failures, |row| {
                let Some(bytes) = cell(bytes, row) else { return Ok(None) };
                if let Ok(four) = <[u8; 4]>::try_from(bytes) {
                    return Ok(Some(Ipv4Addr::from(four).to_ipv6_mapped().octets()));
                }
                let failure = |_| invalid(format!("Invalid IP address binary length: {}", bytes.len()));
                bytes.try_into().map(Some).map_err(failure)
            })
        }),
        _ => unknown(from, to),
    })
}

fn sixteen(
    rows: usize,
    failures: &mut Failures,
    value: impl Fn(usize) -> Result<Option<[u8; 16]>, DataError>,
) -> Result<ArrayRef> {
    let mut builder = FixedSizeBinaryBuilder::with_capacity(rows, 16);
    for row in 0..rows {
        match failures.catch(row, value(row))? {
            Some(bytes) => builder.append_value(bytes)?,
            None => builder.append_null(),
        }
    }
    Ok(Arc::new(builder.finish()))
}

/// `12151fd2-7586-11e9-8f9e-2a86e4085a59`
fn uuid(text: &str) -> Result<[u8; 16], DataError> {
    let failure = || invalid(format!("Cannot cast value to UUID: {text}"));
    let groups: Vec<&str> = text.split('-').collect();
    if !text.is_ascii() || !groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) {
        return Err(failure());
    }
    let digits = groups.concat();
    let mut bytes = [0; 16];
    for (index, byte) in bytes.iter_mut().enumerate() {
        let pair = &digits[2 * index..2 * index + 2];
        if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(failure());
        }
        *byte = u8::from_str_radix(pair, 16).map_err(|_| failure())?;
    }
    Ok(bytes)
}

/// `10.0.0.1`, `2001:db8::1`
fn ip_address(text: &str) -> Result<[u8; 16], DataError> {
    match text.parse() {
        Ok(IpAddr::V4(address)) => Ok(address.to_ipv6_mapped().octets()),
        Ok(IpAddr::V6(address)) => Ok(address.octets()),
        Err(_) => Err(invalid(format!("Cannot cast value to IPADDRESS: {text}"))),
    }
}
