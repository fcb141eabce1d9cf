//! How long it takes from a save to the page that shows it: `cargo bench --bench serve`.
//!
//! See README.md beside this file for what is measured and what the goals are. This is a benchmark,
//! not a test: a goal that is missed is said, and the run goes on. It needs Linux, because that tells
//! how much memory a program has that runs.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it found")]

mod garden;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use garden::Garden;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Saves of each kind, of which the one in the middle counts.
const SAVES: usize = 15;
/// How long a save is kept back in case another one follows.
const DEBOUNCE: f64 = 50.0;
/// The size that the goal for memory is about.
const USUAL: usize = 10_000;
/// Longest wait for a page.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Outcome<()> {
    let asked = std::env::args().skip(1).filter_map(|argument| argument.replace(['_', ','], "").parse().ok());
    let mut sizes: Vec<usize> = asked.collect();
    if sizes.is_empty() {
        sizes = vec![USUAL, 100_000];
    }
    println!("{:>8}  {:24} {:>9} {:>9} {:>9}", "notes", "save to page, in ms", "middle", "best", "worst");
    sizes.into_iter().try_for_each(measure_size)
}

/// A garden that is served by the program.
struct Preview {
    folder: tempfile::TempDir,
    garden: Garden,
    program: Child,
    address: String,
    opened: Duration,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Preview {
    fn of(notes: usize) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("allotment-bench-").tempdir()?;
        let garden = garden::plant(folder.path(), notes)?;
        let begun = Instant::now();
        let mut program = Command::new(env!("CARGO_BIN_EXE_allotment"))
            .args(["--quiet", "serve", "--port", "0", "--root"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(program.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let preview = Self { folder, garden, program, address, opened: begun.elapsed() };
        preview.get("index.html")?;
        // The folders are watched, and looked through once more, before anything is measured.
        thread::sleep(Duration::from_secs(1) + Duration::from_micros(20 * notes as u64));
        Ok(preview)
    }

    fn get(&self, path: &str) -> Outcome<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Saves a note; the time until a text is on a page, beyond the debounce, in milliseconds.
    fn save(&self, note: &Path, text: &str, page: &str, shown: &str) -> Outcome<f64> {
        let begun = Instant::now();
        fs::write(note, text)?;
        // Nothing is sooner than the debounce, and asking takes time from whoever works.
        thread::sleep(Duration::from_secs_f64(DEBOUNCE / 1000.0));
        while !self.get(page)?.contains(shown) {
            if begun.elapsed() > PATIENCE {
                return Err(format!("`{shown}` is not on {page}").into());
            }
            thread::sleep(Duration::from_millis(2));
        }
        let taken = begun.elapsed().as_secs_f64() * 1000.0 - DEBOUNCE;
        // Whatever is still done after the page is there is not counted for the next.
        thread::sleep(Duration::from_millis(150));
        Ok(taken)
    }

    /// Megabytes of memory that the program has, now and at its highest.
    fn memory(&self) -> Outcome<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.program.id()))?;
        let value = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            line.and_then(|line| line.trim_matches([':', ' ', '\t', 'k', 'B']).parse::<f64>().ok())
        };
        let both = value("VmRSS").zip(value("VmHWM")).ok_or("this system does not tell")?;
        Ok((both.0 / 1000.0, both.1 / 1000.0))
    }

    fn note(&self, number: usize) -> (std::path::PathBuf, String, String) {
        let path = self.garden.path(self.folder.path(), number);
        let inside = path.strip_prefix(self.folder.path().join("content")).unwrap_or(&path);
        let page = inside.with_extension("html").to_string_lossy().to_lowercase().replace(' ', "-");
        (path, self.garden.text(number), page)
    }
}

fn measure_size(notes: usize) -> Outcome<()> {
    let preview = Preview::of(notes)?;
    let (mut bodies, mut titles, mut new) = (Vec::new(), Vec::new(), Vec::new());
    for time in 0..SAVES {
        let number = (notes / SAVES * time + 7) % preview.garden.len();
        let (path, text, page) = preview.note(number);
        let mark = format!("tended{time}");
        bodies.push(preview.save(&path, &format!("{text}\nThis was {mark}.\n"), &page, &mark)?);
        let titled = text.replacen("title: ", &format!("title: Titled{time} "), 1);
        titles.push(preview.save(&path, &titled, &page, &format!("Titled{time}"))?);
        let path = preview.folder.path().join(format!("content/new{time}.md"));
        let text = format!("---\ntitle: New {time}\n---\nSee [[{}]].\n", "index");
        new.push(preview.save(&path, &text, &format!("new{time}.html"), &format!("New {time}"))?);
    }
    let (now, highest) = preview.memory()?;
    let limits = if notes <= USUAL { [60.0, 120.0, 120.0] } else { [250.0, 500.0, 500.0] };
    for (what, times, limit) in
        [("body", &mut bodies, limits[0]), ("title", &mut titles, limits[1]), ("new note", &mut new, limits[2])]
    {
        times.sort_by(f64::total_cmp);
        let (middle, best, worst) = (times[times.len() / 2], times[0], times[times.len() - 1]);
        let verdict = if middle > limit { "MISSED" } else { "met" };
        println!("{notes:>8}  {what:24} {middle:>9.0} {best:>9.0} {worst:>9.0}  at most {limit}: {verdict}");
    }
    let verdict = match () {
        () if notes > USUAL => "",
        () if now > 400.0 => "  at most 400: MISSED",
        () => "  at most 400: met",
    };
    println!("{notes:>8}  {:24} {now:>9.0} {highest:>19.0}{verdict}", "memory now, highest, MB");
    println!("{notes:>8}  {:24} {:>9.0}", "opened after, ms", preview.opened.as_secs_f64() * 1000.0);
    Ok(())
}
