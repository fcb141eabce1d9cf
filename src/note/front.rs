//! What front matter says about how a page is made, as typed values.
//!
//! [`Front::of`] is the entry point. Titles, dates, tags and what is published are facts of the note itself, see `read`.

use super::front_matter::{self, FrontMatter, Property};
use super::markdown::{self, Body, ValuePiece, value_pieces};
use super::{Span, facts};
use crate::config::Language;

/// Typed values of the front matter that affect how a page is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Front {
    /// `description`.
    pub description: Option<String>,
    /// `lang` or `language`: a BCP 47 tag with hyphens.
    pub language: Option<String>,
    /// `permalink`: the address that the note asks for, and its place in the file.
    pub permalink: Option<(String, Span)>,
    /// `cssclasses`, each a safe class name.
    pub css_classes: Vec<String>,
    /// `image`, `cover`, `banner` or `socialImage`: the path or address of a picture.
    pub image: Option<String>,
    /// `author` or `authors`, without links.
    pub authors: Vec<String>,
    /// `license`.
    pub license: Option<String>,
    /// `status` or `stage`: seedling, budding, evergreen.
    pub stage: Option<String>,
    /// `allotment: {allow: […]}`: findings that the author has silenced.
    pub allow: Vec<String>,
    /// Every property as written, in order.
    pub properties: Vec<Property>,
}

impl Front {
    /// Takes the values from front matter.
    pub(super) fn of(front: &FrontMatter) -> Self {
        let text = |keys: &[&str]| front.text(keys).map(|(text, _)| text.to_owned());
        let list = |keys: &[&str]| front.texts(keys).into_iter().map(|(text, _)| text.to_owned()).collect::<Vec<_>>();
        let is_class = |class: &String| {
            !class.is_empty() && class.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        Self {
            description: text(&["description", "summary"])
                .map(|text| plain_line(&text))
                .filter(|text| !text.is_empty()),
            language: language(front),
            permalink: front.text(&["permalink"]).map(|(text, span)| (text.to_owned(), span.into())),
            css_classes: list(&["cssclasses", "cssclass"])
                .iter()
                .flat_map(|classes| classes.split([',', ' ', '\t', '\n']))
                .map(str::to_owned)
                .filter(is_class)
                .collect(),
            image: list(&["image", "cover", "banner", "socialimage"]).first().map(|image| file_name(image)),
            authors: list(&["authors", "author"]).iter().map(|author| without_links(author)).collect(),
            license: text(&["license", "licence"]),
            stage: text(&["status", "stage"]),
            allow: front.allowed().into_iter().map(|(code, _)| code.to_owned()).collect(),
            properties: front.properties.clone(),
        }
    }

    /// The first property with this name, which is in lower case, that has a value.
    pub fn property(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.is(key) && property.value != front_matter::Value::Empty)
    }
}

/// The text of a value as a reader sees it where links are impossible.
fn without_links(text: &str) -> String {
    let words = value_pieces(text, true).into_iter().map(|piece| match piece {
        ValuePiece::Text(text) | ValuePiece::Link { text, .. } => text,
    });
    words.collect::<String>().trim().to_owned()
}

/// The file that a value names as a path or address, or by a link or embed.
fn file_name(text: &str) -> String {
    match value_pieces(text.trim_start_matches('!'), true).into_iter().next() {
        Some(ValuePiece::Link { reference, .. }) => reference.target.into_owned(),
        _ => text.to_owned(),
    }
}

/// The words of a text with markup, on one line.
fn plain_line(text: &str) -> String {
    let (pieces, _) = markdown::pieces(Body { text, start: 0 });
    facts::collect(text, &pieces).plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language of the note. `lang` is one if the setting `language` would accept it. `language` may be a programming
/// language.
fn language(front: &FrontMatter) -> Option<String> {
    let tag = |key: &str| front.text(&[key]).map(|(tag, _)| tag.replace('_', "-"));
    let own = tag("lang").filter(|tag| Language::new(tag).is_ok());
    own.or_else(|| tag("language").filter(|tag| is_language(tag)))
}

/// Whether this is the tag of a human language (ISO 639-1, with BCP 47 subtags) rather than a programming language:
/// many notes have `language: rust`.
fn is_language(tag: &str) -> bool {
    const LANGUAGES: &str = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
        ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg \
        ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny \
        oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to \
        tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ";
    let main = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    main.len() == 2 && LANGUAGES.contains(&format!(" {main} ")) && Language::new(tag).is_ok()
}
