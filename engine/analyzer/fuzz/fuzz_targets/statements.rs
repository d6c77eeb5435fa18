//! See [`polias_analyzer_fuzz::batch`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polias_analyzer_fuzz::batch(bytes));
