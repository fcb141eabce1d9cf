//! Separates notes that overlap on the map: the forces on all notes leave some overlaps where it is crowded.

use super::point::Point;

/// The distance between the centres of adjacent notes, if there is room.
const APART: f32 = 8.0;
/// Number of times that notes give way to each other.
const ROUNDS: usize = 4;

/// A note in its row.
struct Standing {
    row: i32,
    at: Point,
    note: usize,
}

/// Moves notes away from those that they are too close to.
pub(super) fn move_apart(places: &mut [Point]) {
    for _ in 0..ROUNDS {
        let mut moves = vec![Point::default(); places.len()];
        each_near(&rows(places), |one, other| {
            let way = one.at - other.at;
            let squared = way.squared();
            // Two notes at the very same position have no direction to move in.
            if squared < APART * APART && squared > 0.0 {
                let step = way * (0.5 * (APART / squared.sqrt() - 1.0));
                moves[one.note] = moves[one.note] + step;
                moves[other.note] = moves[other.note] - step;
            }
        });
        for (place, step) in places.iter_mut().zip(moves) {
            *place = *place + step;
        }
    }
}

/// Sorts notes into rows as high as their distance, each from left to right.
fn rows(places: &[Point]) -> Vec<Standing> {
    let standing = |(note, at): (usize, &Point)| Standing { row: (at.y / APART).floor() as i32, at: *at, note };
    let mut rows: Vec<Standing> = places.iter().enumerate().map(standing).collect();
    rows.sort_unstable_by(|one, other| {
        one.row.cmp(&other.row).then(one.at.x.total_cmp(&other.at.x)).then(one.note.cmp(&other.note))
    });
    rows
}

/// Calls `near` with every two notes that may be too close to each other.
fn each_near(rows: &[Standing], mut near: impl FnMut(&Standing, &Standing)) {
    let mut below = 0;
    for (place, one) in rows.iter().enumerate() {
        let is_near = |other: &Standing| other.at.x < one.at.x + APART;
        let beside = rows[place + 1..].iter().take_while(|other| other.row == one.row && is_near(other));
        beside.for_each(|other| near(one, other));
        // The first note of the row below that is not too far to the left; it never moves back from one note to the
        // next.
        let is_passed = |other: &Standing| (other.row, other.at.x) < (one.row + 1, one.at.x - APART);
        while rows.get(below).is_some_and(is_passed) {
            below += 1;
        }
        let below = rows[below..].iter().take_while(|other| other.row == one.row + 1 && is_near(other));
        below.for_each(|other| near(one, other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_two_that_are_near_are_found_once() {
        let chance = |seed: u32| (seed.wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 * 90.0 - 45.0;
        let places: Vec<Point> = (0..300).map(|note| Point { x: chance(note), y: chance(note + 7_000) }).collect();
        let mut found = Vec::new();
        each_near(&rows(&places), |one, other| {
            if (one.at - other.at).squared() < APART * APART {
                found.push((one.note.min(other.note), one.note.max(other.note)));
            }
        });
        found.sort_unstable();
        let pairs = (0..300).flat_map(|one| (one + 1..300).map(move |other| (one, other)));
        let near = pairs.filter(|(one, other)| (places[*one] - places[*other]).squared() < APART * APART);
        assert_eq!(found, near.collect::<Vec<_>>());
        assert!(found.len() > 100);
    }

    #[test]
    fn two_on_each_other_give_way() {
        let mut places = [Point { x: 1.0, y: 7.9 }, Point { x: 2.0, y: 8.1 }, Point { x: 40.0, y: 0.0 }];
        move_apart(&mut places);
        let distance = (places[0] - places[1]).squared().sqrt();
        assert!((distance - APART).abs() < 0.01, "{distance}");
        assert_eq!(places[2], Point { x: 40.0, y: 0.0 });
    }
}
