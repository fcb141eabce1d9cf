//! A few notes, and what their links lead to.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::links(bytes));
