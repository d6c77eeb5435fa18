//! Cuts passwords and secrets out of statement texts before they are recorded.
//!
//! Works on the text, not on the syntax tree: also statements that do not parse are recorded. It must
//! rather cut too much than too little; it never looks at table data.

/// What stands in place of a secret.
const CUT: &str = "***";

/// Words that announce a secret, lower-case; they count when they are part of the word or literal before it.
const ANNOUNCING: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "credential",
    "private_key",
    "apikey",
    "api_key",
    "identified",
];

/// The text without its secrets, and no longer than `limit` bytes.
///
/// Cut are: a string literal that follows an announcing word (`PASSWORD 'x'`, `'secret_key' = 'x'`,
/// `token => 'x'`), and the password in a URL (`scheme://user:x@host`).
pub(super) fn redact(sql: &str, limit: usize) -> String {
    let mut out = String::with_capacity(sql.len().min(limit));
    // The last word or literal, when only blanks and `=`, `=>`, `(`, `:`, `,` or BY came after it.
    let mut announced = false;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        if out.len() > limit {
            break;
        }
        let token = token_length(rest, first);
        let text = &rest[..token];
        rest = &rest[token..];
        match first {
            '\'' if announced => {
                out.push('\'');
                out.push_str(CUT);
                out.push('\'');
                announced = false;
            }
            '\'' | '"' | '`' => {
                announced = announces(text);
                out.push_str(&without_url_password(text));
            }
            _ if is_word(first) => {
                announced = announces(text) || (announced && text.eq_ignore_ascii_case("by"));
                out.push_str(text);
            }
            _ => {
                announced &= first.is_whitespace() || matches!(first, '=' | '>' | '(' | ':');
                out.push_str(text);
            }
        }
    }
    if out.len() > limit {
        let mut end = limit;
        while !out.is_char_boundary(end) {
            end -= 1;
        }
        out.truncate(end);
    }
    out
}

/// Length of the quoted text, word or single character at the start.
fn token_length(rest: &str, first: char) -> usize {
    match first {
        '\'' | '"' | '`' => {
            let mut characters = rest.char_indices().skip(1).peekable();
            while let Some((index, character)) = characters.next() {
                if character == first {
                    match characters.peek() {
                        Some((_, doubled)) if *doubled == first => {
                            characters.next();
                        }
                        _ => return index + first.len_utf8(),
                    }
                }
            }
            rest.len()
        }
        _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-' | '$')
}

fn announces(text: &str) -> bool {
    // A long text is data, not a name.
    if text.len() > 256 {
        return false;
    }
    let text = text.to_lowercase();
    ANNOUNCING.iter().any(|word| text.contains(word))
}

/// `scheme://user:password@host` without the password.
fn without_url_password(text: &str) -> String {
    let Some((scheme, after)) = text.split_once("://") else { return text.to_owned() };
    let authority = after.find(['/', '?', '\'', '"', ' ']).unwrap_or(after.len());
    let Some(at) = after[..authority].rfind('@') else { return text.to_owned() };
    match after[..at].find(':') {
        Some(colon) => format!("{scheme}://{}:{CUT}{}", &after[..colon], &after[at..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(sql: &str) -> String {
        redact(sql, 10_000)
    }

    #[test]
    fn cuts_announced_literals() {
        for (sql, kept) in [
            ("CREATE USER a PASSWORD 's3cret'", "CREATE USER a PASSWORD '***'"),
            ("ALTER USER a WITH password='it''s'", "ALTER USER a WITH password='***'"),
            ("CREATE USER a IDENTIFIED BY 'x' REQUIRE SSL", "CREATE USER a IDENTIFIED BY '***' REQUIRE SSL"),
            (
                "TBLPROPERTIES ('aws_secret_key' = 'x', 'b'='y')",
                "TBLPROPERTIES ('aws_secret_key' = '***', 'b'='y')",
            ),
            ("f(token => 'x')", "f(token => '***')"),
            ("SET SESSION auth_token = 'never ends", "SET SESSION auth_token = '***'"),
        ] {
            assert_eq!(whole(sql), kept);
        }
    }

    #[test]
    fn cuts_passwords_of_urls() {
        assert_eq!(whole("SELECT 'postgres://me:pw@host/db'"), "SELECT 'postgres://me:***@host/db'");
        assert_eq!(whole("LOCATION 's3://bucket/a:b@c/'"), "LOCATION 's3://bucket/a:b@c/'");
    }

    #[test]
    fn leaves_other_text_alone() {
        for sql in [
            "SELECT a, 'b' FROM t WHERE c = 'd'",
            "SELECT password FROM t WHERE name = 'x'",
            "SELECT 'ñ' AS \"µ\" -- it's\n",
            "",
        ] {
            assert_eq!(whole(sql), sql);
        }
    }

    #[test]
    fn stays_within_the_limit_and_on_characters() {
        assert_eq!(redact("SELECT 'ñññ'", 9), "SELECT '");
        assert_eq!(redact("abc", 3), "abc");
    }
}
