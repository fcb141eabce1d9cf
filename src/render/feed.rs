//! Feeds: the newest notes for feed readers, as Atom 1.0 (RFC 4287) and JSON Feed 1.1.
//!
//! [`Feed`] is the content of both formats, and the `page` of the template atom.xml; [`atom`] and [`json`] are the
//! entry points. Feeds are read away from the site, so every address in them is absolute, also those of places
//! in the same text, and their texts have no ids: a site without a `base_url` has no feeds.

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::theme::{Shared, Template, Theme};

/// A feed. All addresses are absolute and percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Feed<'a> {
    /// The permanent id of the feed: the address of the site, or of the feed.
    pub id: String,
    /// The garden's title, followed by the part of the garden that the feed covers.
    pub title: Cow<'a, str>,
    /// Its language.
    pub language: &'a str,
    /// The authors of entries that name none: the garden's authors, or else its title; at least one.
    pub authors: Vec<Author<'a>>,
    /// Name and version of the program.
    pub generator: &'a str,
    /// The address of the page that it belongs to.
    pub home: String,
    /// The address of the Atom feed, if there is one.
    pub atom: Option<String>,
    /// The address of the JSON feed, if there is one.
    pub json: Option<String>,
    /// The time of the last change (see [`moment`]).
    pub updated: String,
    /// The notes, newest first.
    pub entries: Vec<Entry<'a>>,
}

/// A note in a feed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Entry<'a> {
    /// The permanent id of the note: its address.
    pub id: String,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: &'a str,
    /// Its own language, if it differs from that of the feed.
    pub language: Option<&'a str>,
    /// When it was created (see [`moment`]).
    pub published: String,
    /// When it was last modified (see [`moment`]).
    pub updated: String,
    /// Its authors, if the note names any.
    pub authors: Vec<Author<'a>>,
    /// Its tags, without `#`.
    pub tags: Vec<&'a str>,
    /// A sentence or two, as plain text.
    pub summary: Option<String>,
    /// The rendered note, as HTML with absolute addresses. The format escapes it.
    pub content: Option<String>,
}

/// An author of a feed or note.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Author<'a> {
    /// Their name.
    pub name: Cow<'a, str>,
    /// The address of their page, if they have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Returns a day as a timestamp for feeds: its first second in UTC, since notes have no time of day.
pub fn moment(date: jiff::civil::Date) -> String {
    format!("{date}T00:00:00Z")
}

/// Renders the feed as Atom with the theme's template.
pub fn atom(feed: &Feed<'_>, theme: &Theme, site: &Shared) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    theme.render(Template::Atom, &[("site", site)], feed, &mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).chars().filter(|sign| is_xml(*sign)).collect::<String>().into_bytes())
}

/// Whether XML 1.0 allows this character. It cannot represent the others at all, not even escaped.
fn is_xml(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r') || (sign >= ' ' && !matches!(sign, '\u{fffe}' | '\u{ffff}'))
}

/// Renders the feed as JSON.
pub fn json(feed: &Feed<'_>) -> Vec<u8> {
    let items = feed.entries.iter().map(|entry| JsonItem {
        id: &entry.id,
        url: &entry.url,
        title: entry.title,
        content_html: entry.content.as_deref(),
        // JSON Feed requires at least one kind of content.
        content_text: if entry.content.is_none() {
            Some(entry.summary.as_deref().unwrap_or(entry.title))
        } else {
            None
        },
        summary: entry.summary.as_deref(),
        language: entry.language,
        date_published: &entry.published,
        date_modified: &entry.updated,
        authors: &entry.authors,
        tags: &entry.tags,
    });
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: feed.json.as_deref(),
        language: feed.language,
        authors: &feed.authors,
        items: items.collect(),
    };
    // Can't fail: the structs hold only strings.
    serde_json::to_vec_pretty(&feed).unwrap_or_default()
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    language: &'a str,
    authors: &'a [Author<'a>],
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    date_published: &'a str,
    date_modified: &'a str,
    #[serde(skip_serializing_if = "<[Author<'_>]>::is_empty")]
    authors: &'a [Author<'a>],
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    tags: &'a [&'a str],
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{self, Choice};

    fn feed() -> Feed<'static> {
        Feed {
            id: "https://me.example/".to_owned(),
            title: "Beds & <borders>".into(),
            language: "en",
            authors: vec![Author { name: "Beds & <borders>".into(), url: None }],
            generator: "allotment 0",
            home: "https://me.example/index.html".to_owned(),
            atom: Some("https://me.example/atom.xml".to_owned()),
            json: Some("https://me.example/feed.json".to_owned()),
            updated: moment(jiff::civil::date(2026, 10, 11)),
            entries: vec![Entry {
                id: "https://me.example/a%20b.html".to_owned(),
                url: "https://me.example/a%20b.html".to_owned(),
                title: "{{ 7*7 }} \u{1}\"&",
                language: Some("pt"),
                published: moment(jiff::civil::date(2024, 3, 2)),
                updated: moment(jiff::civil::date(2026, 10, 11)),
                authors: vec![Author { name: "A. <i>".into(), url: Some("https://me.example/a.html".to_owned()) }],
                tags: vec!["soil", "garden/heap"],
                summary: None,
                content: Some("<p>Hot &amp; cold</p>".to_owned()),
            }],
        }
    }

    #[test]
    fn atom_escapes_everything_and_drops_what_xml_cannot_say() {
        let choice =
            Choice { folder: None, name: "default", language: "en", accent: None, font: "sans", side_notes: false };
        let theme = theme::load(&choice).expect("the built-in theme loads");
        let bytes = atom(&feed(), &theme, &Shared::new(&())).expect("the feed renders");
        let text = String::from_utf8(bytes).expect("the feed is text");
        let want = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>https://me.example/</id>
  <title>Beds &amp; &lt;borders&gt;</title>
  <updated>2026-10-11T00:00:00Z</updated>
  <link rel="self" type="application/atom+xml" href="https://me.example/atom.xml"/>
  <link rel="alternate" type="text/html" href="https://me.example/index.html"/>
  <author><name>Beds &amp; &lt;borders&gt;</name></author>
  <generator>allotment 0</generator>
  <entry xml:lang="pt">
    <id>https://me.example/a%20b.html</id>
    <title>{{ 7*7 }} &quot;&amp;</title>
    <link rel="alternate" type="text/html" href="https://me.example/a%20b.html"/>
    <published>2024-03-02T00:00:00Z</published>
    <updated>2026-10-11T00:00:00Z</updated>
    <author><name>A. &lt;i&gt;</name><uri>https://me.example/a.html</uri></author>
    <category term="soil"/>
    <category term="garden/heap"/>
    <content type="html" xml:base="https://me.example/a%20b.html">&lt;p&gt;Hot &amp;amp; cold&lt;/p&gt;</content>
  </entry>
</feed>
"#;
        assert_eq!(text, want);
    }

    #[test]
    fn a_json_feed_has_content_even_where_a_note_has_none() {
        let mut feed = feed();
        feed.entries[0].content = None;
        let json: serde_json::Value = serde_json::from_slice(&json(&feed)).expect("the feed is JSON");
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        assert_eq!(json["items"][0]["content_text"], "{{ 7*7 }} \u{1}\"&");
        assert_eq!(json["items"][0].get("content_html"), None);
        assert_eq!(json["items"][0]["language"], "pt");
        assert_eq!(json["items"][0]["authors"][0]["url"], "https://me.example/a.html");
        assert_eq!(json["authors"][0].get("url"), None);
        assert_eq!(json["items"][0]["tags"][1], "garden/heap");
    }
}
