//! How long the layout of the graph takes: `cargo bench --bench graph`, optionally with other numbers of notes.
//!
//! Gardens of 1 000, 10 000 and 50 000 notes with eight links for each note, in folders of ten to a hundred: half of
//! the links stay in the folder, the others follow a power law. Processor time is the sum of all threads.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::error::Error;
use std::time::Instant;

use allotment::graph::{Links, lay_out};

fn main() -> Result<(), Box<dyn Error>> {
    let asked = std::env::args().skip(1).filter_map(|argument| argument.replace(['_', ','], "").parse().ok());
    let mut sizes: Vec<u32> = asked.collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000, 50_000];
    }
    println!("{:>8} {:>9} {:>8} {:>8} {:>8}", "notes", "pairs", "cpu s", "wall s", "reach");
    for notes in sizes {
        let paths: Vec<String> = (0..notes).map(|note| format!("{}/note {note}.md", folder(note))).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let links = Links::new(paths.len(), (0..notes).flat_map(|note| goals(note, notes)));
        let (cpu, wall) = (processor_time()?, Instant::now());
        let places = lay_out(&paths, &links);
        let (cpu, wall) = (processor_time()? - cpu, wall.elapsed().as_secs_f64());
        let reach = places.iter().map(|place| place.x.abs().max(place.y.abs())).max().unwrap_or(0);
        println!("{notes:>8} {:>9} {cpu:>8.2} {wall:>8.2} {reach:>8}", links.pairs());
    }
    Ok(())
}

/// Returns the first note in the same folder.
fn folder(note: u32) -> u32 {
    if (note / 100).is_multiple_of(2) { note / 10 * 10 } else { note / 100 * 100 }
}

fn goals(note: u32, notes: u32) -> impl Iterator<Item = (u32, u32)> {
    // A pseudo-random number from 0 to 1 (the mixing of splitmix64, by Sebastiano Vigna).
    let draw = move |nth: u32| {
        let mut mixed = (u64::from(note) << 8 | u64::from(nth)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..8).map(move |nth| {
        let goal = if nth % 2 == 0 {
            folder(note) + (draw(nth) * 10.0) as u32
        } else {
            (draw(nth).powi(4) * f64::from(notes)) as u32
        };
        (note, goal.min(notes - 1))
    })
}

#[cfg(unix)]
fn processor_time() -> Result<f64, Box<dyn Error>> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok((usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6)
}

#[cfg(not(unix))]
fn processor_time() -> Result<f64, Box<dyn Error>> {
    Ok(0.0)
}
