//! The people who write in a garden: `authors.toml`, beside `site.toml`.
//!
//! [`parse_authors`] parses the text of the file and returns [`Authors`], or everything that is wrong with the
//! text at once. Each table is a person:
//!
//! ```toml
//! [ann]
//! name = "Ann Gardener"
//! about = "Keeps the heap."
//! aliases = ["A. Gardener", "ann@garden.example"]
//! links = { Website = "https://ann.example/" }
//! ```
//!
//! [`Authors::name`] looks up the names in notes and commits; it never returns an e-mail address.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::Reader;
use super::syntax;
use crate::diagnostic::{self, Diagnostic};
use crate::path::fold;

/// The people of a garden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Authors {
    people: Vec<Author>,
    /// Indices in `people` by everything that a person is called, folded.
    called: BTreeMap<String, usize>,
}

/// A person as the garden presents them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Author {
    /// Their name.
    pub name: String,
    /// A sentence or two about them, as plain text.
    pub about: Option<String>,
    /// Their pages elsewhere: name and address (`https://` or `http://`), sorted by name.
    pub links: Vec<(String, String)>,
}

impl Authors {
    /// Returns the person with this key, name or alias, in any letter case.
    pub fn find(&self, called: &str) -> Option<&Author> {
        self.called.get(&key(called)).map(|place| &self.people[*place])
    }

    /// Returns the name to publish for an author as a note writes it: `Ann`, `ann@garden.example` or
    /// `Ann <ann@garden.example>`. `None` if it is only an address that is not listed.
    pub fn name<'a>(&'a self, written: &'a str) -> Option<&'a str> {
        let written = written.trim();
        if let Some(person) = self.find(written) {
            return Some(&person.name);
        }
        let (name, address) = match written.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address),
            None => (written, ""),
        };
        match self.find(address).or_else(|| self.find(name)) {
            Some(person) => Some(&person.name),
            None if name.is_empty() || is_address(name) => None,
            None => Some(name),
        }
    }
}

