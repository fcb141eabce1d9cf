//! The surroundings of a command: output streams, the look of the terminal, verbosity, and the current folder.
//!
//! [`Session::result`] writes what was asked for (to standard output), [`Session::talk`] what is said about the
//! work (to standard error). Environment variables are read through a function, so that tests can set them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{self, Folders, Format, Look, Summary};

/// What the terminal behind a stream can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether it shows escape codes for colours.
    pub color: bool,
    /// Whether it shows hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Columns on a line.
    pub width: usize,
}

impl Default for Screen {
    fn default() -> Self {
        Self { color: false, hyperlinks: false, width: 120 }
    }
}

impl Screen {
    /// Determines what a stream can show; `color` was decided by the caller.
    pub fn of(is_terminal: bool, color: bool, environment: &dyn Fn(&str) -> Option<String>) -> Self {
        let columns = environment("COLUMNS").and_then(|columns| columns.parse().ok());
        Self {
            color,
            hyperlinks: is_terminal && color && knows_hyperlinks(environment),
            width: columns.filter(|width| (40..=500).contains(width)).unwrap_or(Self::default().width),
        }
    }
}

/// Whether this terminal is known to show OSC 8 hyperlinks. An unknown one could print the address as rubbish.
fn knows_hyperlinks(environment: &dyn Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
    let is_one_of = |name: &str, known: &[&str]| {
        environment(name).is_some_and(|value| known.iter().any(|known| value.eq_ignore_ascii_case(known)))
    };
    // The terminal library of GNOME, XFCE and others; its older versions crashed on hyperlinks.
    let vte = environment("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    is_set("WT_SESSION")
        || is_set("KONSOLE_VERSION")
        || is_set("DOMTERM")
        || vte.is_some_and(|version| version >= 5000)
        || is_one_of("TERM_PROGRAM", &["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "zed"])
        || is_one_of("TERM", &["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"])
}

/// How many findings people are shown in full, unless they ask for all.
pub(super) const FINDINGS_LIMIT: usize = 20;

/// The surroundings of a command.
pub struct Session<'a> {
    /// Standard output, for results.
    pub out: &'a mut dyn Write,
    /// Standard error, for messages about the work.
    pub err: &'a mut dyn Write,
    /// What the stream for results can show.
    pub out_screen: Screen,
    /// What the stream for messages can show.
    pub err_screen: Screen,
    /// How findings are shown.
    pub format: Format,
    /// Show nothing but errors.
    pub quiet: bool,
    /// Show more.
    pub verbose: bool,
    /// The folder from which the program was called, absolute.
    pub folder: PathBuf,
}

impl Session<'_> {
    /// Writes what was asked for.
    ///
    /// # Errors
    ///
    /// If the stream can't be written to. A reader that has closed the pipe early (`| head`) is not an error.
    pub fn result(&mut self, text: &str) -> Result<(), Failure> {
        written(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()))
    }

    /// Writes a message about the work, unless the session is quiet.
    ///
    /// # Errors
    ///
    /// As [`Session::result`].
    pub fn talk(&mut self, text: &str) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.say(text) }
    }

    /// Writes a message that is shown in a quiet session, too.
    ///
    /// # Errors
    ///
    /// As [`Session::result`].
    pub fn say(&mut self, text: &str) -> Result<(), Failure> {
        written(self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush()))
    }

    /// Whether findings are formatted for people rather than for programs.
    pub fn is_human(&self) -> bool {
        self.format == Format::Human
    }

    /// Returns the path as a user in the session's folder would write it, with `/` between components.
    pub fn shown(&self, path: &Path) -> String {
        let near = path.strip_prefix(&self.folder).unwrap_or(path);
        let text = near.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        if text.is_empty() { ".".to_owned() } else { text }
    }

    /// Returns [`Session::shown`] as a prefix for the paths of files in a folder: empty, or ending in `/`.
    pub fn prefix(&self, folder: &Path) -> String {
        let shown = self.shown(folder);
        match shown.as_str() {
            "." => String::new(),
            _ if shown.ends_with('/') => shown,
            _ => shown + "/",
        }
    }

    /// Formats findings in the session's format, for the stream of this screen. People are shown `limit` of them in
    /// full and the number of all, unless they ask for more.
    pub fn findings(
        &self,
        limit: usize,
        findings: &[Diagnostic],
        summary: &Summary,
        folders: &Folders,
        screen: Screen,
    ) -> String {
        match self.format {
            Format::Human => {
                let base = self.folder.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                let look = Look {
                    color: screen.color,
                    link_base: screen.hyperlinks.then_some(base),
                    width: screen.width,
                    all: self.verbose,
                    limit,
                    folders: folders.clone(),
                };
                render::human(findings, &look)
            }
            Format::Concise => render::concise(findings, folders),
            Format::Json => render::json(findings, summary),
            Format::Github => render::github(findings, folders),
        }
    }

    /// Reports why a command could not do its work. Ignores errors in writing, as there is nowhere left to report them.
    pub fn fail(&mut self, failure: &Failure) {
        let mut summary = Summary::of(&failure.findings);
        if !failure.message.is_empty() {
            summary.failure = Some(failure.message.clone());
        }
        let shown = self.findings(FINDINGS_LIMIT, &failure.findings, &summary, &failure.folders, self.err_screen);
        let is_told_by_format = self.format == Format::Json;
        let mut talk = String::new();
        if self.is_human() {
            talk.push_str(&shown);
        } else {
            drop(self.result(&shown));
        }
        if !failure.message.is_empty() && !is_told_by_format {
            talk.push_str(&render::failure(&failure.message, failure.help.as_deref(), self.err_screen.color));
        }
        drop(self.say(&talk));
    }
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let why = error.to_string().to_lowercase();
            let help = "see that there is room where the output goes to, and that it may be written there";
            Err(Failure::new(format!("can't write the result: {why}")).help(help))
        }
        _ => Ok(()),
    }
}

