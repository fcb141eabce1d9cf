//! The differences that are allowed, and why.

use super::tree::Tree;

/// Brings a tree to the form in which the two are compared.
pub(super) fn level(tree: Tree) -> Tree {
    let mut aside = Vec::new();
    take_inline_footnotes(&tree, &mut aside);
    level_with(tree, &aside)
}

fn level_with(tree: Tree, aside: &[(String, Vec<Tree>)]) -> Tree {
    let Tree::Element(name, children) = tree else { return tree };
    if let Some((_, text)) = aside.iter().find(|(label, _)| name.strip_prefix("footnote ") == Some(label)) {
        return Tree::Element("inline footnote".to_owned(), words(text.clone()));
    }
    let children: Vec<Tree> = children
        .into_iter()
        .filter(|child| !is_inline_footnote(child))
        .flat_map(|child| unwrapped(&name, level_with(child, aside)))
        .filter(|child| !is_nothing(child))
        .collect();
    let children = without_block_id(children);
    let verbatim = name.starts_with("pre") || name == "code" || name == "html" || name.starts_with("math");
    let children = if verbatim { vec![Tree::Text(children.iter().map(Tree::text).collect())] } else { words(children) };
    Tree::Element(name, children.into_iter().filter(|child| *child != Tree::Text(String::new())).collect())
}

/// Removes a block id, at the end of a block or as a block of its own: it is never shown, and comrak does not
/// support it.
fn without_block_id(mut children: Vec<Tree>) -> Vec<Tree> {
    if let Some(Tree::Text(text)) = children.last_mut()
        && let Some((before, id)) = text.trim_end().rsplit_once('^')
        && (before.is_empty() || before.ends_with(char::is_whitespace))
        && !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        *text = before.to_owned();
    }
    children
}

/// Collects inline footnotes: comrak puts their text at the end.
fn take_inline_footnotes(tree: &Tree, aside: &mut Vec<(String, Vec<Tree>)>) {
    let Tree::Element(_, children) = tree else { return };
    for child in children {
        if let (true, Tree::Element(name, text)) = (is_inline_footnote(child), child) {
            let label = name.trim_start_matches("definition ").to_owned();
            let text = text.iter().flat_map(|part| unwrapped("title", part.clone())).collect();
            aside.push((label, text));
        }
        take_inline_footnotes(child, aside);
    }
}

fn is_inline_footnote(tree: &Tree) -> bool {
    tree.name().starts_with("definition __inline_")
}

/// Unwraps a callout's title from the paragraph that comrak puts it in, and a bare mail address from its link,
/// since Obsidian does not make it a link.
fn unwrapped(parent: &str, child: Tree) -> Vec<Tree> {
    let text = child.text();
    match child {
        Tree::Element(name, children) if parent == "title" && name == "p" => children,
        Tree::Element(name, children) if name.strip_prefix("link mailto:") == Some(&text) => children,
        child => vec![child],
    }
}

/// Whether this shows nothing: an HTML comment, or a paragraph that contains nothing else.
fn is_nothing(tree: &Tree) -> bool {
    tree.name().starts_with("html <!--") || *tree == Tree::leaf("p")
}

/// Joins adjacent texts, collapses blanks and trims both ends.
fn words(children: Vec<Tree>) -> Vec<Tree> {
    let mut joined: Vec<Tree> = Vec::new();
    for child in children {
        match (joined.last_mut(), child) {
            (Some(Tree::Text(last)), Tree::Text(text)) => last.push_str(&text),
            (_, child) => joined.push(child),
        }
    }
    for child in &mut joined {
        if let Tree::Text(text) = child {
            let squashed = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let (before, after) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
            *text = match squashed.is_empty() {
                true => " ".to_owned(),
                false => format!("{}{squashed}{}", if before { " " } else { "" }, if after { " " } else { "" }),
            };
        }
    }
    if let Some(Tree::Text(text)) = joined.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Tree::Text(text)) = joined.last_mut() {
        *text = text.trim_end().to_owned();
    }
    joined.retain(|child| *child != Tree::Text(String::new()));
    joined
}

/// A rule: its name, and whether it explains why the two parse a text differently.
type Rule = (&'static str, fn(&str, &Tree, &Tree) -> bool);

/// The rules for what is left after the trees were brought to the same form.
const RULES: &[Rule] = &[
    ("an address in quotes is one for allotment", |text, _, _| {
        ["'www.", "\"www.", "'http", "\"http", "“http", "“www."].iter().any(|quoted| text.contains(quoted))
    }),
    ("a title that ends with # is no line of its own for allotment", |text, _, _| {
        text.lines().any(|line| line.contains("[!") && line.trim_end().ends_with('#'))
    }),
    ("comrak takes a list with a rule in it for a tight one", |_, ours, theirs| {
        holds(ours, &|tree| is_item(tree) && children(tree).contains(&Tree::leaf("hr")))
            && tight(ours.clone()) == tight(theirs.clone())
    }),
];

/// Returns the rule that explains why the two parse a text differently.
pub(super) fn explains(text: &str, ours: &Tree, theirs: &Tree) -> Option<&'static str> {
    RULES.iter().find(|(_, explains)| explains(text, ours, theirs)).map(|(name, _)| *name)
}

fn children(tree: &Tree) -> &[Tree] {
    if let Tree::Element(_, children) = tree { children } else { &[] }
}

fn holds(tree: &Tree, is_it: &dyn Fn(&Tree) -> bool) -> bool {
    is_it(tree) || children(tree).iter().any(|child| holds(child, is_it))
}

fn is_item(tree: &Tree) -> bool {
    tree.name() == "li" || tree.name().starts_with("task")
}

/// Makes all lists of a tree tight.
fn tight(tree: Tree) -> Tree {
    let item = is_item(&tree);
    let Tree::Element(name, children) = tree else { return tree };
    let children = children.into_iter().map(tight).flat_map(|child| match child {
        Tree::Element(name, children) if item && name == "p" => children,
        child => vec![child],
    });
    Tree::Element(name, words(children.collect()))
}
