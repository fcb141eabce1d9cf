//! Findings for people: the line, carets under the place, help with the corrected line.
//!
//! `annotate-snippets` draws them; this module decides what is drawn, shows each cause once, and removes blank gutter
//! lines, so that a finding is as short as possible.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::visible::{visible, visible_line};
use super::{Folders, shown_path};
use crate::diagnostic::{Code, Diagnostic, Location, Severity};
use crate::path::percent_encode;

/// What the reader's terminal can show, and the reader's folder.
#[derive(Clone, Debug)]
pub struct Look {
    /// Whether to write escape codes for colours.
    pub color: bool,
    /// The reader's folder as an absolute path with `/` between parts, if the terminal supports hyperlinks: paths then
    /// link to their files.
    pub link_base: Option<String>,
    /// Number of columns that fit on a line.
    pub width: usize,
    /// Whether to show every finding: also those with the same cause, and those beyond the limit.
    pub all: bool,
    /// How many findings are shown in full; of the others, only the number of each kind is given.
    pub limit: usize,
    /// Where the files are, relative to the reader's folder.
    pub folders: Folders,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, link_base: None, width: 120, all: false, limit: usize::MAX, folders: Folders::default() }
    }
}

/// Formats findings with the line, carets and help, separated by blank lines. Findings with the same code and cause are
/// shown once, with a count. If there are more than the limit, those that are shown are of every kind, and a summary by
/// kind follows.
pub fn human(findings: &[Diagnostic], look: &Look) -> String {
    let mut same: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    for finding in findings {
        if let Some(cause) = &finding.cause {
            *same.entry((finding.code, cause)).or_default() += 1;
        }
    }
    let mut different = Vec::new();
    for finding in findings {
        let count = match &finding.cause {
            Some(cause) if !look.all => same.remove(&(finding.code, cause.as_str())),
            _ => Some(1),
        };
        // Only the first finding of a cause finds its count.
        different.extend(count.map(|count| (finding, count - 1)));
    }
    let is_cut = !look.all && different.len() > look.limit;
    if is_cut {
        different = of_every_kind(&different, look.limit);
    }
    let mut blocks: Vec<String> = different.into_iter().map(|(finding, more)| one(finding, more, look)).collect();
    if is_cut {
        blocks.push(summary(findings, look));
    }
    blocks.join("\n")
}

/// Returns `limit` of the findings, in the same order: errors before warnings before hints, and the first of each code
/// before the second of any.
fn of_every_kind<'a>(findings: &[(&'a Diagnostic, usize)], limit: usize) -> Vec<(&'a Diagnostic, usize)> {
    let mut met: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    let mut ranked: Vec<(Severity, usize, usize)> = Vec::with_capacity(findings.len());
    for (place, (finding, _)) in findings.iter().enumerate() {
        let before = met.entry((finding.severity, finding.code)).or_default();
        ranked.push((finding.severity, *before, place));
        *before += 1;
    }
    ranked.sort_unstable();
    let mut chosen: Vec<usize> = ranked.into_iter().take(limit).map(|(_, _, place)| place).collect();
    chosen.sort_unstable();
    chosen.into_iter().map(|place| findings[place]).collect()
}

/// Counts all findings by code, the most frequent first, and says how to see them.
fn summary(findings: &[Diagnostic], look: &Look) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_default() += 1;
    }
    let mut counts: Vec<(Code, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = counts.iter().map(|(code, count)| format!("{count} {}", code.as_str())).collect();
    let all = Level::NOTE.primary_title(format!("{} findings in all: {}", findings.len(), kinds.join(", ")));
    let help = Level::HELP.secondary_title("-v shows each of them, --format concise shows each on one line");
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    without_blank_gutters(&renderer.render(&[Group::with_title(all), Group::with_title(help)]), None, look)
}

/// Formats one finding; `more` is how many others have the same cause.
fn one(finding: &Diagnostic, more: usize, look: &Look) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(visible_line(&finding.message)).id(finding.code.as_str());
    let mut group = Group::with_title(title);
    let excerpt = finding.location.as_ref().filter(|at| at.span.end > 0 || !at.excerpt.is_empty()).map(Excerpt::of);
    let path = finding.location.as_ref().map(|at| shown_path(finding, at, &look.folders));
    if let (Some(at), Some(path)) = (&finding.location, &path) {
        let origin = Origin::path(path.as_str());
        group = match &excerpt {
            Some(_) => group.element(origin.line(at.line as usize).char_column(at.column as usize)),
            None => group.element(origin),
        };
    }
    if let Some(excerpt) = &excerpt {
        let label = Some(visible_line(&finding.label)).filter(|label| !label.is_empty());
        let mark = AnnotationKind::Primary.span(excerpt.marked.clone()).label(label);
        group = group.element(Snippet::source(&excerpt.text).line_start(excerpt.line).annotation(mark));
    }
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("and {more} more, --format concise lists all")));
    }
    let mut groups = vec![group];
    groups.extend(help(finding, excerpt.as_ref()));
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let drawn = renderer.term_width(look.width).render(&groups);
    without_blank_gutters(&drawn, path.as_deref(), look)
}

