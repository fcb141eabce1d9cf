//! Bodies in squares within squares, so that what is far away can be felt as one.
//!
//! The way of J. Barnes and P. Hut, "A hierarchical O(N log N) force-calculation algorithm", Nature 324 (1986),
//! gone once for all bodies of a small square, as in J. Barnes, "A modified tree code: don't laugh; it runs", Journal
//! of Computational Physics 87 (1990). [`Tree::new`] sorts the bodies along a curve that visits square after
//! square and reads the squares off it; [`Tree::pushes`] is what all bodies do to each of them. Nothing in it depends
//! on the number of threads, and only operations are used whose results IEEE 754 fixes.

use std::ops::Range;

use rayon::prelude::*;

use super::point::Point;

/// Bodies that a square holds before it is divided.
const CROWD: usize = 16;
/// Times that the map is halved each way: bodies nearer to each other than that are felt as one.
const DEPTH: u32 = 16;
/// How far away a square must be to be felt as one body: its width against the distance of the nearest that feels it,
/// squared.
const FAR: f32 = 3.0;
/// Bodies whose pushes are computed together.
const LANES: usize = 4;

/// A square of the map that holds bodies.
struct Square {
    /// The middle of its bodies.
    middle: Point,
    /// How many there are.
    weight: f32,
    /// Its width, squared. Nothing if it may not be divided any more: then it is always felt as one.
    width: f32,
    /// The first square after it that is not inside of it.
    next: usize,
    /// Its bodies in `Tree::bodies`, if it is not divided.
    crowd: Option<Range<usize>>,
}

/// All bodies.
pub(super) struct Tree {
    squares: Vec<Square>,
    /// In the order of the curve.
    bodies: Vec<Point>,
    /// By place in that order: the number of the body.
    order: Vec<u32>,
}

impl Tree {
    /// A tree of bodies of the same weight.
    pub(super) fn new(points: &[Point]) -> Self {
        let reach = points.iter().fold(1.0_f32, |reach, point| reach.max(point.x.abs()).max(point.y.abs()));
        // A power of two, so that squares stay where they are when a body more comes.
        let mut half = 1.0_f32;
        while half <= reach && half < 1e30 {
            half *= 2.0;
        }
        let scale = 32768.0 / half;
        let cell = |at: f32| ((at + half) * scale).clamp(0.0, 65535.0) as u32;
        let code = |point: &Point| spread(cell(point.x)) | spread(cell(point.y)) << 1;
        // Places on the curve, and behind them the numbers of the bodies.
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

    /// Adds the square of these bodies, which begin at `first`, and all squares in it.
    fn divide(&mut self, codes: &[u32], first: usize, depth: u32, width: f32) {
        let here = self.squares.len();
        let bodies = first..first + codes.len();
        let sum = self.bodies[bodies.clone()].iter().fold(Point::default(), |sum, body| sum + *body);
        let weight = codes.len() as f32;
        // Bodies that can't be told apart are never looked at one by one: there may be all too many.
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

    /// What the bodies do to each of them, by number: the sum over all of the way from them, divided by the distance
    /// twice. What is twice as far pushes half as much.
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

    /// Collects what all bodies of a crowd feel.
    fn feel(&self, crowd: &[Point], felt: &mut Felt) {
        felt.clear();
        let (low, high) = bounds(crowd);
        let mut next = 0;
        while let Some(square) = self.squares.get(next) {
            // The way to where the crowd might be nearest to it.
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

/// The corners of the box around some points.
fn bounds(points: &[Point]) -> (Point, Point) {
    let all = Point { x: f32::INFINITY, y: f32::INFINITY };
    points.iter().fold((all, all * -1.0), |(low, high), point| {
        let low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
        (low, Point { x: high.x.max(point.x), y: high.y.max(point.y) })
    })
}

/// Some bodies; those of no weight fill it up.
#[derive(Clone, Copy, Default)]
struct Few {
    x: [f32; LANES],
    y: [f32; LANES],
    weight: [f32; LANES],
}

/// Bodies, and squares that are felt as one.
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

    /// What they do to a body at this place. One at the very place does nothing.
    fn push(&self, at: Point) -> Point {
        let [x, y] = pushed(&self.bodies, at);
        Point { x: x.iter().sum(), y: y.iter().sum() }
    }
}

/// What these bodies do to one at this place, x and y, lane by lane.
///
/// A function by itself and without sums over lanes, because then the compiler computes all lanes at once.
#[inline(never)]
fn pushed(bodies: &[Few], at: Point) -> [[f32; LANES]; 2] {
    let (mut x, mut y) = ([0.0; LANES], [0.0; LANES]);
    for few in bodies {
        for lane in 0..LANES {
            let (dx, dy) = (at.x - few.x[lane], at.y - few.y[lane]);
            // Nearer than a step apart, nothing pushes harder.
            let share = few.weight[lane] / (dx * dx + dy * dy).max(1.0);
            x[lane] += dx * share;
            y[lane] += dy * share;
        }
    }
    [x, y]
}

/// Every bit of a number of 16 bits, with one of nothing between two.
fn spread(number: u32) -> u32 {
    let mut bits = number & 0xffff;
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}
