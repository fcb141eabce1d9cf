//! Checks the committed JSON schemas against the types that they describe. Tests only.
//!
//! `UPDATE_SCHEMAS=1 cargo test schema` regenerates them.

use std::fs;
use std::path::Path;

/// Compares a schema with the committed file, or writes that file if `UPDATE_SCHEMAS` is set.
pub(crate) fn assert_committed(path: &str, schema: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(file.parent().expect("the schema is in a folder")).expect("the folder can be made");
        fs::write(&file, schema).expect("the schema can be written");
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == schema, "{path} is out of date: run UPDATE_SCHEMAS=1 cargo test schema");
}
