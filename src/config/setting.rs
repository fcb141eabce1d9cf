//! How settings are read: the trait of all types of values, and the three macros that declare them.
//!
//! [`settings!`] declares a table of `site.toml`, [`words!`] a value that is one of a few words, [`text!`] a string
//! of a certain form. Each declaration is the only source of a key: its name, type, default and documentation. The
//! keys themselves are declared in the parent module.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::Reader;
pub use super::reader::Unfit;
pub(super) use super::reader::dotted;

/// A value of `site.toml`, or a table of them.
pub(super) trait Setting: Sized {
    /// What the value must be: the continuation of "needs …".
    const NEEDS: &'static str;

    /// Reads the value of `key` (dotted, from the root). Returns `None` if it does not fit, after recording
    /// that in the reader.
    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self>;

    /// Adds the keys of this setting with their documentation.
    fn keys(key: &str, doc: &str, keys: &mut Vec<Key>) {
        keys.push(Key { name: key.to_owned(), doc: doc.to_owned() });
    }
}

/// A key of `site.toml` that has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its dotted name from the root, such as `theme.accent`.
    pub name: String,
    /// What it does, on one line.
    pub doc: String,
}

impl Reader<'_> {
    /// Reads the value of a key in a table, if the key is present and its value fits.
    pub(super) fn field<T: Setting>(&mut self, table_key: &str, table: &DeTable<'_>, name: &str) -> Option<T> {
        let value = table.get(name)?;
        T::read(&dotted(table_key, name), value, self)
    }
}

/// Joins the lines of a doc comment.
pub(super) fn one_line(doc: &[&str]) -> String {
    doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

/// Declares a table of `site.toml`: a struct whose fields are the keys.
macro_rules! settings {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $( $(#[doc = $doc:literal])+ pub $field:ident: $type:ty = $default:expr, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $crate::config::setting::Setting for $name {
            const NEEDS: &'static str = "a table";

            fn read(
                key: &str,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                reader: &mut $crate::config::reader::Reader<'_>,
            ) -> Option<Self> {
                let table = reader.table(key, value, &[$( stringify!($field) ),+])?;
                Some(Self { $( $field: reader.field(key, table, stringify!($field)).unwrap_or_else(|| $default), )+ })
            }

            fn keys(key: &str, _doc: &str, keys: &mut Vec<$crate::config::setting::Key>) {
                use $crate::config::setting::{Setting, dotted, one_line};
                $( <$type as Setting>::keys(&dotted(key, stringify!($field)), &one_line(&[$( $doc ),+]), keys); )+
            }
        }
    };
}

/// Declares a value that is one of a few words.
macro_rules! words {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident {
            $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal, )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name {
            $( $(#[doc = $doc])+ #[serde(rename = $word)] $variant, )+
        }

        impl $crate::config::setting::Setting for $name {
            const NEEDS: &'static str = "a word in quotes";

            fn read(
                key: &str,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                reader: &mut $crate::config::reader::Reader<'_>,
            ) -> Option<Self> {
                reader.word(key, value, &[$( ($word, Self::$variant) ),+])
            }
        }
    };
}

/// Declares a string of a certain form. `$fit` returns the text in its canonical spelling, or why it does not fit.
macro_rules! text {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident($fit:path);
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Accepts a text if it has the required form.
            pub fn new(text: &str) -> Result<Self, $crate::config::Unfit> {
                $fit(text).map(Self)
            }

            /// Returns the text in its canonical spelling.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::config::Unfit;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl $crate::config::setting::Setting for $name {
            const NEEDS: &'static str = "text in quotes";

            fn read(
                key: &str,
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                reader: &mut $crate::config::reader::Reader<'_>,
            ) -> Option<Self> {
                let written = reader.source(value.span());
                if let (None, Err(unfit)) = (value.get_ref().as_str(), Self::new(written)) {
                    // Quotes alone would not make it right: an example does.
                    let $crate::config::Unfit { help, meant, .. } = unfit;
                    reader.wrong_type_with(key, value, Self::NEEDS, &help, meant);
                    return None;
                }
                let text = reader.text(key, value, Self::NEEDS)?;
                reader.fits(key, value.span(), Self::new(text))
            }
        }
    };
}

pub(super) use {settings, text, words};

impl Setting for String {
    const NEEDS: &'static str = "text in quotes";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        reader.text(key, value, Self::NEEDS).map(str::to_owned)
    }
}

impl Setting for bool {
    const NEEDS: &'static str = "true or false";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let read = value.get_ref().as_bool();
        if read.is_none() {
            // People often write true as `"yes"` or "on".
            let meant = match value.get_ref() {
                DeValue::String(text) => match text.to_lowercase().as_str() {
                    "true" | "yes" | "on" => Some("true"),
                    "false" | "no" | "off" => Some("false"),
                    _ => None,
                },
                _ => None,
            };
            reader.wrong_type(key, value, Self::NEEDS, meant.map(str::to_owned));
        }
        read
    }
}

impl<T: Setting> Setting for Option<T> {
    const NEEDS: &'static str = T::NEEDS;

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(key, value, reader).map(Some)
    }
}

impl<T: Setting> Setting for Vec<T> {
    const NEEDS: &'static str = "a list in square brackets";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = value.get_ref().as_array() else {
            let alone = value.get_ref().as_str().map(|_| format!("[{}]", reader.source(value.span())));
            reader.wrong_type(key, value, Self::NEEDS, alone);
            return None;
        };
        Some(list.iter().filter_map(|item| T::read(key, item, reader)).collect())
    }
}

/// Returns the line, from 1, of every key that a file sets, by dotted name.
pub(super) fn lines(text: &str, table: &DeTable<'_>) -> BTreeMap<String, u32> {
    fn walk(prefix: &str, table: &DeTable<'_>, starts: &[usize], lines: &mut BTreeMap<String, u32>) {
        for (key, value) in table {
            let name = dotted(prefix, key.get_ref());
            let Range { start, .. } = key.span();
            let line = starts.partition_point(|line| *line <= start) as u32;
            if let Some(table) = value.get_ref().as_table() {
                walk(&name, table, starts, lines);
            }
            lines.insert(name, line);
        }
    }
    let starts: Vec<usize> =
        std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
    let mut lines = BTreeMap::new();
    walk("", table, &starts, &mut lines);
    lines
}
