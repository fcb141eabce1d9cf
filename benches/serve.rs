//! How long it takes from a save until the page shows it: `cargo bench --bench serve`.
//!
//! README.md beside this file says what is measured and what the goals are. This is a benchmark, not a test: a missed
//! goal is reported, and the run goes on. It needs Linux, whose `/proc` tells how much memory a running program has.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it found")]

mod garden;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use garden::Garden;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Saves of each kind; the median counts.
const SAVES: usize = 15;
/// How long a save is held back in case another one follows, in milliseconds.
const DEBOUNCE: f64 = 50.0;
/// The number of notes that the goal for memory is about.
const USUAL: usize = 10_000;
/// How long to wait for a page.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Outcome<()> {
    let asked = std::env::args().skip(1).filter_map(|argument| argument.replace(['_', ','], "").parse().ok());
    let mut sizes: Vec<usize> = asked.collect();
    if sizes.is_empty() {
        sizes = vec![USUAL, 100_000];
    }
    println!("{:>8}  {:22} {:>8} {:>8} {:>8} {:>8}", "notes", "save to page, in ms", "middle", "best", "worst", "cpu");
    sizes.into_iter().try_for_each(measure_size)
}

/// A garden that the program is serving.
struct Preview {
    folder: tempfile::TempDir,
    garden: Garden,
    program: Child,
    address: String,
    opened: Duration,
    /// Lines that the program prints to standard error.
    said: Receiver<String>,
}

/// The time that one save took, in milliseconds.
struct Taken {
    /// On the clock, until the page was updated, without the debounce.
    wall: f64,
    /// On all processors.
    cpu: f64,
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
            .args(["serve", "--port", "0", "--root"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (tell, said) = mpsc::channel();
        let stream = BufReader::new(program.stderr.take().ok_or("no talk")?);
        thread::spawn(move || stream.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        let mut line = String::new();
        BufReader::new(program.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let preview = Self { folder, garden, program, address, opened: begun.elapsed(), said };
        preview.get("index.html")?;
        // Before anything is measured, the folders have to be watched and looked through once more.
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

    /// Saves a note and waits until a page contains a text.
    fn save(&self, note: &Path, text: &str, page: &str, shown: &str) -> Outcome<Taken> {
        while self.said.try_recv().is_ok() {}
        let cpu = self.processor_time()?;
        let begun = Instant::now();
        fs::write(note, text)?;
        // Polling the page in the meantime would take processor time from the program.
        while !self.said.recv_timeout(PATIENCE)?.contains("reloaded in") {}
        while !self.get(page)?.contains(shown) {
            if begun.elapsed() > PATIENCE {
                return Err(format!("`{shown}` is not on {page}").into());
            }
            thread::sleep(Duration::from_millis(2));
        }
        let wall = begun.elapsed().as_secs_f64() * 1000.0 - DEBOUNCE;
        // Work that goes on after the page is updated counts too, but not towards the next save.
        thread::sleep(Duration::from_millis(150));
        Ok(Taken { wall, cpu: self.processor_time()? - cpu })
    }

    /// Returns the milliseconds that the program has used so far on all processors.
    fn processor_time(&self) -> Outcome<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.program.id()))?;
        // After the program's name, which may contain anything: utime and stime, in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = fields.get(11..13).ok_or("this system does not tell")?;
        Ok(ticks.iter().map(|ticks| ticks.parse::<f64>()).sum::<Result<f64, _>>()? * 10.0)
    }

    /// Returns the program's memory in megabytes, now and at its peak.
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
        times.sort_by(|a: &Taken, b: &Taken| a.wall.total_cmp(&b.wall));
        let (middle, best, worst) = (times[times.len() / 2].wall, times[0].wall, times[times.len() - 1].wall);
        // The system counts in steps of ten milliseconds, which is too coarse for a single save.
        let cpu = times.iter().map(|taken| taken.cpu).sum::<f64>() / times.len() as f64;
        let verdict = if middle > limit { "MISSED" } else { "met" };
        println!("{notes:>8}  {what:22} {middle:>8.0} {best:>8.0} {worst:>8.0} {cpu:>8.0}  at most {limit}: {verdict}");
    }
    let verdict = match () {
        () if notes > USUAL => "",
        () if now > 400.0 => "  at most 400: MISSED",
        () => "  at most 400: met",
    };
    println!("{notes:>8}  {:22} {now:>8.0} {highest:>17.0}{verdict}", "memory now, highest, MB");
    println!("{notes:>8}  {:22} {:>8.0}", "opened after, ms", preview.opened.as_secs_f64() * 1000.0);
    Ok(())
}
