//! Sums by number, when only a few of very many numbers occur: of all notes, those around one.
//!
//! [`tallied`] lends the [`Tally`] of the thread, which is reused, since allocating it takes longer than counting.

use std::cell::RefCell;

/// What was added to each number.
#[derive(Debug, Default)]
pub struct Tally {
    sums: Vec<u32>,
    /// The numbers whose sum is not 0, in the order they first occurred.
    met: Vec<u32>,
}

impl Tally {
    /// Makes room for all numbers below `numbers`.
    fn make_room(&mut self, numbers: usize) {
        if self.sums.len() < numbers {
            self.sums.resize(numbers, 0);
        }
    }

    /// Adds an amount, which is not 0, to a number within the tally's range.
    #[inline]
    pub fn add(&mut self, number: u32, amount: u32) {
        let sum = &mut self.sums[number as usize];
        if *sum == 0 {
            self.met.push(number);
        }
        *sum += amount;
    }

    /// The sum of a number within the tally's range.
    #[inline]
    pub fn sum(&self, number: u32) -> u32 {
        self.sums[number as usize]
    }

    /// Calls `each` with every number that occurred and its sum, in the order they first occurred, and resets the
    /// tally.
    pub fn take(&mut self, mut each: impl FnMut(u32, u32)) {
        for number in self.met.drain(..) {
            each(number, std::mem::take(&mut self.sums[number as usize]));
        }
    }
}

thread_local! {
    static TALLY: RefCell<Tally> = RefCell::default();
}

/// Counts numbers below `numbers`: `count` gets an empty tally, has to leave it empty, and must not call this function.
pub fn tallied<T>(numbers: usize, count: impl FnOnce(&mut Tally) -> T) -> T {
    TALLY.with_borrow_mut(|tally| {
        tally.make_room(numbers);
        count(tally)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_sums_up_and_begins_anew() {
        let mut tally = Tally::default();
        let mut taken = |numbers: &[(u32, u32)]| {
            tally.make_room(9);
            numbers.iter().for_each(|(number, amount)| tally.add(*number, *amount));
            numbers.iter().for_each(|(number, amount)| assert!(tally.sum(*number) >= *amount));
            let mut sums = Vec::new();
            tally.take(|number, sum| sums.push((number, sum)));
            sums
        };
        assert_eq!(taken(&[(8, 1), (3, 2), (8, 5), (0, 1), (3, 1)]), [(8, 6), (3, 3), (0, 1)]);
        assert_eq!(taken(&[(3, 1)]), [(3, 1)]);
        assert_eq!(taken(&[]), []);
    }
}
