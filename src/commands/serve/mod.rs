//! `allotment serve`: shows the garden in a browser while it is being edited.
//!
//! [`run`] makes the site in memory, serves it from there and follows the changes on disk, until Ctrl-C. It
//! writes no file. [`Live`] holds the garden and its changes, and can be used without a server; `words` formats
//! the messages.

mod area;
mod attachments;
mod changes;
mod live;
mod setup;
mod site;
mod words;

pub use changes::Changes;
pub use live::{Live, Step};
pub use setup::Find;

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::{Exit, Failure, GardenRoot, Screen, Session};
use crate::diagnostic::render::Format;
use crate::serve;
use crate::watch::{Hint, Means, Sight, Trouble, Watch};

/// Stack size that suffices for the most deeply nested page.
const STACK: usize = 8 * 1024 * 1024;

/// Options of a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// The port to try first.
    pub port: u16,
    /// An address at which the preview is open to the network.
    pub host: Option<IpAddr>,
    /// Open the first page in a browser.
    pub open: bool,
    /// Show drafts as well.
    pub drafts: bool,
    /// Walk the folders at this interval instead of waiting for the system to report changes.
    pub poll: Option<Duration>,
    /// Whether pages follow the changes.
    pub live: bool,
}

/// What the working threads of a preview tell the one that prints.
enum News {
    /// The preview is up, with what is to be printed about it.
    Open(Box<words::Opening>),
    /// The garden changed, and so did the findings.
    Step(Box<Step>, Box<Changes>),
    /// The system can't report changes.
    Blind(Trouble),
    /// The preview can't go on.
    Failed(Failure),
    /// Ctrl-C.
    Stop,
}

/// Serves the garden that `find` locates, until Ctrl-C.
///
/// # Errors
///
/// If the garden's set-up can't be read at the start, or no port can be opened.
pub fn run(
    session: &mut Session<'_>,
    find: impl Fn(&Session<'_>) -> Result<GardenRoot, Failure> + Send + 'static,
    options: &ServeOptions,
) -> Result<Exit, Failure> {
    let (tell, news) = mpsc::channel();
    let stop = tell.clone();
    let handler = ctrlc::set_handler(move || drop(stop.send(News::Stop)));
    handler.map_err(|error| {
        Failure::new(format!("can't wait for Ctrl-C: {}", error.to_string().to_lowercase()))
            .help("start it from a terminal of its own; `allotment build` makes the site without waiting")
    })?;
    let find = finder(session.folder.clone(), find);
    let asked = options.clone();
    let work = move || {
        let tell = Last(tell);
        if let Err(failure) = work(find, &asked, &tell.0) {
            drop(tell.0.send(News::Failed(failure)));
        }
    };
    let thread = thread::Builder::new().name("serve".to_owned()).stack_size(STACK);
    thread.spawn(work).map_err(|error| no_thread(&error))?;
    let mut address = String::new();
    while let Ok(news) = news.recv() {
        match news {
            News::Open(opening) => {
                words::say_opening(session, &opening, options)?;
                address = opening.url;
            }
            News::Step(step, changes) => words::say_step(session, &step, &changes, &address)?,
            News::Blind(trouble) => session.say(&words::trouble(&trouble))?,
            News::Failed(failure) => return Err(failure),
            // The other threads end with the process: they have no work that must be completed.
            News::Stop => return Ok(Exit::Interrupted),
        }
    }
    Ok(Exit::Fine)
}

/// If dropped in a panic, reports that the working thread has died of a bug: a site that no longer follows
/// changes must not look as if it did.
struct Last(Sender<News>);

impl Drop for Last {
    fn drop(&mut self) {
        if thread::panicking() {
            let failure = Failure::new("allotment made a mistake and can't go on");
            drop(self.0.send(News::Failed(failure.help("please report it, with what stands above"))));
        }
    }
}

/// Makes a function that locates the garden, as if called from this folder, on any thread.
fn finder(folder: PathBuf, find: impl Fn(&Session<'_>) -> Result<GardenRoot, Failure> + Send + 'static) -> Box<Find> {
    Box::new(move || {
        find(&Session {
            out: &mut io::sink(),
            err: &mut io::sink(),
            out_screen: Screen::default(),
            err_screen: Screen::default(),
            format: Format::Human,
            quiet: true,
            verbose: false,
            folder: folder.clone(),
        })
    })
}

fn no_thread(error: &io::Error) -> Failure {
    Failure::new(format!("the system has no thread left: {}", error.to_string().to_lowercase()))
        .help("end other programs, or raise the limit of processes (ulimit -u), then start it again")
}

/// Serves and follows the garden as long as the receiver of news exists.
fn work(find: Box<Find>, options: &ServeOptions, tell: &Sender<News>) -> Result<(), Failure> {
    let begun = Instant::now();
    let mut live = Live::new(find, options.drafts)?;
    let time = begun.elapsed();
    let asked = serve::Options { port: options.port, host: options.host, live: options.live };
    let running = serve::start(&asked, live.shelf()).map_err(|error| words::no_port(options, &error))?;
    let opening = words::Opening {
        url: running.url(),
        network: running.network_url(),
        port: running.port(),
        stats: live.stats(),
        tally: live.findings().tally,
        content: live.content().to_owned(),
        home: live.vacancy(),
        apart: live.apart(),
        unworded: live.unworded(),
        time,
    };
    let mut is_heard = tell.send(News::Open(Box::new(opening))).is_ok();
    let (sees, sights) = mpsc::channel();
    let means = options.poll.map_or(Means::Events, Means::Poll);
    let watch = |live: &Live| {
        let sees = sees.clone();
        Watch::start(live.area(), means, move |sight| drop(sees.send(sight))).map_err(|error| no_thread(&error))
    };
    let mut watched = watch(&live)?;
    let mut shown = live.shelf();
    while is_heard {
        live.prepare();
        let Ok(sight) = sights.recv() else { break };
        let hint = match sight {
            Sight::Changed(hint) => hint,
            Sight::Blind(trouble) => {
                is_heard = tell.send(News::Blind(trouble)).is_ok();
                continue;
            }
        };
        // Hints that arrived in the meantime are handled in the same look.
        let hint = sights.try_iter().fold(hint, |all, sight| match sight {
            Sight::Changed(hint) => all.and(hint),
            Sight::Blind(trouble) => {
                drop(tell.send(News::Blind(trouble)));
                Hint::Everything
            }
        });
        if let Some(step) = live.look(&hint) {
            running.swap(live.shelf());
            if step.watch {
                watched = watch(&live)?;
            }
            let changes = live.findings();
            is_heard = tell.send(News::Step(Box::new(step), Box::new(changes))).is_ok();
            // Dropping a garden takes a while, so the old one is dropped only here, after everybody has been told.
            shown = live.shelf();
        }
    }
    drop((watched, shown));
    running.stop();
    Ok(())
}

#[cfg(test)]
mod tests;
