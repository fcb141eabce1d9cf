//! Numbered references: citations link to the list of references, and its entries link back.
//!
//! `note::markdown::references` decides what is a list of references and what cites it. Ids here contain a dot,
//! which ids of headings never do. If a part is embedded without the list, its citations link to the list on the
//! note's own page.

use std::collections::BTreeMap;

use super::{Close, Walk, Writer};
use crate::note::markdown::{Piece, References, references};

/// The references of a part while it is written.
#[derive(Clone, Default)]
pub(super) struct Cited {
    references: References,
    /// By the piece that a reference begins at: its number, and the length in bytes of its marker.
    entries: BTreeMap<usize, (u32, usize)>,
    /// Index of the next citation.
    next: usize,
    /// How often each number was cited so far, counting only citations that can be linked back to.
    uses: BTreeMap<u32, usize>,
}

impl Cited {
    /// Finds the references among all pieces of a note.
    pub(super) fn of(pieces: &[Piece<'_>]) -> Option<Self> {
        let references = references(pieces)?;
        let entries = references.entries.iter().map(|(number, entry)| (entry.piece, (*number, entry.marker))).collect();
        Some(Self { references, entries, ..Self::default() })
    }
}

impl Writer<'_> {
    /// Writes text, with citations as links.
    pub(super) fn cited_text(&mut self, text: &str, piece: usize, walk: &mut Walk<'_>) {
        let Some(mut cited) = walk.cited.take() else { return self.text(text) };
        let mut done = 0;
        if let Some((number, marker)) = cited.entries.get(&piece).copied() {
            self.out.push_str("<span");
            self.id(&format!("{}ref.{number}", walk.frame.prefix));
            self.out.push('>');
            self.text(&text[..marker]);
            self.out.push_str("</span>");
            self.ways_back(number, &cited, walk);
            done = marker;
        }
        while let Some(citation) = cited.references.citations.get(cited.next).filter(|citation| citation.piece <= piece)
        {
            cited.next += 1;
            if citation.piece == piece {
                let (span, number) = (citation.span.clone(), citation.number);
                self.text(&text[done..span.start]);
                self.citation(&text[span.clone()], number, &mut cited, walk);
                done = span.end;
            }
        }
        self.text(&text[done..]);
        walk.cited = Some(cited);
    }

    fn citation(&mut self, text: &str, number: u32, cited: &mut Cited, walk: &Walk<'_>) {
        let prefix = &walk.frame.prefix;
        let at = cited.references.entries.get(&number).map_or(0, |entry| entry.at) as u32;
        let shown = (walk.part.span.start..walk.part.span.end).contains(&at);
        self.out.push_str("<a");
        if shown {
            self.href_here(&format!("{prefix}ref.{number}"));
        } else {
            self.own_attribute("href", &format!("{}#ref.{number}", walk.frame.page));
        }
        // In text that is set aside, such as a footnote, the id might end up elsewhere or nowhere.
        if shown && self.aside.is_empty() {
            let using = cited.uses.entry(number).or_default();
            *using += 1;
            self.id(&format!("{prefix}cite.{number}.{using}"));
        }
        self.out.push_str(" role=\"doc-biblioref\">");
        self.text(text);
        self.out.push_str("</a>");
    }

    /// Opens a list item if it is a reference and not a task.
    pub(super) fn reference_item(
        &mut self,
        task: Option<char>,
        piece: &Piece<'_>,
        index: usize,
        walk: &Walk<'_>,
    ) -> Option<Close> {
        if task.is_some() {
            return None;
        }
        let (number, _) = *walk.cited.as_ref()?.entries.get(&index)?;
        let id = format!("{}ref.{number}", walk.frame.prefix);
        self.out.push_str("<li");
        self.out.push_str(walk.dir());
        if piece.id.is_some() && self.has_ids() {
            self.block_id(piece, walk.frame);
            self.out.push_str("><span");
            self.id(&id);
            self.out.push_str("></span>");
        } else {
            self.id(&id);
            self.out.push('>');
        }
        Some(Close::Reference(number))
    }

    /// Ends an item in a list of references with links back to its citations.
    pub(super) fn end_reference(&mut self, number: u32, walk: &Walk<'_>) {
        let paragraph = self.out.ends_with("</p>\n");
        if paragraph {
            self.out.truncate(self.out.len() - "</p>\n".len());
        }
        if let Some(cited) = &walk.cited {
            self.ways_back(number, cited, walk);
        }
        self.out.push_str(if paragraph { "</p>\n</li>\n" } else { "</li>\n" });
    }

    fn ways_back(&mut self, number: u32, cited: &Cited, walk: &Walk<'_>) {
        for using in 1..=cited.uses.get(&number).copied().unwrap_or_default() {
            self.way_back(&format!("{}cite.{number}.{using}", walk.frame.prefix), using);
        }
    }
}
