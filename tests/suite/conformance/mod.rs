//! The note language: builds and checks every case in `tests/conformance/cases`.
//!
//! There is one test for each category; a failure lists all failing cases with all reasons.

mod case;
mod checks;
mod expect;
mod proofs;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use case::Case;
use checks::Checked;
pub(crate) use checks::file_faults;

use crate::garden::build_folder;

/// Feeds are checked as well, so the garden has an address.
const SETTINGS: &str = "title = \"Garden\"\nbase_url = \"https://garden.example/\"\n";

macro_rules! categories {
    ($($test:ident = $name:literal,)*) => {
        const CATEGORIES: &[&str] = &[$($name),*];
        $(
            #[test]
            fn $test() {
                check_category($name);
            }
        )*
    };
}

categories! {
    backlinks = "backlinks",
    blocks = "blocks",
    callouts = "callouts",
    dates = "dates",
    embeds = "embeds",
    front_matter = "frontmatter",
    gardens = "gardens",
    html = "html",
    inline = "inline",
    markdown_links = "markdown-links",
    plugins = "plugins",
    publishing = "publishing",
    resolution = "resolution",
    robustness = "robustness",
    security = "security",
    tags = "tags",
    urls = "urls",
    wikilinks = "wikilinks",
}

#[test]
fn every_case_has_a_category_that_is_tested_a_name_and_a_source() {
    let cases = case::all();
    assert!(cases.len() >= 71, "only {} cases", cases.len());
    for case in &cases {
        let expect = &case.expect;
        assert_eq!(case.folder.file_name().unwrap().to_str(), Some(expect.name.as_str()));
        assert!(CATEGORIES.contains(&expect.category.as_str()), "{}: {}", expect.name, expect.category);
        assert!(!expect.about.is_empty() && !expect.source.is_empty(), "{}", expect.name);
    }
    let used: BTreeSet<&str> = cases.iter().map(|case| case.expect.category.as_str()).collect();
    assert_eq!(used, CATEGORIES.iter().copied().collect());
}

fn check_category(category: &str) {
    let mut failures = Vec::new();
    for case in case::all().iter().filter(|case| case.expect.category == category) {
        match check(case) {
            Ok(reasons) if reasons.is_empty() => {}
            Ok(reasons) => failures.push(format!("{}\n  {}", case.expect.name, reasons.join("\n  "))),
            Err(skipped) => eprintln!("SKIPPED {}: {skipped}", case.expect.name),
        }
    }
    assert!(failures.is_empty(), "{} failed:\n\n{}\n", failures.len(), failures.join("\n\n"));
}

/// Builds a case and returns its faults; the error says why it can't be built here.
fn check(case: &Case) -> Result<Vec<String>, String> {
    let laid = case.lay_out()?;
    let build = || {
        let begun = Instant::now();
        (build_folder(laid.work.path(), SETTINGS), begun.elapsed())
    };
    let (built, mut took) = build();
    let mut reasons = Checked::new(&case.expect, &built, &laid).run();
    let limit = Duration::from_secs(case.expect.timeout_s.unwrap_or(30));
    if took > limit {
        // The machine may have been busy, so it gets another try.
        took = build().1;
    }
    if took > limit {
        reasons.push(format!("it took {took:?}, and may take {limit:?}"));
    }
    Ok(reasons)
}
