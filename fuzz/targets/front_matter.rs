//! Front matter at the start of a note.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| allotment_fuzz::front_matter(bytes));
