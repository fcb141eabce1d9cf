//! The values of front matter: texts, lists and maps.
//!
//! A [`Value`] holds scalars as the author wrote them: `1984`, `true` and `010203` are texts, since most of them are
//! meant as a title, a tag or a date. Here nothing is read: `yaml` makes values, and `layout` adds their places.

use std::ops::Range;

/// A scalar as text, and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What the author wrote, without quotes and escapes.
    pub text: String,
    /// Its bytes in the file, without quotes. If the file does not have exactly this text (escapes, folded lines), the
    /// bytes of the line it starts on.
    pub span: Range<usize>,
}

/// A value of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `null`, `~` or an empty text: treated as absent.
    Empty,
    /// Any other scalar.
    Text(Text),
    /// A list.
    List(Vec<Value>),
    /// A map in the order as written, including repeated keys.
    Map(Vec<(Text, Value)>),
}

impl Value {
    /// The text of a scalar without surrounding blanks; `None` for an empty one and for other values.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Calls `visit` with every scalar and key, in the order as written.
    pub(super) fn visit_texts<'v>(&'v self, visit: &mut impl FnMut(&'v Text)) {
        match self {
            Value::Empty => {}
            Value::Text(text) => visit(text),
            Value::List(items) => items.iter().for_each(|item| item.visit_texts(visit)),
            Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                visit(key);
                value.visit_texts(visit);
            }),
        }
    }

    /// Does the same with mutable texts.
    pub(super) fn visit_texts_mut(&mut self, visit: &mut impl FnMut(&mut Text)) {
        match self {
            Value::Empty => {}
            Value::Text(text) => visit(text),
            Value::List(items) => items.iter_mut().for_each(|item| item.visit_texts_mut(visit)),
            Value::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
                visit(key);
                value.visit_texts_mut(visit);
            }),
        }
    }
}
