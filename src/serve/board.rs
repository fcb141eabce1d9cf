//! The shelf that is currently served, and the signal that wakes waiting threads when it is replaced.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::shelf::Shelf;

/// Holds the shelf that is currently served.
pub(super) struct Board {
    current: Mutex<Current>,
    changed: Condvar,
    closing: AtomicBool,
}

/// A shelf and the number of its state.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) generation: u64,
    pub(super) shelf: Arc<dyn Shelf>,
}

impl Board {
    /// State numbers start at the current time, so that a page opened before the preview was restarted never
    /// mistakes the new state for the one it knows.
    pub(super) fn new(shelf: Arc<dyn Shelf>) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // Milliseconds stay within the integers that a JavaScript number can hold for longer than anyone serves.
        let generation = u64::try_from(since.as_millis()).unwrap_or_default();
        Self {
            current: Mutex::new(Current { generation, shelf }),
            changed: Condvar::new(),
            closing: AtomicBool::new(false),
        }
    }

    pub(super) fn current(&self) -> Current {
        self.lock().clone()
    }

    /// Replaces the shelf and wakes waiting threads; returns the new state number.
    pub(super) fn swap(&self, shelf: Arc<dyn Shelf>) -> u64 {
        let mut current = self.lock();
        let generation = current.generation + 1;
        let old = std::mem::replace(&mut *current, Current { generation, shelf });
        drop(current);
        self.changed.notify_all();
        // Dropping the old shelf takes a while, so it happens after the lock is released.
        drop(old);
        generation
    }

    /// Waits until the state differs from `known` and returns its number; `None` if it did not change in this
    /// time, or if the preview is closing.
    pub(super) fn wait(&self, known: Option<u64>, patience: Duration) -> Option<u64> {
        let waits = |current: &mut Current| known == Some(current.generation) && !self.is_closing();
        let waited = self.changed.wait_timeout_while(self.lock(), patience, waits);
        let (current, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Some(current.generation).filter(|generation| known != Some(*generation) && !self.is_closing())
    }

    pub(super) fn close(&self) {
        let current = self.lock();
        self.closing.store(true, Ordering::Relaxed);
        drop(current);
        self.changed.notify_all();
    }

    pub(super) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
