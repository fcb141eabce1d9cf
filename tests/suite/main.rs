//! What must hold of whole gardens: the note language, the laws, privacy, robustness, tidiness.
//!
//! Everything here goes through the stages that the command goes through, mostly in memory: see
//! [`garden::GardenTest`]. What a single module promises is tested beside that module.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may stop, and says what it skipped")]

mod conformance;
mod garden;
mod html;
mod laws;
mod random;
mod references;
