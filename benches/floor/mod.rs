//! The floor: the work that no builder of such a site can avoid.
//!
//! [`build`] reads every note, parses it and writes one page for each into a flat folder, on all processors,
//! and does nothing else: no links, no lists, no templates. The time of a real build is given as a multiple of
//! this, which is comparable between fast and slow machines.

use std::path::{Path, PathBuf};
use std::{fs, io};

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;

/// Bytes of markup around every page.
const CHROME: usize = 2_000;

/// Builds the notes in `content` to pages in the new folder `output`.
pub(crate) fn build(content: &Path, output: &Path) -> io::Result<()> {
    let mut notes = Vec::new();
    collect(content, &mut notes)?;
    fs::create_dir_all(output)?;
    notes.par_iter().enumerate().try_for_each_init(String::new, |page, (number, note)| {
        let text = fs::read_to_string(note)?;
        page.clear();
        page.extend(std::iter::repeat_n(' ', CHROME));
        html::push_html(page, Parser::new_ext(body(&text), options()));
        fs::write(output.join(format!("{number}.html")), &page)
    })
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_WIKILINKS
}

fn collect(folder: &Path, notes: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), notes)?;
        } else {
            notes.push(entry.path());
        }
    }
    Ok(())
}

/// Returns the text after the front matter.
fn body(text: &str) -> &str {
    let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
    end.map_or(text, |end| &text[end + 9..])
}
