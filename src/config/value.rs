//! Values of `site.toml` that have a form of their own: addresses, colours, languages, paths, patterns, hosts.
//!
//! Each type can only be made by its `new`, which checks the form and returns the canonical spelling, so
//! that nothing else needs to check it again. Whether folders exist is not checked here.

use std::collections::BTreeMap;

use ignore::gitignore::GitignoreBuilder;
use toml::Spanned;
use toml::de::DeValue;

use super::reader::Reader;
use super::setting::{Setting, Unfit, text};
use crate::diagnostic::{Code, Level, Levels};

text! {
    /// The address of the site, beginning with `https://` or `http://` and ending with a slash.
    pub struct BaseUrl(base_url);
}

fn base_url(text: &str) -> Result<String, Unfit> {
    let help = "write the whole address of the site, such as \"https://me.example/garden/\"";
    let (scheme, rest) = parts(text.trim(), help)?;
    allow_only(rest, "?#\"<>\\^`{|}", help)?;
    let slash = if rest.ends_with('/') { "" } else { "/" };
    Ok(format!("{scheme}://{rest}{slash}"))
}

/// Returns the scheme of a web address in lower case, and what follows `://`: a host, and no user.
fn parts<'a>(text: &'a str, help: &'static str) -> Result<(String, &'a str), Unfit> {
    let Some((scheme, rest)) = text.split_once("://") else {
        let looks_like_host = text.contains('.') && !text.contains([' ', ':', '@']);
        let unfit = Unfit::new("needs https:// in front", help);
        return Err(if looks_like_host { unfit.meant(format!("https://{text}")) } else { unfit });
    };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "https" && scheme != "http" {
        let unfit = Unfit::new(format!("can't begin with {scheme}://"), help);
        return Err(unfit.meant(format!("https://{rest}")));
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        return Err(Unfit::new("has no host", help));
    }
    if let Some((user, _)) = host.rsplit_once('@') {
        let what = if user.contains(':') { "has a password in it" } else { "has the name of a user in it" };
        let unfit = Unfit::new(format!("{what}, which every page and feed would show"), help);
        return Err(unfit.meant(format!("{scheme}://{}", &rest[user.len() + 1..])));
    }
    Ok((scheme, rest))
}

/// Refuses an address with blanks, control characters or one of these characters.
fn allow_only(text: &str, refused: &str, help: &'static str) -> Result<(), Unfit> {
    match text.chars().find(|sign| sign.is_whitespace() || sign.is_control() || refused.contains(*sign)) {
        Some(sign) => Err(Unfit::new(format!("can't have {sign:?} in it"), help)),
        None => Ok(()),
    }
}

impl BaseUrl {
    /// Returns its path, from the first slash to the last: `/garden/` for `https://me.example/garden/`.
    pub fn path(&self) -> &str {
        let rest = self.as_str().split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }
}

text! {
    /// A web address that contains `{path}` in place of the path of a file.
    pub struct EditUrl(edit_url);
}

fn edit_url(text: &str) -> Result<String, Unfit> {
    let help =
        "write the address where a note is edited, such as \"https://git.example/me/garden/edit/main/content/{path}\"";
    // First as written, so that what the message suggests is the address of the author.
    let (scheme, rest) = parts(text.trim(), help)?;
    on_the_web(&format!("{scheme}://{}", rest.replace("{path}", "")), help)?;
    match rest.matches("{path}").count() {
        1 => Ok(format!("{scheme}://{rest}")),
        _ => Err(Unfit::new("needs {path} once, for the file of the note", help)),
    }
}

impl EditUrl {
    /// Returns the address for a file, given its path in the content folder.
    pub fn of(&self, path: &str) -> String {
        self.as_str().replace("{path}", &crate::path::percent_encode(path))
    }
}

text! {
    /// A web address, beginning with `https://` or `http://`.
    pub struct WebAddress(web_address);
}

fn web_address(text: &str) -> Result<String, Unfit> {
    on_the_web(text.trim(), "write the whole address, such as \"https://git.example/me/garden\"")
}

