//! The sitemap: all pages for search engines, by the protocol of sitemaps.org.
//!
//! [`files`] is the entry point. A site without a `base_url` has no sitemap, since every address in it must be
//! absolute.

use std::fmt::Write;

use jiff::civil::Date;

/// A page of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Its absolute address, percent-encoded.
    pub url: String,
    /// When it last changed.
    pub changed: Option<Date>,
}

/// The protocol's limit of addresses per file.
const LIMIT: usize = 50_000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// Returns the files of the sitemap by name: a single one, or for very large sites an index and its parts.
/// `base` is the absolute address of the site, with a trailing `/`.
pub fn files(base: &str, entries: &[Entry]) -> Vec<(String, Vec<u8>)> {
    cut(base, entries, LIMIT)
}

fn cut(base: &str, entries: &[Entry], limit: usize) -> Vec<(String, Vec<u8>)> {
    if entries.len() <= limit {
        return vec![("sitemap.xml".to_owned(), part(entries))];
    }
    let mut index = format!("{HEAD}<sitemapindex {SPACE}>\n");
    let mut files = Vec::new();
    for (nth, entries) in entries.chunks(limit).enumerate() {
        let name = format!("sitemap-{}.xml", nth + 1);
        tag(&mut index, "sitemap", &format!("{base}{name}"), None);
        files.push((name, part(entries)));
    }
    index.push_str("</sitemapindex>\n");
    files.insert(0, ("sitemap.xml".to_owned(), index.into_bytes()));
    files
}

fn part(entries: &[Entry]) -> Vec<u8> {
    let mut xml = format!("{HEAD}<urlset {SPACE}>\n");
    for Entry { url, changed } in entries {
        tag(&mut xml, "url", url, *changed);
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}

/// Writes one line of a sitemap. Writing to a string can't fail.
fn tag(xml: &mut String, name: &str, url: &str, changed: Option<Date>) {
    let _ = write!(xml, "<{name}><loc>");
    let _ = pulldown_cmark_escape::escape_html(&mut *xml, url);
    xml.push_str("</loc>");
    if let Some(date) = changed {
        let _ = write!(xml, "<lastmod>{date}</lastmod>");
    }
    let _ = writeln!(xml, "</{name}>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize) -> Vec<Entry> {
        let entry = |nth| Entry {
            url: format!("https://me.example/?a&{nth}"),
            changed: (nth == 0).then(|| jiff::civil::date(2024, 3, 2)),
        };
        (0..count).map(entry).collect()
    }

    #[test]
    fn a_small_site_has_one_file() {
        let files = cut("https://me.example/", &entries(2), 2);
        let [(name, xml)] = files.as_slice() else { panic!("one file: {files:?}") };
        assert_eq!(name, "sitemap.xml");
        assert_eq!(
            String::from_utf8_lossy(xml),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
             <url><loc>https://me.example/?a&amp;0</loc><lastmod>2024-03-02</lastmod></url>\n\
             <url><loc>https://me.example/?a&amp;1</loc></url>\n\
             </urlset>\n"
        );
    }

    #[test]
    fn a_large_site_has_an_index_and_parts() {
        let files = cut("https://me.example/", &entries(5), 2);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]);
        assert!(
            String::from_utf8_lossy(&files[0].1)
                .contains("<sitemap><loc>https://me.example/sitemap-3.xml</loc></sitemap>")
        );
    }
}
