//! The forces of links on notes: each link is a spring of a certain length.
//!
//! A note with many links is pulled less by each of them, and moves less than the note at the other end.

use rayon::prelude::*;

use super::Links;
use super::point::Point;

/// The natural length of a link.
const LENGTH: f32 = 30.0;
/// Number of links that are computed at once.
const LANES: usize = 4;

/// Some links of a note.
struct Few {
    /// The notes at the other ends. Links of no strength to the note itself fill it up.
    to: [u32; LANES],
    strength: [f32; LANES],
}

/// All links, from the side of both ends.
pub(super) struct Springs {
    /// By note: where its links begin in `links`; and the end of the last.
    starts: Vec<usize>,
    links: Vec<Few>,
}

impl Springs {
    /// Makes the springs for this many notes.
    pub(super) fn new(links: &Links, notes: usize) -> Self {
        let mut springs = Self { starts: Vec::with_capacity(notes + 1), links: Vec::with_capacity(notes) };
        let degree = |note: u32| links.with(note as usize).len() as f32;
        for note in 0..notes as u32 {
            springs.starts.push(springs.links.len());
            for others in links.with(note as usize).chunks(LANES) {
                let mut few = Few { to: [note; LANES], strength: [0.0; LANES] };
                for (lane, other) in others.iter().enumerate() {
                    let (own, many) = (degree(note), degree(*other));
                    few.to[lane] = *other;
                    few.strength[lane] = many / (own + many) / own.min(many);
                }
                springs.links.push(few);
            }
        }
        springs.starts.push(springs.links.len());
        springs
    }

    /// The force on each note at its position.
    pub(super) fn draws(&self, places: &[Point]) -> Vec<Point> {
        let draw = |note: usize| {
            let [x, y] = drawn(&self.links[self.starts[note]..self.starts[note + 1]], places, places[note]);
            Point { x: x.iter().sum(), y: y.iter().sum() }
        };
        (0..places.len()).into_par_iter().with_min_len(256).map(draw).collect()
    }
}

/// The force of these links on a note at this position, x and y, lane by lane.
///
/// This is a separate function and does not add up lanes, because then the compiler computes all lanes at once.
#[inline(never)]
fn drawn(links: &[Few], places: &[Point], at: Point) -> [[f32; LANES]; 2] {
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    for few in links {
        let to = few.to.map(|note| places[note as usize]);
        for lane in 0..LANES {
            let (dx, dy) = (to[lane].x - at.x, to[lane].y - at.y);
            let distance = (dx * dx + dy * dy).max(1e-6).sqrt();
            let share = few.strength[lane] - few.strength[lane] * LENGTH / distance;
            x[lane] += dx * share;
            y[lane] += dy * share;
        }
    }
    [x, y]
}
