//! Where notes begin on the map: in the part that belongs to their folder, then a bit nearer to their neighbours.
//!
//! A place follows from the path of a note, so that it is the same in every build, whatever notes come or go.

use std::collections::BTreeMap;

use super::Links;
use super::point::Point;
use crate::hash::Digest;

/// Times that a note begins anew between where it was and where its neighbours were.
const GATHERINGS: usize = 4;

/// The place where each note begins. `paths` are as many as there are notes in `links`.
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
            // A note that is linked with everything says little about where a note belongs.
            let (sum, weights) = own.iter().fold((Point::default(), 0.0), |(sum, weights), other| {
                let weight = (links.with(*other as usize).len() as f32).recip();
                (sum + homes[*other as usize] * weight, weights + weight)
            });
            // Not half and half: two notes that are linked with nothing else would meet in one place.
            homes[note] * 0.6 + sum * (0.4 / weights)
        };
        homes = (0..homes.len()).map(gathered).collect();
    }
    homes
}

/// The middle of a folder's part: within that of the folder around it.
fn middle_of(folder: &str, reach: f32) -> Point {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain((!folder.is_empty()).then_some(folder.len()));
    let mut size = reach;
    let mut middle = Point::default();
    // Folders lie in each other as deep as they like, and count no further down than this.
    for end in ends.take(8) {
        middle = middle + drawn_by_lot(&folder[..end]) * size;
        size *= 0.5;
    }
    middle
}

/// A place in the circle around 0, 0 with the radius 1, different for each text.
fn drawn_by_lot(text: &str) -> Point {
    let number = Digest::of(text.as_bytes()).number();
    let part = |bits: u64| (bits & 0xffff) as f32 / 32768.0 - 1.0;
    // The first of three that lies in the circle: one in a hundred lies in a corner of the square.
    let draws = [0, 1, 2].map(|nth| {
        let bits = number.rotate_left(nth * 21);
        Point { x: part(bits), y: part(bits >> 32) }
    });
    draws.into_iter().find(|point| point.squared() <= 1.0).unwrap_or(draws[0])
}
