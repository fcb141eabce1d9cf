//! A file of the index: a script that passes data to the search.

use serde_json::Value;

use crate::script::write_harmless;

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder of the index, without `.js`.
    pub name: String,
    /// The script.
    pub text: String,
}

impl File {
    /// The script that passes this JSON. Names contain nothing that JSON would escape.
    pub(super) fn new(name: String, data: &str) -> Self {
        Self::with(name, data.len(), |text| write_harmless(data, text))
    }

    /// Does the same with data that `write` writes: about `size` bytes of JSON that is safe inside a script.
    pub(super) fn with(name: String, size: usize, write: impl FnOnce(&mut String)) -> Self {
        let mut text = String::with_capacity(size + name.len() + 32);
        text.extend(["allotmentSearch.shard(\"", &name, "\","]);
        write(&mut text);
        text.push_str(")\n");
        Self { name, text }
    }

    /// The data that it passes; `None` if the file is damaged.
    pub(super) fn data(&self) -> Option<Value> {
        let list = self.text.trim_end().strip_prefix("allotmentSearch.shard(")?.strip_suffix(')')?;
        match serde_json::from_str(&format!("[{list}]")).ok()? {
            Value::Array(mut both) => both.pop(),
            _ => None,
        }
    }
}
