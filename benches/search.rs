//! The costs of search: time to build the index, bytes on disk, bytes and requests of a query.
//!
//! `cargo bench --bench search` indexes gardens of 1,000 and 10,000 notes and runs some hundred queries on
//! each; more sizes, or folders of notes, can be given as arguments. benches/README.md says what is measured.

#![allow(clippy::print_stdout, reason = "it prints what it measured")]

mod garden;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use allotment::config;
use allotment::math::Typesetter;
use allotment::note::{self, Note};
use allotment::search::{File, Searcher, tokenize};
use allotment::site;
use allotment::source::{self, History, Selection};
use allotment::theme::{self, Choice, Theme};
use rayon::prelude::*;

/// Bytes that gzip adds around the deflated data (RFC 1952).
const GZIP_FRAME: usize = 18;
/// How often an index is built; the best time counts.
const RUNS: usize = 3;
/// Queries of each kind.
const QUERIES: usize = 150;
/// Hits whose texts are loaded: the first one, all that are shown at first, and twice as many.
const HITS: [usize; 3] = [1, 5, 10];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let script = script()?;
    println!("script {} bytes gzipped", gzipped(&script));
    let sizes = arguments.iter().filter_map(|argument| argument.replace(['_', ','], "").parse().ok());
    let mut sizes: Vec<usize> = [1_000, 10_000].into_iter().chain(sizes).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for notes in sizes {
        let folder = tempfile::Builder::new().prefix("allotment-bench-").tempdir()?;
        let garden = garden::plant(folder.path(), notes)?;
        measure(&format!("{} invented notes", garden.len()), &folder.path().join("content"), gzipped(&script))?;
    }
    for folder in arguments.iter().map(PathBuf::from).filter(|folder| folder.is_dir()) {
        measure(&folder.display().to_string(), &folder, gzipped(&script))?;
    }
    Ok(())
}

/// Loads the theme that ships with the program.
fn theme() -> Result<Theme, Box<dyn Error>> {
    let choice =
        Choice { folder: None, name: "default", language: "en", accent: None, font: "sans", side_notes: false };
    theme::load(&choice).map_err(|_| "no theme".into())
}

/// Returns the reader's script as written to a site, without any file of the index: words, engine and palette.
fn script() -> Result<String, Box<dyn Error>> {
    Ok(String::from_utf8(theme()?.search_script().to_vec())?)
}

/// Indexes a folder of notes and queries it, with a script of this size.
fn measure(name: &str, content: &Path, script: usize) -> Result<(), Box<dyn Error>> {
    let scan = source::scan(&Selection { content, exclude: &[], skip: &[] });
    let options = note::Options {
        opt_in: false,
        drafts: false,
        created: Vec::new(),
        updated: Vec::new(),
        properties: Default::default(),
    };
    let notes: Vec<Arc<Note>> =
        scan.notes.par_iter().map(|file| Arc::new(note::read(&file.path, &file.bytes, &options))).collect();
    let config = config::parse("", "site.toml").map_err(|_| "no settings")?;
    let theme = theme()?;
    let typesetter = Typesetter::new(&BTreeMap::new()).map_err(|_| "no typesetter")?;
    let inputs = site::Inputs {
        config: &config,
        theme: &theme,
        typesetter: &typesetter,
        notes: &notes,
        files: &scan.files,
        attachments: &content,
        history: &History::default(),
        authors: &config::Authors::default(),
        is_live: false,
    };
    let grown = site::grow(&inputs);
    let mut best = (f64::INFINITY, Duration::MAX);
    let mut files = Vec::new();
    for _ in 0..RUNS {
        let (cpu, start) = (processor_seconds(), Instant::now());
        files = site::search_index(&inputs, &grown).0;
        best = (best.0.min(processor_seconds() - cpu), best.1.min(start.elapsed()));
    }
    println!("\n{name}: index in {:.2} s of processor time, {:.2} s on the clock", best.0, best.1.as_secs_f64());
    let sizes: BTreeMap<&str, usize> = files.par_iter().map(|file| (file.name.as_str(), gzipped(&file.text))).collect();
    let text: usize = notes.iter().map(|note| note.plain.len()).sum();
    print_sizes(&files, &sizes, text);
    let searcher = Searcher::new(&files);
    for (kind, queries) in queries(&notes) {
        ask(&searcher, &sizes, script, kind, &queries);
    }
    Ok(())
}

/// Returns the seconds that this process has used on all processors.
#[cfg(unix)]
fn processor_seconds() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    getrusage(UsageWho::RUSAGE_SELF)
        .map_or(0.0, |usage| (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6)
}

#[cfg(not(unix))]
fn processor_seconds() -> f64 {
    0.0
}

fn gzipped(text: &str) -> usize {
    miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 9).len() + GZIP_FRAME
}

