//! The changes of `allotment check --fix`: made whole or not at all, and only where the text still is what was checked.
//!
//! [`apply`] takes the findings of a check and changes the notes. It applies only fixes that are marked
//! [`Fix::safe`], never suggestions. A file is written beside the old one and renamed over it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::Failure;
use crate::diagnostic::{Diagnostic, Fix, Location};
use crate::note;
use crate::path::SourcePath;

/// What was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Places that were changed, in the order of the files and of the places in them.
    pub places: Vec<Place>,
    /// Files with changes.
    pub files: usize,
    /// Fixes that were not applied, because they overlap another or the file changed since the check.
    pub skipped: usize,
    /// Why a file with fixes could not be read or written; the others were changed.
    pub failure: Option<Failure>,
}

/// A place that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, from the content folder.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The text that was replaced.
    pub old: String,
    /// The text that replaced it.
    pub new: String,
}

/// Applies the safe fixes of these findings to the files below `content`, or only finds out what would be changed if
/// `dry`. No file is ever left half written.
pub fn apply(content: &Path, findings: &[Diagnostic], dry: bool) -> Fixed {
    let mut files: BTreeMap<&str, Vec<(&Location, &Fix)>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.code.is_about_setup()) {
        if let (Some(at), Some(fix)) = (&finding.location, finding.fix.as_ref().filter(|fix| fix.safe)) {
            files.entry(&at.path).or_default().push((at, fix));
        }
    }
    let mut fixed = Fixed::default();
    for (path, mut fixes) in files {
        // Two findings may ask for the same change.
        fixes.sort_by_key(|(_, fix)| (fix.span.start, fix.span.end));
        fixes.dedup_by_key(|(_, fix)| *fix);
        let Some(file) = regular_file(content, path) else {
            fixed.skipped += fixes.len();
            continue;
        };
        match apply_to(&file, &fixes, dry) {
            Ok(places) => {
                fixed.files += usize::from(!places.is_empty());
                fixed.skipped += fixes.len() - places.len();
                fixed.places.extend(places);
            }
            Err(failure) => fixed.failure = fixed.failure.or(Some(failure)),
        }
    }
    fixed
}

/// Applies the fixes of one file.
fn apply_to(file: &Path, fixes: &[(&Location, &Fix)], dry: bool) -> Result<Vec<Place>, Failure> {
    let text = fs::read(file).map_err(|error| Failure::io("read", file, &error))?;
    let (mended, places) = match String::from_utf8(text) {
        Ok(text) => mend(&text, fixes),
        Err(_) => Default::default(),
    };
    if !places.is_empty() && !dry {
        replace(file, &mended).map_err(|error| Failure::io("write", file, &error))?;
    }
    Ok(places)
}

/// Returns the file of a finding if it is a regular file inside the content folder: a symlink could lead anywhere.
fn regular_file(content: &Path, path: &str) -> Option<PathBuf> {
    let mut file = content.to_owned();
    for part in Path::new(path).components() {
        let Component::Normal(name) = part else { return None };
        file.push(name);
        if fs::symlink_metadata(&file).is_ok_and(|data| data.is_symlink()) {
            return None;
        }
    }
    file.is_file().then_some(file)
}

/// Returns the text with the fixes that still match it applied, and where they are. `fixes` are sorted by span.
fn mend(text: &str, fixes: &[(&Location, &Fix)]) -> (String, Vec<Place>) {
    let mut mended = String::with_capacity(text.len() + 64);
    let (mut done, mut places) = (0, Vec::new());
    // Findings about links show the text without its comments.
    let note = text
        .contains("%%")
        .then(|| fixes.first())
        .flatten()
        .map(|(at, _)| note::read(&SourcePath::new(at.path.as_str()), text.as_bytes(), &note::Options::default()));
    for (at, fix) in fixes {
        let is_apart = places.is_empty() || fix.span.start > done;
        let is_as_checked = {
            let part = at.span.start.checked_sub(at.marked.start).map(|start| start..start + at.excerpt.len());
            let shown = |part| note.as_ref().and_then(|note| note.excerpt(part));
            part.is_some_and(|part| {
                text.get(part.clone()) == Some(&at.excerpt) || shown(part).as_ref() == Some(&at.excerpt)
            })
        };
        let kept = text.get(done..fix.span.start).zip(text.get(fix.span.clone()));
        if let (Some((kept, old)), true, true) = (kept, is_apart, is_as_checked) {
            mended.push_str(kept);
            mended.push_str(&fix.with);
            done = fix.span.end;
            let (old, new) = (old.to_owned(), fix.with.clone());
            places.push(Place { path: at.path.clone(), line: at.line, old, new });
        }
    }
    mended.push_str(&text[done..]);
    (mended, places)
}

