//! allotment: a static site generator for knowledge gardens.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod hash;
pub mod path;

#[cfg(test)]
mod schema_test;
