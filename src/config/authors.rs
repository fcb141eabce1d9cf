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
//! [`Authors::names`] looks up the names in notes and commits; it never returns an e-mail address.

use std::borrow::Cow;
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

    /// Returns the names to publish for authors as a note writes them: `Ann`, `ann@garden.example`,
    /// `Ann <ann@garden.example>`, or several of these on one line. There is none for an address that is not listed.
    pub fn names<'a>(&'a self, written: &'a str) -> Vec<Cow<'a, str>> {
        match self.find(written) {
            Some(person) => vec![Cow::Borrowed(&person.name)],
            None => signatures(written).into_iter().filter_map(|written| self.name(written)).collect(),
        }
    }

    fn name<'a>(&'a self, written: &'a str) -> Option<Cow<'a, str>> {
        let written = written.trim();
        let (name, in_brackets) = match written.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), Some(address)),
            None => (written, None),
        };
        let (name, addresses) = without_addresses(name);
        let called = [written].into_iter().chain(in_brackets).chain(addresses).chain([&*name]);
        let known = called.into_iter().find_map(|called| self.find(called));
        match known {
            Some(person) => Some(Cow::Borrowed(&person.name)),
            None => Some(name).filter(|name| !name.is_empty()),
        }
    }
}

/// Splits a line behind the address of each author but the last.
fn signatures(written: &str) -> Vec<&str> {
    let mut signatures = Vec::new();
    let mut start = 0;
    for (at, _) in written.match_indices([',', ';']) {
        let last = written[start..at].split_whitespace().next_back().unwrap_or_default();
        if last.ends_with('>') || last.split(is_around).any(is_address) {
            signatures.push(&written[start..at]);
            start = at + 1;
        }
    }
    signatures.push(&written[start..]);
    signatures
}

/// Whether this sign can stand directly before or after an address.
fn is_around(sign: char) -> bool {
    "<>()[]{},;\"'".contains(sign)
}

/// Returns a name without the e-mail addresses in it, and these.
fn without_addresses(text: &str) -> (Cow<'_, str>, Vec<&str>) {
    let mut addresses = Vec::new();
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let found = addresses.len();
        addresses.extend(word.split(is_around).filter(|part| is_address(part)));
        let before = addresses.get(found).map_or(word, |address| word.split(address).next().unwrap_or_default());
        let kept = if before.len() < word.len() { before.trim_end_matches(is_around) } else { word };
        words.extend(Some(kept).filter(|kept| !kept.is_empty()));
    }
    if addresses.is_empty() {
        return (Cow::Borrowed(text), addresses);
    }
    let words = words.join(" ");
    let mut name = words.as_str();
    // What is left of a remark in brackets is no part of the name.
    if name.matches('(').count() > name.matches(')').count() {
        name = name.rsplit_once('(').map_or(name, |(before, _)| before);
    }
    let is_between = |sign: char| sign.is_whitespace() || ",;:/|-–—".contains(sign);
    (Cow::Owned(name.trim_matches(is_between).to_owned()), addresses)
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
    fn add(&mut self, handle: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) {
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
        if !without_addresses(&name).1.is_empty() {
            let help = "leave it out of the name, and put it into aliases: addresses are never published";
            return reader.wrong(handle.span(), format!("the name of `{table_key}` has an address in it"), help, None);
        }
        let about = reader.field::<String>(table_key, table, "about").map(one_line).filter(|about| !about.is_empty());
        let aliases = reader.field::<Vec<String>>(table_key, table, "aliases").unwrap_or_default();
        let links = table.get("links").map(|links| read_links(table_key, links, reader)).unwrap_or_default();
        let place = self.people.len();
        for called in [table_key, &name].into_iter().chain(aliases.iter().map(String::as_str)) {
            let key = key(called);
            if key.is_empty() {
                let help =
                    "write what the person is called, or take it out: it would stand for everybody without a name";
                reader.wrong(handle.span(), format!("`{table_key}` has an empty name or alias"), help, None);
                continue;
            }
            match self.called.insert(key, place) {
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
            ("Cy cy@x.example", Some("Cy")),
            ("Cy (cy@x.example)", Some("Cy")),
            ("Cy (mail to cy@x.example)", Some("Cy")),
            ("Cy<cy@x.example> Onym", Some("Cy Onym")),
            ("mailto:cy@x.example - Cy", Some("Cy")),
            ("Cy, cy@x.example", Some("Cy")),
            ("cy@x.example cy@y.example", None),
            ("Somebody ann@garden.example", Some("Ann Gardener")),
            ("Cy (they)", Some("Cy (they)")),
            ("Onym, Cy <cy@x.example>", Some("Onym, Cy")),
        ] {
            assert_eq!(authors.names(written), want.into_iter().collect::<Vec<_>>(), "{written}");
        }
        for (written, want) in [
            ("Cy <cy@x.example>, Ben <ben@y.example>", ["Cy", "Ben"]),
            ("Cy cy@x.example; ann@garden.example", ["Cy", "Ann Gardener"]),
            ("cy@x.example, Cy (cy@y.example), Onym", ["Cy", "Onym"]),
        ] {
            assert_eq!(authors.names(written), want, "{written}");
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
        let empty = "has an empty name or alias; write what the person is called, or take it out: it would stand for \
                     everybody without a name";
        assert_eq!(said("[ann]\naliases = [\"\"]\n"), [format!("1: `ann` {empty}")]);
        assert_eq!(said("[\" \"]\nname = \"Ann\"\n"), [format!("1: ` ` {empty}")]);
        assert_eq!(
            said("[ann]\nname = \"Ann (ann@x.example)\"\n"),
            [
                "1: the name of `ann` has an address in it; leave it out of the name, and put it into aliases: addresses are never published"
            ]
        );
        assert_eq!(said("[ann\n").len(), 1);
    }
}
