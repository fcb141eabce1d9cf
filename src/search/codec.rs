//! Packs words and numbers into the text of a file, and unpacks them.
//!
//! A number is one or more characters of a fixed set that needs no escapes in JSON, see [`sign`]. There is one row per
//! line: its forms and its postings, separated by tabs, as in `3ost⇥5s⇥postings`. A form begins with the number of
//! UTF-16 code units that it shares with the previous form (the first form: with that of the previous row). The last
//! field is one of
//!
//! - postings: marks and gaps, see [`write_postings`]
//! - postings, a space and a number: how many notes there are in all; the others are in a file of the row's own
//! - one of these two, another space (two if there is no number) and the postings of parts of long notes, see `part`
//! - a space and a word: the first form of the row that this form belongs to
//!
//! The input may be damaged: it then yields fewer or no results, and never stops a search.

use super::part::MOST_PARTS;
use super::row::{Posting, Row};
use super::{LEVELS, LONGEST_NAME};

/// Marks: the length of the name that contains the word (0 to 7), and how much the word says (1 to 5).
const MARKS: u32 = LONGEST_NAME as u32 + 1 + LEVELS as u32;
/// Number of characters for the last digit of a number.
const ENDS: u32 = 50;
/// Number of characters for the digits before the last one.
const MORE: u32 = 28;

/// The characters of numbers: printable ASCII except space, `"`, `<` and `\`.
const TABLE: [u8; SIGNS as usize] = {
    let mut table = [0; SIGNS as usize];
    let (mut code, mut number) = (0x21, 0);
    while number < table.len() {
        if !matches!(code, b'"' | b'<' | b'\\') {
            table[number] = code;
            number += 1;
        }
        code += 1;
    }
    table
};

/// The character of a number below [`SIGNS`].
pub(super) fn sign(number: u32) -> char {
    TABLE.get(number as usize).map_or('!', |code| char::from(*code))
}

/// The number of a character.
pub(super) fn number(sign: char) -> u32 {
    let code = sign as u32;
    let skipped = u32::from(code > 0x22) + u32::from(code > 0x3c) + u32::from(code > 0x5c);
    code.wrapping_sub(0x21 + skipped)
}

/// Number of characters in use.
pub(super) const SIGNS: u32 = MARKS + ENDS + MORE;

/// The groups that postings are written in, in order: the name, and the level in the three lowest bits.
const GROUPS: [u8; (LONGEST_NAME + 1) * LEVELS as usize] = {
    let mut groups = [0; (LONGEST_NAME + 1) * LEVELS as usize];
    let mut number = 0;
    while number < groups.len() {
        let (name, below) = (number as u8 / LEVELS, number as u8 % LEVELS);
        groups[number] = name << 3 | (LEVELS - below);
        number += 1;
    }
    groups
};

#[inline]
fn write_number(number: u32, out: &mut Vec<u8>) {
    if number < ENDS {
        return out.push(TABLE[(MARKS + number) as usize]);
    }
    let (mut rest, last) = (number / ENDS, number % ENDS);
    if rest <= MORE {
        // Nearly all other gaps.
        return out.extend([MARKS + ENDS + rest - 1, MARKS + last].map(|sign| TABLE[sign as usize]));
    }
    // From the last digit to the first; no number has more than seven.
    let (mut digits, mut count) = ([0; 8], 0);
    while rest > 0 {
        rest -= 1;
        digits[count] = rest % MORE;
        rest /= MORE;
        count += 1;
    }
    out.extend(digits[..count].iter().rev().map(|digit| TABLE[(MARKS + ENDS + digit) as usize]));
    out.push(TABLE[(MARKS + last) as usize]);
}

/// Packs postings, which are sorted by note: all with the same name and level form a group, written as one or two marks
/// and then the gaps between their notes. Groups are sorted by name, then by level from the highest.
pub(super) fn write_postings(postings: &[Posting], out: &mut String) {
    let group = |posting: &Posting| usize::from(posting.name()) << 3 | usize::from(posting.level());
    // First the size of each group, then where it begins, and at last where it ends.
    let mut ends = [0; 64];
    postings.iter().for_each(|posting| ends[group(posting)] += 1);
    let mut all = 0;
    for group in GROUPS {
        let end = &mut ends[usize::from(group)];
        (all, *end) = (all + *end, all);
    }
    let mut notes = vec![0; all];
    for posting in postings {
        let place = &mut ends[group(posting)];
        notes[*place] = posting.note();
        *place += 1;
    }
    let mut packed = Vec::with_capacity(postings.len() * 2 + 16);
    let (mut start, mut named) = (0, 0);
    for group in GROUPS {
        let end = ends[usize::from(group)];
        if start == end {
            continue;
        }
        let (name, level) = (usize::from(group >> 3), usize::from(group & 7));
        if name != named {
            named = name;
            packed.push(TABLE[name]);
        }
        packed.push(TABLE[LONGEST_NAME + level]);
        let mut next = 0;
        for note in &notes[start..end] {
            write_number(note.saturating_sub(next), &mut packed);
            next = note + 1;
        }
        start = end;
    }
    // All characters are ASCII.
    out.push_str(str::from_utf8(&packed).unwrap_or_default());
}

