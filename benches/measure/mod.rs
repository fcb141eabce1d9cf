//! What a program takes: processor time, time on the clock, memory at its highest.
//!
//! [`of`] is the entry point. It starts this benchmark once more as a process of its own, which
//! starts the program ([`inside`]): what a process knows of its children when they have ended then
//! belongs to that program alone.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// First argument of the process that measures.
pub(crate) const INSIDE: &str = "measure-inside";

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// Seconds of all processors, in the program and in the system for it.
    pub(crate) cpu: f64,
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Memory at its highest, in millions of bytes.
    pub(crate) peak: f64,
}

impl Taken {
    /// The best of each number: what disturbs a measurement only ever adds to it.
    pub(crate) fn best(runs: &[Self]) -> Self {
        let best = |of: fn(&Self) -> f64| runs.iter().map(of).fold(f64::INFINITY, f64::min);
        Self { cpu: best(|run| run.cpu), wall: best(|run| run.wall), peak: best(|run| run.peak) }
    }
}

/// Runs a program, which may remember things in the folder `cache`, and says what it took. An error
/// if it fails.
pub(crate) fn of(program: &OsStr, arguments: &[&OsStr], cache: &Path) -> Result<Taken, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    let told = command
        .env("ALLOTMENT_CACHE_DIR", cache)
        .arg(INSIDE)
        .arg(program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()?;
    let told = String::from_utf8(told.stdout)?;
    let numbers: Vec<f64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    match numbers[..] {
        [cpu, wall, peak] => Ok(Taken { cpu, wall, peak }),
        _ => Err(format!("{} could not be measured", program.display()).into()),
    }
}

/// In the process that measures: runs a program and prints the three numbers.
#[cfg(unix)]
#[allow(clippy::print_stdout, reason = "the other process reads it")]
pub(crate) fn inside(arguments: &[std::ffi::OsString]) -> Result<(), Box<dyn Error>> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let (program, arguments) = arguments.split_first().ok_or("there is no program to measure")?;
    let start = Instant::now();
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let wall = start.elapsed().as_secs_f64();
    if !status.status.success() {
        return Err(String::from_utf8_lossy(&status.stderr).into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    // Linux counts in units of 1024 bytes, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1.0 } else { 1024.0 };
    println!("{cpu} {wall} {}", usage.max_rss() as f64 * unit / 1e6);
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn inside(_: &[std::ffi::OsString]) -> Result<(), Box<dyn Error>> {
    let _ = Instant::now();
    Err("this benchmark needs Linux, macOS or another Unix".into())
}
