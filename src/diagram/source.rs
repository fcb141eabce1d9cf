//! The text of a diagram, separated from its title and description.
//!
//! The library supports neither front matter nor the lines that describe a diagram to people who can't see it (Mermaid:
//! *Accessibility options*); [`Source::read`] removes them and keeps their text.

/// A diagram's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// The text for the library.
    pub(super) diagram: String,
    /// `accTitle`, or the `title` of its front matter.
    pub(super) title: Option<String>,
    /// `accDescr`.
    pub(super) description: Option<String>,
}

impl Source {
    /// Reads a diagram.
    pub(super) fn read(text: &str) -> Self {
        let (front, body) = front_matter(text);
        let mut source = Self { diagram: String::with_capacity(body.len()), title: None, description: None };
        let own = |line: &str, key: &str| {
            line.trim_start().strip_prefix(key)?.trim_start().strip_prefix(':').map(|text| text.trim().to_owned())
        };
        let mut block: Option<Vec<&str>> = None;
        for line in body.lines() {
            if let Some(lines) = &mut block {
                let (text, ends) = line.split_once('}').map_or((line, false), |(text, _)| (text, true));
                lines.push(text.trim());
                if ends {
                    source.description = Some(lines.join(" ").trim().to_owned());
                    block = None;
                }
            } else if let Some(title) = own(line, "accTitle") {
                source.title = Some(title);
            } else if let Some(description) = own(line, "accDescr") {
                source.description = Some(description);
            } else if let Some(rest) =
                line.trim_start().strip_prefix("accDescr").and_then(|rest| rest.trim_start().strip_prefix('{'))
            {
                block = Some(vec![rest.trim()]);
            } else {
                source.diagram.push_str(line);
                source.diagram.push('\n');
            }
        }
        let named = front.lines().find_map(|line| own(line, "title"));
        source.title = source.title.or(named.map(|title| title.trim_matches(['"', '\'']).to_owned()));
        let seen = |text: String| {
            let text: String = text.chars().filter(|sign| !sign.is_control()).collect();
            Some(text).filter(|text| !text.is_empty())
        };
        source.title = source.title.and_then(seen);
        source.description = source.description.and_then(seen);
        source
    }

    /// Whether a radar chart asks for an excessive number of rings, all of which the library would draw.
    pub(super) fn has_endless_ticks(&self) -> bool {
        let ticks = self.diagram.lines().filter_map(|line| line.trim().strip_prefix("ticks"));
        let mut digits = ticks.map(|rest| rest.trim().trim_start_matches('0'));
        digits.any(|digits| digits.split(|sign: char| !sign.is_ascii_digit()).next().unwrap_or_default().len() > 2)
    }
}

/// The lines between the first two `---`, and what follows them.
fn front_matter(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("---") else { return ("", text) };
    let Some((_, rest)) = rest.split_once('\n') else { return ("", text) };
    match rest.split_once("\n---") {
        Some((front, body)) => (front, body.split_once('\n').map_or("", |(_, body)| body)),
        None => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_descriptions_are_taken_out() {
        let read = |text: &str| {
            let source = Source::read(text);
            (source.diagram, source.title.unwrap_or_default(), source.description.unwrap_or_default())
        };
        let want = |diagram: &str, title: &str, description: &str| {
            (diagram.to_owned(), title.to_owned(), description.to_owned())
        };
        assert_eq!(read("graph TD\nA-->B"), want("graph TD\nA-->B\n", "", ""));
        assert_eq!(read("---\ntitle: \"Water\"\nconfig: {}\n---\ngraph TD"), want("graph TD\n", "Water", ""));
        assert_eq!(read("---\ntitle: x"), want("---\ntitle: x\n", "", ""));
        assert_eq!(
            read("graph TD\n  accTitle: Water\n accDescr: Where it flows\nA"),
            want("graph TD\nA\n", "Water", "Where it flows")
        );
        assert_eq!(read("pie\naccDescr {\n one\n two }\n\"a\": 1"), want("pie\n\"a\": 1\n", "", "one two"));
        assert_eq!(read("pie\naccDescr { never closed"), want("pie\n", "", ""));
    }

    #[test]
    fn scales_without_end_are_found() {
        let endless = |text: &str| Source::read(text).has_endless_ticks();
        assert!(endless("radar-beta\n ticks 100000000"));
        assert!(!endless("radar-beta\n ticks 005"));
        assert!(!endless("radar-beta\n ticks"));
    }
}
