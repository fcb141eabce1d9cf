//! Reports changes to the files of a garden, as hints where to look again.
//!
//! [`Watch::start`] calls a function, from a thread of its own, with paths that may have changed. A [`Hint`] is
//! never more than that: a deletion is a path without a file, a rename is two paths, a new folder stands for
//! everything in it, and the receiver has to look for itself. Events are collected until it is quiet for a
//! moment, so that a save or a checkout arrives as one hint.
//!
//! Where the system reports nothing (network drives) or can't watch that many folders, the folders are walked
//! at intervals instead. Nothing here reads a file or knows its contents.

mod folders;
mod gather;
mod identity;
mod poll;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::Watcher;

use folders::Folders;
use gather::Gathering;
use identity::Identity;

/// How often to check the root folders themselves: the system does not report that one was replaced by another.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How often to walk the folders where the system can't watch, unless an interval was given.
pub const POLL: Duration = Duration::from_secs(1);

/// Decides whether changes at a path are to be ignored; the second argument says whether it is a folder.
pub type PassOver = dyn Fn(&Path, bool) -> bool + Send + Sync;

/// What to watch. All paths are absolute, and need not exist.
#[derive(Clone)]
pub struct Area {
    /// Folders with everything below them.
    pub deep: Vec<PathBuf>,
    /// Folders without their subfolders.
    pub flat: Vec<PathBuf>,
    /// What to ignore, with everything below it.
    pub pass_over: Arc<PassOver>,
}

impl Area {
    /// Whether changes at this path are to be reported.
    fn holds(&self, path: &Path) -> bool {
        let is_wanted = |top: &Path| {
            path.ancestors().take_while(|part| *part != top).all(|part| !(self.pass_over)(part, part != path))
        };
        self.roots().any(|root| path == root)
            || self.deep.iter().any(|top| path.starts_with(top) && is_wanted(top))
            || self.flat.iter().any(|top| path.parent() == Some(top) && is_wanted(top))
    }

    fn roots(&self) -> impl Iterator<Item = &PathBuf> {
        self.deep.iter().chain(&self.flat)
    }

    /// The roots that are not inside another one.
    fn tops(&self) -> impl Iterator<Item = &PathBuf> {
        let is_top = |root: &&PathBuf| !self.roots().any(|other| other != *root && root.starts_with(other));
        self.roots().filter(is_top)
    }

    /// Returns the roots whose real path differs: the real path, which some systems report, and the path as it
    /// was given.
    fn aliases(&self) -> Vec<(PathBuf, PathBuf)> {
        let real =
            |root: &PathBuf| root.canonicalize().ok().filter(|real| real != root).map(|real| (real, root.clone()));
        self.roots().filter_map(real).collect()
    }
}

/// How to learn of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// The system reports them.
    Events,
    /// The folders are walked again and again, at this interval.
    Poll(Duration),
}

/// Where to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// At these paths and everything below them.
    Paths(BTreeSet<PathBuf>),
    /// Everywhere, as something was missed.
    Everything,
}

impl Hint {
    /// Combines both hints.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Paths(mut paths), Self::Paths(others)) => {
                paths.extend(others);
                Self::Paths(paths)
            }
            _ => Self::Everything,
        }
    }
}

/// What a watch reports.
#[derive(Debug)]
pub enum Sight {
    /// Something may have changed.
    Changed(Hint),
    /// The system can't report changes; the folders are walked instead.
    Blind(Trouble),
}

/// Why the system can't report changes.
#[derive(Debug)]
pub enum Trouble {
    /// It can't watch that many folders.
    TooManyFolders,
    /// It can't watch for that many programs.
    TooManyPrograms,
    /// Anything else, in the words of the system.
    Other(String),
}

impl Trouble {
    fn of(error: &notify::Error) -> Self {
        match &error.kind {
            notify::ErrorKind::MaxFilesWatch => Self::TooManyFolders,
            // The error of Linux when `fs.inotify.max_user_instances` is reached.
            notify::ErrorKind::Io(error) if is_too_many_files(error) => Self::TooManyPrograms,
            _ => Self::Other(error.to_string().to_lowercase()),
        }
    }

    /// What the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::TooManyFolders => "raise the limit: sudo sysctl fs.inotify.max_user_watches=524288",
            Self::TooManyPrograms => "raise the limit: sudo sysctl fs.inotify.max_user_instances=512",
            Self::Other(_) => "--poll 1s walks the folders from the start, and says nothing of this",
        }
    }
}

