//! Bodies in squares within squares, so that what is far away can be felt as one.
//!
//! The way of J. Barnes and P. Hut, "A hierarchical O(N log N) force-calculation algorithm", Nature 324
//! (1986). [`Tree::new`] sorts the bodies along a curve that visits square after square and reads the
//! squares off it; [`Tree::push`] is what all bodies together do to one place. Nothing in
//! it depends on the number of threads, and only operations are used whose results IEEE 754 fixes.

use rayon::prelude::*;

use super::lay_out::Point;

/// Bodies that a square holds before it is divided.
const CROWD: usize = 8;
/// Times that the map is halved each way: bodies nearer to each other than that are felt as one.
const DEPTH: u32 = 16;
/// How far away a square must be to be felt as one body: its width against the distance, squared.
const FAR: f32 = 1.0;

/// A square of the map that holds bodies.
struct Square {
    /// The middle of its bodies.
    middle: Point,
    /// How many there are.
    weight: f32,
    /// Its width, squared.
    width: f32,
    /// The first square after it that is not inside of it.
    next: u32,
    /// Its bodies in `Tree::bodies`, if it is not divided.
    bodies: (u32, u32),
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
        let mut sorted: Vec<(u32, u32)> = points
            .par_iter()
            .enumerate()
            .map(|(number, point)| (spread(cell(point.x)) | spread(cell(point.y)) << 1, number as u32))
            .collect();
        sorted.par_sort_unstable();
        let order: Vec<u32> = sorted.iter().map(|(_, number)| *number).collect();
        let bodies = order.iter().map(|number| points[*number as usize]).collect();
        let mut tree = Self { squares: Vec::with_capacity(points.len() / 2 + 1), bodies, order };
        let codes: Vec<u32> = sorted.into_iter().map(|(code, _)| code).collect();
        if !codes.is_empty() {
            tree.divide(&codes, 0, DEPTH, 2.0 * half);
        }
        tree
    }

    /// Adds the square of these bodies, which begin at `first`, and all squares in it.
    fn divide(&mut self, codes: &[u32], first: usize, depth: u32, width: f32) {
        let here = self.squares.len();
        let bodies = &self.bodies[first..first + codes.len()];
        let sum = bodies.iter().fold(Point::default(), |sum, body| sum + *body);
        let weight = codes.len() as f32;
        let is_whole = codes.len() <= CROWD || depth == 0;
        // Bodies that can't be told apart are never looked at one by one: there may be all too many.
        let shown = if is_whole && depth > 0 { (first as u32, (first + codes.len()) as u32) } else { (0, 0) };
        let width_felt = if depth == 0 { 0.0 } else { width * width };
        self.squares.push(Square { middle: sum * weight.recip(), weight, width: width_felt, next: 0, bodies: shown });
        if !is_whole {
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
        self.squares[here].next = self.squares.len() as u32;
    }

    /// What the bodies do to each of them, by number.
    pub(super) fn pushes(&self) -> Vec<Point> {
        let felt: Vec<Point> = self.bodies.par_iter().with_min_len(256).map(|body| self.push(*body)).collect();
        let mut pushes = vec![Point::default(); felt.len()];
        for (number, push) in self.order.iter().zip(felt) {
            pushes[*number as usize] = push;
        }
        pushes
    }

    /// The sum over all bodies of the way from them, divided by the distance twice: what is twice as
    /// far pushes half as much. A body at the very place does nothing.
    fn push(&self, at: Point) -> Point {
        let mut push = Point::default();
        let mut add = |from: Point, weight: f32| {
            let way = at - from;
            let distance = way.squared();
            if distance > 0.0 {
                // Nearer than a step apart, nothing pushes harder.
                push = push + way * (weight / distance.max(1.0));
            }
        };
        let mut next = 0;
        while let Some(square) = self.squares.get(next) {
            let (begin, end) = (square.bodies.0 as usize, square.bodies.1 as usize);
            if square.width < FAR * (at - square.middle).squared() {
                add(square.middle, square.weight);
                next = square.next as usize;
            } else if begin < end {
                self.bodies[begin..end].iter().for_each(|body| add(*body, 1.0));
                next = square.next as usize;
            } else {
                next += 1;
            }
        }
        push
    }
}

/// Every bit of a number of 16 bits, with one of nothing between two.
fn spread(number: u32) -> u32 {
    let mut bits = number & 0xffff;
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}
