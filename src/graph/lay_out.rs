//! Where each note of the garden is on its map.
//!
//! [`lay_out`] lets notes push each other away and links draw them together, until they hardly move, and parts
//! those that lie on each other then. Each note begins at a place that follows from its path, near the other notes
//! of its folder, and is drawn back there a little all the time: so the map is the same for the same garden, and a
//! note that comes or goes moves the others little. Distances are those of d3-force, whose maps people know: links
//! are about 30 long.

use super::apart::move_apart;
use super::homes::homes;
use super::point::Point;
use super::springs::Springs;
use super::tree::Tree;
use super::{Links, Place};

/// How much a note pushes another one that is one step away.
const PUSH: f32 = 30.0;
/// What draws all notes to the middle: the share of the distance in a round.
const GRAVITY: f32 = 0.04;
/// What draws a note to where it began.
const HOME: f32 = 0.02;
/// How much of its speed a note keeps for the next round.
const SPEED: f32 = 0.6;
/// A note moves no further in a round.
const LEAP: f32 = 200.0;
/// What notes do to each other is asked again when they moved as much as in so many hot rounds: it takes long, and
/// changes slowly.
const KEPT: f32 = 1.5;

/// The place of each note, around the middle of the map at 0, 0. `paths` are those of the
/// notes, as many as there are in `links`. Two notes that are not linked are about 40 apart.
pub fn lay_out(paths: &[&str], links: &Links) -> Vec<Place> {
    let notes = paths.len().min(links.notes());
    let homes = homes(&paths[..notes], links);
    let springs = Springs::new(links, notes);
    let mut places = homes.clone();
    let mut speeds = vec![Point::default(); notes];
    let mut pushes = Tree::new(&places).pushes();
    let mut moved = 0.0;
    let rounds = rounds(notes);
    for round in 0..rounds {
        // The later, the calmer.
        let heat = 1.0 - round as f32 / rounds as f32;
        if moved >= KEPT {
            pushes = Tree::new(&places).pushes();
            moved = 0.0;
        }
        moved += heat;
        let ahead: Vec<Point> = places.iter().zip(&speeds).map(|(place, speed)| *place + *speed).collect();
        let draws = springs.draws(&ahead);
        for note in 0..notes {
            let force =
                pushes[note] * PUSH + draws[note] - places[note] * GRAVITY + (homes[note] - places[note]) * HOME;
            speeds[note] = limited((speeds[note] + force * heat) * SPEED);
            places[note] = places[note] + speeds[note];
        }
    }
    move_apart(&mut places);
    places.iter().map(|place| Place { x: place.x.round() as i32, y: place.y.round() as i32 }).collect()
}

/// Rounds that a map of so many notes is given: the same for gardens of about the same size, so that no note more or
/// less changes them.
fn rounds(notes: usize) -> usize {
    match notes {
        0..=1_023 => 120,
        1_024..=4_095 => 80,
        4_096..=65_535 => 32,
        _ => 24,
    }
}

fn limited(speed: Point) -> Point {
    let squared = speed.squared();
    if squared > LEAP * LEAP { speed * (LEAP / squared.sqrt()) } else { speed }
}
