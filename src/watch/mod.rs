//! What happens to the files of a garden, as hints where to look again.
//!
//! [`Watch::start`] tells a function, from a thread of its own, which paths may be different from what
//! they were. A [`Hint`] is never more than that: deletion is absence, a rename is two paths, a new
//! folder stands for all that is in it, and whoever is told looks for himself. What the system reports
//! is collected until it is quiet for a moment, so that a save or a checkout comes as one hint.
//!
//! Where the system reports nothing (network drives) or can't watch as many folders as there are, the
//! folders are walked now and then instead. Nothing here reads a file or knows what is in it.

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

/// How often the folders themselves are looked at: one that is put in the place of another is not reported.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How often to walk where the system can't watch, if nobody said.
pub const POLL: Duration = Duration::from_secs(1);

/// Tells whether nobody wants to hear of a path, which is that of a folder if the second value says so.
pub type PassOver = dyn Fn(&Path, bool) -> bool + Send + Sync;

/// What to watch. All paths are absolute, and need not exist.
#[derive(Clone)]
pub struct Area {
    /// Folders with everything below them.
    pub deep: Vec<PathBuf>,
    /// Folders without the folders in them.
    pub flat: Vec<PathBuf>,
    /// What is left out, with everything below it.
    pub pass_over: Arc<PassOver>,
}

impl Area {
    /// Whether a path is one that somebody wants to hear of.
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

    /// The folders that are in no other one of them.
    fn tops(&self) -> impl Iterator<Item = &PathBuf> {
        let is_top = |root: &&PathBuf| !self.roots().any(|other| other != *root && root.starts_with(other));
        self.roots().filter(is_top)
    }

    /// Folders that have another name in the end, which some systems report them by, and the name
    /// that they were asked for by.
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
    /// The folders are walked again and again, with this pause.
    Poll(Duration),
}

/// Where to look again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// At these paths and what is below them.
    Paths(BTreeSet<PathBuf>),
    /// At everything: something was missed.
    Everything,
}

impl Hint {
    /// Both hints as one.
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

/// What a watch has to say.
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
    /// It does not watch as many folders as there are.
    TooManyFolders,
    /// It does not watch for as many programs as ask it to.
    TooManyPrograms,
    /// Whatever it says.
    Other(String),
}

impl Trouble {
    fn of(error: &notify::Error) -> Self {
        match &error.kind {
            notify::ErrorKind::MaxFilesWatch => Self::TooManyFolders,
            // What Linux says when `fs.inotify.max_user_instances` is reached.
            notify::ErrorKind::Io(error) if is_too_many_files(error) => Self::TooManyPrograms,
            _ => Self::Other(error.to_string().to_lowercase()),
        }
    }

    /// The way out.
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

/// What the thread of a watch is told.
enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// A watch that is kept. It ends when this is dropped.
pub struct Watch {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to watch. The first thing to be told is [`Hint::Everything`], when the watch is set: what
    /// happened before that was not seen.
    ///
    /// # Errors
    ///
    /// If the system has no thread left.
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
        // If the thread has ended, there is nobody to tell.
        let _ = self.messages.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Asks the system for a watcher that reports to a channel.
fn open(events: Sender<Message>) -> notify::Result<Box<dyn Watcher>> {
    // A receiver that is gone wants no events.
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

    /// Listens until it is told to stop, or can't.
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

    /// Watches the folders that are new, before anybody is told of them: what is put into them until
    /// then is found by whoever looks, what comes later is reported.
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

/// A folder that stands where another one stood is a change of all that is in it.
fn look_at_roots(roots: &mut [(PathBuf, Option<Identity>)], gathering: &mut Gathering, now: Instant) {
    for (root, known) in roots {
        let identity = Identity::of(root);
        if identity != *known {
            *known = identity;
            gathering.add_folder(root, now);
        }
    }
}
