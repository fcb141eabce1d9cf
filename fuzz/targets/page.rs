//! A few notes, from their bytes to the bytes of the site.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::page(bytes));
