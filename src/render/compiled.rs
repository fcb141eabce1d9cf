//! Pages by the built-in templates, without the template engine.
//!
//! The build script makes a function of each template that a garden has many pages of; they write from the views
//! what the engine would write, to the byte, in a tenth of its time. What is written here is what those functions
//! need: how things are shown ([`Show`]) and when they are there ([`Present`]), by the rules of the engine. A garden
//! with templates of its own does not come here.

use std::borrow::Cow;

use pulldown_cmark_escape::escape_html;

use super::view::{self, Html};
use crate::theme::{Addresses, Words};

/// What templates know besides the view of their page.
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
    use super::{Around, number, present, show, text, view};

    include!(concat!(env!("OUT_DIR"), "/templates.rs"));
}

pub(in crate::render) use templates::{backlinks, day, list, neighbour, note, wanted, words};

/// What `{{ … }}` writes.
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

/// What `{% if … %}` asks for: whether there is something, and what.
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

/// Views are never empty.
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

/// The number that a phrase is for.
fn number(number: &usize) -> usize {
    *number
}

/// Text that is looked at before it is shown.
fn text(text: &(impl AsRef<str> + ?Sized)) -> &str {
    text.as_ref()
}

impl view::Link<'_> {
    /// `link.count is defined`: it is not.
    #[allow(clippy::unused_self, reason = "templates ask it of tags, which are counted")]
    fn count(&self) -> Option<usize> {
        None
    }
}

impl view::Counted<'_> {
    /// `tag.count is defined`: it is.
    fn count(&self) -> Option<usize> {
        Some(self.count)
    }
}
