//! From the key of an object to the fields it fills.

use std::collections::HashMap;

use super::tape::folded;

/// Objects remember the keys of this many places.
const MAX_REMEMBERED: usize = 512;
/// Keys longer than this are not remembered.
const MAX_KEY: usize = 256;

/// Finds fields by key.
///
/// Records of one file usually have the same keys in the same order. What the key at each place led to is
/// remembered, so that the common case is one comparison of bytes instead of a fold and a hash.
#[derive(Debug, Clone)]
pub(in crate::serde) struct FieldIndex {
    names: HashMap<String, Vec<usize>>,
    ignore_case: bool,
    remembered: Vec<(String, Vec<usize>)>,
}

impl FieldIndex {
    /// Over the names of fields, in their order; several fields may have one name.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>, ignore_case: bool) -> Self {
        let mut index = Self { names: HashMap::new(), ignore_case, remembered: Vec::new() };
        for (at, name) in names.into_iter().enumerate() {
            index.add(name.as_ref(), at);
        }
        index
    }

    /// Adds a name of a field.
    pub fn add(&mut self, name: &str, field: usize) {
        let name = if self.ignore_case { folded(name).into_owned() } else { name.to_string() };
        self.names.entry(name).or_default().push(field);
    }

    /// The fields a key fills; `place` is the key's place in its object.
    pub fn find(&mut self, key: &str, place: usize) -> &[usize] {
        let known = self.remembered.get(place).is_some_and(|(remembered, _)| remembered == key);
        if known {
            return &self.remembered[place].1;
        }
        let fields = match self.ignore_case {
            true => self.names.get(folded(key).as_ref()),
            false => self.names.get(key),
        };
        if place < MAX_REMEMBERED && key.len() <= MAX_KEY {
            if self.remembered.len() <= place {
                // An empty key with no fields is as good as nothing: it is only right for a key not in the index.
                self.remembered.resize_with(place + 1, || ("\0".to_string(), Vec::new()));
            }
            let entry = &mut self.remembered[place];
            entry.0.clear();
            entry.0.push_str(key);
            entry.1.clear();
            entry.1.extend(fields.into_iter().flatten());
            return &entry.1;
        }
        fields.map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_find_fields() {
        let mut index = FieldIndex::new(["a", "über", "a"], true);
        for _ in 0..2 {
            assert_eq!(index.find("A", 0), [0, 2]);
            assert_eq!(index.find("ÜBER", 1), [1]);
            assert_eq!(index.find("b", 0), [] as [usize; 0]);
            assert_eq!(index.find("a", 700), [0, 2]);
        }
        let mut index = FieldIndex::new(["a"], false);
        assert_eq!(index.find("A", 0), [] as [usize; 0]);
        assert_eq!(index.find("a", 0), [0]);
        assert_eq!(index.find("\0", 3), [] as [usize; 0]);
    }
}
