//! A memory of limited size that forgets what was not asked for lately.
//!
//! [`Recent`] serves a preview that lives for days: each state of a text that is being edited would otherwise stay in
//! memory for good.

use std::collections::BTreeMap;
use std::mem;

use crate::hash::Digest;

/// Values by the digest of what they were made from.
#[derive(Debug)]
pub struct Recent<V> {
    now: BTreeMap<Digest, V>,
    /// What was remembered when `now` was begun.
    before: BTreeMap<Digest, V>,
    /// Bytes in `now`, and how many may be in it.
    size: usize,
    limit: usize,
}

impl<V: Clone> Recent<V> {
    /// Makes an empty memory for at most twice so many bytes.
    pub fn new(limit: usize) -> Self {
        Self { now: BTreeMap::new(), before: BTreeMap::new(), size: 0, limit }
    }

    /// Returns what was remembered. `size` returns the bytes that a value takes.
    pub fn get(&mut self, key: &Digest, size: impl FnOnce(&V) -> usize) -> Option<V> {
        if let Some(value) = self.now.get(key) {
            return Some(value.clone());
        }
        let value = self.before.remove(key)?;
        let size = size(&value);
        self.put(*key, value.clone(), size);
        Some(value)
    }

    /// Remembers a value that takes so many bytes.
    pub fn put(&mut self, key: Digest, value: V, size: usize) {
        if self.size + size > self.limit {
            self.before = mem::take(&mut self.now);
            self.size = 0;
        }
        self.size += size;
        self.now.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let mut recent = Recent::new(10);
        let key = |number: u32| Digest::of(&number.to_le_bytes());
        for number in 0..1000 {
            recent.put(key(number), number, 3);
            assert_eq!(recent.get(&key(0), |_| 3), Some(0), "{number}");
            assert_eq!(recent.get(&key(number), |_| 3), Some(number));
            assert!(recent.now.len() + recent.before.len() <= 6);
        }
        assert_eq!(recent.get(&key(1), |_| 3), None);
    }
}
