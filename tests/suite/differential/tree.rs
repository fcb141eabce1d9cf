//! A parsed text: elements and text, without any trace of the notation.

use std::fmt;

/// An element, or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    /// Text as shown.
    Text(String),
    /// An element: its name with its attributes, and its children.
    Element(String, Vec<Tree>),
}

impl Tree {
    /// Makes an element without children.
    pub(super) fn leaf(name: impl Into<String>) -> Self {
        Tree::Element(name.into(), Vec::new())
    }

    /// Returns the name of an element; empty for text.
    pub(super) fn name(&self) -> &str {
        match self {
            Tree::Text(_) => "",
            Tree::Element(name, _) => name,
        }
    }

    /// Returns all text in it.
    pub(super) fn text(&self) -> String {
        match self {
            Tree::Text(text) => text.clone(),
            Tree::Element(_, children) => children.iter().map(Tree::text).collect(),
        }
    }

    /// Returns the smallest parts that differ.
    pub(super) fn first_difference(&self, other: &Tree) -> (Tree, Tree) {
        if let (Tree::Element(name, mine), Tree::Element(also, theirs)) = (self, other)
            && name == also
            && mine.len() == theirs.len()
            && let Some((mine, theirs)) = mine.iter().zip(theirs).find(|(mine, theirs)| mine != theirs)
        {
            return mine.first_difference(theirs);
        }
        (self.clone(), other.clone())
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Text(text) => write!(out, "{text:?}"),
            Tree::Element(name, children) => {
                write!(out, "({name}")?;
                children.iter().try_for_each(|child| write!(out, " {child}"))?;
                out.write_str(")")
            }
        }
    }
}

/// Builds a tree from starts and ends.
#[derive(Default)]
pub(super) struct Builder {
    open: Vec<(String, Vec<Tree>)>,
    root: Vec<Tree>,
}

impl Builder {
    pub(super) fn start(&mut self, name: impl Into<String>) {
        self.open.push((name.into(), Vec::new()));
    }

    pub(super) fn end(&mut self) {
        let Some((name, children)) = self.open.pop() else { return };
        self.push(Tree::Element(name, children));
    }

    pub(super) fn push(&mut self, tree: Tree) {
        self.open.last_mut().map_or(&mut self.root, |(_, children)| children).push(tree);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.push(Tree::Text(text.to_owned()));
    }

    pub(super) fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.end();
        }
        Tree::Element("note".to_owned(), self.root)
    }
}
