//! Reads front matter; the only place that calls the YAML library.
//!
//! [`parse`] reads a text that `prescan` accepted, and returns scalars as the author wrote them, without their places in
//! the file.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::plain;
use super::value::{Text, Value};

/// Why front matter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParseError {
    /// The message of the library.
    pub message: String,
    /// The byte of the text at which it noticed.
    pub at: usize,
    /// Whether it is well-formed, but grows beyond all measure through references.
    pub multiplies: bool,
}

/// A text has no more values than bytes, except through references: this many more are allowed.
const REFERRED_VALUES: usize = 1000;

/// Reads YAML, or JSON if the text is JSON.
pub(super) fn parse(text: &str) -> Result<Value, ParseError> {
    plain::read(text).map_or_else(|| parse_yaml(text), Ok)
}

/// Does the same with the library alone.
pub(super) fn parse_yaml(text: &str) -> Result<Value, ParseError> {
    let seed = Seed { left: &Cell::new(text.len() + REFERRED_VALUES), odd: &Cell::new(false) };
    match seed.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(mut value) => {
            if seed.odd.get() {
                let mut written = value.clone();
                // The same text was just read, so this fails only if the types disagree: then the first reading is
                // kept.
                if AsWritten(&mut written).deserialize(serde_yaml::Deserializer::from_str(text)).is_ok() {
                    value = written;
                }
            }
            Ok(value)
        }
        Err(_) if seed.left.get() == 0 => Err(multiplies()),
        Err(error) if text.trim_start().starts_with('{') => {
            parse_json(text).map_err(|json| if json.multiplies { yaml_error(text, &error) } else { json })
        }
        Err(error) => Err(yaml_error(text, &error)),
    }
}

fn multiplies() -> ParseError {
    ParseError { message: String::new(), at: 0, multiplies: true }
}

fn yaml_error(text: &str, error: &serde_yaml::Error) -> ParseError {
    let message = error.to_string();
    if message.contains("repetition limit") {
        return multiplies();
    }
    // The library counts characters, not bytes.
    let at = error.location().and_then(|place| text.char_indices().nth(place.index())).map_or(text.len(), |(at, _)| at);
    ParseError { message, at, multiplies: false }
}

/// JSON has escapes that YAML does not support, such as surrogate pairs.
fn parse_json(text: &str) -> Result<Value, ParseError> {
    let seed = Seed { left: &Cell::new(text.len() + REFERRED_VALUES), odd: &Cell::new(false) };
    let mut json = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut json).and_then(|value| json.end().map(|()| value)).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        ParseError { message, at, multiplies: false }
    })
}

/// Reads any value, with scalars as text.
#[derive(Clone, Copy)]
struct Seed<'c> {
    /// How many more values are allowed.
    left: &'c Cell<usize>,
    /// Set if the library turned a text into a number or boolean: `True`, `1.10`, `0x1F`.
    odd: &'c Cell<bool>,
}

impl Seed<'_> {
    fn odd(self, value: impl fmt::Display) -> Value {
        self.odd.set(true);
        Value::Text(Text { text: value.to_string(), span: 0..0 })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.left.set(self.left.get().saturating_sub(1));
        if self.left.get() == 0 {
            return Err(D::Error::custom("too many values"));
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(if text.is_empty() { Value::Empty } else { Value::Text(Text { text: text.to_owned(), span: 0..0 }) })
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(self.odd(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Empty)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key_seed(self)? {
            // A list or map as key (`{{title}}`) has no name to look up.
            let key = if let Value::Text(key) = key { key } else { Text::default() };
            pairs.push((key, map.next_value_seed(self)?));
        }
        Ok(Value::Map(pairs))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_, value) = tagged.variant_seed(std::marker::PhantomData::<IgnoredAny>)?;
        value.newtype_variant_seed(self)
    }
}

/// Reads the same text again to get the scalars of a value as written.
struct AsWritten<'v>(&'v mut Value);

impl<'de> DeserializeSeed<'de> for AsWritten<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            Value::Empty => from.deserialize_ignored_any(IgnoredAny).map(|_| ()),
            Value::Text(text) => from.deserialize_str(Scalar(&mut text.text)),
            Value::List(_) => from.deserialize_seq(self),
            Value::Map(_) => from.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for AsWritten<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("the same value again")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Value::List(items) = self.0 {
            for item in items {
                list.next_element_seed(AsWritten(item))?;
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Value::Map(pairs) = self.0 {
            for (key, value) in pairs {
                if key.text.is_empty() {
                    map.next_key::<IgnoredAny>()?;
                } else {
                    map.next_key_seed(Scalar(&mut key.text))?;
                }
                map.next_value_seed(AsWritten(value))?;
            }
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Reads a scalar as written.
struct Scalar<'v>(&'v mut String);

impl<'de> DeserializeSeed<'de> for Scalar<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Scalar<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        text.clone_into(self.0);
        Ok(())
    }
}
