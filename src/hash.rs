//! Digests, for comparing bytes.
//!
//! [`Digest::of`] identifies the contents of a file or output. [`fingerprint`] identifies any value that implements
//! [`std::hash::Hash`], so that the inputs of a page can be compared without storing them. [`short`] numbers texts as
//! scripts in a reader's browser do. No other module chooses a hash function.

use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A BLAKE3 digest of 256 bits, printed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of everything that can be read, in pieces; for files that are too large for memory.
    pub fn of_reader(reader: impl std::io::Read) -> std::io::Result<Self> {
        Ok(Self(*blake3::Hasher::new().update_reader(reader)?.finalize().as_bytes()))
    }

    /// The digest of consecutive parts. Also passes each part to `each`, and stops if that fails.
    pub fn of_parts(
        parts: &mut dyn Iterator<Item = Vec<u8>>,
        each: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
    ) -> std::io::Result<Self> {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&part);
            each(&part)?;
        }
        Ok(Self(*hasher.finalize().as_bytes()))
    }

    /// Parses the format of [`fmt::Display`]; `None` for anything else.
    pub fn from_hex(hex: &str) -> Option<Self> {
        blake3::Hash::from_hex(hex).ok().map(|hash| Self(*hash.as_bytes()))
    }

    /// A pseudo-random number, the same for the same digest.
    pub fn number(&self) -> u64 {
        self.0.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// The first `digits` hexadecimal digits (at most 64), for names of files and ids.
    pub fn short(&self, digits: usize) -> String {
        let mut hex = self.to_string();
        hex.truncate(digits);
        hex
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Digest({})", self.short(8))
    }
}

/// A number for a text, which decides what file it is in: FNV-1a by G. Fowler, L. C. Noll and K.-P. Vo
/// (draft-eastlake-fnv) over UTF-16 code units. previews.js and search.js compute the same.
pub fn short(text: &str) -> u32 {
    text.encode_utf16().fold(0x811c_9dc5, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

/// The digest of a value's parts, as its [`Hash`] implementation feeds them.
///
/// Stable for one version of the program on one kind of machine, which is enough for skipping work; it is never
/// published.
pub fn fingerprint(value: &impl Hash) -> Digest {
    let waiting = WAITING.take().unwrap_or_else(|| Box::new([0; PORTION]));
    let mut hasher = Blake3Hasher { hasher: blake3::Hasher::new(), waiting, count: 0 };
    value.hash(&mut hasher);
    let Blake3Hasher { mut hasher, waiting, count } = hasher;
    let digest = Digest(*hasher.update(&waiting[..count]).finalize().as_bytes());
    WAITING.set(Some(waiting));
    digest
}

thread_local! {
    /// A reused buffer: a new one for each fingerprint would not be in the cache.
    static WAITING: Cell<Option<Box<[u8; PORTION]>>> = const { Cell::new(None) };
}

/// Bytes that are hashed at once: enough for BLAKE3 to use the widest registers.
const PORTION: usize = 16 * 1024;

/// Passes small writes of `#[derive(Hash)]` to BLAKE3, which is slow with many of them, in larger portions.
/// [`Hasher::finish`] is never called.
struct Blake3Hasher {
    hasher: blake3::Hasher,
    waiting: Box<[u8; PORTION]>,
    /// The number of buffered bytes.
    count: usize,
}

impl Blake3Hasher {
    /// Adds bytes that do not fit in the buffer.
    #[cold]
    fn make_room(&mut self, bytes: &[u8]) {
        self.hasher.update(&self.waiting[..self.count]);
        self.count = 0;
        if bytes.len() > PORTION {
            self.hasher.update(bytes);
        } else {
            self.write(bytes);
        }
    }
}

impl Hasher for Blake3Hasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let end = self.count + bytes.len();
        match self.waiting.get_mut(self.count..end) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.count = end;
            }
            None => self.make_room(bytes),
        }
    }

    /// Does the same as [`Self::write`] for one byte, faster: ends of strings and small numbers are half of all writes.
    #[inline]
    fn write_u8(&mut self, byte: u8) {
        match self.waiting.get_mut(self.count) {
            Some(room) => {
                *room = byte;
                self.count += 1;
            }
            None => self.make_room(&[byte]),
        }
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_survives_being_printed() {
        let digest = Digest::of(b"compost");
        assert_eq!(Digest::from_hex(&digest.to_string()), Some(digest));
        assert_eq!(digest.short(8).len(), 8);
        assert_eq!(format!("{:016x}", digest.number()), digest.short(16));
        assert_eq!(Digest::of_reader(&b"compost"[..]).ok(), Some(digest));
        let mut parts = [b"com".to_vec(), b"post".to_vec()].into_iter();
        assert_eq!(Digest::of_parts(&mut parts, &mut |_| Ok(())).ok(), Some(digest));
    }

    #[test]
    fn a_fingerprint_tells_parts_apart() {
        assert_eq!(fingerprint(&("a", 1)), fingerprint(&("a", 1)));
        assert_ne!(fingerprint(&("ab", "c")), fingerprint(&("a", "bc")));
        assert_ne!(fingerprint(&[1_u8, 2]), fingerprint(&[2_u8, 1]));
        // Whatever the size of the parts, the last byte counts, and what was hashed before does not.
        for size in [0, 1, PORTION - 9, PORTION - 1, PORTION, PORTION + 1, 3 * PORTION] {
            let (one, other) = ("a".repeat(size) + "b", "a".repeat(size) + "c");
            assert_ne!(fingerprint(&(&one, 7)), fingerprint(&(&other, 7)), "{size}");
            assert_eq!(fingerprint(&(&one, 7)), fingerprint(&(&one, 7)), "{size}");
        }
    }
}
