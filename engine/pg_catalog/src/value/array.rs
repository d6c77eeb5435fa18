//! One-dimensional arrays and their text form `{a,"b c",NULL}`; vectors print as `1 2 3`.

use super::Datum;

/// An array; `lower` is the subscript of the first item (0 for `int2vector` and `oidvector`).
#[derive(Debug, Clone)]
pub(crate) struct ArrayValue {
    pub(crate) lower: i64,
    pub(crate) items: Vec<Datum>,
}

impl ArrayValue {
    /// The item at a subscript; `None` outside the bounds, which SQL reads as NULL.
    pub(crate) fn get(&self, subscript: i64) -> Option<&Datum> {
        usize::try_from(subscript.checked_sub(self.lower)?).ok().and_then(|index| self.items.get(index))
    }

    /// Subscript of the last item.
    pub(crate) fn upper(&self) -> i64 {
        self.lower + i64::try_from(self.items.len()).unwrap_or(i64::MAX - 1) - 1
    }
}

/// Splits the text of a one-dimensional array literal into items (`None` for NULL).
/// Returns `None` when the text is no such literal.
pub(crate) fn split_literal(text: &str) -> Option<Vec<Option<String>>> {
    let text = text.trim();
    // An explicit lower bound as in `[0:2]={1,2,3}` is read over.
    let text = match text.strip_prefix('[') {
        Some(rest) => rest.split_once("]=").map(|(_, body)| body)?,
        None => text,
    };
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    let mut chars = inner.chars().peekable();
    while chars.peek().is_some_and(|c| c.is_whitespace()) {
        chars.next();
    }
    if chars.peek().is_none() {
        return Some(items);
    }
    loop {
        let mut item = String::new();
        let mut quoted = false;
        while chars.peek().is_some_and(|c| c.is_whitespace()) {
            chars.next();
        }
        loop {
            match chars.peek().copied() {
                Some('"') => {
                    quoted = true;
                    chars.next();
                    loop {
                        match chars.next()? {
                            '"' => break,
                            '\\' => item.push(chars.next()?),
                            c => item.push(c),
                        }
                    }
                }
                Some('\\') => {
                    chars.next();
                    item.push(chars.next()?);
                }
                Some('{' | '}') => return None,
                Some(',') | None => break,
                Some(c) => {
                    item.push(c);
                    chars.next();
                }
            }
        }
        let item = if quoted { item } else { item.trim_end().to_owned() };
        if !quoted && item.is_empty() {
            return None;
        }
        items.push(if !quoted && item.eq_ignore_ascii_case("null") { None } else { Some(item) });
        match chars.next() {
            Some(',') => {}
            None => return Some(items),
            Some(_) => return None,
        }
    }
}

/// Appends an item to an array literal, quoted where PostgreSQL quotes.
pub(crate) fn push_item(out: &mut String, item: &str) {
    let quote = item.is_empty()
        || item.eq_ignore_ascii_case("null")
        || item.chars().any(|c| matches!(c, '{' | '}' | ',' | '"' | '\\') || c.is_whitespace());
    if !quote {
        out.push_str(item);
        return;
    }
    out.push('"');
    for c in item.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_split_and_join_again() {
        let items = split_literal(r#"{a,"b \"c\"",NULL,"NULL", d }"#).unwrap();
        assert_eq!(
            items,
            vec![Some("a".into()), Some("b \"c\"".into()), None, Some("NULL".into()), Some("d".into())]
        );
        assert_eq!(split_literal("{}"), Some(vec![]));
        assert_eq!(split_literal("{1,"), None);
        assert_eq!(split_literal("{{1},{2}}"), None, "more dimensions are not offered");
        let mut out = String::new();
        push_item(&mut out, "b \"c\"");
        assert_eq!(out, r#""b \"c\"""#);
    }

    #[test]
    fn subscripts_follow_the_lower_bound() {
        let vector = ArrayValue { lower: 0, items: vec![Datum::Int(7), Datum::Int(8)] };
        assert_eq!(vector.get(0), Some(&Datum::Int(7)));
        assert_eq!(vector.get(2), None);
        assert_eq!(vector.get(-1), None);
        assert_eq!(vector.upper(), 1);
    }
}
