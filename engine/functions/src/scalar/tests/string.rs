//! Functions of text.

use super::*;

#[test]
fn parts_and_places() {
    check! {
        "length"(text("信念")) => "2";
        "length"(value("ab", "char(5)")) => "5";
        "length"(bytes("e4b8")) => "2";
        "substr"(text("Quadratically"), int(5)) => "ratically";
        "substr"(text("Quadratically"), int(5), int(6)) => "ratica";
        "substring"(text("Quadratically"), int(-3)) => "lly";
        "substr"(text("Quadratically"), int(0)) => "";
        "substr"(text("abc"), int(-5)) => "";
        "substr"(text("äöü"), int(2), int(1)) => "ö";
        "substr"(text("äöü"), int(-2), int(1)) => "ö";
        "substr"(text("abc"), int(2), int(-1)) => "";
        "substr"(null("varchar(3)"), int(1)) => "NULL";
        "substr"(value("ab", "char(5)"), int(2)) => "b   ";
        "strpos"(text("high"), text("ig")) => "2";
        "strpos"(text("abcabc"), text("c"), int(-1)) => "6";
        "strpos"(text("abcabc"), text("c"), int(2)) => "6";
        "strpos"(text("aaa"), text("aa"), int(2)) => "2";
        "strpos"(text("aaa"), text("aa"), int(-2)) => "1";
        "strpos"(text("abc"), text(""), int(-1)) => "1";
        "strpos"(text("äb"), text("b")) => "2";
        "strpos"(text("a"), text("a"), int(0)) =>
            "INVALID_FUNCTION_ARGUMENT: 'instance' must be a positive or negative number.";
        "starts_with"(text("foo_bar"), text("foo")) => "true";
        "split_part"(text("abc-@-def"), text("-@-"), int(2)) => "def";
        "split_part"(text("abc"), text("-@-"), int(2)) => "NULL";
        "split_part"(text("abc"), text(""), int(2)) => "b";
        "split_part"(text(""), text("a"), int(1)) => "";
        "split_part"(text("a"), text(","), int(0)) =>
            "INVALID_FUNCTION_ARGUMENT: Index must be greater than zero";
        "split"(text("a.b.c."), text("."), int(3)) => "[a, b, c.]";
        "split"(text("a..b..c"), text("."), int(3)) => "[a, , b..c]";
        "split"(text("a"), text("")) =>
            "INVALID_FUNCTION_ARGUMENT: The delimiter may not be the empty string";
        "split"(text("a"), text("b"), int(0)) => "INVALID_FUNCTION_ARGUMENT: Limit must be positive";
        "split"(text("a"), text("b"), int(3_000_000_000)) => "INVALID_FUNCTION_ARGUMENT: Limit is too large";
        "split_to_map"(text("a=1,b="), text(","), text("=")) => "{a: 1, b: }";
        "split_to_multimap"(text("a=1,b=2,a=3"), text(","), text("=")) => "{a: [1, 3], b: [2]}";
        "split_to_map"(text("a=1,a=2"), text(","), text("=")) =>
            "INVALID_FUNCTION_ARGUMENT: Duplicate keys (a) are not allowed";
        "split_to_map"(text("a=1,,b=2"), text(","), text("=")) =>
            "INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: ''";
    }
}

#[test]
fn changed_texts() {
    check! {
        "lower"(text("İΑΣ")) => "iας".replace('ς', "σ");
        "upper"(text("ßŉᾳᾀǆé")) => "ßŉᾼᾈǄÉ";
        "trim"(text("\u{3000}a\u{a0} ")) => "a\u{a0}";
        "ltrim"(value(" ab", "char(5)")) => "ab";
        "rtrim"(text("a \u{1c}")) => "a";
        "replace"(text("123tech123"), text("123")) => "tech";
        "replace"(text("éa"), text(""), text("-")) => "-é-a-";
        "translate"(text("abcd"), text("aac"), text("zq")) => "zbd";
        "translate"(text("abcd"), text("a"), text("")) => "bcd";
        "reverse"(text("äb")) => "bä";
        "reverse"(value("ab", "char(5)")) => "   ba";
        "lpad"(text("text"), int(9), text("xyz")) => "xyzxytext";
        "rpad"(text("text"), int(3), text("xy")) => "tex";
        "lpad"(value("ab", "char(5)"), int(7), text("x")) => "xxab   ";
        "lpad"(bytes("61"), int(3), bytes("0102")) => "010261";
        "lpad"(text("a"), int(-1), text("x")) =>
            "INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]";
        "lpad"(text("a"), int(5), text("")) => "INVALID_FUNCTION_ARGUMENT: Padding string must not be empty";
        "rpad"(bytes("61"), int(5), bytes("")) => "INVALID_FUNCTION_ARGUMENT: Padding bytes must not be empty";
        "concat"(text("a"), text("b"), text("c")) => "abc";
        "concat"(text("a"), null("varchar(1)")) => "NULL";
        "concat"(bytes("61"), bytes("62")) => "6162";
        "concat"(value("ab", "char(3)"), value("c", "char(3)")) => "ab c";
        "concat_ws"(text(","), text("a"), null("varchar(1)"), text("b")) => "a,b";
        "concat_ws"(null("varchar(1)"), text("a")) => "NULL";
        "concat_ws"(text(","), null("varchar(1)")) => "";
    }
}