/// Returns a web address in its canonical spelling.
fn on_the_web(text: &str, help: &'static str) -> Result<String, Unfit> {
    let (scheme, rest) = parts(text, help)?;
    allow_only(rest, "\"<>\\^`{|}", help)?;
    Ok(format!("{scheme}://{rest}"))
}

text! {
    /// A language tag (BCP 47), such as `en`, `pt-BR` or `zh-Hant`.
    pub struct Language(language);
}

fn language(text: &str) -> Result<String, Unfit> {
    let help = "write a language tag such as \"en\", \"de\" or \"pt-BR\"";
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let fits = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if fits {
        return Ok(text.to_owned());
    }
    let unfit = Unfit::new("is no language tag", help);
    Err(if text.contains('_') { unfit.meant(text.replace('_', "-")) } else { unfit })
}

text! {
    /// A folder below the garden's root, with `/` as separator; `.` for the root itself.
    pub struct ContentFolder(content_folder);
}

fn content_folder(text: &str) -> Result<String, Unfit> {
    let help = "name a folder beside site.toml, or \".\" if the notes are right there";
    let is_drive = text.as_bytes().get(1) == Some(&b':');
    if text.starts_with(['/', '\\', '~']) || is_drive {
        return Err(Unfit::new("has to be inside the garden's folder", help));
    }
    if text.contains('\\') {
        return Err(Unfit::new("has to have / between folders", help).meant(text.replace('\\', "/")));
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(Unfit::new("has to be inside the garden's folder", help));
    }
    if text.trim().is_empty() {
        return Err(Unfit::new("is empty", help));
    }
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

text! {
    /// A folder to write to, relative to the garden's root or absolute.
    pub struct OutputFolder(output_folder);
}

fn output_folder(text: &str) -> Result<String, Unfit> {
    let help = "name a folder for the site, such as \"public\"";
    match text.trim() {
        "" => Err(Unfit::new("is empty", help)),
        "." | "./" | "/" => Err(Unfit::new("needs a folder of its own", help)),
        _ => Ok(text.to_owned()),
    }
}

text! {
    /// A path pattern in the syntax of `.gitignore`, such as `templates/**`.
    pub struct PathPattern(path_pattern);
}

fn path_pattern(text: &str) -> Result<String, Unfit> {
    let help = "patterns are written as in .gitignore, such as \"templates/**\" or \"*.draft.md\"";
    if text.trim().is_empty() {
        return Err(Unfit::new("has an empty pattern", help));
    }
    match GitignoreBuilder::new("").add_line(None, text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(Unfit::new("has a pattern that can't be read", help)),
    }
}

text! {
    /// The name of a theme: `default`, or a folder in `themes/`.
    pub struct ThemeName(theme_name);
}

fn theme_name(text: &str) -> Result<String, Unfit> {
    let fits = !text.is_empty() && text.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
    if fits {
        return Ok(text.to_owned());
    }
    Err(Unfit::new("is no name of a theme", "write \"default\", or the name of a folder in themes/"))
}

text! {
    /// A colour as `#rrggbb`, in lower case.
    pub struct Color(color);
}

fn color(text: &str) -> Result<String, Unfit> {
    let unfit = Unfit::new("is no colour", "write it as # and six hexadecimal digits, such as \"#2b7a4b\"");
    let is_hex = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.strip_prefix('#') {
        Some(digits) if digits.len() == 6 && is_hex(digits) => Ok(text.to_ascii_lowercase()),
        Some(digits) if digits.len() == 3 && is_hex(digits) => Ok(digits
            .to_ascii_lowercase()
            .chars()
            .fold("#".to_owned(), |color, digit| format!("{color}{digit}{digit}"))),
        None if matches!(text.len(), 3 | 6) && is_hex(text) => Err(unfit.meant(format!("#{text}"))),
        _ => Err(unfit),
    }
}

text! {
    /// A host name, such as `www.openstreetmap.org`, in lower case.
    pub struct Host(host);
}

fn host(text: &str) -> Result<String, Unfit> {
    let unfit = Unfit::new("needs names of hosts", "write the host alone, such as \"www.openstreetmap.org\"");
    let is_host = |text: &str| {
        text.len() <= 253
            && text.split('.').all(|part| {
                !part.is_empty()
                    && !part.starts_with('-')
                    && !part.ends_with('-')
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
    };
    let lower = text.to_ascii_lowercase();
    if is_host(&lower) {
        return Ok(lower);
    }
    let bare = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).split('/').next().unwrap_or_default();
    Err(if is_host(bare) { unfit.meant(bare) } else { unfit })
}

text! {
    /// The name of a front matter key, in lower case, because letter case is ignored in notes.
    pub struct PropertyName(property_name);
}

fn property_name(text: &str) -> Result<String, Unfit> {
    if text.trim().is_empty() {
        return Err(Unfit::new("has an empty name", "write the names of keys in the front matter, such as \"author\""));
    }
    Ok(text.trim().to_lowercase())
}

/// Definitions of TeX commands, by the name of the command without its backslash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Macros(pub BTreeMap<String, String>);

impl Setting for Macros {
    const NEEDS: &'static str = "a table";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let table = reader.any_table(key, value)?;
        let mut macros = BTreeMap::new();
        for (name, definition) in table {
            let command = name.get_ref().as_ref();
            if command.is_empty() || !command.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                let bare = command.trim_start_matches('\\');
                let meant = Some(bare.to_owned())
                    .filter(|bare| !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_alphabetic()));
                let help = "write the name without its backslash, and only letters: R = \"\\\\mathbb{R}\"";
                reader.wrong(name.span(), format!("`{command}` can't be the name of a command"), help, meant);
            } else if let Some(definition) = reader.text(&format!("{key}.{command}"), definition, "text in quotes") {
                macros.insert(command.to_owned(), definition.to_owned());
            }
        }
        Some(Self(macros))
    }
}

