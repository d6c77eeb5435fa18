//! Cuts a stream of bytes into records.

use bytes::Bytes;
use memchr::{memchr, memchr2};

/// Largest record: Athena's limit of a row.
/// Source: <https://docs.aws.amazon.com/athena/latest/ug/other-notable-limitations.html>.
pub(super) const MAX_RECORD: usize = 32 * 1024 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What [`Records::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// A record without its terminator.
    Record(&'a [u8]),
    /// More bytes are needed: [`Records::push`] or [`Records::finish`].
    NeedInput,
    /// All records of the range have been given.
    End,
    /// A record is longer than [`MAX_RECORD`]; it starts at this byte of the (uncompressed) file.
    TooLong(u64),
}

/// Cuts records out of pushed chunks.
///
/// A byte range of a file owns the records that start in it. The stream of a range that does not start the
/// file must begin one byte before it: that byte tells whether a record starts with the range.
#[derive(Debug)]
pub(super) struct Records {
    /// What ends a record; `None` for `\n`, `\r` and `\r\n`.
    delimiter: Option<u8>,
    chunk: Bytes,
    at: usize,
    /// Start of a record that reached over the end of a chunk.
    carry: Vec<u8>,
    /// Whether the last record given was the carry.
    carry_given: bool,
    /// Position of `chunk[at]` in the file.
    position: u64,
    /// Where the current record starts in the file.
    record_start: u64,
    /// Records that start here or later belong to the next range.
    end: u64,
    in_record: bool,
    /// The bytes up to the next terminator belong to the range before.
    skipping: bool,
    /// The last record ended with `\r`: a `\n` belongs to it.
    after_return: bool,
    finished: bool,
}

impl Records {
    /// Records that start in `start..end`; the first byte pushed must be that at `start - 1`, or at 0.
    pub fn new(delimiter: Option<u8>, start: u64, end: u64) -> Self {
        Self {
            delimiter,
            chunk: Bytes::new(),
            at: 0,
            carry: Vec::new(),
            carry_given: false,
            position: start.saturating_sub(1),
            record_start: start,
            end,
            in_record: false,
            skipping: start > 0,
            after_return: false,
            finished: false,
        }
    }

    /// Adds bytes; all earlier ones must have been used up.
    pub fn push(&mut self, chunk: Bytes) {
        self.chunk = chunk;
        self.at = 0;
        if self.position == 0 && !self.skipping && self.chunk.starts_with(BYTE_ORDER_MARK) {
            self.advance(BYTE_ORDER_MARK.len());
            // The mark is the start of the first record: the range that has it owns that record.
            self.in_record = self.end > 0;
        }
    }

    /// Says that the stream has ended.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// The next record.
    pub fn next(&mut self) -> Next<'_> {
        if std::mem::take(&mut self.carry_given) {
            self.carry.clear();
        }
        loop {
            if self.after_return {
                match self.chunk.get(self.at) {
                    Some(b'\n') => self.advance(1),
                    Some(_) => {}
                    None if self.finished => {}
                    None => return Next::NeedInput,
                }
                self.after_return = false;
            }
            if !self.in_record && !self.skipping {
                if self.position >= self.end {
                    return Next::End;
                }
                if self.at == self.chunk.len() {
                    return if self.finished { Next::End } else { Next::NeedInput };
                }
                self.in_record = true;
                self.record_start = self.position;
            }
            let rest = &self.chunk[self.at..];
            let found = match self.delimiter {
                Some(delimiter) => memchr(delimiter, rest),
                None => memchr2(b'\n', b'\r', rest),
            };
            let length = found.unwrap_or(rest.len());
            if !self.skipping && self.carry.len() + length > MAX_RECORD {
                return Next::TooLong(self.record_start);
            }
            let Some(found) = found else {
                if !self.skipping {
                    self.carry.extend_from_slice(rest);
                }
                self.advance(length);
                if !self.finished {
                    return Next::NeedInput;
                }
                if self.skipping || !std::mem::take(&mut self.in_record) {
                    return Next::End;
                }
                // The last record need not end with a terminator.
                self.carry_given = true;
                return Next::Record(&self.carry);
            };
            let start = self.at;
            self.after_return = self.delimiter.is_none() && rest[found] == b'\r';
            self.advance(found + 1);
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            self.in_record = false;
            if self.carry.is_empty() {
                return Next::Record(&self.chunk[start..start + found]);
            }
            self.carry.extend_from_slice(&self.chunk[start..start + found]);
            self.carry_given = true;
            return Next::Record(&self.carry);
        }
    }

    /// Where the record given last starts in the (uncompressed) file.
    pub fn record_start(&self) -> u64 {
        self.record_start
    }

    fn advance(&mut self, bytes: usize) {
        self.at += bytes;
        self.position += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All records of a range of `text`, pushed in chunks of `chunk` bytes.
    fn cut(text: &[u8], delimiter: Option<u8>, start: usize, end: usize, chunk: usize) -> Vec<Vec<u8>> {
        let mut records = Records::new(delimiter, start as u64, end as u64);
        let mut input = text[start.saturating_sub(1)..].chunks(chunk);
        let mut found = Vec::new();
        loop {
            match records.next() {
                Next::Record(record) => found.push(record.to_vec()),
                Next::NeedInput => match input.next() {
                    Some(chunk) => records.push(Bytes::copy_from_slice(chunk)),
                    None => records.finish(),
                },
                Next::End => return found,
                Next::TooLong(_) => panic!("no record is too long here"),
            }
        }
    }

    fn whole(text: &str) -> Vec<String> {
        let found = cut(text.as_bytes(), None, 0, text.len(), 1024);
        found.into_iter().map(|record| String::from_utf8(record).unwrap()).collect()
    }

    #[test]
    fn all_line_ends_count() {
        assert_eq!(whole("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(whole("a\n\nb\r\r\nc\n"), ["a", "", "b", "", "c"]);
        assert_eq!(whole("\n"), [""]);
        assert_eq!(whole(""), [] as [&str; 0]);
        assert_eq!(whole("\u{feff}a\n\u{feff}b"), ["a", "\u{feff}b"]);
    }

    #[test]
    fn a_delimiter_replaces_line_ends() {
        assert_eq!(cut(b"a\n;b;;c", Some(b';'), 0, 7, 3), [&b"a\n"[..], b"b", b"", b"c"]);
    }

    #[test]
    fn any_split_and_any_chunking_gives_the_same_records() {
        let texts: [&[u8]; 6] = [
            b"a\nbb\r\nccc\rdddd\n\n\r\n\r\re",
            b"\n\n\n",
            b"\r\n\r\n\r\n",
            b"no end",
            b"\rx\n\ry\r",
            b"\xef\xbb\xbfa\nb",
        ];
        for text in texts {
            for delimiter in [None, Some(b'\n'), Some(b'c')] {
                let expected = cut(text, delimiter, 0, text.len(), 1024);
                for chunk in 1..4 {
                    for first in 0..=text.len() {
                        for second in first..=text.len() {
                            // The mark at the start of a file is told by the first chunk.
                            let chunk = if text.starts_with(BYTE_ORDER_MARK) { 3 } else { chunk };
                            let mut found = cut(text, delimiter, 0, first, chunk);
                            found.extend(cut(text, delimiter, first, second, chunk));
                            found.extend(cut(text, delimiter, second, text.len(), chunk));
                            assert_eq!(found, expected, "{text:?} {delimiter:?} at {first} and {second}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn records_have_a_limit() {
        let mut records = Records::new(None, 0, u64::MAX);
        records.push(Bytes::from_static(b"x\n"));
        assert_eq!(records.next(), Next::Record(b"x"));
        let chunk = Bytes::from(vec![b'y'; MAX_RECORD]);
        assert_eq!(records.next(), Next::NeedInput);
        records.push(chunk.clone());
        assert_eq!(records.next(), Next::NeedInput);
        records.push(chunk);
        assert_eq!(records.next(), Next::TooLong(2));
    }
}
