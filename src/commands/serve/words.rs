//! The messages of a preview.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::{Changes, ServeOptions, Step};
use crate::commands::report::{counted, seconds, severities, show_findings, thousands};
use crate::commands::{Failure, Session, Vacancy};
use crate::diagnostic::render::{Summary, Tally};
use crate::site::Stats;
use crate::watch::Trouble;

/// How many new findings are shown in full.
const NEW_LIMIT: usize = 10;

/// A preview that has just started.
pub(super) struct Opening {
    /// Its address on this machine.
    pub(super) url: String,
    /// Its address for other devices in the network.
    pub(super) network: Option<String>,
    pub(super) port: u16,
    pub(super) stats: Stats,
    pub(super) tally: Tally,
    pub(super) content: PathBuf,
    /// Why no note is the home page, if none is, and whether notes have to say that they are published.
    pub(super) home: Option<(Vacancy, bool)>,
    /// What to say about folders whose names say that they are not for publication; empty if there are none.
    pub(super) apart: String,
    /// What to say about a language that the theme has no words in; empty if it has.
    pub(super) unworded: String,
    pub(super) time: Duration,
}

/// Prints what is served and at which address; opens it in a browser if asked to.
pub(super) fn say_opening(session: &mut Session<'_>, opening: &Opening, options: &ServeOptions) -> Result<(), Failure> {
    let place = session.prefix(&opening.content);
    session.talk(&summary(opening, if place.is_empty() { "./" } else { &place }))?;
    session.talk(&opening.apart)?;
    session.talk(&opening.unworded)?;
    if let Some((vacancy, opt_in)) = &opening.home {
        session.talk(&vacancy.advice(&place, *opt_in))?;
    }
    if options.port != 0 && opening.port != options.port {
        session.talk(&format!("port {} is taken, so this is {}\n", options.port, opening.port))?;
    }
    session.result(&format!("{}\n", opening.url))?;
    if let Some(address) = &opening.network {
        session.say(&open_to_all(address, options.drafts))?;
        session.talk(&code(address))?;
    }
    session.talk("Ctrl-C ends it\n")?;
    if options.open
        && let Err(error) = opener::open_browser(&opening.url)
    {
        session.say(&format!("no browser could be opened: {}\n", error.to_string().to_lowercase()))?;
    }
    Ok(())
}

/// `412 notes · 1,063 links · 38 tags in 0.42 s ← content/ (7 warnings: allotment check)`
fn summary(opening: &Opening, place: &str) -> String {
    let Stats { notes, links, tags, .. } = opening.stats;
    let mut found = severities(Tally { infos: 0, ..opening.tally }).join(", ");
    if !found.is_empty() {
        found = format!(" ({found}: `allotment check` lists them)");
    }
    format!(
        "{} · {} · {} in {} ← {place}{found}\n",
        counted(notes, "note", "notes"),
        counted(links, "link", "links"),
        counted(tags, "tag", "tags"),
        seconds(opening.time.as_secs_f64()),
    )
}

/// Says what it means that the preview is open to the network.
fn open_to_all(address: &str, drafts: bool) -> String {
    let what = if drafts { "all notes, drafts too" } else { "all notes" };
    format!("{address}  open to everyone in this network, who can read {what}\n")
}

/// Returns an address as a QR code for the terminal.
fn code(address: &str) -> String {
    let Ok(code) = QrCode::new(address) else { return String::new() };
    // Most terminals are dark, so printed blocks appear light: colours are swapped.
    let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    picture + "\n"
}

/// Prints what changed, and what is wrong now that was not before.
pub(super) fn say_step(
    session: &mut Session<'_>,
    step: &Step,
    changes: &Changes,
    address: &str,
) -> Result<(), Failure> {
    let Changes { new, folders, .. } = changes;
    if !new.is_empty() {
        show_findings(session, new, &Summary::of(new), folders, NEW_LIMIT, false)?;
        session.talk(if session.is_human() { "\n" } else { "" })?;
    }
    match &step.fault {
        Some(fault) if step.is_new_fault => {
            session.fail(fault);
            session.say(&format!("{address}  the last good site stays until this is mended\n"))
        }
        _ => session.talk(&line(step, changes).map(|line| format!("{address}  {line}\n")).unwrap_or_default()),
    }
}

/// `reloaded in 23 ms: compost.md · 1,210 pages (2 warnings, 1 fixed)`
fn line(step: &Step, Changes { gone, tally, .. }: &Changes) -> Option<String> {
    let time = match step.time.as_secs_f64() {
        time if time < 1.0 => format!("{:.0} ms", time * 1000.0),
        time => seconds(time),
    };
    let mut found = severities(Tally { infos: 0, ..*tally });
    if *gone > 0 {
        found.push(format!("{} fixed", thousands(*gone)));
    }
    let found = if found.is_empty() { String::new() } else { format!(" ({})", found.join(", ")) };
    let pages = counted(step.pages, "page", "pages");
    match names(&step.changed) {
        Some(names) => Some(format!("reloaded in {time}: {names} · {pages}{found}")),
        None => step.is_mended.then(|| format!("mended in {time}")),
    }
}

/// `compost.md`, `compost.md and soil.md`, `compost.md and 41 others`.
fn names(changed: &BTreeSet<String>) -> Option<String> {
    let mut names = changed.iter();
    let one = names.next()?;
    Some(match (names.next(), changed.len() - 1) {
        (None, _) => one.clone(),
        (Some(other), 1) => format!("{one} and {other}"),
        (Some(_), others) => format!("{one} and {} others", thousands(others)),
    })
}

/// Returns the warning that the system can't report changes.
pub(super) fn trouble(trouble: &Trouble) -> String {
    let pause = seconds(crate::watch::POLL.as_secs_f64());
    format!("warning: {trouble}; the folders are walked every {pause} instead\nhelp: {}\n", trouble.help())
}

/// Returns the failure to open a port.
pub(super) fn no_port(options: &ServeOptions, error: &io::Error) -> Failure {
    let ServeOptions { port, host, .. } = options;
    match (error.kind(), host) {
        (io::ErrorKind::AddrNotAvailable, Some(host)) => {
            Failure::new(format!("{host} is no address of this machine")).help("--host alone opens all that it has")
        }
        (io::ErrorKind::AddrInUse, _) => {
            Failure::new(format!("port {port} and those above it are taken")).help("name another one: --port 8000")
        }
        (io::ErrorKind::PermissionDenied, _) => {
            Failure::new(format!("the system does not permit port {port}")).help("take one above 1023: --port 8000")
        }
        _ => Failure::new(format!("can't open port {port}: {}", error.to_string().to_lowercase()))
            .help("try another one: --port 8000"),
    }
}
