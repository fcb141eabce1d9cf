//! Symlinks: nothing behind one is read, wherever it leads, and a loop does not hang the build.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use allotment::diagnostic::Code;
use tempfile::TempDir;

use crate::garden::build_folder;

const BEHIND: &str = "words-behind-a-link";

#[test]
fn of_eleven_kinds_of_links_none_is_followed() {
    let folder = TempDir::new().unwrap();
    let (content, outside) = (folder.path().join("content"), folder.path().join("outside"));
    fs::create_dir_all(content.join("sub")).unwrap();
    fs::create_dir_all(outside.join("notes")).unwrap();
    for path in ["note.md", "image.png", "notes/deep.md", "page.html"] {
        fs::write(outside.join(path), format!("{BEHIND} #{BEHIND}\n")).unwrap();
    }
    let links: [(&str, &Path); 13] = [
        ("absolute.md", &outside.join("note.md")),
        ("relative.md", Path::new("../outside/note.md")),
        ("sub/up.md", Path::new("../../outside/note.md")),
        ("folder", &outside),
        ("sub/folder", Path::new("../../outside/notes")),
        ("image.png", &outside.join("image.png")),
        ("page.html", &outside.join("page.html")),
        ("chain.md", Path::new("relative.md")),
        ("self.md", Path::new("self.md")),
        ("sub/loop", Path::new("..")),
        ("broken.md", Path::new("nowhere.md")),
        ("endless.md", Path::new("/dev/zero")),
        ("system.md", Path::new("/etc/passwd")),
    ];
    for (path, target) in links {
        symlink(target, content.join(path)).unwrap();
    }
    // A symlink to a note inside the garden is one as well: the note is not published twice.
    symlink("Open.md", content.join("inside.md")).unwrap();
    let shown: String = links.iter().map(|(path, _)| format!("[[{path}]] ![[{path}]] ![x]({path})\n\n")).collect();
    fs::write(content.join("Open.md"), format!("openword\n\n{shown}")).unwrap();

    let built = build_folder(folder.path(), "title = \"Links\"\n");
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
    for (path, bytes) in &built.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(BEHIND) && !text.contains("root:x:") && !path.contains(BEHIND), "{path}");
    }
    let skipped = built.findings().iter().filter(|finding| finding.starts_with(Code::SymlinkSkipped.as_str())).count();
    assert_eq!(skipped, links.len() + 1, "{:#?}", built.findings());
}

#[test]
fn pipes_and_sockets_do_not_hold_a_build_up() {
    let folder = TempDir::new().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fs::write(content.join("Open.md"), "openword\n").unwrap();
    let made = std::process::Command::new("mkfifo").arg(content.join("pipe.md")).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED the pipe: there is no mkfifo");
    }
    let _socket = std::os::unix::net::UnixListener::bind(content.join("socket.md")).unwrap();
    let built = build_folder(folder.path(), "title = \"Pipes\"\n");
    assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"]);
}

#[test]
fn what_a_repository_ignores_is_ignored_on_a_way_through_a_link_too() {
    let folder = TempDir::new().unwrap();
    let repository = folder.path().join("repository");
    let content = repository.join("garden/content");
    fs::create_dir_all(content.join("private")).unwrap();
    fs::create_dir(repository.join(".git")).unwrap();
    fs::write(repository.join(".gitignore"), "/garden/content/private/\n").unwrap();
    fs::write(content.join("private/Secret.md"), BEHIND).unwrap();
    fs::write(content.join("Open.md"), "openword\n").unwrap();
    symlink("repository/garden", folder.path().join("link")).unwrap();
    for way in ["repository/garden", "link"] {
        let built = build_folder(&folder.path().join(way), "title = \"Ways\"\n");
        assert_eq!(built.notes().into_keys().collect::<Vec<_>>(), ["Open.md"], "{way}");
    }
}
