//! A few notes, and the resolution of their links.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::links(bytes));