#[test]
fn code_points_and_bytes() {
    check! {
        "chr"(int(9731)) => "☃";
        "chr"(int(-1)) => "INVALID_FUNCTION_ARGUMENT: Not a valid Unicode code point: -1";
        "codepoint"(text("x")) => "120";
        "codepoint"(text("")) => "INVALID_FUNCTION_ARGUMENT: Input string must be a single character string";
        "to_utf8"(value("ab", "char(4)")) => "61622020";
        "from_utf8"(bytes("58bf")) => "X\u{fffd}";
        "from_utf8"(bytes("f0808080")) => "\u{fffd}";
        "from_utf8"(bytes("c0af")) => "\u{fffd}";
        "from_utf8"(bytes("eda080")) => "\u{fffd}";
        "from_utf8"(bytes("58df"), text("#")) => "X#";
        "from_utf8"(bytes("ff"), int(35)) => "#";
        "from_utf8"(bytes("ff"), text("ab")) =>
            "INVALID_FUNCTION_ARGUMENT: Replacement character string must empty or a single character";
        "normalize"(text("㈱㌧㌦Ⅲ"), text("NFKC")) => "(株)トンドルIII";
        "levenshtein_distance"(text("helo word"), text("hello world")) => "2";
        "levenshtein_distance"(text(""), text("abc")) => "3";
        "hamming_distance"(text("hello"), text("jello")) => "1";
        "hamming_distance"(text("a"), text("ab")) =>
            "INVALID_FUNCTION_ARGUMENT: The input strings to hamming_distance function must have the same length";
        "soundex"(text("Pfister")) => "P236";
        "soundex"(text("Tymczak")) => "T522";
        "soundex"(text("Ashcraft")) => "A261";
        "soundex"(text("123")) => "";
        "soundex"(text("O'Hara")) => "O600";
        "soundex"(text("é")) => "INVALID_FUNCTION_ARGUMENT: The character is not mapped: É (index=136)";
        "luhn_check"(text("79927398713")) => "true";
        "luhn_check"(text("")) => "false";
        "luhn_check"(text("a")) => "INVALID_FUNCTION_ARGUMENT: Input contains non-digit character";
    }
}

#[test]
fn regular_expressions() {
    check! {
        "regexp_like"(text("1a 2b 14m"), text(r"\d+b")) => "true";
        "regexp_like"(text("é"), text(r"^\w$")) => "false";
        "regexp_like"(text("٣"), text(r"^\d$")) => "false";
        "regexp_like"(text("a\n"), text("a$")) => "true";
        "regexp_like"(text("a\n"), text(r"a\z")) => "false";
        "regexp_like"(text("aé"), text(r"a\b")) => "false";
        "regexp_like"(text("é"), text("[[:alpha:]]")) => "true";
        "regexp_like"(text("h"), text(r"\h")) => "true";
        "regexp_like"(text("a.b"), text(r"\Qa.b\E")) => "true";
        "regexp_like"(text("a{"), text("a{")) => "true";
        "regexp_like"(text("ab"), text("[a-c&&[^b]]b")) => "true";
        "regexp_like"(text("a-"), text(r"[\w-.]{2}")) => "true";
        "regexp_like"(text("a"), text("[]a]")) => "true";
        "regexp_like"(text("É"), text("(?i)é")) => "true";
        "regexp_like"(text("a"), text("(")) => "INVALID_FUNCTION_ARGUMENT: end pattern with unmatched parenthesis";
        "regexp_like"(text("a"), text("*")) => "INVALID_FUNCTION_ARGUMENT: target of repeat operator is not specified";
        "regexp_like"(text("a"), text("[a")) => "INVALID_FUNCTION_ARGUMENT: premature end of char-class";
        "regexp_like"(text("a"), text(r"\p{IsLatin}")) =>
            "INVALID_FUNCTION_ARGUMENT: invalid character property name <IsLatin>";
        "regexp_like"(text("a"), text("a++")) =>
            "NOT_SUPPORTED: regular expressions with possessive quantifiers are not supported";
        "regexp_like"(text("a"), text("(?=a)")) =>
            "NOT_SUPPORTED: regular expressions with look-ahead are not supported";
        "regexp_extract"(text("1a 2b 14m"), text(r"(\d+)([a-z]+)"), int(2)) => "a";
        "regexp_extract"(text("12345"), text("x")) => "NULL";
        "regexp_extract"(text("a"), text("a"), int(1)) =>
            "INVALID_FUNCTION_ARGUMENT: Pattern has 0 groups. Cannot access group 1";
        "regexp_extract_all"(text("baac"), text("a*")) => "[, aa, , ]";
        "regexp_extract_all"(text("ab"), text("(a)|(b)"), int(2)) => "[, b]";
        "regexp_split"(text("baac"), text("a*")) => "[, b, , c, ]";
        "regexp_count"(text("baac"), text("a*")) => "4";
        "regexp_replace"(text("1a 2b 14m"), text(r"(\d+)([ab]) "), text("3c$2 ")) => "3ca 3cb 14m";
        "regexp_replace"(text("aéc"), text("x*"), text("-")) => "-a-é-c-";
        "regexp_replace"(text("abc"), text("(?<name>b)"), text("[${name}]")) => "a[b]c";
        "regexp_replace"(text("abc"), text("(b)"), text("$12")) => "ab2c";
        "regexp_replace"(text("abc"), text("b"), text("$1")) =>
            "INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: unknown group 1";
        "regexp_replace"(text("abc"), text("b"), text("$x")) =>
            "INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: $x";
        "regexp_position"(text("éa"), text("a")) => "2";
        "regexp_position"(text("a"), text(""), value("2", "integer")) => "-1";
        "regexp_position"(text("a"), text("a"), value("0", "integer")) =>
            "INVALID_FUNCTION_ARGUMENT: start position cannot be smaller than 1";
    }
}
