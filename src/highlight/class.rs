//! The classes of code, and which scopes belong to which.
//!
//! [`Palette::of`] reads a scope: the dotted name that a grammar gives to a span of code, such as
//! `keyword.operator.assignment.rust`. The names follow the conventions of Sublime Text (its manual: *Scope naming*);
//! some sixty prefixes of them are enough for all languages.

use std::sync::OnceLock;

use syntect::parsing::Scope;

/// The kind of a span of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Words for people.
    Comment,
    /// Text.
    String,
    /// Numbers, with their units.
    Number,
    /// Reserved words of the language.
    Keyword,
    /// What is called, or defined to be called.
    Function,
    /// Types and what is named like them.
    Type,
    /// Parameters, keys, attributes, and names with a sigil.
    Variable,
    /// Values with a name: true, null, an escaped character.
    Constant,
    /// Characters that compute.
    Operator,
    /// Names of elements.
    Tag,
    /// A line that was added.
    Inserted,
    /// A line that was removed.
    Deleted,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 12] = [
        Self::Comment,
        Self::String,
        Self::Number,
        Self::Keyword,
        Self::Function,
        Self::Type,
        Self::Variable,
        Self::Constant,
        Self::Operator,
        Self::Tag,
        Self::Inserted,
        Self::Deleted,
    ];

    /// Its name in HTML. One letter each: a page of code has thousands of them.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Comment => "c",
            Self::String => "s",
            Self::Number => "n",
            Self::Keyword => "k",
            Self::Function => "f",
            Self::Type => "t",
            Self::Variable => "v",
            Self::Constant => "l",
            Self::Operator => "o",
            Self::Tag => "g",
            Self::Inserted => "i",
            Self::Deleted => "d",
        }
    }
}

/// How a scope classifies the code in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    /// The code has this class, unless an inner scope says otherwise.
    Class(Class),
    /// The code has this class, whatever is inside.
    Whole(Class),
    /// The code has none: code inside a string.
    Plain,
}

/// Prefixes of scopes. The longest match counts.
const RULES: &[(&str, Paint)] = {
    use Class::*;
    use Paint::{Class as Is, Plain, Whole};
    &[
        ("comment", Whole(Comment)),
        ("string", Is(String)),
        ("string.regexp", Whole(String)),
        ("constant", Is(Constant)),
        ("constant.numeric", Is(Number)),
        ("constant.other.datetime", Is(Number)),
        ("keyword", Is(Keyword)),
        ("keyword.operator", Is(Operator)),
        ("keyword.operator.word", Is(Keyword)),
        ("keyword.operator.logical.python", Is(Keyword)),
        ("keyword.operator.logical.sql", Is(Keyword)),
        ("keyword.operator.new", Is(Keyword)),
        ("keyword.operator.module", Is(Keyword)),
        ("keyword.operator.accessor", Plain),
        ("keyword.other.unit", Is(Number)),
        ("keyword.other.template", Is(String)),
        ("keyword.other.substitution", Is(Operator)),
        ("storage", Is(Keyword)),
        ("storage.modifier.lifetime", Is(Variable)),
        ("storage.type.function.arrow", Is(Operator)),
        ("storage.type.string", Is(String)),
        ("entity.name", Is(Type)),
        ("entity.name.function", Is(Function)),
        ("entity.name.macro", Is(Function)),
        ("entity.name.tag", Is(Tag)),
        ("entity.name.tag.yaml", Is(Variable)),
        ("entity.name.tag.toml", Is(Variable)),
        ("entity.name.constant", Is(Constant)),
        ("entity.name.section", Is(Keyword)),
        ("entity.name.label", Is(Variable)),
        ("entity.name.val", Plain),
        ("entity.other.inherited-class", Is(Type)),
        ("entity.other.attribute-name", Is(Variable)),
        ("entity.other.pseudo-class", Is(Variable)),
        ("entity.other.pseudo-element", Is(Variable)),
        ("support.function", Is(Function)),
        ("support.macro", Is(Function)),
        ("support.type", Is(Type)),
        ("support.type.custom-property", Is(Variable)),
        ("support.type.property-name", Is(Variable)),
        ("support.class", Is(Type)),
        ("support.constant", Is(Constant)),
        ("variable.function", Is(Function)),
        ("variable.annotation", Is(Function)),
        ("variable.parameter", Is(Variable)),
        ("variable.language", Is(Keyword)),
        ("variable.other.constant", Is(Constant)),
        ("variable.other.readwrite.shell", Is(Variable)),
        ("variable.other.php", Is(Variable)),
        ("punctuation.definition.annotation", Is(Function)),
        ("punctuation.definition.heading", Is(Keyword)),
        ("punctuation.definition.list_item", Is(Operator)),
        ("punctuation.definition.variable", Is(Variable)),
        ("punctuation.section.interpolation", Is(Operator)),
        ("meta.group.expansion", Is(Variable)),
        ("meta.interpolation", Plain),
        ("meta.mapping.key.json", Whole(Variable)),
        ("meta.diff.header", Whole(Comment)),
        ("meta.diff.range", Whole(Function)),
        ("markup.heading", Whole(Keyword)),
        ("markup.inserted", Whole(Inserted)),
        ("markup.deleted", Whole(Deleted)),
        ("markup.raw", Is(String)),
        ("markup.underline.link", Is(Variable)),
        ("punctuation.definition.blockquote", Is(Operator)),
    ]
};

/// [`RULES`] as scopes, which compare quickly, the longest first.
pub(super) struct Palette(Vec<(Scope, Paint)>);

impl Palette {
    /// The only instance.
    pub(super) fn get() -> &'static Self {
        static PALETTE: OnceLock<Palette> = OnceLock::new();
        PALETTE.get_or_init(|| {
            let mut rules: Vec<(Scope, Paint)> =
                RULES.iter().filter_map(|(name, paint)| Some((Scope::new(name).ok()?, *paint))).collect();
            rules.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
            Self(rules)
        })
    }

    /// What this scope does to its code, if anything.
    pub(super) fn of(&self, scope: Scope) -> Option<Paint> {
        self.0.iter().find(|(rule, _)| rule.is_prefix_of(scope)).map(|(_, paint)| *paint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_beginning_counts() {
        let paint = |name: &str| Palette::get().of(Scope::new(name).expect("a scope"));
        assert_eq!(paint("keyword.operator.assignment.rust"), Some(Paint::Class(Class::Operator)));
        assert_eq!(paint("keyword.operator.word.js"), Some(Paint::Class(Class::Keyword)));
        assert_eq!(paint("keywords.none"), None);
        assert_eq!(paint("source.rust"), None);
        assert_eq!(Palette::get().0.len(), RULES.len(), "every rule is a scope");
    }

    #[test]
    fn every_class_has_a_letter_of_its_own() {
        let letters: std::collections::BTreeSet<&str> = Class::ALL.iter().map(|class| class.letter()).collect();
        assert_eq!(letters.len(), Class::ALL.len());
    }
}
