//! Bodies in nested squares, so that distant bodies can be treated as one.
//!
//! The method of J. Barnes and P. Hut, "A hierarchical O(N log N) force-calculation algorithm", Nature 324 (1986),
//! applied once for all bodies of a small square, as in J. Barnes, "A modified tree code: don't laugh; it runs",
//! Journal of Computational Physics 87 (1990). [`Tree::new`] sorts the bodies along a curve that visits square after
//! square and derives the squares from it; [`Tree::pushes`] computes the force of all bodies on each. The result does
//! not depend on the number of threads, and only operations are used whose results IEEE 754 defines.

use std::ops::Range;

use rayon::prelude::*;

use super::point::Point;

/// The most bodies in a square that is not divided.
const CROWD: usize = 16;
/// How often the map is halved in each direction: bodies closer than the smallest squares are treated as one.
const DEPTH: u32 = 16;
/// How far away a square must be to be treated as one body: bounds the ratio of its width to its distance from the
/// nearest body of the crowd, squared.
const FAR: f32 = 3.0;
/// Number of bodies whose forces are computed at once.
const LANES: usize = 4;

/// A square of the map that contains bodies.
struct Square {
    /// The centre of mass of its bodies.
    middle: Point,
    /// The number of its bodies.
    weight: f32,
    /// Its width, squared; 0 if it can't be divided any further: then it is always treated as one.
    width: f32,
    /// The index of the next square that is not inside it.
    next: usize,
    /// Its bodies in `Tree::bodies`, if it is not divided.
    crowd: Option<Range<usize>>,
}

/// All bodies.
pub(super) struct Tree {
    squares: Vec<Square>,
    /// In the order of the curve.
    bodies: Vec<Point>,
    /// By position in that order: the number of the body.
    order: Vec<u32>,
}

impl Tree {
    /// Makes a tree of bodies of equal weight.
    pub(super) fn new(points: &[Point]) -> Self {
        let reach = points.iter().fold(1.0_f32, |reach, point| reach.max(point.x.abs()).max(point.y.abs()));
        // A power of two, so that squares stay where they are when a body is added.
        let mut half = 1.0_f32;
        while half <= reach && half < 1e30 {
            half *= 2.0;
        }
        let scale = 32768.0 / half;
        let cell = |at: f32| ((at + half) * scale).clamp(0.0, 65535.0) as u32;
        let code = |point: &Point| spread(cell(point.x)) | spread(cell(point.y)) << 1;
        // The position on the curve, followed by the number of the body.
        let keyed = points.par_iter().with_min_len(1024).enumerate();
        let mut keys: Vec<u64> = keyed.map(|(number, point)| u64::from(code(point)) << 32 | number as u64).collect();
        keys.par_sort_unstable();
        let order: Vec<u32> = keys.iter().map(|key| *key as u32).collect();
        let bodies = order.iter().map(|number| points[*number as usize]).collect();
        let mut tree = Self { squares: Vec::with_capacity(points.len() / 2 + 1), bodies, order };
        let codes: Vec<u32> = keys.into_iter().map(|key| (key >> 32) as u32).collect();
        if !codes.is_empty() {
            tree.divide(&codes, 0, DEPTH, 2.0 * half);
        }
        tree
    }

    /// Adds the square of these bodies, which begin at `first`, and all squares inside it.
    fn divide(&mut self, codes: &[u32], first: usize, depth: u32, width: f32) {
        let here = self.squares.len();
        let bodies = first..first + codes.len();
        let sum = self.bodies[bodies.clone()].iter().fold(Point::default(), |sum, body| sum + *body);
        let weight = codes.len() as f32;
        // Bodies that can't be told apart are never looked at individually: there may be far too many.
        let felt_width = if depth == 0 { 0.0 } else { width * width };
        let crowd = (codes.len() <= CROWD || depth == 0).then_some(bodies);
        let is_divided = crowd.is_none();
        self.squares.push(Square { middle: sum * weight.recip(), weight, width: felt_width, next: 0, crowd });
        if is_divided {
            let shift = 2 * (depth - 1);
            let mut begin = 0;
            for quarter in 0..4 {
                let end = begin + codes[begin..].partition_point(|code| (code >> shift & 3) <= quarter);
                if end > begin {
                    self.divide(&codes[begin..end], first + begin, depth - 1, width / 2.0);
                }
                begin = end;
            }
        }
        self.squares[here].next = self.squares.len();
    }