/// Whether a name is an e-mail address. `@ann@social.example` is not one.
fn is_address(name: &str) -> bool {
    !name.contains(char::is_whitespace)
        && name
            .trim_matches(['<', '>'])
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// Folds spellings of a name that people consider the same to one.
fn key(name: &str) -> String {
    fold(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Parses the text of `authors.toml`. `path` is used only in messages.
///
/// # Errors
///
/// Returns everything that is wrong with the text, as for `site.toml`.
pub fn parse_authors(text: &str, path: &str) -> Result<Authors, Vec<Diagnostic>> {
    let (tree, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax::problems(&errors, text, path));
    }
    let mut reader = Reader { path, text, known: Vec::new(), problems: Vec::new() };
    let mut authors = Authors::default();
    // In the order of the file, so that a duplicate is reported at the second place.
    let mut tables: Vec<_> = tree.get_ref().iter().collect();
    tables.sort_by_key(|(name, _)| name.span().start);
    for (handle, value) in tables {
        authors.add(handle, value, &mut reader);
    }
    diagnostic::sort(&mut reader.problems);
    if reader.problems.is_empty() { Ok(authors) } else { Err(reader.problems) }
}

impl Authors {
    fn add(
        &mut self,
        handle: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        reader: &mut Reader<'_>,
    ) {
        let table_key = handle.get_ref().as_ref();
        if value.get_ref().as_table().is_none() {
            let help = "write [ann] on a line of its own, and below it name = \"Ann Gardener\"";
            return reader.wrong(handle.span(), format!("`{table_key}` is not in the table of a person"), help, None);
        }
        let Some(table) = reader.table(table_key, value, &["name", "about", "aliases", "links"]) else { return };
        let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = reader.field::<String>(table_key, table, "name").map(one_line).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| table_key.trim().to_owned());
        if is_address(&name) {
            let help = "add name = \"…\": addresses are never published";
            return reader.wrong(handle.span(), format!("`{table_key}` has no name but an address"), help, None);
        }
        let about = reader.field::<String>(table_key, table, "about").map(one_line).filter(|about| !about.is_empty());
        let aliases = reader.field::<Vec<String>>(table_key, table, "aliases").unwrap_or_default();
        let links = table.get("links").map(|links| read_links(table_key, links, reader)).unwrap_or_default();
        let place = self.people.len();
        for called in [table_key, &name].into_iter().chain(aliases.iter().map(String::as_str)) {
            match self.called.insert(key(called), place) {
                Some(other) if other != place => {
                    let rival = &self.people[other].name;
                    let help = "each name and address can belong to one person only";
                    reader.wrong(handle.span(), format!("`{called}` is {rival} already"), help, None);
                }
                _ => {}
            }
        }
        self.people.push(Author { name, about, links });
    }
}

fn read_links(person: &str, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> Vec<(String, String)> {
    let key = format!("{person}.links");
    let Some(table) = reader.any_table(&key, value) else { return Vec::new() };
    let mut links = Vec::new();
    for (title, address) in table {
        let key = format!("{key}.{}", title.get_ref());
        let Some(text) = reader.text(&key, address, "an address in quotes") else { continue };
        let text = text.trim();
        let is_whole =
            ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
        if !is_whole || text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "<>\"".contains(sign)) {
            let help = "write the whole address, such as \"https://ann.example/\"";
            reader.wrong(address.span(), format!("`{key}` needs an address with https:// in front"), help, None);
        } else {
            links.push((title.get_ref().to_string(), text.to_owned()));
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[ann]
name = "Ann Gardener"
about = " Keeps  the heap. "
aliases = ["A. Gardener", "Ann@garden.example"]
links = { Website = "https://ann.example/", Feed = "http://ann.example/atom.xml" }

["Ben"]
aliases = ["ben@garden.example"]
"#;

    #[test]
    fn people_are_found_by_key_name_and_alias_and_no_address_is_a_name() {
        let authors = parse_authors(FILE, "authors.toml").expect("the file is right");
        for (written, want) in [
            ("ann", Some("Ann Gardener")),
            ("  ANN   gardener ", Some("Ann Gardener")),
            ("ann@GARDEN.example", Some("Ann Gardener")),
            ("Somebody <ann@garden.example>", Some("Ann Gardener")),
            ("Ben <other@x.example>", Some("Ben")),
            ("Cy <cy@x.example>", Some("Cy")),
            ("cy@x.example", None),
            ("<cy@x.example>", None),
            ("@cy@social.example", Some("@cy@social.example")),
            ("Cy Onym", Some("Cy Onym")),
            (" ", None),
        ] {
            assert_eq!(authors.name(written), want, "{written}");
        }
        let ann = authors.find("ann").expect("she is listed");
        assert_eq!(ann.about.as_deref(), Some("Keeps the heap."));
        let link = |title: &str, address: &str| (title.to_owned(), address.to_owned());
        assert_eq!(ann.links, [link("Feed", "http://ann.example/atom.xml"), link("Website", "https://ann.example/")]);
        assert!(parse_authors("", "authors.toml").expect("nobody is fine").people.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_with_the_way_out() {
        let said = |text: &str| -> Vec<String> {
            let problems = parse_authors(text, "authors.toml").expect_err("it is wrong");
            let line = |problem: &Diagnostic| problem.location.as_ref().map_or(0, |at| at.line);
            problems
                .iter()
                .map(|it| format!("{}: {}; {}", line(it), it.message, it.help.as_deref().unwrap_or("")))
                .collect()
        };
        assert_eq!(
            said("name = \"Ann\"\n"),
            [
                "1: `name` is not in the table of a person; write [ann] on a line of its own, and below it name = \"Ann Gardener\""
            ]
        );
        assert_eq!(
            said("[ann]\nalias = [\"A\"]\nlinks = { a = \"javascript:alert(1)\", b = \"mailto:a@b.example\" }\n"),
            [
                "2: unknown key `ann.alias`; `ann` has `name`, `about`, `aliases` and `links`",
                "3: `ann.links.a` needs an address with https:// in front; write the whole address, such as \"https://ann.example/\"",
                "3: `ann.links.b` needs an address with https:// in front; write the whole address, such as \"https://ann.example/\"",
            ]
        );
        assert_eq!(
            said("[ann]\n[ben]\naliases = [\"Ann\"]\n"),
            ["2: `Ann` is ann already; each name and address can belong to one person only"]
        );
        assert_eq!(
            said("[\"a@b.example\"]\n"),
            ["1: `a@b.example` has no name but an address; add name = \"…\": addresses are never published"]
        );
        assert_eq!(said("[ann\n").len(), 1);
    }
}
