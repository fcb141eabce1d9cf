//! Renders pages with the built-in templates, without the template engine.
//!
//! The build script turns each template of which a garden has many pages into a function. These functions write
//! exactly the bytes that the engine would write, in a tenth of the time. This module has what those functions
//! need: how values are written ([`Show`]) and when they count as present ([`Present`]), by the rules of the engine.
//! Gardens with templates of their own don't use it.

use std::borrow::Cow;

use pulldown_cmark_escape::escape_html;

use super::view::{self, Html};
use crate::theme::{Addresses, Words, without};

/// What templates can access besides the view of their page.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// `site`.
    pub(super) site: &'a view::Site<'a>,
    /// `frame`.
    pub(super) frame: &'a view::Frame,
    /// `words`.
    pub(super) words: &'a Words,
    /// `theme`.
    pub(super) theme: &'a Addresses,
}

#[allow(unused, clippy::all, clippy::pedantic, reason = "nobody wrote it")]
mod templates {
    use super::{Around, number, present, show, text, view, without};

    include!(concat!(env!("OUT_DIR"), "/templates.rs"));
}

pub(in crate::render) use templates::{backlinks, day, list, neighbour, note, wanted, words};

/// How `{{ … }}` writes a value.
trait Show {
    fn show(&self, out: &mut String);
}

fn show(shown: &(impl Show + ?Sized), out: &mut String) {
    shown.show(out);
}

impl<T: Show + ?Sized> Show for &T {
    fn show(&self, out: &mut String) {
        (**self).show(out);
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, out: &mut String) {
        if let Some(shown) = self {
            shown.show(out);
        }
    }
}

impl Show for Html {
    fn show(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl Show for str {
    fn show(&self, out: &mut String) {
        // Writing to a string can't fail.
        let _ = escape_html(out, self);
    }
}

impl Show for String {
    fn show(&self, out: &mut String) {
        self.as_str().show(out);
    }
}

impl Show for Cow<'_, str> {
    fn show(&self, out: &mut String) {
        (**self).show(out);
    }
}

/// How `{% if … %}` tests a value: returns its content if it is present.
trait Present {
    type There: ?Sized;

    fn present(&self) -> Option<&Self::There>;
}

fn present<T: Present + ?Sized>(asked: &T) -> Option<&T::There> {
    asked.present()
}

impl<T: Present + ?Sized> Present for &T {
    type There = T::There;

    fn present(&self) -> Option<&T::There> {
        (**self).present()
    }
}

impl<T: Present> Present for Option<T> {
    type There = T::There;

    fn present(&self) -> Option<&T::There> {
        self.as_ref()?.present()
    }
}

impl<T> Present for [T] {
    type There = [T];

    fn present(&self) -> Option<&[T]> {
        Some(self).filter(|all| !all.is_empty())
    }
}

impl<T> Present for Vec<T> {
    type There = [T];

    fn present(&self) -> Option<&[T]> {
        self.as_slice().present()
    }
}

impl Present for str {
    type There = str;

    fn present(&self) -> Option<&str> {
        Some(self).filter(|text| !text.is_empty())
    }
}

impl Present for String {
    type There = str;

    fn present(&self) -> Option<&str> {
        self.as_str().present()
    }
}

impl Present for Cow<'_, str> {
    type There = str;

    fn present(&self) -> Option<&str> {
        (**self).present()
    }
}

impl Present for Html {
    type There = Html;

    fn present(&self) -> Option<&Html> {
        Some(self).filter(|html| !html.0.is_empty())
    }
}

impl Present for bool {
    type There = bool;

    fn present(&self) -> Option<&bool> {
        Some(self).filter(|holds| **holds)
    }
}

/// Views always count as present.
macro_rules! always_present {
    ($($view:ty),* $(,)?) => {$(
        impl Present for $view {
            type There = Self;

            fn present(&self) -> Option<&Self> {
                Some(self)
            }
        }
    )*};
}

always_present![
    view::Backlinks<'_>,
    view::Calendar<'_>,
    view::Date<'_>,
    view::Day<'_>,
    view::Folder<'_>,
    view::Link<'_>,
    view::Mentions<'_>,
    view::More,
    view::Nearby<'_>,
    view::NoteHistory<'_>,
    view::Pages,
    view::Stage<'_>,
];

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Show for $number {
            fn show(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }

        impl Present for $number {
            type There = Self;

            fn present(&self) -> Option<&Self> {
                Some(self).filter(|number| **number != 0)
            }
        }
    )*};
}

numbers![i8, u8, i32, usize];

/// The number that a phrase is counted by.
fn number(number: &usize) -> usize {
    *number
}

/// Text that a template compares before it writes it.
fn text(text: &(impl AsRef<str> + ?Sized)) -> &str {
    text.as_ref()
}

impl view::Link<'_> {
    /// `link.count is defined`: it is not, for plain links.
    #[allow(clippy::unused_self, reason = "templates ask it of tags, which are counted")]
    fn count(&self) -> Option<usize> {
        None
    }
}

impl view::Counted<'_> {
    /// `tag.count is defined`: it is, for counted links.
    fn count(&self) -> Option<usize> {
        Some(self.count)
    }
}
