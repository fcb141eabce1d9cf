//! Makes Rust of the built-in templates that a garden has many pages of, so that these are written straight
//! from their views. A garden with templates of its own is written by the template engine, and a test holds
//! that both write the same bytes. Scripts and sheets of the theme are made short here too, once for all gardens.
//!
//! [`template`] reads templates, [`rust`] writes the functions that `src/render/compiled.rs` includes, and
//! [`squeeze`] what `src/theme/files.rs` does.

mod rust;
mod squeeze;
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
    let (templates, code) = files.into_iter().partition(|(name, _)| name.ends_with(".html"));
    let theme = Theme::new(templates)?;
    let functions: Result<Vec<String>, String> =
        COMPILED.iter().map(|(file, view, knows_more)| rust::function(&theme, file, view, *knows_more)).collect();
    let out = env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    let write =
        |name: &str, text: String| fs::write(Path::new(&out).join(name), text).map_err(|error| error.to_string());
    write("templates.rs", functions?.concat())?;
    write("squeezed.rs", squeezed(&code))?;
    tell("rerun-if-changed=themes/default");
    tell("rerun-if-changed=build");
    Ok(())
}

/// Scripts and sheets as a list in Rust: what they are called, and what they are without what says nothing.
fn squeezed(files: &BTreeMap<String, String>) -> String {
    let squeezed = |(name, text): (&String, &String)| {
        format!("({name:?}, {:?}),\n", squeeze::squeezed(text, name.ends_with(".js")))
    };
    format!("&[\n{}]\n", files.iter().map(squeezed).collect::<String>())
}

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn tell(word: &str) {
    println!("cargo::{word}");
}

/// The templates, scripts and sheets below a folder, by their paths in it.
fn read(top: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            read(top, &path, files)?;
        } else if matches!(ending, "html" | "js" | "css") {
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
