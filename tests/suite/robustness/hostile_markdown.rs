//! Markdown that makes a careless parser slow: each family takes little time, and four times the input takes
//! about four times as long.

use std::time::Duration;

use super::timed;
use crate::garden::GardenTest;

/// Longest text of a family, in bytes.
const LARGEST: usize = 256 * 1024;
/// Maximum number of repetitions.
const REPEATS: usize = 10_000;
/// Time limit for one note in a debug build.
const LIMIT: Duration = Duration::from_secs(2);

/// What comes first, what is repeated, and what comes last.
type Family = (&'static str, &'static str, &'static str);

const NESTED: &[Family] = &[
    ("", "[", ""),
    ("", "]", ""),
    ("", "[", "]"),
    ("", "![", ""),
    ("", "[a](", ""),
    ("", "[a](<", ""),
    ("", "[a][", ""),
    ("", "[a](b", ""),
    ("", "![[", ""),
    ("", "[[", ""),
    ("", "[[a|", ""),
    ("", "[[a#", ""),
    ("", "[[[", "]]]"),
    ("", "[[a]] ", ""),
    ("", "![[a]] ", ""),
    ("", "[x](y) ", ""),
    ("", "[x]: y\n", ""),
    ("", "[x", ": y\n"),
    ("", "[a\\", ""),
    ("", "> ", "a"),
    ("", ">", "a\n"),
    ("", "> a\n", ""),
    ("", "- ", "a"),
    ("", "* - ", "a"),
    ("", "1. ", "a"),
    ("", "- a\n", ""),
    ("", " - a\n", ""),
];

const INLINE: &[Family] = &[
    ("", "*", ""),
    ("", "**a ", ""),
    ("", "*a _b ", ""),
    ("", "_", "a"),
    ("", "a_", ""),
    ("", "*a **b ", ""),
    ("", "~~a ", ""),
    ("", "~", ""),
    ("", "`", ""),
    ("", "`a``b", ""),
    ("", "``` ", ""),
    ("", "```\n", ""),
    ("", "~~~\n", ""),
    ("", "==a ", ""),
    ("", "==", ""),
    ("", "==a== ", ""),
    ("", "$", ""),
    ("", "$a ", ""),
    ("", "$$\n", ""),
    ("", "$$a", ""),
    ("", "\\(", ""),
    ("", "#a", ""),
    ("", "#", ""),
    ("", "#a/", ""),
    ("", "#a ", ""),
    ("#", "a/", ""),
    ("", "[[a]] ", ""),
    ("", "[[gone]] ", ""),
    ("", "![](x) ", ""),
    ("", "^a ", ""),
    ("", "a ^b\n", ""),
    ("", "\\", ""),
    ("", "&", ""),
    ("", "&#x", ""),
    ("", "&amp;", ""),
    ("", "https://", ""),
    ("", "https://a.b ", ""),
    ("", "www.", ""),
    ("", "a@b.", ""),
    ("", "http://a(", ""),
];

const BLOCKS: &[Family] = &[
    ("", "# a\n", ""),
    ("", "a\n===\n", ""),
    ("", "###### ", ""),
    ("|", "a|", "\n|-|\n"),
    ("|a|\n|-|\n", "|b|\n", ""),
    ("|a|\n|-|\n|", "\\|", "|\n"),
    ("a|b\n-|-\n", "|", ""),
    ("", "|a|\n|-|\n\n", ""),
    ("", "[^a", ""),
    ("", "[^a]", "\n\n[^a]: b\n"),
    ("", "[^a]: b\n", ""),
    ("", "[^a]: ", "b"),
    ("", "^[a", ""),
    ("", "^[a] ", ""),
    ("", "^[", "]"),
    ("", "- [ ] a\n", ""),
    ("", "> [!note]\n", ""),
    ("", "> [!note]- a\n> b\n\n", ""),
    ("", "> [!", ""),
    ("", "> > [!a]\n", ""),
    ("", "    a\n\n", ""),
    ("", "\t", "a"),
    ("", "\n", ""),
    ("", " ", "a"),
    ("", "a  \n", ""),
    ("", "---\n", ""),
    ("", "***\n", ""),
    ("", "\r", ""),
    ("", "\u{0}", ""),
    ("", "Created: ", ""),
    ("Tags: ", "#a ", ""),
];

const HTML: &[Family] = &[
    ("", "<", ""),
    ("", "<a", ""),
    ("", "<a ", ""),
    ("", "<a b=\"", ""),
    ("", "<a b='c' ", ""),
    ("", "<b>", ""),
    ("", "</b>", ""),
    ("", "<b>a</b> ", ""),
    ("", "<div>\n", ""),
    ("", "<div>\n\n", ""),
    ("", "<div>", "</div>"),
    ("", "<p>", ""),
    ("", "<table><tr><td>", ""),
    ("", "<details><summary>", ""),
    ("", "<script>", ""),
    ("", "<style>a", ""),
    ("", "<svg><math>", ""),
    ("", "<textarea>", ""),
    ("", "<x-", ""),
    ("", "<!--", ""),
    ("", "<!-- a -->", ""),
    ("", "<!-", ""),
    ("", "<?", ""),
    ("", "<![CDATA[", ""),
    ("", "<!A ", ""),
    ("", "%%", ""),
    ("", "%%a", ""),
    ("", "%% a %% ", ""),
    ("", "%%\n", ""),
    ("", "%%\na\n%%\n\n", ""),
    ("", "`%%", ""),
    ("", "`a%%` ", ""),
    ("", "$a%%$ ", ""),
    ("", "$+%%$ ", ""),
    ("%%", " $+%%$", ""),
    ("", "{{", ""),
    ("", "{{ a }}", ""),
    ("", "{%", ""),
    ("", "<font><i>", ""),
];

fn text((before, repeated, after): Family, bytes: usize) -> String {
    let times = (bytes / repeated.len()).min(REPEATS * bytes / LARGEST).max(1);
    format!("{before}{}{after}\n", repeated.repeat(times))
}

fn time_of(family: Family, bytes: usize) -> Duration {
    let garden = GardenTest::new().note("Hostile.md", text(family, bytes)).note("a.md", "# a\n\nwords ^b\n");
    timed(|| {
        let built = garden.build();
        assert!(built.files.contains_key("hostile.html"));
    })
}

/// Checks both rules for one family; the error says what was measured.
fn check(family: Family) -> Result<(), String> {
    let large = time_of(family, LARGEST);
    if large > LIMIT {
        return Err(format!("{family:?} takes {large:?}"));
    }
    // A very short time says nothing about growth.
    if large < Duration::from_millis(150) {
        return Ok(());
    }
    let mut measured = Vec::new();
    for _ in 0..3 {
        let (small, large) = (time_of(family, LARGEST / 4), time_of(family, LARGEST));
        if large < small * 8 {
            return Ok(());
        }
        measured.push((small, large));
    }
    Err(format!("{family:?} grows faster than its length: {measured:?}"))
}

#[track_caller]
fn check_all(families: &[Family]) {
    let failures: Vec<String> = families.iter().filter_map(|family| check(*family).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn brackets_quotes_and_lists_take_linear_time() {
    check_all(NESTED);
}

#[test]
fn emphasis_code_math_and_tags_take_linear_time() {
    check_all(INLINE);
}

#[test]
fn headings_tables_footnotes_and_callouts_take_linear_time() {
    check_all(BLOCKS);
}

#[test]
fn html_and_comments_take_linear_time() {
    check_all(HTML);
}

#[test]
fn there_are_enough_families() {
    assert!(NESTED.len() + INLINE.len() + BLOCKS.len() + HTML.len() >= 120);
}
