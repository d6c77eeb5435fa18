//! Functions of bytes.

use super::*;

#[test]
fn hashes_and_encodings() {
    check! {
        "md5"(bytes("")) => "d41d8cd98f00b204e9800998ecf8427e";
        "sha1"(bytes("00")) => "5ba93c9db0cff93f52b521d7420e43f6eda2784f";
        "crc32"(bytes("616263")) => "891568578";
        "xxhash64"(bytes("616263")) => "44bc2cf5ad770999";
        "murmur3"(bytes("616263")) => "6778ad3f3f3f96b4522dca264174a23b";
        "hmac_md5"(bytes("01"), bytes("02")) => "9b40ebc931376a8c0f1eb493ff51721e";
        "hmac_sha256"(bytes("61"), bytes("")) => "INVALID_FUNCTION_ARGUMENT: Empty key";
        "to_hex"(bytes("0aff")) => "0AFF";
        "from_hex"(text("aF")) => "af";
        "from_hex"(text("0")) => "INVALID_FUNCTION_ARGUMENT: invalid input length 1";
        "from_hex"(text("zz")) => "INVALID_FUNCTION_ARGUMENT: not a hexadecimal digit: \"z\" = 122";
        "to_base64"(bytes("0aff")) => "Cv8=";
        "to_base64url"(bytes("fbff")) => "-_8=";
        "from_base64"(text("YQ")) => "61";
        "from_base64"(text("YR==")) => "61";
        "from_base64"(text("Y Q==")) => "INVALID_FUNCTION_ARGUMENT: Illegal base64 character 20";
        "from_base64"(text("Y")) =>
            "INVALID_FUNCTION_ARGUMENT: Input byte[] should at least have 2 bytes for base64 bytes";
        "from_base64url"(text("-_8")) => "fbff";
        "to_base32"(bytes("0aff")) => "BL7Q====";
        "from_base32"(text("ME")) => "61";
        "from_base32"(text("M1")) => "INVALID_FUNCTION_ARGUMENT: Unrecognized character: 1";
        "to_big_endian_64"(int(-1)) => "ffffffffffffffff";
        "from_big_endian_32"(bytes("00")) =>
            "INVALID_FUNCTION_ARGUMENT: expected 4-byte input, but got instead: 1";
        "from_ieee754_64"(bytes("3ff0000000000000")) => "1.0";
    }
}
