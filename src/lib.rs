//! allotment: a static site generator for knowledge gardens.
//!
//! The stages, each a function from values to values: [`source::scan`] finds the files of a garden, [`note::read`()]
//! reads a note, [`site::grow`] resolves the garden and plans its pages, [`site::build`] makes the pages, and
//! [`output`] writes them to disk. [`commands`] combines the stages for the command line. Findings about
//! notes are [`diagnostic::Diagnostic`]s; a note never fails a build. ARCHITECTURE.md has an overview and the laws.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod diagram;
pub mod entity;
pub mod garden;
pub mod graph;
pub mod hash;
pub mod highlight;
pub mod math;
pub mod mention;
pub mod note;
pub mod output;
pub mod path;
pub mod recent;
pub mod render;
pub mod script;
pub mod search;
pub mod serve;
pub mod site;
pub mod source;
pub mod tally;
pub mod theme;
pub mod watch;

#[cfg(test)]
mod schema_test;