/// The help, with the corrected line if the change fits on it.
fn help<'a>(finding: &'a Diagnostic, excerpt: Option<&'a Excerpt>) -> Option<Group<'a>> {
    let can_fix = finding.fix.as_ref().is_some_and(|fix| fix.safe);
    let text = match (&finding.help, can_fix) {
        (Some(help), true) => format!("{} (allotment check --fix can do this)", visible(help)),
        (Some(help), false) => visible(help).into_owned(),
        (None, true) => "allotment check --fix can do this".to_owned(),
        (None, false) => return None,
    };
    let group = Group::with_title(Level::HELP.secondary_title(text));
    let patch = finding.fix.as_ref().zip(excerpt).and_then(|(fix, excerpt)| {
        let span = excerpt.place(fix.span.clone())?;
        let with = visible(&fix.with);
        (!with.contains('\n') && excerpt.text.get(span.clone()) != Some(&with)).then(|| Patch::new(span, with))
    });
    Some(match (patch, excerpt) {
        (Some(patch), Some(excerpt)) => {
            group.element(Snippet::source(&excerpt.text).line_start(excerpt.line).patch(patch))
        }
        _ => group,
    })
}

/// The line of a finding as it is shown, and where bytes of the file are in it.
struct Excerpt {
    text: String,
    line: usize,
    marked: Range<usize>,
    /// Offset in the file, and offset in `text`, of every character and of the end.
    places: BTreeMap<usize, usize>,
}

impl Excerpt {
    fn of(at: &Location) -> Self {
        let start = at.span.start.saturating_sub(at.marked.start);
        let before = at.excerpt.get(..at.marked.start).unwrap_or_default();
        // The excerpt of a very long line may begin inside it.
        let is_cut = before.chars().count() + 1 < at.column as usize;
        let mut text = if is_cut { "…".to_owned() } else { String::new() };
        let mut places = BTreeMap::new();
        for (offset, sign) in at.excerpt.char_indices() {
            places.insert(start + offset, text.len());
            text.push_str(&visible(sign.encode_utf8(&mut [0; 4])));
        }
        places.insert(start + at.excerpt.len(), text.len());
        let mut excerpt = Self { text, line: at.line as usize, marked: 0..0, places };
        let marked = start + at.marked.start..start + at.marked.end;
        excerpt.marked = excerpt.place(marked).unwrap_or(0..0);
        excerpt
    }

    /// Converts bytes of the file to bytes of `text`; `None` if they are not all on the line.
    fn place(&self, span: Range<usize>) -> Option<Range<usize>> {
        Some(*self.places.get(&span.start)?..*self.places.get(&span.end)?)
    }
}

/// Removes the lines that contain only the gutter's bar or the mark of a second snippet (the path and the line are two
/// elements here, because only then can the column be given), and makes the path a link.
fn without_blank_gutters(drawn: &str, path: Option<&str>, look: &Look) -> String {
    let mut text = String::with_capacity(drawn.len());
    let mut path_left = path.zip(look.link_base.as_deref());
    for line in drawn.lines() {
        let plain = anstream::adapter::strip_str(line).to_string();
        if matches!(plain.trim(), "" | "|" | ":::") {
            continue;
        }
        if plain.starts_with("-->") {
            // Without line numbers the gutter has no width; the arrow is put where it usually is.
            text.push(' ');
        }
        match path_left {
            Some((path, base)) if plain.trim_start().starts_with("-->") => {
                path_left = None;
                text.push_str(&line.replacen(path, &hyperlink(path, base), 1));
            }
            _ => text.push_str(line.trim_end()),
        }
        text.push('\n');
    }
    text
}

/// The path as a hyperlink, by the escape sequence OSC 8.
fn hyperlink(path: &str, base: &str) -> String {
    format!("\x1b]8;;{}\x1b\\{path}\x1b]8;;\x1b\\", file_url(path, base))
}

/// Returns the address of a file by its path, which is absolute or continues `base` (RFC 8089). The colon of a Windows
/// drive is not encoded.
fn file_url(path: &str, base: &str) -> String {
    let is_absolute = path.starts_with('/') || !drive(path).is_empty();
    let file = if is_absolute { path.to_owned() } else { format!("{}/{path}", base.trim_end_matches('/')) };
    let drive = drive(&file);
    let rest = file[drive.len()..].trim_start_matches('/');
    let slash = if drive.is_empty() { "" } else { "/" };
    format!("file:///{drive}{slash}{}", percent_encode(rest))
}

/// Returns the Windows drive with which a path begins: `C:`. Empty if there is none.
fn drive(path: &str) -> &str {
    match path.as_bytes() {
        [letter, b':', b'/', ..] | [letter, b':'] if letter.is_ascii_alphabetic() => &path[..2],
        _ => "",
    }
}

/// Formats the reason why a run failed, if there is no finding in a file to show.
pub fn failure(message: &str, help: Option<&str>, color: bool) -> String {
    let mut groups = vec![Group::with_title(Level::ERROR.primary_title(visible_line(message)))];
    groups.extend(help.map(|help| Group::with_title(Level::HELP.secondary_title(visible(help).into_owned()))));
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    without_blank_gutters(&renderer.render(&groups), None, &Look::default())
}

#[cfg(test)]
mod tests {
    use super::file_url;

    #[test]
    fn files_have_addresses_on_every_system() {
        for (path, base, want) in [
            ("notes/a b.md", "/home/me", "file:///home/me/notes/a%20b.md"),
            ("notes/a.md", "/", "file:///notes/a.md"),
            ("/tmp/c:d.md", "/home/me", "file:///tmp/c%3Ad.md"),
            ("c:d.md", "/home/me", "file:///home/me/c%3Ad.md"),
            ("notes/a.md", "C:/My garden", "file:///C:/My%20garden/notes/a.md"),
            ("a.md", "C:/", "file:///C:/a.md"),
            ("D:/other/a.md", "C:/My garden", "file:///D:/other/a.md"),
        ] {
            assert_eq!(file_url(path, base), want, "{path}");
        }
    }
}
