//! Whatever is in a note, in a name or in a folder: the build ends, soon, with a page for each note, and
//! nothing in the output that should not be there.

mod bombs;
mod growth;
mod hostile_markdown;
mod live_markup;
mod mutated;
mod names;
#[cfg(unix)]
mod symlinks;

use std::time::{Duration, Instant};

/// Returns the processor time of work that may use several threads; here it runs on one.
pub(crate) fn timed(work: impl FnOnce() + Send) -> Duration {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(8 << 20).build().unwrap();
    one.install(|| timed_here(work))
}

/// Returns the processor time of work on this thread; a clock would also count other work of a busy machine.
pub(crate) fn timed_here(work: impl FnOnce()) -> Duration {
    let before = processor_time();
    let begun = Instant::now();
    work();
    match (before, processor_time()) {
        (Some(before), Some(after)) => after - before,
        _ => begun.elapsed(),
    }
}

/// Reads from Linux how long this thread has run, in nanoseconds (`man proc_pid_schedstat`).
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
