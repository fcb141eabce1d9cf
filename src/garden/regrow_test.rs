//! A garden that is grown step by step equals one grown from scratch.

use std::fmt::Write;

use super::*;
use crate::graph::Links;
use crate::note;

/// Notes that come and go. What `notes` decides about each depends on the order of these lines.
const NOTES: &[(&str, &str)] = &[
    ("bean.md", "---\naliases: [Pea, a/Pea]\n---\n[[Worm]] [[Bed#Sowing]] [[in/index]] ![[row.png]]"),
    ("Bean.md", "[[pea]] [[2026-05-01]] [x](deep/in/soil.md)"),
    ("bed.md", "---\ntags: [soil/deep]\n---\n## Sowing\n\n[[bean]] [[Beam]] [[./in/worm]]"),
    ("days/2026-05-01.md", "[[1 May 2026]] [[Soil]]"),
    ("deep/in/soil.md", "---\ntags: [soil]\n---\n[[../../bed]] [up](..) <a href=\"../../Bean.md\">x</a>"),
    ("deep/index.md", "[[École]] [[soil.md]]"),
    ("deep/Index.md", "[[deep/soil]]"),
    ("école.md", "---\npermalink: bed\n---\n[[worm|x]]"),
    ("in/index.md", "[[Worm]] [[worm#gone]]"),
    ("in/worm.md", "---\ndraft: true\n---\n"),
    ("worm.md", "![[bed]] [[Wormm]]"),
    ("x/260501 Worm.md", "[[Frost]] [[x/worm]]"),
    ("x/worm.md", "[[bean]] [[days/2026-05-01]]"),
    ("y/2026-04-01 Frost.md", "[[worm.md]]"),
    ("y/260402 frost.md", "---\ndraft: true\n---\n"),
    ("y/260403 Frost.md", "[[frosty]]"),
    ("z.md", "[[Frost]] [[frost]] [x](x/Worm.md) [[y/Frost]] [[Frosd]] <a href=\"y/frost.md\">x</a>"),
];

/// The notes of a step: one or two come or go each time.
fn notes(step: usize) -> Vec<Arc<Note>> {
    let is_there = |number: usize| !(step / (number + 1) + number).is_multiple_of(3);
    let there = NOTES.iter().enumerate().filter(|(number, _)| is_there(*number));
    tests::notes(&there.map(|(_, note)| *note).collect::<Vec<_>>(), &note::Options::default())
}

/// Everything about a garden, without the numbers of its notes.
fn told(garden: &Garden, memory: &Memory) -> String {
    let mut told = String::new();
    let path = |id: NoteId| garden.note(id).note.path.as_str();
    let target = |target: &Target| match target {
        Target::Note(id) => path(*id).to_owned(),
        Target::File(id) => garden.file(*id).source.to_string(),
    };
    for (id, entry) in garden.notes.numbered() {
        let links = entry.links.iter().map(|link| (link.target().as_ref().map(target), link.day(), link.place()));
        let links = links.collect::<Vec<_>>();
        let back = entry.backlinks.iter().map(|link| (path(link.source), &link.links)).collect::<Vec<_>>();
        let html = entry.html_targets.iter().map(|(written, it)| (written, target(it))).collect::<Vec<_>>();
        writeln!(told, "{} {} {links:?} {back:?} {html:?}", path(id), entry.page).expect("texts take everything");
    }
    for (name, folder) in garden.folders.iter() {
        let notes = folder.notes.iter().map(|id| path(*id)).collect::<Vec<_>>();
        let rest = (&folder.name, &folder.folders, folder.index.map(path), folder.total);
        writeln!(told, "{name}: {notes:?} {rest:?}").expect("texts take everything");
    }
    for (tag, notes) in garden.tags.iter() {
        writeln!(told, "{tag:?} {:?}", notes.iter().map(|id| path(*id)).collect::<Vec<_>>()).expect("as above");
    }
    let mut findings = memory.findings();
    crate::diagnostic::sort(&mut findings);
    write!(told, "{findings:#?} {:?}", garden.files).expect("texts take everything");
    told
}

#[test]
fn notes_come_and_go_as_if_all_were_grown_at_once() {
    let files = [SourcePath::new("row.png")];
    let mut last = notes(0);
    let (mut garden, mut memory) = grow(&Inputs { files: &files, ..tests::inputs(&last) });
    let mut regrown = 0;
    for step in 1..200 {
        // Unchanged notes are the same objects.
        let known = |note: Arc<Note>| last.iter().find(|old| old.path == note.path).cloned().unwrap_or(note);
        let now: Vec<Arc<Note>> = notes(step).into_iter().map(known).collect();
        let inputs = Inputs { files: &files, ..tests::inputs(&now) };
        let (clean, of_clean) = grow(&inputs);
        (garden, memory) = match regrow(&inputs, &garden, &memory) {
            Some(next) => {
                regrown += 1;
                let links = Links::of(&garden).again(&next.garden, &next.touched);
                assert_eq!(links, Links::of(&next.garden), "step {step}");
                assert!(!next.is_linked_alike || links == Links::of(&garden), "step {step}");
                (next.garden, next.memory)
            }
            None => grow_after(&inputs, &garden, &memory),
        };
        assert_eq!(told(&garden, &memory), told(&clean, &of_clean), "step {step}");
        if step % 3 > 0 {
            memory.prepare(&garden);
        }
        last = now;
    }
    assert!(regrown > 100, "{regrown}");
}
