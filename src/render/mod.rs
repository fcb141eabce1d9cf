//! Rendering: pages to bytes.

pub mod feed;
pub mod sitemap;
pub mod view;
