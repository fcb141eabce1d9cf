//! Makes Rust of the built-in templates that a garden has many pages of, so that these are written straight
//! from their views. A garden with templates of its own is written by the template engine, and a test holds
//! that both write the same bytes.
//!
//! [`template`] reads templates, [`rust`] writes the functions that `src/render/compiled.rs` includes.

mod rust;
mod template;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use template::Theme;

/// The templates that are compiled, the views that they are for, and whether they know anything else.
const COMPILED: [(&str, &str, bool); 7] = [
    ("note.html", "NotePage", true),
    ("list.html", "ListPage", true),
    ("day.html", "DayPage", true),
    ("backlinks.html", "BacklinksPage", true),
    ("words.html", "WordsPage", true),
    ("wanted.html", "WantedPage", true),
    ("neighbour.html", "Neighbour", false),
];

fn main() -> Result<(), String> {
    let folder = PathBuf::from("themes/default");
    let mut files = BTreeMap::new();
    read(&folder, &folder, &mut files).map_err(|error| format!("{}: {error}", folder.display()))?;
    let theme = Theme::new(files)?;
    let functions: Result<Vec<String>, String> =
        COMPILED.iter().map(|(file, view, knows_more)| rust::function(&theme, file, view, *knows_more)).collect();
    let out = env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    fs::write(Path::new(&out).join("templates.rs"), functions?.concat()).map_err(|error| error.to_string())?;
    tell("rerun-if-changed=themes/default");
    tell("rerun-if-changed=build");
    Ok(())
}

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn tell(word: &str) {
    println!("cargo::{word}");
}

/// The templates below a folder, by their paths in it.
fn read(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(top, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "html") {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
