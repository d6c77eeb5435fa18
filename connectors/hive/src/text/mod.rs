//! Text files: from the bytes of an object to batches of rows.
//!
//! An object is read in chunks (`chunks`), decompressed by its extension (`decompression`, `blocks`), cut
//! into records (`lines`) and decoded by the table's SerDe ([`crate::serde`]) in one streaming pass
//! (`opener`); [`TextSource`] is what DataFusion plans with. Memory is bounded by a few chunks, one record
//! and one batch. Must never read but through the object store DataFusion hands over (it counts the bytes),
//! and never give fewer rows than a file has: what cannot be read is an error that names the file.

mod blocks;
mod chunks;
mod decompression;
mod lines;
mod opener;
mod ranges;
mod source;
#[cfg(test)]
mod tests;

pub(crate) use source::TextSource;
