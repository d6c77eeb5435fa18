//! Text of bytes, UUIDs and addresses.

use std::fmt::Write;
use std::net::Ipv6Addr;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `varbinary` as Athena prints it: `68 65 6c`.
pub fn write_varbinary(out: &mut String, bytes: &[u8]) {
    out.reserve(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        write_hex(out, *byte);
    }
}

/// `12151fd2-7586-11e9-8f9e-2a86e4085a59`
pub fn write_uuid(out: &mut String, bytes: &[u8]) {
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        write_hex(out, *byte);
    }
}

/// `1.2.3.4`, `2001:db8::1`: the first of the longest runs of zeros is left out, if longer than one.
pub fn write_ip_address(out: &mut String, bytes: &[u8]) {
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else { return };
    let address = Ipv6Addr::from(bytes);
    if let Some(mapped) = address.to_ipv4_mapped() {
        let _ = write!(out, "{mapped}");
        return;
    }
    let segments = address.segments();
    let (start, length) = longest_zeros(&segments);
    for (index, segment) in segments.iter().enumerate() {
        if length > 1 && (start..start + length).contains(&index) {
            if index == start {
                out.push_str("::");
            }
            continue;
        }
        if index > 0 && !(length > 1 && index == start + length) {
            out.push(':');
        }
        let _ = write!(out, "{segment:x}");
    }
}

fn longest_zeros(segments: &[u16; 8]) -> (usize, usize) {
    let (mut longest, mut start) = ((0, 0), 0);
    for (index, segment) in segments.iter().enumerate() {
        if *segment != 0 {
            start = index + 1;
        } else if index + 1 - start > longest.1 {
            longest = (start, index + 1 - start);
        }
    }
    longest
}

fn write_hex(out: &mut String, byte: u8) {
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_uuids() {
        let mut out = String::new();
        write_varbinary(&mut out, b"hel\xff");
        assert_eq!(out, "68 65 6c ff");
        out.clear();
        write_varbinary(&mut out, b"");
        assert_eq!(out, "");
        write_uuid(&mut out, &0x12151fd2_7586_11e9_8f9e_2a86e4085a59_u128.to_be_bytes());
        assert_eq!(out, "12151fd2-7586-11e9-8f9e-2a86e4085a59");
    }

    #[test]
    fn addresses_as_trino_prints_them() {
        for (address, expected) in [
            ("::ffff:1.2.3.4", "1.2.3.4"),
            ("2001:db8::1", "2001:db8::1"),
            ("::", "::"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("1:0:1:0:1:0:1:0", "1:0:1:0:1:0:1:0"),
            ("::1.2.3.4", "::102:304"),
            ("0:1::", "0:1::"),
            ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
        ] {
            let bytes = address.parse::<Ipv6Addr>().unwrap().octets();
            let mut out = String::new();
            write_ip_address(&mut out, &bytes);
            assert_eq!(out, expected);
        }
    }
}
