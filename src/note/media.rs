//! Kinds of files by their names (Obsidian help: *Accepted file formats*).
//!
//! [`media_of`] tells how a file can be shown, [`is_active`] whether it runs scripts, [`names_file`] whether a link
//! refers to a file at all.

/// The kind of player for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `<img>`.
    Image,
    /// `<audio>`.
    Audio,
    /// `<video>`.
    Video,
    /// A frame that shows pages.
    Document,
    /// None: it is only linked to.
    Other,
}

/// The kind of a file by its extension.
pub fn media_of(name: &str) -> Media {
    match extension(name).as_str() {
        "avif" | "bmp" | "gif" | "jpeg" | "jpg" | "png" | "svg" | "webp" | "apng" | "ico" => Media::Image,
        "flac" | "m4a" | "mp3" | "ogg" | "oga" | "opus" | "wav" | "3gp" | "aac" => Media::Audio,
        "mkv" | "mov" | "mp4" | "ogv" | "webm" | "m4v" => Media::Video,
        "pdf" => Media::Document,
        _ => Media::Other,
    }
}

/// Whether a file is shown as an image, by its name.
pub fn is_image(name: &str) -> bool {
    media_of(name) == Media::Image
}

/// Extensions of files that a browser opens as pages in which scripts can run: HTML, and XML in which there can be
/// HTML. Pictures in SVG are not among them: these are looked into.
const ACTIVE: &[&str] = &[
    "atom", "hta", "htm", "html", "mht", "mhtml", "mml", "rdf", "rss", "shtm", "shtml", "svgz", "xht", "xhtml", "xml",
    "xsl", "xslt",
];

/// Whether a file with this name, opened in a browser, is a page in which scripts can run.
pub fn is_active(name: &str) -> bool {
    ACTIVE.contains(&extension(name).as_str())
}

/// Extensions of files that are linked to but not shown. That of `Notes v1.2` is not one.
const DOCUMENTS: &[&str] = &[
    "7z",
    "base",
    "bib",
    "canvas",
    "csv",
    "doc",
    "docx",
    "epub",
    "excalidraw",
    "geojson",
    "gpx",
    "gz",
    "heic",
    "htm",
    "html",
    "ics",
    "ipynb",
    "json",
    "kml",
    "log",
    "mobi",
    "odp",
    "ods",
    "odt",
    "ppt",
    "pptx",
    "rar",
    "rtf",
    "svgz",
    "tar",
    "tex",
    "tif",
    "tiff",
    "toml",
    "tsv",
    "txt",
    "xls",
    "xlsx",
    "xml",
    "xz",
    "yaml",
    "yml",
    "zip",
];

/// Whether a link's target is a file rather than a note, by its extension.
pub fn names_file(target: &str) -> bool {
    media_of(target) != Media::Other || DOCUMENTS.contains(&extension(target).as_str())
}

/// What follows the last dot of a name, in lower case; in an address, the query is ignored.
fn extension(name: &str) -> String {
    let path = &name[..memchr::memchr2(b'?', b'#', name.as_bytes()).unwrap_or(name.len())];
    match memchr::memrchr2(b'.', b'/', path.as_bytes()) {
        Some(at) if path.as_bytes()[at] == b'.' => path[at + 1..].trim().to_ascii_lowercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_end_in_what_files_end_in() {
        for name in ["a.png", "x/Deed.PDF", "Board.canvas", "data.csv", "a.b.jpeg", "clip.mp4?t=1"] {
            assert!(names_file(name), "{name}");
        }
        for name in ["Node.js", "v1.2 notes", "a.md", "png", "Dr. Who", "x.png/y", "", "3.14", "https://a.example"] {
            assert!(!names_file(name), "{name}");
        }
        assert_eq!(
            [media_of("A.JPG"), media_of("b.opus"), media_of("c.MOV"), media_of("d.pdf#page=2"), media_of("e")],
            [Media::Image, Media::Audio, Media::Video, Media::Document, Media::Other]
        );
    }
}
