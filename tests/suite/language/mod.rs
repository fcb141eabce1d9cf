//! The note language beyond the conformance cases: what plugins and other files of Obsidian bring into notes.

mod canvases;
mod diagrams;
mod fields;
mod files;
mod plugins;
