//! Repairs after a killed run, with its leftovers built by hand; kills at random moments are tested from outside.

use super::*;

const OLD: &[(&str, &str)] = &[("a.html", "a"), ("f/b.html", "b"), ("gone.html", "gone")];
const NEW: &[(&str, &str)] = &[("a.html", "newer"), ("f/b.html", "b"), ("g/c.html", "c")];

fn ground_with(files: &[(&str, &str)]) -> Ground {
    let ground = Ground::new();
    ground.write(Way::Exchange, &site(files)).expect("written");
    ground
}

fn move_to(from: &Ground, path: &str, ground: &Ground, to: &str) {
    let to = ground.path(to);
    fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
    fs::rename(from.path(path), to).expect("moved");
}

#[test]
fn an_unfinished_site_is_dropped() {
    let ground = ground_with(OLD);
    let old = ground.public();
    ground.put("garden/.public.allotment/staging/f/b.html", "hal");
    ground.put("garden/.public.allotment/probe/a/x", "");
    drop(ground.open().expect("opened"));
    assert_eq!(ground.public(), old);
    ground.has_no_litter();
}

#[test]
fn after_an_exchange_the_old_folder_gives_back_what_is_not_ours() {
    let ground = ground_with(NEW);
    let new = ground.public();
    let old = ground_with(OLD);
    for (path, text) in [(".git/HEAD", "ref"), ("CNAME", "us"), ("f/mine.txt", "mine"), ("g/c.html", "c")] {
        old.put(&format!("garden/public/{path}"), text);
    }
    move_to(&old, "garden/public", &ground, "garden/.public.allotment/swapped");
    let error = error_of(ground.open());
    assert!(matches!(error, OutputError::Foreign { ref files, .. } if files == &["f/mine.txt"]), "{error}");
    fs::remove_file(ground.path("garden/public/f/mine.txt")).expect("given back");
    let mut want = new;
    want.extend(texts(&[(".git", "folder"), (".git/HEAD", "ref"), ("CNAME", "us")]));
    assert_eq!(ground.public(), want);
    ground.open().expect("opened");
    ground.has_no_litter();
}

#[test]
fn what_cannot_be_given_back_is_kept_and_named() {
    let ground = ground_with(NEW);
    let old = ground_with(OLD);
    old.put("garden/public/g/c.html", "mine, though the site has one of that name");
    move_to(&old, "garden/public", &ground, "garden/.public.allotment/swapped");
    let place = ground.path("garden/.public.allotment/swapped/g/c.html");
    let error = error_of(ground.open());
    let want = format!(
        "something that allotment did not write stood where a page belongs; it is now `{}`; move it to where it \
         belongs, then build again",
        place.display()
    );
    assert_eq!(error.to_string(), want);
    fs::remove_file(place).expect("kept");
    ground.open().expect("opened");
    ground.has_no_litter();
}

#[test]
fn a_failure_after_the_decision_says_what_the_folder_holds() {
    let new = [("a.html", "a"), ("new.html", "new")];
    for way in WAYS {
        let ground = ground_with(&[("a.html", "a"), ("old.html", "old")]);
        // Of a folder that people made only its litter is tolerated, but it can't give way to a file.
        ground.put("garden/public/new.html/.DS_Store", "icons");
        let error = error_of(ground.write(way, &site(&new)));
        let OutputError::Unfinished { is_whole, .. } = error else { panic!("{error}") };
        assert_eq!(is_whole, way == Way::Exchange, "{error}");
        let kept = match way {
            Way::Exchange => {
                assert!(error.message().starts_with("the new site is in place, but"), "{error}");
                assert!(error.help().starts_with("move it to where it belongs"), "{error}");
                assert_eq!(ground.public().get("new.html").map(String::as_str), Some("new"));
                "garden/.public.allotment/swapped/new.html"
            }
            Way::Rename => {
                assert!(error.message().contains("a part of the old site and a part of the new one"), "{error}");
                "garden/public/new.html"
            }
        };
        fs::remove_dir_all(ground.path(kept)).expect("it is there");
        drop(ground.open().expect("opened"));
        assert_eq!(without_manifest(ground.public()), texts(&new), "{way:?}");
        ground.has_no_litter();
    }
}

#[test]
fn decided_moves_are_finished_from_any_point() {
    let moves = ["a.html", "g/c.html", MANIFEST];
    for done in 0..=moves.len() {
        for has_removed in [false, true] {
            let ground = ground_with(OLD);
            let new = ground_with(NEW);
            let want = new.public();
            fs::remove_file(new.path("garden/public/f/b.html")).expect("the same in both");
            move_to(&new, "garden/public", &ground, "garden/.public.allotment/committed");
            if has_removed || done == moves.len() {
                fs::remove_file(ground.path("garden/public/gone.html")).expect("removed");
            }
            for path in &moves[..done] {
                let from = format!("garden/.public.allotment/committed/{path}");
                move_to(&ground, &from, &ground, &format!("garden/public/{path}"));
            }
            drop(ground.open().expect("opened"));
            assert_eq!(ground.public(), want, "{done} moved");
            ground.has_no_litter();
        }
    }
}

#[test]
fn decided_moves_do_not_reach_a_folder_that_is_not_the_old_site() {
    let ground = ground_with(OLD);
    let new = ground_with(NEW);
    move_to(&new, "garden/public", &ground, "garden/.public.allotment/committed");
    fs::remove_dir_all(ground.path("garden/public")).expect("removed");
    ground.put("garden/public/g/c.html", "mine");
    let error = error_of(ground.open());
    assert!(matches!(error, OutputError::Foreign { ref files, .. } if files == &["g/c.html"]), "{error}");
    let files: Vec<String> =
        ground.public().into_iter().filter(|(_, is)| is != "folder").map(|(_, text)| text).collect();
    assert_eq!(files, ["mine"]);
    fs::rename(ground.path("garden/public/g/c.html"), ground.path("garden/public/mine.txt")).expect("renamed");
    let error = error_of(ground.open());
    assert!(matches!(error, OutputError::Foreign { ref files, .. } if files == &["mine.txt"]), "{error}");
}
