//! Writes changes of files as a unified diff, which `git apply` and `patch -p1` accept.
//!
//! [`patch`] compares texts with the same number of lines, as results if only words within lines changed; it does not
//! look for moved lines. It knows nothing of notes.

use std::ops::Range;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The diff of two versions of one file, line by line; empty if they are equal. `path` has `/` between its parts.
pub fn patch(path: &str, old: &str, new: &str) -> String {
    let (before, after) = (lines(old), lines(new));
    let changed: Vec<usize> = (0..before.len()).filter(|line| before.get(*line) != after.get(*line)).collect();
    if changed.is_empty() {
        return String::new();
    }
    let mut patch = format!("--- {}\n+++ {}\n", name("a/", path), name("b/", path));
    for hunk in hunks(&changed, before.len()) {
        let range = format!("{},{}", hunk.start + 1, hunk.len());
        patch.push_str(&format!("@@ -{range} +{range} @@\n"));
        let mut line = hunk.start;
        while line < hunk.end {
            if before[line] == after[line] {
                write(&mut patch, ' ', before[line]);
                line += 1;
                continue;
            }
            let end = (line..hunk.end).find(|line| before[*line] == after[*line]).unwrap_or(hunk.end);
            before[line..end].iter().for_each(|text| write(&mut patch, '-', text));
            after[line..end].iter().for_each(|text| write(&mut patch, '+', text));
            line = end;
        }
    }
    patch
}

/// The lines of a text with their line ends. The last one may have none.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Changed lines with their context, merged where they meet.
fn hunks(changed: &[usize], count: usize) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for line in changed {
        let (start, end) = (line.saturating_sub(CONTEXT), (line + CONTEXT + 1).min(count));
        match hunks.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

fn write(patch: &mut String, sign: char, line: &str) {
    patch.push(sign);
    patch.push_str(line);
    if !line.ends_with('\n') {
        patch.push_str("\n\\ No newline at end of file\n");
    }
}

/// A file name for a diff: quoted if it contains characters that would end it or be unreadable, and followed by a tab
/// if it contains blanks, so that nothing after them is taken for a timestamp.
fn name(side: &str, path: &str) -> String {
    if !path.chars().any(|sign| sign.is_control() || matches!(sign, '"' | '\\')) {
        let tab = if path.contains(char::is_whitespace) { "\t" } else { "" };
        return format!("{side}{path}{tab}");
    }
    let mut quoted = format!("\"{side}");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            0x20..0x7f => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_stands_between_three_lines_on_either_side() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old.replace("\n5\n", "\nfive\n").replace("\n6\n", "\nsix\n").replace("\n20\n", "\ntwenty\n");
        let want = "--- a/x.md\n+++ b/x.md\n@@ -2,8 +2,8 @@\n 2\n 3\n 4\n-5\n-6\n+five\n+six\n 7\n 8\n 9\n\
                    @@ -17,4 +17,4 @@\n 17\n 18\n 19\n-20\n+twenty\n";
        assert_eq!(patch("x.md", &old, &new), want);
        assert_eq!(patch("x.md", &old, &old), "");
    }

    #[test]
    fn hunks_that_meet_are_one() {
        assert_eq!(hunks(&[0, 6, 14], 16), [0..10, 11..16]);
        assert_eq!(hunks(&[0, 7], 16).first(), Some(&(0..11)));
        assert_eq!(hunks(&[0, 8], 9), [0..4, 5..9]);
    }

    #[test]
    fn ends_of_lines_stay_as_they_are() {
        assert_eq!(
            patch("x.md", "a\r\nb", "a\r\nB"),
            "--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn names_of_files_are_told_from_what_follows() {
        for (path, want) in [
            ("a.md", "a/a.md"),
            ("b c/d.md", "a/b c/d.md\t"),
            ("日記.md", "a/日記.md"),
            ("say \"no\".md", "\"a/say \\\"no\\\".md\""),
            ("tab\té.md", "\"a/tab\\011\\303\\251.md\""),
        ] {
            assert_eq!(name("a/", path), want);
        }
    }
}
