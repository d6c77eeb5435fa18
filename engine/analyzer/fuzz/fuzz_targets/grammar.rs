//! See [`polias_analyzer_fuzz::grammar`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polias_analyzer_fuzz::grammar(bytes));
