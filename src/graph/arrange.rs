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

/// Distance between what is drawn and the edge.
const MARGIN: f32 = 4.0;
/// The least distance between the centres of two dots, so that each can be hit without hitting another.
const APART: f32 = 24.0;
/// How far the words below a dot extend.
const BELOW: f32 = 17.0;
/// How far a dot extends upwards.
const ABOVE: f32 = 8.0;
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

#[derive(Clone, Copy)]
struct Body {
    x: f32,
    y: f32,
    /// Half of its width.
    half: f32,
    /// How far it extends downwards.
    below: f32,
}

/// Places the notes. `words` are the widths of the words below each, 0 for none.
pub fn arrange(shape: &Shape, words: &[f32]) -> Picture {
    let count = shape.count.min(words.len());
    let named = words.iter().filter(|width| **width > 0.0).count();
    let height = (72 + 16 * named + 6 * (count - named)).clamp(96, HEIGHT as usize) as f32;
    let mut bodies: Vec<Body> = words[..count]
        .iter()
        .map(|width| {
            let named = *width > 0.0;
            let half = (width / 2.0 + 4.0).max(APART / 2.0);
            Body { x: WIDTH as f32 / 2.0, y: height / 2.0, half, below: if named { BELOW } else { APART / 2.0 } }
        })
        .collect();
    around(shape, height, &mut bodies);
    for _ in 0..ROUNDS {
        if !move_apart(&mut bodies, height) {
            break;
        }
    }
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
    let out = 0.55 + 0.25 * last_first as f32 / count.max(2).saturating_sub(1) as f32;
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
            let (mut dx, mut dy) = (0.0, 0.0);
            if across < down {
                dx = if one.x < other.x { across } else { -across };
            } else {
                dy = if one.y <= other.y { down } else { -down };
            }
            let (back, forth) = if a == 0 { (0.0, 1.0) } else { (0.5, 0.5) };
            bodies[a].x -= dx * back;
            bodies[a].y -= dy * back;
            bodies[b].x += dx * forth;
            bodies[b].y += dy * forth;
        }
    }
    for body in bodies.iter_mut() {
        let half = body.half.min(WIDTH as f32 / 2.0 - MARGIN);
        body.x = body.x.clamp(MARGIN + half, WIDTH as f32 - MARGIN - half);
        body.y = body.y.clamp(MARGIN + ABOVE, (height - MARGIN - body.below).max(MARGIN + ABOVE));
    }
    moved
}
