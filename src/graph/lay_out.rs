//! Where each note of the garden is on its map.
//!
//! [`lay_out`] lets notes push each other away and links draw them together, until they hardly move.
//! Each note begins at a place that follows from its path, near the other notes of its folder, and
//! is drawn back there a little all the time: so the map is the same for the same garden, and a note
//! that comes or goes moves the others little. Distances are those of d3-force, whose maps
//! people know: links are about 30 long.

use std::collections::BTreeMap;
use std::ops::{Add, Mul, Sub};

use super::tree::Tree;
use super::{Links, Place};
use crate::hash::Digest;

/// How long a link would like to be.
const LENGTH: f32 = 30.0;
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
/// Times that a note begins anew between where it was and where its neighbours were.
const GATHERINGS: usize = 4;

/// A place while notes move.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }
}

impl Mul<f32> for Point {
    type Output = Self;
    fn mul(self, by: f32) -> Self {
        Self { x: self.x * by, y: self.y * by }
    }
}

impl Point {
    pub(super) fn squared(self) -> f32 {
        self.x * self.x + self.y * self.y
    }
}

/// The place of each note, around the middle of the map at 0, 0. `paths` are those of the
/// notes, as many as there are in `links`. Two notes that are not linked are about 40 apart.
pub fn lay_out(paths: &[&str], links: &Links) -> Vec<Place> {
    let notes = paths.len().min(links.notes());
    let homes = homes(&paths[..notes], links);
    let mut places = homes.clone();
    let mut speeds = vec![Point::default(); notes];
    let mut pushes = Vec::new();
    let (rounds, steady) = rounds(notes);
    for round in 0..rounds {
        // The later, the calmer.
        let left = 1.0 - round as f32 / rounds as f32;
        let heat = left * left;
        if round % steady == 0 {
            pushes = Tree::new(&places).pushes();
        }
        let draws = draws(&places, &speeds, links);
        for note in 0..notes {
            let force =
                pushes[note] * PUSH + draws[note] - places[note] * GRAVITY + (homes[note] - places[note]) * HOME;
            speeds[note] = limited((speeds[note] + force * heat) * SPEED);
        }
        for (place, speed) in places.iter_mut().zip(&speeds) {
            *place = *place + *speed;
        }
    }
    places.iter().map(|place| Place { x: place.x.round() as i32, y: place.y.round() as i32 }).collect()
}

/// Rounds that a map of so many notes is given, and for how many of them notes push each other the same: that is
/// what takes long, and it changes slowly. Both are the same for gardens of about the same size, so that
/// no note more or less changes them.
fn rounds(notes: usize) -> (usize, usize) {
    match notes {
        0..=1_023 => (240, 1),
        1_024..=4_095 => (160, 1),
        4_096..=16_383 => (64, 2),
        16_384..=65_535 => (40, 2),
        _ => (24, 2),
    }
}

fn limited(speed: Point) -> Point {
    let squared = speed.squared();
    if squared > LEAP * LEAP { speed * (LEAP / squared.sqrt()) } else { speed }
}

/// What the links do to each note. A note with many links is drawn less by each of them, and moves less
/// than the note at the other end.
fn draws(places: &[Point], speeds: &[Point], links: &Links) -> Vec<Point> {
    use rayon::prelude::*;
    let ahead = |note: usize| places[note] + speeds[note];
    let draw = |note: usize| {
        let own = links.with(note);
        let here = ahead(note);
        own.iter().fold(Point::default(), |draw, other| {
            let way = ahead(*other as usize) - here;
            let distance = way.squared().sqrt().max(1e-3);
            let (few, many) = (own.len() as f32, links.with(*other as usize).len() as f32);
            let share = many / (few + many) / few.min(many);
            draw + way * ((distance - LENGTH) / distance * share)
        })
    };
    (0..places.len()).into_par_iter().with_min_len(256).map(draw).collect()
}

/// Where the notes begin: in the part of the map that belongs to their folder, then a bit nearer to
/// their neighbours.
fn homes(paths: &[&str], links: &Links) -> Vec<Point> {
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
