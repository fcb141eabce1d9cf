//! scratch
use allotment::{config, math::Typesetter, note, search::Searcher, site, source, theme};
use std::path::Path;
use std::sync::Arc;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let content = Path::new(&a[1]);
    let scan = source::scan(&source::Selection { content, exclude: &[], skip: &[] });
    let opts = note::Options { opt_in: false, drafts: false, created: vec![], updated: vec![], properties: vec![] };
    let notes: Vec<_> = scan.notes.iter().map(|f| Arc::new(note::read(&f.path, &f.bytes, &opts))).collect();
    let config = config::parse("", "site.toml").unwrap();
    let theme =
        theme::load(&theme::Choice { folder: None, name: "default", language: "en", accent: None, font: "sans" })
            .unwrap_or_else(|_| panic!());
    let ts = Typesetter::new(&Default::default()).unwrap_or_else(|_| panic!());
    let history = source::History::new();
    let inputs = site::Inputs {
        config: &config,
        theme: &theme,
        typesetter: &ts,
        notes: &notes,
        files: &scan.files,
        attachments: &content,
        history: &history,
    };
    let grown = site::grow(&inputs);
    let t = std::time::Instant::now();
    let c0 = cpu();
    let (files, paths) = site::search_index(&inputs, &grown);
    eprintln!("index {:?} cpu {:.2}", t.elapsed(), cpu() - c0);
    if let Some(d) = a.get(3) {
        for f in &files {
            std::fs::write(format!("{d}/{}.js", f.name), &f.text).unwrap();
        }
        eprintln!("text {}", notes.iter().map(|n| n.plain.len()).sum::<usize>());
    }
    let s = Searcher::new(&files);
    let (mut first, mut three, mut n) = (0, 0, 0);
    for line in std::fs::read_to_string(&a[2]).unwrap().lines() {
        let (q, want) = line.split_once('\t').unwrap();
        n += 1;
        let ans = s.answer(q, 10);
        let got: Vec<&str> = ans.found.iter().map(|f| paths[&f.url].as_str()).collect();
        let at = got.iter().position(|g| want.split('|').any(|w| *g == format!("{w}.md")));
        if at == Some(0) {
            first += 1
        }
        if at.is_some_and(|x| x < 3) {
            three += 1
        }
        if at != Some(0) {
            println!("{q:30} want {want:50} at {at:?} fewer {} got {:?}", ans.fewer, &got[..got.len().min(4)]);
        }
    }
    println!("{first} first, {three} in three of {n}");
}
fn cpu() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    getrusage(UsageWho::RUSAGE_SELF)
        .map_or(0.0, |usage| (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6)
}
