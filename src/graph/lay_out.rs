//! Lays out the map of the garden.
//!
//! [`lay_out`] lets notes repel each other and links pull them together until they hardly move, and then separates
//! those that overlap. Each note begins at a position that depends on its path, near the other notes of its folder, and
//! is always pulled back there a little: so the same garden gives the same map, and a note that comes or goes moves the
//! others little. Distances are those of d3-force, whose maps are familiar: links are about 30 long.

use super::apart::move_apart;
use super::homes::homes;
use super::point::Point;
use super::springs::Springs;
use super::tree::Tree;
use super::{Links, Place};

/// How strongly a note repels another that is one step away.
const PUSH: f32 = 30.0;
/// Pull of all notes towards the middle: the share of the distance per round.
const GRAVITY: f32 = 0.04;
/// Pull of a note towards where it began.
const HOME: f32 = 0.02;
/// The share of its speed that a note keeps for the next round.
const SPEED: f32 = 0.6;
/// The furthest that a note moves in a round.
const LEAP: f32 = 200.0;
/// The repulsion is recomputed once notes may have moved as much as in this many rounds at full heat: it takes long,
/// and changes slowly.
const KEPT: f32 = 1.5;

/// Returns the position of each note, with the middle of the map at 0, 0. `paths` are those of the notes, as many as in
/// `links`. Two notes that are not linked are about 40 apart.
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
        // The later the round, the smaller the moves.
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

/// The number of rounds for a map of this many notes: the same for gardens of similar size, so that one note more or
/// less does not change it.
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
