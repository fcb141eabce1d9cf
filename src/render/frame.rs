//! The frame of a page: what surrounds its main part and is the same on many pages.
//!
//! [`Frames::of`] renders it once for all pages that share it, which are nearly all pages of a folder. It
//! depends on the theme, the site and a few fields of the page's shell, but on no note. [`neighbour`] renders a note
//! for the rails of all pages of its folder.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::compiled;
use super::view::{self, Html};
use crate::diagnostic::Diagnostic;
use crate::theme::{Shared, Template, Theme};

/// The frames rendered so far, for one site with one theme.
#[derive(Debug, Default)]
pub struct Frames(RwLock<HashMap<Key, Arc<Written>>>);

/// A rendered frame.
#[derive(Debug)]
pub struct Written {
    /// The view.
    pub view: view::Frame,
    /// The view in the form that the template engine takes.
    pub shared: Shared,
}

/// What a frame depends on.
#[derive(PartialEq, Eq, Hash, Debug)]
struct Key {
    root: String,
    place: &'static str,
    /// The title, for kinds of pages whose frames depend on it (lenses); otherwise empty.
    title: String,
    at_top: bool,
    needs: [bool; 4],
}

impl Frames {
    /// Returns the frame of a page. Errors point to a place in the theme.
    pub fn of(&self, theme: &Theme, site: &Shared, shell: &view::Shell<'_>) -> Result<Arc<Written>, Vec<Diagnostic>> {
        let key = Key {
            root: shell.root.clone(),
            place: shell.place,
            title: if shell.place == "lens" { shell.title.clone().into_owned() } else { String::new() },
            at_top: shell.rail.at_top,
            needs: [shell.code, shell.math, shell.callouts, shell.diagram],
        };
        if let Some(written) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(written.clone());
        }
        let written = Arc::new(write(theme, site, &key)?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key, written.clone());
        Ok(written)
    }
}

/// Renders a note for the rails of its folder. Errors point to a place in the theme.
pub fn neighbour(theme: &Theme, site: &Shared, view: &view::Neighbour<'_>) -> Result<String, Vec<Diagnostic>> {
    if !theme.has_own_templates() {
        let mut out = String::new();
        compiled::neighbour(view, &mut out);
        return Ok(out);
    }
    let mut bytes = Vec::new();
    theme.render(Template::Neighbour, &[("site", site)], view, &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write(theme: &Theme, site: &Shared, key: &Key) -> Result<Written, Vec<Diagnostic>> {
    let [code, math, callouts, diagram] = key.needs;
    let (root, place, title) = (&key.root, key.place, &key.title);
    let page = view::FramePage { root, place, title, at_top: key.at_top, code, math, callouts, diagram };
    let html = |template| {
        let mut bytes = Vec::new();
        theme.render(template, &[("site", site)], &page, &mut bytes)?;
        Ok::<_, Vec<Diagnostic>>(Html(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let view = view::Frame {
        head: html(Template::FrameHead)?,
        top: html(Template::FrameTop)?,
        menu: html(Template::FrameMenu)?,
    };
    Ok(Written { shared: Shared::new(&view), view })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{self, Choice};

    #[test]
    fn a_neighbour_is_written_as_the_engine_writes_it() {
        let choice =
            Choice { folder: None, name: "default", language: "en", accent: None, font: "sans", side_notes: false };
        let theme = theme::load(&choice).expect("the theme loads");
        let site = Shared::new(&());
        for current in [false, true] {
            let view = view::Neighbour { title: "A & <b> \"c\" it's".into(), href: "a%20b.html?c&\"d".into(), current };
            let mut bytes = Vec::new();
            theme.render(Template::Neighbour, &[("site", &site)], &view, &mut bytes).expect("the template renders");
            assert_eq!(neighbour(&theme, &site, &view).ok(), String::from_utf8(bytes).ok());
        }
    }
}
