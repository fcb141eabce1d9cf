//! Compiles the built-in templates of the most frequent kinds of pages to Rust, so that these pages are written
//! straight from their views. The pages of a garden with templates of its own are written by the template
//! engine; a test verifies that both ways write the same bytes. The theme's scripts and style sheets are
//! minified here too, once for all gardens.
//!
//! [`template`] parses templates, [`rust`] writes the functions that `src/render/compiled.rs` includes, and
//! [`squeeze`] the scripts and style sheets that `src/theme/files.rs` includes.

mod rust;
mod squeeze;
mod template;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use template::Theme;

/// The templates that are compiled, their views, and whether they use anything besides the view.
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

/// Returns Rust code for a list of scripts and style sheets: their names and their minified texts.
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

/// Reads the templates, scripts and style sheets below a folder, by their paths relative to `top`.
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