/// Replaces a file's text and keeps its permissions; at any moment, either the old or the new text is there.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}.allotment", std::process::id()));
    let written = (|| {
        let mut new = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        new.write_all(text.as_bytes())?;
        new.set_permissions(fs::metadata(file)?.permissions())?;
        new.sync_all()?;
        fs::rename(&beside, file)
    })();
    if written.is_err() {
        // The old file is untouched, and the temporary one is useless.
        drop(fs::remove_file(&beside));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn finding(path: &str, text: &str, old: &str, new: &str) -> Diagnostic {
        let at = text.find(old).expect("the text has it");
        Diagnostic::warning(Code::InvalidTag, "odd").at(path, text, at..at + old.len()).fix(at..at + old.len(), new)
    }

    /// Applies fixes, and counts what was changed: places, files, skipped fixes.
    fn applied(folder: &Path, findings: &[Diagnostic]) -> (usize, usize, usize) {
        let fixed = apply(folder, findings, false);
        assert_eq!(fixed.failure, None);
        (fixed.places.len(), fixed.files, fixed.skipped)
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().expect("it has one")).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        folder
    }

    #[test]
    fn safe_changes_are_made_and_suggestions_are_not() {
        let text = "one two\r\nthree fünf\n";
        let folder = folder(&[("a/n.md", text)]);
        let mut guess = finding("a/n.md", text, "three", "3");
        guess.fix = guess.fix.map(|fix| Fix { safe: false, ..fix });
        let findings = [
            finding("a/n.md", text, "fünf", "5"),
            finding("a/n.md", text, "one", "1"),
            guess,
            finding("a/n.md", text, "one", "1"),
        ];
        assert_eq!(applied(folder.path(), &findings), (2, 1, 0));
        assert_eq!(fs::read_to_string(folder.path().join("a/n.md")).ok().as_deref(), Some("1 two\r\nthree 5\n"));
        assert_eq!(
            fs::read_dir(folder.path().join("a")).map(Iterator::count).ok(),
            Some(1),
            "nothing is left beside it"
        );
    }

    #[test]
    fn what_would_be_changed_is_told_without_a_change() {
        let text = "one\ntwo #12\n";
        let folder = folder(&[("n.md", text)]);
        let fixed = apply(folder.path(), &[finding("n.md", text, "#12", "\\#12")], true);
        let place = Place { path: "n.md".to_owned(), line: 2, old: "#12".to_owned(), new: "\\#12".to_owned() };
        assert_eq!(fixed, Fixed { places: vec![place], files: 1, ..Fixed::default() });
        assert_eq!(fs::read_to_string(folder.path().join("n.md")).ok().as_deref(), Some(text));
    }

    #[test]
    fn a_line_with_a_comment_is_mended_too() {
        let text = "a\n%%b\nc%%\n[x](/plan) %%c%% t [[b]] %%d%% u\n%%e%%\n";
        let folder = folder(&[("n.md", text)]);
        let note = note::read(&SourcePath::new("n.md"), text.as_bytes(), &note::Options::default());
        let finding = |old: &str, new: &str| {
            let at = text.find(old).expect("the text has it");
            let span = (at..at + old.len()).into();
            note.locate(Diagnostic::warning(Code::BrokenLink, "odd"), span).fix(at..at + old.len(), new)
        };
        let findings = [finding("/plan", "plan.md"), finding("[[b]]", "[[c]]")];
        let place = findings[0].location.as_ref().map(|at| (at.line, at.excerpt.as_str()));
        assert_eq!(place, Some((4, "[x](/plan)       t [[b]]       u")));
        assert_eq!(applied(folder.path(), &findings), (2, 1, 0));
        let mended = text.replace("/plan", "plan.md").replace("[[b]]", "[[c]]");
        assert_eq!(fs::read_to_string(folder.path().join("n.md")).ok(), Some(mended.clone()));
        fs::write(folder.path().join("n.md"), mended.replace("%%c%% t", "%%c%% s")).expect("a file");
        assert_eq!(applied(folder.path(), &findings), (0, 0, 2), "it has changed since");
    }

    #[test]
    fn overlapping_changes_are_left() {
        let text = "abcdef";
        let folder = folder(&[("n.md", text)]);
        let findings =
            [finding("n.md", text, "abc", "x"), finding("n.md", text, "cde", "y"), finding("n.md", text, "d", "z")];
        assert_eq!(applied(folder.path(), &findings), (1, 1, 2));
        assert_eq!(fs::read_to_string(folder.path().join("n.md")).ok().as_deref(), Some("xdef"));
    }

    #[test]
    fn a_file_that_changed_since_is_left() {
        let folder = folder(&[("n.md", "now it is different"), ("bytes.md", "")]);
        fs::write(folder.path().join("bytes.md"), b"\xff one").expect("a file");
        let findings = [
            finding("n.md", "one two", "one", "1"),
            finding("bytes.md", "\u{fffd} one", "one", "1"),
            finding("gone.md", "one", "one", "1"),
            finding("../n.md", "one", "one", "1"),
        ];
        assert_eq!(applied(folder.path(), &findings), (0, 0, 4));
        assert_eq!(fs::read_to_string(folder.path().join("n.md")).ok().as_deref(), Some("now it is different"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let outside = folder(&[("n.md", "one")]);
        let folder = folder(&[("own.md", "one")]);
        symlink(outside.path().join("n.md"), folder.path().join("n.md")).expect("a link");
        symlink(outside.path(), folder.path().join("dir")).expect("a link");
        let own = folder.path().join("own.md");
        fs::set_permissions(&own, fs::Permissions::from_mode(0o640)).expect("permissions");
        let findings = ["n.md", "dir/n.md", "own.md"].map(|path| finding(path, "one", "one", "1"));
        assert_eq!(applied(folder.path(), &findings), (1, 1, 2));
        assert_eq!(fs::metadata(own).map(|data| data.permissions().mode() & 0o777).ok(), Some(0o640));
        assert_eq!(fs::read_to_string(outside.path().join("n.md")).ok().as_deref(), Some("one"));
    }
}
