//! What a program consumes: processor time, wall-clock time, peak memory.
//!
//! [`of`] is the entry point. It starts this benchmark again as a separate process, which starts the program
//! ([`inside`]): the resources that the system records for that process's ended children are then those of the
//! program alone.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// First argument of the process that measures.
pub(crate) const INSIDE: &str = "measure-inside";

/// What one run consumed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// Seconds on all processors, in the program and in the kernel on its behalf.
    pub(crate) cpu: f64,
    /// Seconds on the clock.
    pub(crate) wall: f64,
    /// Peak memory, in millions of bytes.
    pub(crate) peak: f64,
}

impl Taken {
    /// Returns the minimum of each number: disturbances only ever add to a measurement.
    pub(crate) fn best(runs: &[Self]) -> Self {
        let best = |of: fn(&Self) -> f64| runs.iter().map(of).fold(f64::INFINITY, f64::min);
        Self { cpu: best(|run| run.cpu), wall: best(|run| run.wall), peak: best(|run| run.peak) }
    }
}

/// Runs a program, with `cache` as the folder for its cache, and returns what it consumed. Returns an error if
/// it fails.
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

/// Runs a program and prints the three numbers; this is called in the process that measures.
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
