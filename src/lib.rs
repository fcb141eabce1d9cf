//! allotment: a static site generator for knowledge gardens.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod garden;
pub mod hash;
pub mod highlight;
pub mod math;
pub mod note;
pub mod output;
pub mod path;
pub mod render;
pub mod site;
pub mod source;
pub mod theme;

#[cfg(test)]
mod schema_test;
