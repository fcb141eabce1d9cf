//! Notes: one file's text to what its author wrote.

pub mod date;
pub mod front_matter;
pub mod header;
pub mod tag;
