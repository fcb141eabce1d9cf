//! Whatever stands in a note, in a name or in a folder: the build ends, soon, with a page for each
//! note, and with nothing in it that should not be there.

mod bombs;
mod hostile_markdown;
mod live_markup;
mod mutated;
mod names;
#[cfg(unix)]
mod symlinks;

use std::time::{Duration, Instant};

/// The processor time of what runs on this thread; on a busy machine a clock would tell of others.
pub(crate) fn timed(work: impl FnOnce() + Send) -> Duration {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(8 << 20).build().unwrap();
    one.install(|| {
        let before = processor_time();
        let begun = Instant::now();
        work();
        match (before, processor_time()) {
            (Some(before), Some(after)) => after - before,
            _ => begun.elapsed(),
        }
    })
}

/// Linux says how long this thread has run, in nanoseconds (`man proc_pid_schedstat`).
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
