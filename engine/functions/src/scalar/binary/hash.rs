//! Hashes of bytes, with and without a key.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::DataError;

/// A hash of bytes.
pub(super) type Hash = fn(&[u8]) -> Vec<u8>;

/// The hash of this name.
pub(super) fn of_bytes(name: &str) -> Option<Hash> {
    Some(match name {
        "md5" => |bytes| Md5::digest(bytes).to_vec(),
        "sha1" => |bytes| Sha1::digest(bytes).to_vec(),
        "sha256" => |bytes| Sha256::digest(bytes).to_vec(),
        "sha512" => |bytes| Sha512::digest(bytes).to_vec(),
        "xxhash64" => |bytes| xxhash_rust::xxh64::xxh64(bytes, 0).to_be_bytes().to_vec(),
        "murmur3" => murmur3,
        _ => return None,
    })
}

/// CRC-32 of ISO-HDLC.
pub(super) fn crc32(bytes: &[u8]) -> i64 {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    i64::from(CRC.checksum(bytes))
}

/// A hash with a key.
type Keyed = fn(&[u8], &[u8]) -> Result<Vec<u8>, DataError>;

/// The hash with a key of this name.
pub(super) fn keyed(name: &str) -> Option<Keyed> {
    Some(match name {
        "hmac_md5" => keyed_hash::<Hmac<Md5>>,
        "hmac_sha1" => keyed_hash::<Hmac<Sha1>>,
        "hmac_sha256" => keyed_hash::<Hmac<Sha256>>,
        "hmac_sha512" => keyed_hash::<Hmac<Sha512>>,
        _ => return None,
    })
}

fn keyed_hash<M: Mac + KeyInit>(bytes: &[u8], key: &[u8]) -> Result<Vec<u8>, DataError> {
    let empty = || DataError::new("INVALID_FUNCTION_ARGUMENT", "Empty key");
    if key.is_empty() {
        return Err(empty());
    }
    let mut mac = <M as KeyInit>::new_from_slice(key).map_err(|_| empty())?;
    mac.update(bytes);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// Murmur3 of 128 bits for 64-bit machines, seed 0, both halves little endian.
/// Source: <https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp>
fn murmur3(bytes: &[u8]) -> Vec<u8> {
    const C1: u64 = 0x87c3_7b91_1142_53d5;
    const C2: u64 = 0x4cf5_ad43_2745_937f;
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let first = |k: u64| k.wrapping_mul(C1).rotate_left(31).wrapping_mul(C2);
    let second = |k: u64| k.wrapping_mul(C2).rotate_left(33).wrapping_mul(C1);
    let (mut h1, mut h2) = (0_u64, 0_u64);
    let mut blocks = bytes.chunks_exact(16);
    for block in &mut blocks {
        h1 ^= first(word(&block[..8]));
        h1 = h1.rotate_left(27).wrapping_add(h2).wrapping_mul(5).wrapping_add(0x52dc_e729);
        h2 ^= second(word(&block[8..]));
        h2 = h2.rotate_left(31).wrapping_add(h1).wrapping_mul(5).wrapping_add(0x3849_5ab5);
    }
    let tail = blocks.remainder();
    let (low, high) = tail.split_at(tail.len().min(8));
    h2 ^= second(word(high));
    h1 ^= first(word(low));
    let length = bytes.len() as u64;
    h1 ^= length;
    h2 ^= length;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    let mix = |mut k: u64| {
        k ^= k >> 33;
        k = k.wrapping_mul(0xff51_afd7_ed55_8ccd);
        k ^= k >> 33;
        k = k.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        k ^ (k >> 33)
    };
    (h1, h2) = (mix(h1), mix(h2));
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1.to_le_bytes(), h2.to_le_bytes()].concat()
}
