//! A file of the index: a script that hands over some data.

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
    /// The script that hands over some data, which is JSON. Names have nothing in them that JSON would escape.
    pub(super) fn new(name: String, data: &str) -> Self {
        Self::with(name, data.len(), |text| write_harmless(data, text))
    }

    /// The same with what writes the data, of about so many bytes, as JSON that is harmless.
    pub(super) fn with(name: String, size: usize, write: impl FnOnce(&mut String)) -> Self {
        let mut text = String::with_capacity(size + name.len() + 32);
        text.extend(["allotmentSearch.shard(\"", &name, "\","]);
        write(&mut text);
        text.push_str(")\n");
        Self { name, text }
    }

    /// The data that it hands over; `None` if it is damaged.
    pub(super) fn data(&self) -> Option<Value> {
        let list = self.text.trim_end().strip_prefix("allotmentSearch.shard(")?.strip_suffix(')')?;
        match serde_json::from_str(&format!("[{list}]")).ok()? {
            Value::Array(mut both) => both.pop(),
            _ => None,
        }
    }
}
