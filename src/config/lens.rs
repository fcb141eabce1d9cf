//! Lenses: the two sides from which a garden looks at a subject, each defined by tags.
//!
//! A side is a tag, or a table with a title and several tags. Whether any note has these tags is not checked here.

use toml::Spanned;
use toml::de::DeValue;

use super::reader::Reader;
use super::setting::{Setting, dotted};

/// All lenses, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Lenses(pub Vec<Lens>);

/// Two sides of one subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Lens {
    /// The title of the lens. Without it, the titles of its sides.
    #[cfg_attr(test, schemars(default))]
    pub title: String,
    /// A sentence about the lens, shown below its title.
    #[cfg_attr(test, schemars(default))]
    pub about: String,
    /// The two sides.
    #[cfg_attr(test, schemars(with = "[SideForm; 2]"))]
    pub sides: [Side; 2],
}

/// One side of a lens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Side {
    /// The title of the side. Without it, its first tag.
    #[cfg_attr(test, schemars(default))]
    pub title: String,
    /// The tags of the side; tags nested under them count as well.
    pub tags: Vec<String>,
}

/// The ways to write a side.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "it is only there for its schema")]
enum SideForm {
    /// A tag.
    Tag(String),
    /// A title and tags.
    Table(Side),
}

const LENS_HELP: &str = "a lens has two sides: sides = [\"theory\", \"practice\"]";

impl Setting for Lenses {
    const NEEDS: &'static str = "a list of tables";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = value.get_ref().as_array() else {
            let help = format!("write [[{key}]] with two brackets on a line of its own, once for each lens");
            reader.wrong(value.span(), format!("`{key}` needs {}", Self::NEEDS), help, None);
            return None;
        };
        Some(Self(list.iter().filter_map(|lens| Lens::read(key, lens, reader)).collect()))
    }
}

impl Setting for Lens {
    const NEEDS: &'static str = "a table";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let table = reader.table(key, value, &["title", "about", "sides"])?;
        let title = reader.field(key, table, "title").unwrap_or_default();
        let about = reader.field(key, table, "about").unwrap_or_default();
        let Some(sides) = table.get("sides") else {
            reader.wrong(value.span(), format!("`{key}` needs `sides`"), LENS_HELP, None);
            return None;
        };
        let within = dotted(key, "sides");
        let Some(list) = sides.get_ref().as_array() else {
            reader.wrong(sides.span(), format!("`{within}` needs a list in square brackets"), LENS_HELP, None);
            return None;
        };
        if list.len() != 2 {
            let message = format!("`{within}` needs two sides, and these are {}", list.len());
            reader.wrong(sides.span(), message, LENS_HELP, None);
            return None;
        }
        let mut read = list.iter().map(|side| Side::read(&within, side, reader)).collect::<Vec<_>>().into_iter();
        let sides = [read.next()??, read.next()??];
        Some(Self { title: named(title, || format!("{} · {}", sides[0].title, sides[1].title)), about, sides })
    }
}

impl Setting for Side {
    const NEEDS: &'static str = "a tag in quotes";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let (title, tags, span) = match value.get_ref() {
            DeValue::String(text) => (String::new(), vec![text.as_ref().to_owned()], value.span()),
            DeValue::Table(_) => {
                let table = reader.table(key, value, &["title", "tags"])?;
                let title: String = reader.field(key, table, "title").unwrap_or_default();
                let tags: Vec<String> = match table.get("tags") {
                    Some(_) => reader.field(key, table, "tags")?,
                    None => Vec::new(),
                };
                (title, tags, table.get("tags").map_or(value.span(), |tags| tags.span()))
            }
            _ => {
                let help = "write a tag, or { title = \"In theory\", tags = [\"theory\", \"models\"] }";
                reader.wrong(value.span(), format!("`{key}` needs {}", Self::NEEDS), help, None);
                return None;
            }
        };
        let bare = |tag: &String| tag.trim().trim_start_matches('#').trim_matches('/').to_owned();
        let tags: Vec<String> = tags.iter().map(bare).collect();
        let Some(first) = tags.first().filter(|_| tags.iter().all(|tag| !tag.is_empty())) else {
            let help = "name the tags that its notes have, such as \"practice\"";
            reader.wrong(span, format!("`{key}` has a side without a tag"), help, None);
            return None;
        };
        Some(Self { title: named(title, || capital(first)), tags })
    }
}

/// Returns the title as written, or `other` if it is empty.
fn named(title: String, other: impl FnOnce() -> String) -> String {
    if title.trim().is_empty() { other() } else { title }
}

/// Turns a tag into a title: `work/theory` into `Theory`.
fn capital(tag: &str) -> String {
    let mut signs = tag.rsplit('/').next().unwrap_or_default().chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}
