//! From the garden to bytes.

pub mod context;
pub mod feed;
pub mod html;
pub mod page;
pub mod sitemap;
pub mod view;
