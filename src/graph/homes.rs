//! Where notes begin on the map: in the area of their folder, then a bit closer to their neighbours.
//!
//! The position depends on the path of a note, so that it is the same in every build, whatever notes come or go.

use std::collections::BTreeMap;

use super::Links;
use super::point::Point;
use crate::hash::Digest;

/// Number of times that each note moves to between its own position and those of its neighbours.
const GATHERINGS: usize = 4;

/// Returns the initial position of each note. `paths` are as many as there are notes in `links`.
pub(super) fn homes(paths: &[&str], links: &Links) -> Vec<Point> {
    let reach = 20.0 * (paths.len() as f32).sqrt();
    let mut folders: BTreeMap<&str, Point> = BTreeMap::new();
    let mut homes: Vec<Point> = Vec::with_capacity(paths.len());
    for path in paths {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let middle = *folders.entry(folder).or_insert_with(|| middle_of(folder, reach));
        homes.push(middle + drawn_by_lot(path) * (reach * 0.5));
    }
    for _ in 0..GATHERINGS {
        let gathered = |note: usize| {
            let own = links.with(note);
            if own.is_empty() {
                return homes[note];
            }
            // A note linked with everything says little about where its neighbours belong.
            let (sum, weights) = own.iter().fold((Point::default(), 0.0), |(sum, weights), other| {
                let weight = (links.with(*other as usize).len() as f32).recip();
                (sum + homes[*other as usize] * weight, weights + weight)
            });
            // Not half and half: two notes linked only with each other would meet at one point.
            homes[note] * 0.6 + sum * (0.4 / weights)
        };
        homes = (0..homes.len()).map(gathered).collect();
    }
    homes
}

/// The middle of a folder's area, which is within that of its parent folder.
fn middle_of(folder: &str, reach: f32) -> Point {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain((!folder.is_empty()).then_some(folder.len()));
    let mut size = reach;
    let mut middle = Point::default();
    // Folders may be nested to any depth, but deeper levels than this do not count.
    for end in ends.take(8) {
        middle = middle + drawn_by_lot(&folder[..end]) * size;
        size *= 0.5;
    }
    middle
}

/// A point in the unit circle around 0, 0, pseudo-random by the text.
fn drawn_by_lot(text: &str) -> Point {
    let number = Digest::of(text.as_bytes()).number();
    let part = |bits: u64| (bits & 0xffff) as f32 / 32768.0 - 1.0;
    // The first of three that is in the circle: all three are in the corners of the square in one of a hundred cases.
    let draws = [0, 1, 2].map(|nth| {
        let bits = number.rotate_left(nth * 21);
        Point { x: part(bits), y: part(bits >> 32) }
    });
    draws.into_iter().find(|point| point.squared() <= 1.0).unwrap_or(draws[0])
}