/// Declares a whole number from 1 to a limit, with what is usual, for messages.
macro_rules! whole_number {
    ($(#[doc = $about:literal])+ pub struct $name:ident(1..=$limit:tt, $usual:literal);) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(test, schemars(range(min = 1, max = $limit)))] pub u32);

        impl Setting for $name {
            const NEEDS: &'static str = concat!("a whole number from 1 to ", $limit);

            fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
                whole_number(key, value, reader, ($limit, Self::NEEDS, concat!($usual, " is usual"))).map(Self)
            }
        }
    };
}

whole_number! {
    /// A whole number from 1 to 1000.
    pub struct FeedLimit(1..=1000, "30");
}

whole_number! {
    /// A whole number from 1 to 100.
    pub struct Count(1..=100, "5");
}

whole_number! {
    /// A whole number from 1 to 1000.
    pub struct FeedLeast(1..=1000, "5");
}

whole_number! {
    /// A whole number from 1 to 100000.
    pub struct FeedMost(1..=100_000, "100");
}

/// Reads an integer from 1 to a limit; `needs` and `usual` are used in messages.
fn whole_number(
    key: &str,
    value: &Spanned<DeValue<'_>>,
    reader: &mut Reader<'_>,
    (limit, needs, usual): (u32, &'static str, &str),
) -> Option<u32> {
    let is_legal = |number: &u32| (1..=limit).contains(number);
    let DeValue::Integer(number) = value.get_ref() else {
        let meant = value.get_ref().as_str().and_then(|text| text.trim().parse::<u32>().ok());
        reader.wrong_type(key, value, needs, meant.filter(is_legal).map(|number| number.to_string()));
        return None;
    };
    let read = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(is_legal);
    if read.is_none() {
        reader.wrong(value.span(), format!("`{key}` needs {needs}"), usual, None);
    }
    read
}

impl Setting for Levels {
    const NEEDS: &'static str = "a table";

    fn read(key: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Option<Self> {
        let words: Vec<&str> = adjustable().map(Code::as_str).collect();
        let table = reader.table(key, value, &words)?;
        let read = |code: Code| {
            let value = table.get(code.as_str())?;
            Some((code, reader.word(&format!("{key}.{code}"), value, Level::WORDS)?))
        };
        Some(adjustable().filter_map(read).collect())
    }
}

/// Returns the codes that `[check]` accepts.
pub(super) fn adjustable() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| !code.is_about_setup())
}
