//! The note language beyond the conformance cases: what plugins and other files of the app bring into notes.

mod canvases;
mod diagrams;
mod fields;
mod files;
mod plugins;