/// Records the output of commands, for tests.
#[cfg(test)]
pub(super) mod recorded {
    use super::*;

    /// The outcome of a command, and what it wrote to each stream.
    #[derive(Debug, PartialEq, Eq)]
    pub(in super::super) struct Recorded<T> {
        pub(in super::super) outcome: Result<T, Failure>,
        pub(in super::super) out: String,
        pub(in super::super) err: String,
    }

    /// Runs a command from a folder, in a session that the caller sets up.
    pub(in super::super) fn record<T>(
        folder: &Path,
        call: impl FnOnce(&mut Session<'_>) -> Result<T, Failure>,
    ) -> Recorded<T> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = call(&mut Session {
            out: &mut out,
            err: &mut err,
            out_screen: Screen::default(),
            err_screen: Screen::default(),
            format: Format::Human,
            quiet: false,
            verbose: false,
            folder: folder.to_owned(),
        });
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Recorded { outcome, out: text(out), err: text(err) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyperlinks_are_for_terminals_that_know_them() {
        for (name, value, want) in [
            ("TERM", "xterm-256color", false),
            ("TERM", "xterm-kitty", true),
            ("TERM_PROGRAM", "WezTerm", true),
            ("TERM_PROGRAM", "Apple_Terminal", false),
            ("VTE_VERSION", "4900", false),
            ("VTE_VERSION", "7600", true),
            ("WT_SESSION", "", false),
        ] {
            let environment = |asked: &str| (asked == name).then(|| value.to_owned());
            assert_eq!(Screen::of(true, true, &environment).hyperlinks, want, "{name}={value}");
            assert!(!Screen::of(false, true, &environment).hyperlinks);
            assert!(!Screen::of(true, false, &environment).hyperlinks);
        }
    }

    #[test]
    fn an_absurd_width_is_not_believed() {
        for (columns, want) in [("100", 100), ("3", 120), ("many", 120), ("99999999", 120)] {
            let environment = |name: &str| (name == "COLUMNS").then(|| columns.to_owned());
            assert_eq!(Screen::of(true, false, &environment).width, want, "{columns}");
        }
    }
}
