//! What must hold for whole gardens: the note language, the laws, privacy, robustness, tidiness.
//!
//! Everything here goes through the same stages as in the program, in memory where the disk does not matter:
//! see [`garden::GardenTest`]. What a single module guarantees is tested beside it.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may stop, and says what it skipped")]

mod circles;
mod citations;
mod conformance;
mod differential;
mod docs;
mod feeds;
mod front_matter;
mod garden;
mod graph;
mod html;
mod language;
mod languages;
mod laws;
mod lists;
mod mentions;
mod messages;
mod people;
mod privacy;
mod random;
mod references;
mod robustness;
mod search;
mod search_pages;
mod search_parts;
mod tidy;
mod time;
mod views;