fn is_too_many_files(error: &io::Error) -> bool {
    cfg!(unix) && error.raw_os_error() == Some(24)
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyFolders => out.write_str("the system watches no more folders (fs.inotify.max_user_watches)"),
            Self::TooManyPrograms => {
                out.write_str("the system watches for no more programs (fs.inotify.max_user_instances)")
            }
            Self::Other(why) => write!(out, "the system can't report changes: {why}"),
        }
    }
}

/// A message to the thread of a watch.
enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// A running watch. It ends when this is dropped.
pub struct Watch {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts to watch. The first report is [`Hint::Everything`], as soon as the watch is set up: what happened
    /// before that was not seen.
    ///
    /// # Errors
    ///
    /// If the system can't start another thread.
    pub fn start(area: Area, means: Means, tell: impl FnMut(Sight) + Send + 'static) -> io::Result<Self> {
        let (messages, received) = mpsc::channel();
        let events = messages.clone();
        let run = move || match means {
            Means::Events => Eyes { area, events, received, tell: Box::new(tell), open }.run(),
            Means::Poll(pause) => poll::run(&area, pause, &received, &mut { tell }),
        };
        let thread = std::thread::Builder::new().name("watch".to_owned()).spawn(run)?;
        Ok(Self { messages, thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // If this fails, the thread has ended already.
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Asks the system for a watcher that reports to a channel.
fn open(events: Sender<Message>) -> notify::Result<Box<dyn Watcher>> {
    // If this fails, the receiver is gone and wants no events.
    let handler = move |event| drop(events.send(Message::Event(event)));
    Ok(Box::new(notify::recommended_watcher(handler)?))
}

/// The thread that listens to the system.
struct Eyes {
    area: Area,
    events: Sender<Message>,
    received: Receiver<Message>,
    tell: Box<dyn FnMut(Sight) + Send>,
    open: fn(Sender<Message>) -> notify::Result<Box<dyn Watcher>>,
}

impl Eyes {
    fn run(mut self) {
        if let Err(trouble) = self.listen() {
            (self.tell)(Sight::Blind(trouble));
            poll::run(&self.area, POLL, &self.received, &mut self.tell);
        }
    }

    /// Listens until it is told to stop, or the system can't watch.
    fn listen(&mut self) -> Result<(), Trouble> {
        let watcher = (self.open)(self.events.clone()).map_err(|error| Trouble::of(&error))?;
        let mut folders = Folders::new(watcher);
        let mut roots: Vec<_> = self.area.roots().map(|root| (root.clone(), Identity::of(root))).collect();
        let aliases = self.area.aliases();
        for top in self.area.tops() {
            folders.follow(top, &self.area)?;
        }
        (self.tell)(Sight::Changed(Hint::Everything));
        let mut gathering = Gathering::default();
        let mut heartbeat = Instant::now() + HEARTBEAT;
        loop {
            let next = gathering.due().map_or(heartbeat, |due| due.min(heartbeat));
            match self.received.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(Message::Event(event)) => {
                    let event = gather::named(event, &aliases);
                    gathering.add(event, Instant::now(), &|path| self.area.holds(path))?;
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Instant::now();
            if now >= heartbeat {
                heartbeat = now + HEARTBEAT;
                look_at_roots(&mut roots, &mut gathering, now);
            }
            if gathering.due().is_some_and(|due| due <= now) {
                let hint = self.prepare(std::mem::take(&mut gathering), &mut folders)?;
                (self.tell)(Sight::Changed(hint));
            }
        }
    }

    /// Watches new folders before the hint is sent: what is put into them before that is found by the receiver
    /// of the hint, and what comes later is reported.
    fn prepare(&self, gathering: Gathering, folders: &mut Folders) -> Result<Hint, Trouble> {
        let (hint, places) = gathering.finish();
        if hint == Hint::Everything {
            for top in self.area.tops() {
                folders.follow(top, &self.area)?;
            }
        }
        for place in &places {
            folders.follow(place, &self.area)?;
        }
        Ok(hint)
    }
}

/// Notices roots that were replaced by another folder, which changes everything in them.
fn look_at_roots(roots: &mut [(PathBuf, Option<Identity>)], gathering: &mut Gathering, now: Instant) {
    for (root, known) in roots {
        let identity = Identity::of(root);
        if identity != *known {
            *known = identity;
            gathering.add_folder(root, now);
        }
    }
}
