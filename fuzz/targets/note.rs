//! One note, from its bytes to what is parsed from it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::note(bytes));
