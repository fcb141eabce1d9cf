//! The laws: same input, same bytes; no dead or absolute address; an incremental build is a clean
//! build; a page does not grow with the garden.

mod incremental;
mod inventory;
mod live;
mod references;
mod same_bytes;
mod size;