/// Unpacks postings of a garden with this many notes, in the order in which they were packed.
pub(super) fn read_postings(text: &str, notes: u32) -> Vec<Posting> {
    let mut postings = Vec::new();
    let (mut name, mut level, mut next, mut high) = (0, 1, 0_u32, 0_u32);
    for digit in text.chars().map(number) {
        if digit <= LONGEST_NAME as u32 {
            (name, next) = (digit as u8, 0);
        } else if digit < MARKS {
            (level, next) = ((digit - LONGEST_NAME as u32) as u8, 0);
        } else if digit < MARKS + ENDS {
            let note = next.saturating_add(high.saturating_mul(ENDS)).saturating_add(digit - MARKS);
            if note >= notes {
                break;
            }
            postings.push(Posting::new(note, name, level));
            (next, high) = (note + 1, 0);
        } else if digit < SIGNS {
            high = high.saturating_mul(MORE).saturating_add(digit - MARKS - ENDS + 1);
        }
    }
    postings
}

/// Packs a form that follows another one.
pub(super) fn write_form(form: &str, before: &str, out: &mut String) {
    let same = form.chars().zip(before.chars()).take_while(|(a, b)| a == b).map(|(sign, _)| sign);
    let (mut units, mut bytes) = (0, 0);
    for sign in same {
        if units + sign.len_utf16() as u32 >= SIGNS {
            break;
        }
        units += sign.len_utf16() as u32;
        bytes += sign.len_utf8();
    }
    out.push(sign(units));
    out.push_str(&form[bytes..]);
}

/// Unpacks a form that follows another one.
pub(super) fn read_form(text: &str, before: &str) -> String {
    let mut signs = text.chars();
    let mut units = signs.next().map_or(0, number) as usize;
    let mut form = String::with_capacity(text.len() + units);
    for sign in before.chars() {
        if units < sign.len_utf16() {
            break;
        }
        units -= sign.len_utf16();
        form.push(sign);
    }
    form.push_str(signs.as_str());
    form
}

/// What follows the forms of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Packed postings.
    Postings(Packed),
    /// The first form of the row that this form belongs to.
    See(String),
}

/// The postings of a row, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    /// Its notes, or those it says the most about.
    pub(super) notes: String,
    /// The number of all notes, if some are missing here.
    pub(super) total: Option<u32>,
    /// The parts of long notes among these notes; usually empty.
    pub(super) places: String,
}

/// A row in a file of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The forms; at least one.
    pub(super) forms: Vec<String>,
    /// What follows them.
    pub(super) content: Content,
}

impl Line {
    /// A measure of how many notes have the word: the length of its postings; 0 if they are in another row.
    pub(super) fn spread(&self) -> usize {
        match &self.content {
            Content::Postings(packed) => packed.notes.len(),
            Content::See(_) => 0,
        }
    }

    /// Returns the line of a row, and the postings beyond the `limit` weightiest, sorted by note.
    pub(super) fn of(row: Row, limit: usize) -> (Self, Vec<Posting>) {
        let mut packed = Packed::default();
        let mut rest = Vec::new();
        if row.postings.len() <= limit {
            write_postings(&row.postings, &mut packed.notes);
            write_places(&row, &row.postings, &mut packed.places);
        } else {
            let mut postings = row.postings.to_vec();
            postings.select_nth_unstable_by_key(limit, |posting| (std::cmp::Reverse(posting.worth()), posting.note()));
            rest = postings.split_off(limit);
            postings.sort_unstable();
            rest.sort_unstable();
            write_postings(&postings, &mut packed.notes);
            write_places(&row, &postings, &mut packed.places);
            packed.total = Some(row.postings.len() as u32);
        }
        (Self { forms: row.forms, content: Content::Postings(packed) }, rest)
    }

    /// Approximate size in bytes.
    pub(super) fn size(&self) -> usize {
        let content = match &self.content {
            Content::Postings(packed) => packed.notes.len() + packed.places.len(),
            Content::See(form) => form.len(),
        };
        content + self.forms.iter().map(String::len).sum::<usize>() + 2
    }