    /// The force of all bodies on each of them, by number: the sum of the vectors from the others, each divided by the
    /// distance squared. At twice the distance the force is half.
    pub(super) fn pushes(&self) -> Vec<Point> {
        let crowds: Vec<&[Point]> =
            self.squares.iter().filter_map(|square| Some(&self.bodies[square.crowd.clone()?])).collect();
        let pushes = |felt: &mut Felt, crowd: &&[Point]| -> Vec<Point> {
            self.feel(crowd, felt);
            crowd.iter().map(|body| felt.push(*body)).collect()
        };
        let felt: Vec<Vec<Point>> = crowds.par_iter().with_min_len(16).map_init(Felt::default, pushes).collect();
        let mut pushes = vec![Point::default(); self.bodies.len()];
        for (number, push) in self.order.iter().zip(felt.into_iter().flatten()) {
            pushes[*number as usize] = push;
        }
        pushes
    }

    /// Collects the bodies and squares that act on a crowd.
    fn feel(&self, crowd: &[Point], felt: &mut Felt) {
        felt.clear();
        let (low, high) = bounds(crowd);
        let mut next = 0;
        while let Some(square) = self.squares.get(next) {
            // The distance to where the crowd might be closest to it.
            let x = (low.x - square.middle.x).max(square.middle.x - high.x).max(0.0);
            let y = (low.y - square.middle.y).max(square.middle.y - high.y).max(0.0);
            next = if square.width <= FAR * (x * x + y * y) {
                felt.add(square.middle, square.weight);
                square.next
            } else if let Some(bodies) = square.crowd.clone() {
                self.bodies[bodies].iter().for_each(|body| felt.add(*body, 1.0));
                square.next
            } else {
                next + 1
            };
        }
    }
}

/// The corners of the bounding box of some points.
fn bounds(points: &[Point]) -> (Point, Point) {
    let all = Point { x: f32::INFINITY, y: f32::INFINITY };
    points.iter().fold((all, all * -1.0), |(low, high), point| {
        let low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
        (low, Point { x: high.x.max(point.x), y: high.y.max(point.y) })
    })
}

/// Some bodies; bodies without weight fill it up.
#[derive(Clone, Copy, Default)]
struct Few {
    x: [f32; LANES],
    y: [f32; LANES],
    weight: [f32; LANES],
}

/// Bodies, and squares that are treated as one.
#[derive(Default)]
struct Felt {
    bodies: Vec<Few>,
    count: usize,
}

impl Felt {
    fn clear(&mut self) {
        self.bodies.clear();
        self.count = 0;
    }

    fn add(&mut self, at: Point, weight: f32) {
        let lane = self.count % LANES;
        if lane == 0 {
            self.bodies.push(Few::default());
        }
        if let Some(few) = self.bodies.last_mut() {
            (few.x[lane], few.y[lane], few.weight[lane]) = (at.x, at.y, weight);
        }
        self.count += 1;
    }

    /// Their force on a body at this position. One at the very same position has none.
    fn push(&self, at: Point) -> Point {
        let [x, y] = pushed(&self.bodies, at);
        Point { x: x.iter().sum(), y: y.iter().sum() }
    }
}

/// The force of these bodies on one at this position, x and y, lane by lane.
///
/// This is a separate function and does not add up lanes, because then the compiler computes all lanes at once.
#[inline(never)]
fn pushed(bodies: &[Few], at: Point) -> [[f32; LANES]; 2] {
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    for few in bodies {
        for lane in 0..LANES {
            let (dx, dy) = (at.x - few.x[lane], at.y - few.y[lane]);
            // The force does not grow at distances below 1.
            let share = few.weight[lane] / (dx * dx + dy * dy).max(1.0);
            x[lane] += dx * share;
            y[lane] += dy * share;
        }
    }
    [x, y]
}

/// Spreads a 16-bit number, with a zero bit between every two bits.
fn spread(number: u32) -> u32 {
    let mut bits = number & 0xffff;
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}
