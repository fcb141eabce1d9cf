//! One note, from its bytes to its facts.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::note(bytes));