    /// Packs the line; `before` is the first form of the previous line.
    pub(super) fn write(&self, before: &str, out: &mut String) {
        write_form(&self.forms[0], before, out);
        for pair in self.forms.windows(2) {
            out.push('\t');
            write_form(&pair[1], &pair[0], out);
        }
        out.push('\t');
        match &self.content {
            Content::Postings(Packed { notes, total, places }) => {
                out.push_str(notes);
                let total = total.map(|total| total.to_string()).unwrap_or_default();
                if !(total.is_empty() && places.is_empty()) {
                    out.extend([" ", &total]);
                }
                if !places.is_empty() {
                    out.extend([" ", places]);
                }
            }
            Content::See(form) => out.extend([" ", form]),
        }
        out.push('\n');
    }

    /// Unpacks all lines of a file.
    pub(super) fn read_all(text: &str) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        for line in text.lines() {
            let Some((packed, last)) = line.rsplit_once('\t') else { continue };
            let mut forms: Vec<String> = Vec::new();
            for field in packed.split('\t') {
                let before = forms.last().or(lines.last().map(|line| &line.forms[0]));
                forms.push(read_form(field, before.map_or("", String::as_str)));
            }
            let mut fields = last.split(' ');
            let [notes, second, places] = std::array::from_fn(|_| fields.next().unwrap_or_default());
            let content = match notes {
                "" if !second.is_empty() => Content::See(second.to_owned()),
                _ => {
                    let total = second.parse().ok();
                    Content::Postings(Packed { notes: notes.to_owned(), total, places: places.to_owned() })
                }
            };
            lines.push(Self { forms, content });
        }
        lines
    }
}

/// Packs the parts of these notes that contain the word of a row.
fn write_places(row: &Row, notes: &[Posting], out: &mut String) {
    if row.places.is_empty() {
        return;
    }
    let is_of = |place: &&Posting| notes.binary_search_by_key(&(place.note() / MOST_PARTS), |note| note.note()).is_ok();
    let places: Vec<Posting> = row.places.iter().filter(is_of).copied().collect();
    write_postings(&places, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_sign_that_needs_no_escape() {
        let signs: String = (0..SIGNS).map(sign).collect();
        assert_eq!(signs.chars().map(number).collect::<Vec<_>>(), (0..SIGNS).collect::<Vec<_>>());
        assert!(signs.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<\\".contains(&byte)), "{signs}");
        assert_eq!(signs.len(), 91);
    }

    #[test]
    fn postings_survive_being_packed() {
        let notes = [0, 1, 49, 50, 51, 1449, 1450, 70_000, 99_999];
        let mut postings: Vec<Posting> = (0_u8..)
            .zip(notes)
            .map(|(at, note)| Posting::new(note, at % 8, at % LEVELS + 1))
            .chain((2000..2100).map(|note| Posting::new(note, 0, 3)))
            .collect();
        postings.sort();
        let mut packed = String::new();
        write_postings(&postings, &mut packed);
        let mut unpacked = read_postings(&packed, 100_000);
        unpacked.sort();
        assert_eq!(unpacked, postings);
    }

    #[test]
    fn lines_survive_being_packed() {
        let packed = |notes: &str, total, places: &str| {
            Content::Postings(Packed { notes: notes.into(), total, places: places.into() })
        };
        let line = |forms: &[&str], content| Line { forms: forms.iter().map(|form| (*form).into()).collect(), content };
        let lines = [
            line(&["compost", "composted", "composts"], packed("+0", None, "")),
            line(&["compote"], packed("+0", Some(5000), "")),
            line(&["computer"], packed("+0", Some(5000), "*1")),
            line(&["went"], Content::See("go".into())),
            line(&["wet"], packed("+0", None, "*1")),
            line(&["𠀋𠀌", "𠀋𠀍"], packed("", None, "")),
        ];
        let mut packed = String::new();
        let mut before = "";
        for line in &lines {
            line.write(before, &mut packed);
            before = &line.forms[0];
        }
        assert_eq!(Line::read_all(&packed), lines);
    }

    #[test]
    fn a_damaged_file_gives_something_or_nothing() {
        for text in ["", "\t", "x", "~~~\t~", "!\t", "~é\t \u{1}", "\n\n\t\t\t\n"] {
            for line in Line::read_all(text) {
                if let Content::Postings(packed) = line.content {
                    read_postings(&packed.notes, 10);
                    read_postings(&packed.places, 10);
                }
            }
        }
        assert_eq!(read_postings("~~~~~~~~~~~~~~0000", 10), []);
    }
}