fn print_sizes(files: &[File], sizes: &BTreeMap<&str, usize>, text: usize) {
    let kinds = [("root", "root"), ("w-", "words"), ("r-", "further notes"), ("s-", "spellings"), ("n-", "notes")];
    let mut index = 0;
    for (prefix, kind) in kinds {
        let of_kind: Vec<usize> =
            sizes.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, size)| *size).collect();
        let all: usize = of_kind.iter().sum();
        let most = of_kind.iter().max().copied().unwrap_or(0);
        println!("  {kind:14} {:>6} files {all:>10} bytes gzipped, the largest {most:>6}", of_kind.len());
        index += if prefix == "n-" { 0 } else { all };
    }
    let plain: usize = files.iter().map(|file| file.text.len()).sum();
    println!(
        "  without notes  {:.1} % of {text} bytes of text; all {:.1} MB as files",
        index as f64 * 100.0 / text as f64,
        plain as f64 / 1e6
    );
}

/// Returns queries of several kinds, the same every time. A word that ends in a blank is not a prefix.
fn queries(notes: &[Arc<Note>]) -> Vec<(&'static str, Vec<String>)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut running = Vec::new();
    for note in notes {
        let words = tokenize::words(&note.plain);
        for form in words.iter().map(|word| word.form.as_ref()).collect::<BTreeSet<_>>() {
            *counts.entry(form.to_owned()).or_default() += 1;
        }
        running.extend(words.get(words.len() / 2).map(|word| word.form.to_string()));
        running.extend(words.get(words.len() / 3).map(|word| word.form.to_string()));
    }
    let evenly = |list: &[String]| -> Vec<String> {
        list.iter().step_by((list.len() / QUERIES).max(1)).take(QUERIES).map(|query| format!("{query} ")).collect()
    };
    let titles: Vec<String> = notes.iter().map(|note| note.title.clone()).collect();
    let title_words: Vec<String> =
        titles.iter().filter_map(|title| Some(tokenize::words(title).first()?.form.to_string())).collect();
    let long_titles: Vec<String> = titles.iter().filter(|title| tokenize::words(title).len() == 4).cloned().collect();
    let in_a_row = |count: usize| -> Vec<String> { running.chunks_exact(count).map(|some| some.join(" ")).collect() };
    let typos: Vec<String> = title_words
        .iter()
        .filter(|word| word.is_ascii() && word.len() > 5)
        .map(|word| format!("{}{}", &word[..3], &word[4..]))
        .collect();
    let mut commonest: Vec<(&String, &usize)> = counts.iter().collect();
    commonest.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), *word));
    let prefixes = |count: usize| -> Vec<String> {
        let begun = commonest.iter().map(|(word, _)| word.chars().take(count).collect::<String>());
        begun.collect::<BTreeSet<_>>().into_iter().take(QUERIES).collect()
    };
    vec![
        ("titles", evenly(&titles)),
        ("of four words", evenly(&long_titles)),
        ("words of titles", evenly(&title_words)),
        ("words of texts", evenly(&running)),
        ("two such words", evenly(&in_a_row(2))),
        ("five such words", evenly(&in_a_row(5))),
        ("any word", evenly(&counts.keys().cloned().collect::<Vec<_>>())),
        ("typos", evenly(&typos)),
        ("one letter", prefixes(1)),
        ("two letters", prefixes(2)),
        ("three letters", prefixes(3)),
        ("the 20 commonest", commonest.iter().take(20).map(|(word, _)| format!("{word} ")).collect()),
    ]
}

/// What a reader with an empty cache has to load.
struct Load {
    bytes: usize,
    requests: usize,
}

fn ask(searcher: &Searcher<'_>, sizes: &BTreeMap<&str, usize>, script: usize, kind: &str, queries: &[String]) {
    let first = script + sizes["root"];
    let cost = |limit: usize| -> Vec<Load> {
        let of = |query: &String| {
            searcher.used();
            searcher.answer(query, limit);
            let used = searcher.used();
            Load { bytes: used.iter().filter_map(|name| sizes.get(name.as_str())).sum(), requests: used.len() }
        };
        queries.iter().map(of).collect()
    };
    let start = Instant::now();
    let mut slowest = Duration::ZERO;
    for query in queries {
        let start = Instant::now();
        searcher.answer(query, 10);
        slowest = slowest.max(start.elapsed());
    }
    let mean = start.elapsed() / queries.len().max(1) as u32;
    print!("  {kind:18}");
    for limit in HITS {
        let mut loads = cost(limit);
        loads.sort_by_key(|load| load.bytes);
        let at = |share: usize| &loads[(loads.len() * share / 100).min(loads.len() - 1)];
        let requests = loads.iter().map(|load| load.requests).max().unwrap_or(0);
        print!(
            " {limit:>2}: {:>5.1} KB ({:>5.1} at most, {} requests) |",
            (at(50).bytes) as f64 / 1e3,
            at(100).bytes as f64 / 1e3,
            requests
        );
    }
    println!(" +{:.1} KB first; {mean:.1?}, {slowest:.1?} at most", first as f64 / 1e3);
}
