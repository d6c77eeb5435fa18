use super::TokenKind as Kind;
use super::*;

fn kinds(sql: &str, flavor: Flavor) -> Vec<TokenKind> {
    let mut kinds: Vec<_> = tokenize(sql, 0, flavor).into_iter().map(|token| token.kind).collect();
    assert_eq!(kinds.pop(), Some(Kind::Eof));
    kinds
}

fn texts(sql: &str) -> Vec<&str> {
    tokenize(sql, 0, Flavor::Trino)
        .into_iter()
        .map(|token| token.text(sql))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn numbers() {
    let cases = [
        ("12", Kind::Integer),
        ("1_000", Kind::Integer),
        ("0xFF", Kind::Integer),
        ("0X_f_F", Kind::Integer),
        ("0o17", Kind::Integer),
        ("0b101", Kind::Integer),
        ("1.5", Kind::Decimal),
        ("1.", Kind::Decimal),
        (".5", Kind::Decimal),
        ("1_0.2_5", Kind::Decimal),
        ("1e3", Kind::Double),
        ("1.e3", Kind::Double),
        (".5E-10", Kind::Double),
        ("1x", Kind::DigitIdentifier),
        ("1e", Kind::DigitIdentifier),
        ("1_", Kind::DigitIdentifier),
        ("1__0", Kind::DigitIdentifier),
        ("0xg", Kind::DigitIdentifier),
        ("0b2", Kind::DigitIdentifier),
        ("1_0e3", Kind::DigitIdentifier),
    ];
    for (sql, kind) in cases {
        assert_eq!(kinds(sql, Flavor::Trino), [kind], "{sql}");
    }
}

#[test]
fn a_number_ends_where_it_must() {
    assert_eq!(texts("1.2.3"), ["1.2", ".3"]);
    assert_eq!(texts("1-2"), ["1", "-", "2"]);
    assert_eq!(texts("t.1"), ["t", ".1"]);
}

#[test]
fn strings_by_flavor() {
    assert_eq!(texts("'it''s' x"), ["'it''s'", "x"]);
    assert_eq!(texts(r"'\' x"), [r"'\'", "x"]);
    assert_eq!(kinds(r"'\' x'", Flavor::Hive), [Kind::String]);
    assert_eq!(kinds(r#""a\"b""#, Flavor::Hive), [Kind::String]);
    assert_eq!(kinds("\"a\"\"b\"", Flavor::Trino), [Kind::QuotedIdentifier]);
    assert_eq!(
        kinds("U&'\\2014' X'00' `a``b`", Flavor::Trino),
        [Kind::UnicodeString, Kind::BinaryLiteral, Kind::BackQuotedIdentifier]
    );
    assert_eq!(
        kinds(r"E'a\'b' $1 $$x;$$ $t$ $$ $t$", Flavor::Postgres),
        [Kind::EscapeString, Kind::NumberedParameter, Kind::DollarString, Kind::DollarString]
    );
}

#[test]
fn what_is_not_closed_is_unrecognized_at_its_first_character() {
    assert_eq!(texts("'abc"), ["'", "abc"]);
    assert_eq!(kinds("'abc", Flavor::Trino)[0], Kind::Unrecognized);
    assert_eq!(kinds("\"abc", Flavor::Trino)[0], Kind::Unrecognized);
    assert_eq!(kinds("X'0", Flavor::Trino)[0], Kind::Unrecognized);
    assert_eq!(kinds("$$abc", Flavor::Postgres)[0], Kind::Unrecognized);
    assert_eq!(texts("a /* b"), ["a", "/", "*", "b"]);
    assert_eq!(kinds("/* b", Flavor::Trino)[0], Kind::Unrecognized);
    assert_eq!(kinds(r"'abc\", Flavor::Hive)[0], Kind::Unrecognized);
}

#[test]
fn comments_and_blanks_vanish() {
    assert_eq!(texts("a -- x 'y\n/* ; ' */b/**/c--"), ["a", "b", "c"]);
    assert_eq!(kinds("/*/ a */", Flavor::Trino), []);
}

#[test]
fn operators() {
    assert_eq!(
        texts("a<>b!=c<=d>=e||f->g=>h{-i-}"),
        ["a", "<>", "b", "!=", "c", "<=", "d", ">=", "e", "||", "f", "->", "g", "=>", "h", "{-", "i", "-}"]
    );
    assert_eq!(
        kinds("a::b !~* c ~ d !~ e ~* f", Flavor::Postgres),
        [
            Kind::Identifier,
            Kind::DoubleColon,
            Kind::Identifier,
            Kind::NotTildeAsterisk,
            Kind::Identifier,
            Kind::Tilde,
            Kind::Identifier,
            Kind::NotTilde,
            Kind::Identifier,
            Kind::TildeAsterisk,
            Kind::Identifier
        ]
    );
    assert_eq!(kinds("::", Flavor::Trino), [Kind::Colon, Kind::Colon]);
}

#[test]
fn other_characters_are_unrecognized_whole() {
    assert_eq!(texts("é💡a#"), ["é", "💡", "a", "#"]);
    assert_eq!(kinds("é", Flavor::Trino), [Kind::Unrecognized]);
}

#[test]
fn any_text_gives_tokens_on_code_point_borders() {
    for sql in ["", "\u{0}", "'é", "\\", "é'💡\"", "$é$", "1é", "0x", "U&'", "/*é", "--é"] {
        for flavor in [Flavor::Trino, Flavor::Hive, Flavor::Postgres] {
            for token in tokenize(sql, 0, flavor) {
                assert!(sql.get(token.range()).is_some(), "{sql:?} {flavor:?} {token:?}");
            }
        }
    }
}
