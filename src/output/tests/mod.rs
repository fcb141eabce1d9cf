//! Tests of the output through its interface. Kills and full disks are tested from outside, in `tests/`.

mod mended;
mod refused;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;

/// A garden with a separate content folder, inside a folder that may contain other things.
struct Ground {
    folder: TempDir,
}

impl Ground {
    fn new() -> Self {
        let ground = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        ground.put("garden/content/note.md", "a note");
        ground
    }

    fn path(&self, path: &str) -> PathBuf {
        fs::canonicalize(self.folder.path()).expect("the temporary folder").join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn open_at(&self, target: &Path) -> Result<Target, OutputError> {
        self.open_in("garden/content", target, &mut || {})
    }

    /// Opens an output of the garden whose notes are in this folder.
    fn open_in(&self, content: &str, target: &Path, waiting: &mut dyn FnMut()) -> Result<Target, OutputError> {
        let (garden, usual) = (self.path("garden"), self.path("garden/public"));
        open(target, &Around { garden: &garden, content: &self.path(content), usual: &usual }, waiting)
    }

    fn open(&self) -> Result<Target, OutputError> {
        self.open_at(&self.path("garden/public"))
    }

    fn write(&self, way: Way, files: &[File]) -> Result<Written, OutputError> {
        let target = self.open()?;
        let target = if way == Way::Rename { target.without_exchange() } else { target };
        target.write(files)
    }

    /// Lists everything below a path: files with their bytes, links with their targets, and folders.
    fn list(&self, path: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        list_into(&self.path(path), "", &mut found);
        found
    }

    fn public(&self) -> BTreeMap<String, String> {
        self.list("garden/public")
    }

    fn has_no_litter(&self) {
        let beside: Vec<String> = self.list("garden").into_keys().filter(|path| path.starts_with('.')).collect();
        assert_eq!(beside, Vec::<String>::new());
    }
}

fn list_into(root: &Path, folder: &str, found: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type().expect("a type");
        if kind.is_dir() {
            list_into(root, &path, found);
            found.insert(path, "folder".to_owned());
        } else if kind.is_symlink() {
            found.insert(path, format!("link to {}", fs::read_link(entry.path()).expect("a link").display()));
        } else {
            found.insert(path, String::from_utf8_lossy(&fs::read(entry.path()).expect("bytes")).into_owned());
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Exchange,
    Rename,
}

const WAYS: [Way; 2] = [Way::Exchange, Way::Rename];

fn site(files: &[(&str, &str)]) -> Vec<File> {
    files.iter().map(|(path, text)| File::new(OutputPath::new(path), text.as_bytes())).collect()
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn without_manifest(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    assert!(files.remove(MANIFEST).is_some());
    files
}

fn counts(added: usize, changed: usize, removed: usize, unchanged: usize) -> Written {
    Written { added, changed, removed, unchanged }
}

#[cfg(unix)]
fn identity(path: &Path) -> (u64, std::time::SystemTime) {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(path).expect("metadata");
    (found.ino(), found.modified().expect("a time"))
}

fn error_of<T>(result: Result<T, OutputError>) -> OutputError {
    match result {
        Ok(_) => panic!("this should be refused"),
        Err(error) => error,
    }
}

#[test]
fn a_site_is_written_changed_and_shrunk() {
    for way in WAYS {
        let ground = Ground::new();
        let first = [("index.html", "one"), ("notes/a.html", "a"), ("notes/deep/b.html", "b")];
        assert_eq!(ground.write(way, &site(&first)).expect("written"), counts(3, 0, 0, 0), "{way:?}");
        let second = [("index.html", "two"), ("notes/a.html", "a"), ("c.html", "c")];
        assert_eq!(ground.write(way, &site(&second)).expect("written"), counts(1, 1, 1, 1), "{way:?}");
        let mut want = texts(&second);
        want.insert("notes".to_owned(), "folder".to_owned());
        assert_eq!(without_manifest(ground.public()), want, "{way:?}");
        assert_eq!(ground.write(way, &[]).expect("written"), counts(0, 0, 3, 0), "{way:?}");
        assert_eq!(without_manifest(ground.public()), BTreeMap::new(), "{way:?}");
        ground.has_no_litter();
    }
}

#[test]
#[cfg(unix)]
fn what_has_not_changed_keeps_its_times_and_its_folders() {
    for way in WAYS {
        let ground = Ground::new();
        ground.write(way, &site(&[("a/x.html", "x"), ("b/y.html", "y"), ("b/z.html", "z")])).expect("written");
        let [x, y, a, public] = ["a/x.html", "b/y.html", "a", ""].map(|path| ground.path("garden/public").join(path));
        let before = [identity(&x), identity(&y), identity(&a)];
        let folder = identity(&public).0;
        std::thread::sleep(std::time::Duration::from_millis(20));
        ground.write(way, &site(&[("a/x.html", "x"), ("b/y.html", "y"), ("b/z.html", "other")])).expect("written");
        assert_eq!([identity(&x), identity(&y), identity(&a)], before, "{way:?}");
        assert_eq!(identity(&public).0, folder, "{way:?}");
    }
}

#[test]
#[cfg(unix)]
fn nothing_changed_means_nothing_written() {
    for way in WAYS {
        let ground = Ground::new();
        let files = site(&[("index.html", "one"), ("notes/a.html", "a")]);
        ground.write(way, &files).expect("written");
        let all = ["", "index.html", "notes", "notes/a.html", MANIFEST];
        let look = || all.map(|path| identity(&ground.path("garden/public").join(path)));
        let before = look();
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert_eq!(ground.write(way, &files).expect("written"), counts(0, 0, 0, 2));
        assert_eq!(look(), before, "{way:?}");
    }
}

#[test]
fn the_order_of_files_does_not_count() {
    let (one, other) = (Ground::new(), Ground::new());
    let mut files = site(&[("b.html", "b"), ("a.html", "a"), ("a/a.html", "aa"), ("é.html", "e")]);
    one.write(Way::Exchange, &files).expect("written");
    files.reverse();
    other.write(Way::Rename, &files).expect("written");
    assert_eq!(one.public(), other.public());
}

#[test]
fn files_that_were_edited_or_lost_are_written_again() {
    for way in WAYS {
        let ground = Ground::new();
        let files = site(&[("a.html", "a"), ("b.html", "b"), ("c/c.html", "c")]);
        ground.write(way, &files).expect("written");
        let whole = ground.public();
        ground.put("garden/public/a.html", "x");
        fs::remove_dir_all(ground.path("garden/public/c")).expect("removed");
        let target = ground.open().expect("opened");
        let existing: Vec<_> = target.existing().paths().map(ToString::to_string).collect();
        assert_eq!(existing, ["b.html"]);
        drop(target);
        assert_eq!(ground.write(way, &files).expect("written"), counts(0, 2, 0, 1), "{way:?}");
        assert_eq!(ground.public(), whole, "{way:?}");
    }
}

#[test]
fn a_file_can_become_a_folder_and_a_folder_a_file() {
    for way in WAYS {
        let ground = Ground::new();
        ground.write(way, &site(&[("a", "file"), ("b/c/d", "deep")])).expect("written");
        let second = [("a/x", "now a folder"), ("b", "now a file")];
        ground.write(way, &site(&second)).expect("written");
        let mut want = texts(&second);
        want.insert("a".to_owned(), "folder".to_owned());
        assert_eq!(without_manifest(ground.public()), want, "{way:?}");
        ground.has_no_litter();
    }
}

#[test]
fn what_people_and_systems_keep_in_the_output_stays_there() {
    for way in WAYS {
        let ground = Ground::new();
        let kept = [
            (".git/HEAD", "ref: refs/heads/pages"),
            (".well-known/security.txt", "us"),
            ("CNAME", "garden.example"),
            (".nojekyll", ""),
            (".DS_Store", "icons"),
        ];
        for (path, text) in kept {
            ground.put(&format!("garden/public/{path}"), text);
        }
        ground.write(way, &site(&[("a/a.html", "a"), ("b/b.html", "b")])).expect("written");
        ground.put("garden/public/a/.DS_Store", "icons");
        ground.write(way, &site(&[("b/b.html", "other")])).expect("written");
        let mut want = texts(&kept);
        want.extend(texts(&[("b/b.html", "other"), ("b", "folder"), ("a", "folder"), ("a/.DS_Store", "icons")]));
        want.extend(texts(&[(".git", "folder"), (".well-known", "folder")]));
        assert_eq!(without_manifest(ground.public()), want, "{way:?}");
    }
}

/// Where letter case does not count, the folder is still there and has to be renamed.
#[test]
fn a_folder_can_change_its_letter_case_though_a_system_left_something_in_it() {
    for way in WAYS {
        let ground = Ground::new();
        let pages = [("Guides/Deep/Start.html", "a"), ("Guides/Other.html", "b")];
        ground.write(way, &site(&pages)).expect("written");
        ground.put("garden/public/Guides/.DS_Store", "icons");
        ground.put("garden/public/Guides/Deep/.DS_Store", "icons");
        let renamed = [("guides/deep/start.html", "a"), ("guides/other.html", "b")];
        ground.write(way, &site(&renamed)).expect("written");
        assert_eq!(ground.write(way, &site(&renamed)).expect("it is ours"), counts(0, 0, 0, 2), "{way:?}");
        let pages: Vec<String> = ground.public().into_keys().filter(|path| path.ends_with(".html")).collect();
        assert_eq!(pages, ["guides/deep/start.html", "guides/other.html"], "{way:?}");
    }
}

#[test]
fn a_new_file_does_not_take_the_place_of_a_foreign_one() {
    for way in WAYS {
        let ground = Ground::new();
        ground.put("garden/public/CNAME", "mine.example");
        let error = error_of(ground.write(way, &site(&[("CNAME", "yours.example")])));
        assert!(matches!(error, OutputError::Foreign { ref files, more: false, .. } if files == &["CNAME"]));
        ground.write(way, &site(&[("CNAME", "mine.example")])).expect("the same bytes");

        let target = ground.open().expect("opened");
        ground.put("garden/public/new.html", "by hand");
        let error = error_of(target.write(&site(&[("CNAME", "mine.example"), ("new.html", "by us")])));
        assert!(matches!(error, OutputError::Foreign { ref files, .. } if files == &["new.html"]), "{error}");
        assert_eq!(
            without_manifest(ground.public()),
            texts(&[("CNAME", "mine.example"), ("new.html", "by hand")]),
            "{way:?}"
        );
    }
}

#[test]
fn paths_that_are_one_file_somewhere_are_refused() {
    let ground = Ground::new();
    for (paths, first, second) in [
        (["a.html", "A.html"], "A.html", "a.html"),
        (["straße.html", "STRASSE.html"], "STRASSE.html", "straße.html"),
        (["a.html", "a.html"], "a.html", "a.html"),
        (["Notes/a.html", "notes/b.html"], "Notes/", "notes/"),
        (["x/Y/a.html", "x/y/b.html"], "x/Y/", "x/y/"),
        (["a", "a/b"], "a", "a/"),
        (["É", "é/b"], "É", "é/"),
        (["x.html", "Allotment.Manifest"], MANIFEST, "Allotment.Manifest"),
    ] {
        let error = error_of(ground.write(Way::Exchange, &site(&paths.map(|path| (path, "")))));
        let want = format!(
            "`{first}` and `{second}` cannot both be files of one site; rename one of the two, or one of their folders"
        );
        assert_eq!(error.to_string(), want);
    }
    assert_eq!(ground.public(), BTreeMap::new());
    ground.has_no_litter();
}

fn copied(ground: &Ground, path: &str, source: &str, bytes: &[u8]) -> File {
    let content = Content::Copy(ground.path(source));
    File { path: OutputPath::new(path), digest: Digest::of(bytes), content }
}

#[test]
fn attachments_are_copied_if_they_are_what_they_were() {
    for way in WAYS {
        let ground = Ground::new();
        let large = "0123456789abcdef".repeat(100_000);
        ground.put("garden/content/p.png", "pixels");
        ground.put("garden/content/v.mp4", &large);
        let files = [
            copied(&ground, "p.png", "garden/content/p.png", b"pixels"),
            copied(&ground, "v.mp4", "garden/content/v.mp4", large.as_bytes()),
        ];
        assert_eq!(ground.write(way, &files).expect("written"), counts(2, 0, 0, 0));
        let whole = ground.public();
        assert_eq!(without_manifest(whole.clone()), texts(&[("p.png", "pixels"), ("v.mp4", &large)]));
        let kept = files.clone().map(|file| File { content: Content::Kept, ..file });
        assert_eq!(ground.write(way, &kept).expect("written"), counts(0, 0, 0, 2));

        ground.put("garden/content/p.png", "other pixels");
        let newer = [copied(&ground, "p.png", "garden/content/p.png", b"what was read"), kept[1].clone()];
        let error = error_of(ground.write(way, &newer));
        let want = format!("`{}` changed while the site was built", ground.path("garden/content/p.png").display());
        assert_eq!((error.message(), error.help()), (want, "the old site is untouched; build again".to_owned()));
        assert_eq!(ground.public(), whole, "{way:?}");
        ground.has_no_litter();
    }
}

#[test]
fn bytes_wait_in_the_work_folder_until_the_site_is_known() {
    for way in WAYS {
        let ground = Ground::new();
        let spool = |files: &[(&str, &str)]| {
            let target = ground.open().expect("opened");
            let target = if way == Way::Rename { target.without_exchange() } else { target };
            let put = |(path, text): &(&str, &str)| {
                // The first file as a whole, the others byte by byte.
                let size = if *path == "index.html" { text.len() } else { 1 };
                target.put(OutputPath::new(path), &mut text.as_bytes().chunks(size).map(<[u8]>::to_vec))
            };
            let files: Vec<File> = files.iter().map(put).collect();
            (target, files)
        };
        let first = [("index.html", "one"), ("notes/a.html", "abc")];
        let (target, files) = spool(&first);
        assert!(files.iter().all(|file| matches!(file.content, Content::Spooled { .. })));
        assert_eq!(target.write(&files).expect("written"), counts(2, 0, 0, 0), "{way:?}");
        ground.has_no_litter();

        let second = [("index.html", "two"), ("notes/a.html", "abc")];
        let (target, files) = spool(&second);
        assert!(matches!(files[1].content, Content::Kept), "it is there already");
        assert_eq!(target.write(&files).expect("written"), counts(0, 1, 0, 1), "{way:?}");
        let whole = ground.public();
        assert_eq!(whole.get("index.html").map(String::as_str), Some("two"), "{way:?}");
        ground.has_no_litter();

        drop(spool(&first));
        assert_eq!(ground.public(), whole, "nothing is written by putting alone");
        ground.has_no_litter();
    }
}

#[test]
fn only_what_belongs_to_the_site_leaves_the_work_folder() {
    for way in WAYS {
        for is_dropped in [false, true] {
            let ground = Ground::new();
            let target = ground.open().expect("opened");
            let target = if way == Way::Rename { target.without_exchange() } else { target };
            let put = |path| target.put(OutputPath::new(path), &mut std::iter::once(b"put".to_vec()));
            let mut files = vec![put("notes/a.html"), File::new(OutputPath::new("notes/deep/c.html"), *b"given")];
            let other = put("other/b.html");
            if !is_dropped {
                files.push(other);
            }
            target.write(&files).expect("written");
            let whole = ground.public();
            let folder = ground.path("garden/public/other");
            assert_eq!(whole.contains_key("other/b.html"), !is_dropped, "{way:?}: {whole:?}");
            assert_eq!(folder.exists(), !is_dropped, "{way:?}");
            assert_eq!(whole.get("notes/a.html").map(String::as_str), Some("put"), "{way:?}");
            assert_eq!(whole.get("notes/deep/c.html").map(String::as_str), Some("given"), "{way:?}");
            ground.has_no_litter();
        }
    }
}

#[cfg(unix)]
#[test]
fn a_site_of_which_a_part_could_not_be_put_aside_is_not_written() {
    let ground = Ground::new();
    ground.write(WAYS[0], &site(&[("index.html", "old")])).expect("written");
    let target = ground.open().expect("opened");
    // A file in place of the spool makes writing there impossible.
    ground.put("garden/.public.allotment/spool", "in the way");
    let mut parts = [b"ne".to_vec(), b"w".to_vec()].into_iter();
    let file = target.put(OutputPath::new("index.html"), &mut parts);
    let error = target.write(&[file]).expect_err("a part is missing");
    assert!(error.message().contains("spool"), "{}", error.message());
    assert_eq!(ground.public().get("index.html").map(String::as_str), Some("old"));
}

#[test]
fn a_file_that_is_not_there_cannot_be_kept() {
    let ground = Ground::new();
    ground.write(Way::Exchange, &site(&[("a.html", "a")])).expect("written");
    for (path, text) in [("a.html", "other"), ("b.html", "a")] {
        let file = File { content: Content::Kept, ..File::new(OutputPath::new(path), text.as_bytes()) };
        let error = error_of(ground.write(Way::Exchange, &[file]));
        assert_eq!(error.message(), format!("`{path}` changed in the output folder while the site was built"));
    }
}

#[test]
fn a_second_build_waits_and_then_says_so() {
    let ground = Ground::new();
    let first = ground.open().expect("opened");
    let mut told = 0;
    let second = ground.open_in("garden/content", &ground.path("garden/public"), &mut || told += 1);
    let error = error_of(second);
    let want = format!("another build is writing to `{}`", ground.path("garden/public").display());
    assert_eq!((error.message(), told), (want, 1));
    assert_eq!(error.help(), "wait until it has finished, or choose another folder");
    drop(first);
    ground.open().expect("free again");
    ground.has_no_litter();
}
