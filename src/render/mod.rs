//! From the garden to bytes: bodies, backlinks in context, pages, feeds and the sitemap.
//!
//! [`page`] is the entry point: a page with its inputs. [`view`] holds the only structs that
//! templates see. Nothing here looks anything up in the garden.

pub mod canvas;
mod compiled;
pub mod context;
pub mod feed;
pub mod frame;
pub mod html;
mod nearby;
pub mod page;
pub mod sitemap;
pub mod view;
mod wide;
