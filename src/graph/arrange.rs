//! Arranges the notes around a note in the picture beside it.
//!
//! [`arrange`] puts the note in the middle, those one step away around it and those two steps away further out, then
//! moves apart those that overlap. It takes tens of microseconds, and uses only operations whose results IEEE 754
//! defines.

use super::{Place, Shape};

/// Width of the picture.
pub const WIDTH: i32 = 256;
/// The greatest height of a picture.
const HEIGHT: i32 = 288;
/// The least height.
const LEAST: f32 = 64.0;

/// Distance between what is drawn and the edge.
const MARGIN: f32 = 4.0;
/// The least distance between the centres of two dots, so that each can be hit without hitting another.
const APART: f32 = 24.0;
/// Distance from the centre of a dot to its label.
const GAP: f32 = 4.0;
/// Height of a line of a label, and the distance between the lines.
pub const LINE: i32 = 13;
/// The least space between labels side by side: fonts differ, and widths are estimates.
const BESIDE: f32 = 10.0;
/// How far a dot extends upwards.
const ABOVE: f32 = 8.0;
/// How far the note itself is above the middle at first: labels are below their dots.
const UP: f32 = 8.0;
/// The most rounds in which overlapping notes are moved apart.
const ROUNDS: usize = 32;

/// A picture of notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its height.
    pub height: i32,
    /// The position of each note.
    pub places: Vec<Place>,
}

/// The size of the label below a note.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The width of its longest line.
    pub width: f32,
    /// The number of its lines.
    pub lines: u8,
}

#[derive(Clone, Copy)]
struct Body {
    x: f32,
    y: f32,
    /// Half of its width.
    half: f32,
    /// How far it extends downwards.
    below: f32,
}

impl Body {
    /// Returns how far to the left and to the right it may be in the picture.
    fn reach(&self) -> (f32, f32) {
        let half = (self.half - BESIDE / 2.0).clamp(APART / 2.0, WIDTH as f32 / 2.0 - MARGIN);
        (MARGIN + half, WIDTH as f32 - MARGIN - half)
    }

    /// Whether it would leave the picture if it was moved sideways by this.
    fn is_beyond(&self, by: f32) -> bool {
        let (least, most) = self.reach();
        by != 0.0 && !(least - 0.5..=most + 0.5).contains(&(self.x + by))
    }
}

/// Places the notes. `labels` are the sizes of the labels below each.
pub fn arrange(shape: &Shape, labels: &[Size]) -> Picture {
    let count = shape.count.min(labels.len());
    let more: usize = labels[..count].iter().map(|size| usize::from(size.lines.saturating_sub(1))).sum();
    // Notes behind a single one need room for two labels on the same side.
    let least = if shape.first == 1 && count > 2 { 200 } else { 96 };
    let height = (72 + 16 * count + 10 * more).clamp(least, HEIGHT as usize) as f32;
    let mut bodies: Vec<Body> = labels[..count]
        .iter()
        .map(|size| {
            let half = ((size.width + BESIDE) / 2.0).max(APART / 2.0);
            let below = GAP + LINE as f32 * f32::from(size.lines);
            Body { x: WIDTH as f32 / 2.0, y: height / 2.0 - UP, half, below }
        })
        .collect();
    around(shape, height, &mut bodies);
    keep_inside(&mut bodies, height);
    for _ in 0..ROUNDS {
        if !move_apart(&mut bodies, height) {
            break;
        }
    }
    // What is left empty at the top and at the bottom is cut off.
    let top = bodies.iter().map(|body| body.y - ABOVE).fold(height, f32::min);
    let bottom = bodies.iter().map(|body| body.y + body.below).fold(top, f32::max);
    let height = (bottom - top + 2.0 * MARGIN).ceil().max(LEAST);
    bodies.iter_mut().for_each(|body| body.y += (height - bottom - top) / 2.0);
    let places = bodies.iter().map(|body| Place { x: body.x.round() as i32, y: body.y.round() as i32 });
    Picture { height: height as i32, places: places.collect() }
}

