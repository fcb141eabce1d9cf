//! Tests of the maps: equal for equal gardens, stable, and made from any links.

use super::*;

/// Paths of notes in folders of ten.
fn paths(notes: usize) -> Vec<String> {
    (0..notes).map(|note| format!("folder {}/note {note}.md", note / 10)).collect()
}

fn map(paths: &[String], links: &[(u32, u32)]) -> Vec<Place> {
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    lay_out(&paths, &Links::new(paths.len(), links.iter().copied()))
}

/// Links as in real gardens: most to notes of the same folder, some to notes that many link to.
fn garden_links(notes: u32) -> Vec<(u32, u32)> {
    let chance = |seed: u32| seed.wrapping_mul(2_654_435_761) >> 8;
    (0..notes)
        .flat_map(|note| {
            (0..4).map(move |nth| {
                let draw = chance(note * 4 + nth);
                let goal = if nth < 3 { note / 10 * 10 + draw % 10 } else { draw % (1 + draw / 7 % notes) };
                (note, goal % notes)
            })
        })
        .collect()
}

#[test]
fn links_are_pairs_that_are_counted_once() {
    let links = Links::new(4, [(0, 1), (1, 0), (0, 1), (2, 2), (3, 0), (9, 0)]);
    assert_eq!((links.notes(), links.pairs()), (4, 2));
    assert_eq!([links.with(0), links.with(1), links.with(2), links.with(3)], [&[1, 3][..], &[0], &[], &[0]]);
    assert_eq!([links.to(0), links.to(1), links.to(2), links.to(3)], [&[1, 3][..], &[0], &[], &[]]);
    assert_eq!(Links::new(0, []).pairs(), 0);
    // The third note is gone.
    let again = links.renumbered(&[0, 1, 9, 2], 3);
    assert_eq!([again.with(0), again.with(1), again.with(2)], [&[1, 2][..], &[0], &[0]]);
    assert_eq!([again.to(0), again.to(1), again.to(2)], [&[1, 2][..], &[0], &[]]);
    assert_eq!(*links.renumbered(&[0, 1, 2, 3], 4), links);
}

#[test]
fn a_map_is_the_same_by_one_thread_and_by_many() {
    let (paths, links) = (paths(1_500), garden_links(1_500));
    let by = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map(|pool| pool.install(|| map(&paths, &links)))
    };
    let one = by(1).ok();
    assert!(one.is_some());
    for threads in [2, 3, 7] {
        assert_eq!(by(threads).ok(), one, "{threads} threads");
    }
}

#[test]
fn a_map_stays_when_a_note_comes() {
    for notes in [100, 600, 3_000] {
        let (mut paths, mut links) = (paths(notes), garden_links(notes as u32));
        let before = map(&paths, &links);
        paths.push("folder 3/zz new.md".to_owned());
        links.extend([(notes as u32, 31), (notes as u32, 35)]);
        let after = map(&paths, &links);
        let mut moves: Vec<f64> =
            before.iter().zip(&after).map(|(a, b)| f64::from((a.x - b.x).pow(2) + (a.y - b.y).pow(2)).sqrt()).collect();
        moves.sort_by(f64::total_cmp);
        let width = before.iter().map(|place| place.x.abs().max(place.y.abs())).max().unwrap_or(0);
        let (median, most) = (moves[notes / 2], moves[notes * 95 / 100]);
        assert!(median < 0.02 * f64::from(width), "{notes} notes, reach {width}: half of them move by {median}");
        assert!(most < 0.1 * f64::from(width), "{notes} notes, reach {width}: some move by {most}");
    }
}

#[test]
fn linked_notes_are_near_each_other_and_none_lie_on_each_other() {
    let (paths, links) = (paths(600), garden_links(600));
    let places = map(&paths, &links);
    let distance =
        |a: usize, b: usize| f64::from((places[a].x - places[b].x).pow(2) + (places[a].y - places[b].y).pow(2)).sqrt();
    let mean = |pairs: &[(usize, usize)]| pairs.iter().map(|(a, b)| distance(*a, *b)).sum::<f64>() / pairs.len() as f64;
    let linked: Vec<_> = links.iter().map(|(a, b)| (*a as usize, *b as usize)).filter(|(a, b)| a != b).collect();
    let any: Vec<_> = (0..600).map(|note| (note, (note * 7 + 300) % 600)).collect();
    assert!(mean(&linked) * 2.0 < mean(&any), "linked {:.0}, any {:.0}", mean(&linked), mean(&any));
    let on_each_other = (0..600).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|(a, b)| distance(*a, *b) < 4.0);
    assert_eq!(on_each_other.count(), 0);
}

#[test]
fn any_garden_has_a_map() {
    assert_eq!(map(&[], &[]), []);
    assert_eq!(map(&paths(1), &[(0, 0)]).len(), 1);
    let two = map(&paths(2), &[(0, 1)]);
    assert_ne!(two[0], two[1]);
    let star: Vec<(u32, u32)> = (1..5_000).map(|leaf| (leaf, 0)).collect();
    let all: Vec<(u32, u32)> = (0..60).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
    let chain: Vec<(u32, u32)> = (1..3_000).map(|note| (note, note - 1)).collect();
    let same: Vec<String> = vec!["same.md".to_owned(); 3_000];
    for (name, paths, links) in [
        ("a star", paths(5_000), star),
        ("notes alone", paths(10_000), vec![]),
        ("all with all", paths(60), all),
        ("a chain", paths(3_000), chain),
        ("all in one place", same, vec![]),
    ] {
        let places = map(&paths, &links);
        assert_eq!(places.len(), paths.len(), "{name}");
        let reach = places.iter().map(|place| place.x.abs().max(place.y.abs())).max().unwrap_or(0);
        let limit = 100.0 * (paths.len() as f64).sqrt() + 200.0;
        assert!(f64::from(reach) < limit, "{name} reaches {reach}, more than {limit}");
    }
}
