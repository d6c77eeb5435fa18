//! See [`polias_analyzer_fuzz::lexer_parser`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| polias_analyzer_fuzz::lexer_parser(bytes));