/// Puts the notes one step away in a circle, so that linked ones are adjacent; and beyond each, the notes that it leads
/// to.
fn around(shape: &Shape, height: f32, bodies: &mut [Body]) {
    let count = bodies.len();
    let is_linked = |a: usize, b: usize| shape.links.binary_search(&(a.min(b) as u8, a.max(b) as u8)).is_ok();
    let last_first = shape.first.min(count.saturating_sub(1));
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); last_first + 1];
    for note in last_first + 1..count {
        // The linked note in front with the fewest notes behind it.
        let front = (1..=last_first).filter(|front| is_linked(*front, note)).min_by_key(|front| behind[*front].len());
        behind[front.unwrap_or_default()].push(note);
    }
    let mut waiting: Vec<usize> = (1..=last_first).collect();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let next = order.last().and_then(|last| waiting.iter().position(|note| is_linked(*last, *note)));
        order.push(waiting.remove(next.unwrap_or_default()));
    }
    let share = |note: usize| 1.0 + 0.7 * behind[note].len() as f32;
    let whole: f32 = order.iter().map(|note| share(*note)).sum();
    // The fewer notes are behind them, the further out they are.
    let out = 0.55 + 0.4 * last_first as f32 / count.max(2).saturating_sub(1) as f32;
    let mut turn = 0.0;
    for note in order {
        let part = share(note) / whole;
        put(&mut bodies[note], turn + part / 2.0, out, height);
        let each = part / behind[note].len().max(1) as f32;
        for (nth, other) in behind[note].iter().enumerate() {
            put(&mut bodies[*other], turn + each * (nth as f32 + 0.5), 1.0, height);
        }
        turn += part;
    }
}

/// Puts a body on an ellipse: `turn` is how far around, from 0 to 1, and `out` how far out.
fn put(body: &mut Body, turn: f32, out: f32, height: f32) {
    let quarters = (turn * 4.0).clamp(0.0, 3.999);
    let part = quarters.fract();
    // The tangent of half the angle, approximately.
    let x = part * std::f32::consts::FRAC_PI_4;
    let tangent = x + x * x * x / 3.0 + 2.0 * x * x * x * x * x / 15.0;
    let square = tangent * tangent;
    let (along, across) = ((1.0 - square) / (1.0 + square), 2.0 * tangent / (1.0 + square));
    let (x, y) = match quarters as u8 {
        0 => (across, -along),
        1 => (along, across),
        2 => (-across, along),
        _ => (-along, -across),
    };
    body.x += x * out * (WIDTH as f32 / 2.0 - APART / 2.0);
    body.y += y * out * (height / 2.0 - APART / 2.0);
}

/// Moves overlapping bodies apart by half of the overlap, and back into the picture; returns whether any moved. The
/// first one stays where it is.
fn move_apart(bodies: &mut [Body], height: f32) -> bool {
    let mut moved = false;
    for a in 0..bodies.len() {
        for b in a + 1..bodies.len() {
            let (one, other) = (bodies[a], bodies[b]);
            let across = one.half + other.half - (one.x - other.x).abs();
            if across <= 0.5 {
                continue;
            }
            let down = if one.y <= other.y {
                one.below - (other.y - ABOVE - one.y)
            } else {
                other.below - (one.y - ABOVE - other.y)
            };
            if down <= 0.5 {
                continue;
            }
            moved = true;
            let (back, forth) = if a == 0 { (0.0, 1.0) } else { (0.5, 0.5) };
            let (mut dx, mut dy) = (if one.x < other.x { across } else { -across }, 0.0);
            // Sideways is the shorter way, but there may be no room.
            if across >= down || other.is_beyond(dx * forth) || one.is_beyond(-dx * back) {
                (dx, dy) = (0.0, if one.y <= other.y { down } else { -down });
            }
            bodies[a].x -= dx * back;
            bodies[a].y -= dy * back;
            bodies[b].x += dx * forth;
            bodies[b].y += dy * forth;
        }
    }
    keep_inside(bodies, height);
    moved
}

/// Moves bodies that extend beyond the picture back into it.
fn keep_inside(bodies: &mut [Body], height: f32) {
    for body in bodies.iter_mut() {
        let (least, most) = body.reach();
        body.x = body.x.clamp(least, most);
        body.y = body.y.clamp(MARGIN + ABOVE, (height - MARGIN - body.below).max(MARGIN + ABOVE));
    }
}
