//! How much time and memory a build takes: `cargo bench --bench build`.
//!
//! README.md beside this file says what is measured and what the goals are. This is a benchmark, not a test: a
//! missed goal is reported, and the run goes on.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it found")]

mod floor;
mod garden;
mod measure;

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use garden::Garden;
use measure::Taken;

/// First argument that makes this process do the work of the floor.
const FLOOR: &str = "floor";
/// Runs of each kind; the best one counts.
const RUNS: usize = 3;
/// Bytes that gzip adds around the deflated data.
const GZIP_FRAME: usize = 18;
/// The number of notes that most goals are about.
const USUAL: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match arguments.first().and_then(|first| first.to_str()) {
        Some(measure::INSIDE) => return measure::inside(&arguments[1..]),
        Some(FLOOR) => return Ok(floor::build(Path::new(&arguments[1]), Path::new(&arguments[2]))?),
        _ => {}
    }
    let asked = arguments.iter().filter_map(|argument| argument.to_str()?.replace(['_', ','], "").parse().ok());
    let mut sizes: Vec<usize> = [1_000, USUAL].into_iter().chain(asked).collect();
    sizes.sort_unstable();
    sizes.dedup();
    println!("{:>8}  {:14} {:>8} {:>8} {:>8} {:>8}", "notes", "run", "cpu s", "wall s", "peak MB", "x floor");
    let measured = sizes.into_iter().map(measure_size).collect::<Result<Vec<_>, _>>()?;
    print_growth(&measured);
    print_goals(&measured);
    Ok(())
}

/// The measurements for one size of garden.
struct Measured {
    notes: usize,
    floor: Taken,
    cold: Taken,
    unchanged: Taken,
    edited: Taken,
    /// Bytes of the whole output.
    output: u64,
    /// Bytes of the page of median size, plain and gzipped.
    page: (usize, usize),
}

/// A garden in a temporary folder, which is removed when this is dropped.
struct Plot {
    folder: tempfile::TempDir,
    garden: Garden,
}

impl Plot {
    fn output(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// The folder for the program's cache.
    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn cold(&self) -> Result<Taken, Box<dyn Error>> {
        // The first build of a garden: no output on disk, nothing in the cache.
        for folder in [self.output(), self.cache()] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
        }
        self.warm()
    }

    fn warm(&self) -> Result<Taken, Box<dyn Error>> {
        let root = self.folder.path().as_os_str();
        let arguments = ["--root".as_ref(), root, "--quiet".as_ref(), "build".as_ref()];
        measure::of(env!("CARGO_BIN_EXE_allotment").as_ref(), &arguments, &self.cache())
    }

    fn floor(&self) -> Result<Taken, Box<dyn Error>> {
        let output = self.folder.path().join("floor");
        if output.exists() {
            fs::remove_dir_all(&output)?;
        }
        let content = self.folder.path().join("content");
        let arguments: [&OsStr; 3] = [FLOOR.as_ref(), content.as_os_str(), output.as_os_str()];
        measure::of(std::env::current_exe()?.as_os_str(), &arguments, &self.cache())
    }

    /// Adds a sentence to one note, a different one each time.
    fn edit(&self, time: usize) -> Result<(), Box<dyn Error>> {
        let number = self.garden.len() / 2;
        let text = format!("{}\nTended for the {time}th time.\n", self.garden.text(number));
        Ok(fs::write(self.garden.path(self.folder.path(), number), text)?)
    }
}

fn measure_size(notes: usize) -> Result<Measured, Box<dyn Error>> {
    let folder = tempfile::Builder::new().prefix("allotment-bench-").tempdir()?;
    let garden = garden::plant(folder.path(), notes)?;
    let plot = Plot { folder, garden };
    let (mut floor, mut cold, mut unchanged, mut edited) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // The kinds take turns, so that other load on the machine affects all of them alike.
    for time in 0..RUNS {
        floor.push(plot.floor()?);
        cold.push(plot.cold()?);
        unchanged.push(plot.warm()?);
        plot.edit(time)?;
        edited.push(plot.warm()?);
    }
    let (output, page) = weigh(&plot.output())?;
    let [floor, cold, unchanged, edited] = [floor, cold, unchanged, edited].map(|runs| Taken::best(&runs));
    let measured = Measured { notes, floor, cold, unchanged, edited, output, page };
    print_rows(&measured);
    Ok(measured)
}

/// Returns the size of all files below a folder, and that of a typical page, plain and gzipped.
fn weigh(output: &Path) -> Result<(u64, (usize, usize)), Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![output.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push((entry.metadata()?.len(), entry.path()));
            }
        }
    }
    let all = files.iter().map(|(size, _)| size).sum();
    files.retain(|(_, path)| path.extension().is_some_and(|extension| extension == "html"));
    files.sort();
    let (_, path) = files.get(files.len() / 2).ok_or("the site has no pages")?;
    let page = fs::read(path)?;
    let gzipped = miniz_oxide::deflate::compress_to_vec(&page, 6).len() + GZIP_FRAME;
    Ok((all, (page.len(), gzipped)))
}

fn print_rows(measured: &Measured) {
    let floor = measured.floor.cpu;
    let rows = [
        ("floor", measured.floor),
        ("cold", measured.cold),
        ("unchanged", measured.unchanged),
        ("one edit", measured.edited),
    ];
    for (name, Taken { cpu, wall, peak }) in rows {
        println!("{:>8}  {name:14} {cpu:>8.2} {wall:>8.2} {peak:>8.0} {:>8.1}", measured.notes, cpu / floor);
    }
    let (plain, gzipped) = measured.page;
    let output = measured.output as f64 / 1e6;
    println!("{:>8}  output {output:.1} MB; a typical page {plain} bytes, {gzipped} gzipped", measured.notes);
}

/// Returns the exponent with which processor time grows with the number of notes: 1 is linear.
fn growth(small: &Measured, large: &Measured) -> f64 {
    (large.cold.cpu / small.cold.cpu).ln() / (large.notes as f64 / small.notes as f64).ln()
}

fn print_growth(measured: &[Measured]) {
    for pair in measured.windows(2) {
        println!(
            "growth from {} to {} notes: exponent {:.2}",
            pair[0].notes,
            pair[1].notes,
            growth(&pair[0], &pair[1])
        );
    }
}

fn print_goals(measured: &[Measured]) {
    println!();
    let goal = |what: &str, found: f64, limit: f64, aim: f64| {
        let verdict = match () {
            () if found > limit => "MISSED",
            () if found > aim => "met",
            () => "met, and what we aim at",
        };
        println!("{what:44} {found:>7.2}  at most {limit}, better {aim}: {verdict}");
    };
    if let Some(usual) = measured.iter().find(|measured| measured.notes == USUAL) {
        goal("cold build, processor time x floor", usual.cold.cpu / usual.floor.cpu, 7.0, 4.0);
        goal("cold build, memory at its highest in MB", usual.cold.peak, 330.0, 200.0);
        goal("nothing changed, seconds on the clock", usual.unchanged.wall, 0.5, 0.5);
    }
    if let (Some(small), Some(large)) = (measured.iter().find(|measured| measured.notes == USUAL), measured.last())
        && large.notes > small.notes
    {
        goal(&format!("growth to {} notes, exponent", large.notes), growth(small, large), 1.1, 1.1);
    }
}
