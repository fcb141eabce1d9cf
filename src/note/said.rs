//! A day as a note says it, before and after what version control says.
//!
//! The settings name the places where a date may be, in order, and the history of the note is one of them. Notes are
//! read without it, so [`Said`] keeps both sides of it.

use super::date::Date;

/// What a note says about one of its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The date in the places that precede the history.
    first: Option<Date>,
    /// The date in those that follow it.
    last: Option<Date>,
}

impl Said {
    /// Looks in all places but `history`, in order. `find` is not called after it found a date before the history, nor
    /// after it found one behind it.
    pub(super) fn of<P: Copy + PartialEq>(places: &[P], history: P, mut find: impl FnMut(P) -> Option<Date>) -> Self {
        let mut sides = places.splitn(2, |place| *place == history);
        let mut find = || sides.next().and_then(|places| places.iter().find_map(|place| find(*place)));
        let first = find();
        Self { first, last: if first.is_none() { find() } else { None } }
    }

    /// The day, given what the history says: nothing, unless the settings ask it.
    pub fn with(self, history: Option<Date>) -> Option<Date> {
        self.first.or(history).or(self.last)
    }

    /// Whether it depends on what the history says.
    pub fn is_open(self) -> bool {
        self.first.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_has_a_date_counts() {
        let day = |day: i8| Some(Date::constant(2024, 1, day));
        let find = |place: char| place.to_digit(10).and_then(|digit| day(digit as i8));
        for (places, with, without) in [
            ("", None, None),
            ("x12", day(1), day(1)),
            ("g1", day(9), day(1)),
            ("xg21", day(9), day(2)),
            ("1g2", day(1), day(1)),
        ] {
            let places: Vec<char> = places.chars().collect();
            let said = Said::of(&places, 'g', find);
            let history = if places.contains(&'g') { day(9) } else { None };
            assert_eq!((said.with(history), said.with(None)), (with, without), "{places:?}");
        }
    }
}
