//! Which names of a script may be short ones.
//!
//! Names that are declared inside of a bracket, where no other script can see them, get short ones, each for as far as
//! its declaration reaches. Properties stay, and so does all that has no declaration. This knows `const`, `let`, named
//! functions and parameters; `var`, labels and `eval` have no place in a script of the theme.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::tokens::Token;

/// Words of the language that no name may be; some of them stand before brackets with a block behind them.
const RESERVED: [&str; 10] = ["as", "do", "if", "in", "is", "of", "for", "while", "switch", "with"];
/// What stands before a brace that begins an object, or a pattern of one.
const BEFORE_OBJECT: [&str; 11] = ["(", "[", ",", "=", ":", "?", "&", "|", "return", "const", "let"];
/// Signs of short names. Those that are common in scripts come first, which packs well.
const SIGNS: &str = "etnrisoaculfhdpmgvbywxkjqzSETNCLAOMDPHBFIRUWXVJKQGYZ";

/// The names of a script.
pub(super) struct Names<'t, 'a> {
    tokens: &'t [Token<'a>],
    /// By token: the place of the bracket that it stands in.
    around: Vec<Option<usize>>,
    /// By token: where the bracket ends that it begins, or begins that it ends.
    others: Vec<Option<usize>>,
}

/// How far names reach that are declared alike, and these.
type Scopes<'a> = BTreeMap<usize, (usize, BTreeSet<&'a str>)>;

/// The short names of the tokens that have one, by their places.
pub(super) fn shortened<'a>(names: &Names<'_, 'a>) -> HashMap<usize, String> {
    let scopes = names.scopes();
    // The places of names, each with where the scope begins that the name is declared in.
    let mut places: Vec<(usize, Option<usize>)> =
        (0..names.tokens.len()).filter(|place| names.is_variable(*place)).map(|place| (place, None)).collect();
    let within = |places: &[(usize, Option<usize>)], start: usize, end: usize| {
        let of = |limit: usize| places.partition_point(|(place, _)| *place < limit);
        of(start)..of(end + 1)
    };
    for (start, (end, list)) in &scopes {
        // What is declared further in comes later.
        let range = within(&places, *start, *end);
        let own = places[range].iter_mut().filter(|(place, _)| list.contains(names.text(*place)));
        own.for_each(|(_, scope)| *scope = Some(*start));
    }
    let mut short: HashMap<(usize, &str), String> = HashMap::new();
    for (start, (end, _)) in &scopes {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut taken: BTreeSet<&str> = BTreeSet::from(RESERVED);
        for (place, scope) in &places[within(&places, *start, *end)] {
            let text = names.text(*place);
            match scope {
                Some(scope) if scope == start => *counts.entry(text).or_default() += 1,
                Some(scope) if scope < start => drop(taken.insert(&short[&(*scope, text)])),
                Some(_) => {}
                None => drop(taken.insert(text)),
            }
        }
        let mut own: Vec<(&str, usize)> = counts.into_iter().collect();
        own.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let free: Vec<String> = candidates().filter(|name| !taken.contains(&**name)).take(own.len()).collect();
        short.extend(own.into_iter().zip(free).map(|((name, _), free)| ((*start, name), free)));
    }
    let of = |(place, scope): (usize, Option<usize>)| Some((place, short.get(&(scope?, names.text(place)))?.clone()));
    places.into_iter().filter_map(of).collect()
}

impl<'t, 'a> Names<'t, 'a> {
    /// Of these tokens.
    pub(super) fn of(tokens: &'t [Token<'a>]) -> Self {
        let (around, others) = brackets(tokens);
        Self { tokens, around, others }
    }

    /// Whether a token is the key of an object and the name of what it holds in one.
    pub(super) fn is_shorthand(&self, place: usize) -> bool {
        self.is_key(place) && matches!(self.text(place + 1), "," | "}" | "=")
    }

    fn text(&self, place: usize) -> &'a str {
        self.tokens.get(place).map_or("", |token| token.text)
    }

    fn is_name(&self, place: usize) -> bool {
        self.tokens.get(place).is_some_and(|token| token.is_name)
    }

    /// Whether a token is a name, and not that of a property alone.
    fn is_variable(&self, place: usize) -> bool {
        let is_property = place > 0 && self.text(place - 1) == ".";
        self.is_name(place) && !is_property && (!self.is_key(place) || self.is_shorthand(place))
    }

    /// Whether a token is a key of an object, be it in a literal or in a pattern, or the name of a method.
    fn is_key(&self, place: usize) -> bool {
        let brace = self.around[place].filter(|start| *start > 0 && self.text(*start) == "{");
        let Some(start) = brace.filter(|start| BEFORE_OBJECT.contains(&self.text(start - 1))) else { return false };
        let before = self.text(place - 1);
        let is_method = self.text(place + 1) == "(" && self.behind(place + 1) == "{";
        let is_key = place - 1 == start || before == "," || ["get", "set", "async"].contains(&before) || is_method;
        is_key && self.is_name(place)
    }

    /// Where the bracket ends that begins here.
    fn end(&self, start: usize) -> Option<usize> {
        self.others.get(start).copied().flatten().filter(|end| *end > start)
    }

    /// What stands behind the end of a bracket.
    fn behind(&self, start: usize) -> &'a str {
        self.end(start).map_or("", |end| self.text(end + 1))
    }

    /// What is declared where.
    fn scopes(&self) -> Scopes<'a> {
        let mut scopes = Scopes::new();
        let mut add = |reach: Range<usize>, names: Vec<&'a str>| {
            scopes.entry(reach.start).or_insert((reach.end, BTreeSet::new())).1.extend(names);
        };
        for place in 0..self.tokens.len() {
            match self.text(place) {
                "const" | "let" | "function" | "class" => {
                    if let Some(start) = self.around[place] {
                        add(self.reach(start), self.variables(place + 1));
                    }
                }
                "(" => {
                    if let Some(end) = self.end_of_function(place) {
                        add(place..end, self.bound(place));
                    }
                }
                name if self.is_name(place) && self.text(place + 1) == "=>" => {
                    add(place..self.end_of_body(place + 2, &[",", ";"]), vec![name]);
                }
                _ => {}
            }
        }
        scopes.values_mut().for_each(|(_, names)| names.retain(|name| !RESERVED.contains(name)));
        scopes
    }

    /// How far names reach that are declared right in this bracket: as far as it, the loop that it is the head of, or
    /// the parameters of the function that it is the body of.
    fn reach(&self, start: usize) -> Range<usize> {
        let end = self.end(start).unwrap_or(self.tokens.len() - 1);
        if self.text(start) == "(" {
            return start..self.end_of_body(end + 1, &[";"]);
        }
        let is_arrow = start > 1 && self.text(start - 1) == "=>";
        let before = start.saturating_sub(1 + usize::from(is_arrow));
        let parameters = self.others[before].filter(|start| *start < before && self.end_of_function(*start).is_some());
        parameters.or(is_arrow.then_some(before)).unwrap_or(start)..end
    }

    /// Where the function ends whose parameters are in this bracket, if it is one.
    fn end_of_function(&self, start: usize) -> Option<usize> {
        let body = self.end(start)? + 1;
        let is_named = start > 0 && self.is_name(start - 1) && !RESERVED.contains(&self.text(start - 1));
        match self.text(body) {
            "=>" => Some(self.end_of_body(body + 1, &[",", ";"])),
            "{" if is_named => self.end(body),
            _ => None,
        }
    }

    /// The end of a block, or of what stands for one up to such a sign or the end of the bracket around it.
    fn end_of_body(&self, start: usize, signs: &[&str]) -> usize {
        if self.text(start) == "{" {
            return self.end(start).unwrap_or(start);
        }
        let mut place = start;
        while place < self.tokens.len()
            && !matches!(self.text(place), ")" | "]" | "}")
            && !signs.contains(&self.text(place))
        {
            place = self.end(place).unwrap_or(place) + 1;
        }
        place.min(self.tokens.len() - 1)
    }

    /// The names that a declaration begins with.
    fn variables(&self, mut place: usize) -> Vec<&'a str> {
        let mut names = Vec::new();
        loop {
            if let Some(end) = self.end(place) {
                names.extend(self.bound(place));
                place = end;
            } else if self.is_name(place) {
                names.push(self.text(place));
            }
            if self.text(place + 1) == "=" {
                place = self.end_of_body(place + 2, &[",", ";"]) - 1;
            }
            if self.text(place + 1) != "," {
                return names;
            }
            place += 2;
        }
    }

    /// The names that a pattern in brackets binds; what they are by default is passed over.
    fn bound(&self, start: usize) -> Vec<&'a str> {
        let (mut names, mut place) = (Vec::new(), start + 1);
        while place < self.end(start).unwrap_or(start) {
            if self.text(place) == "=" {
                place = self.end_of_body(place + 1, &[","]);
            } else if self.is_variable(place) {
                names.push(self.text(place));
            }
            place += 1;
        }
        names
    }
}

/// By token: the place of the bracket that it stands in, and of the other one if it is a bracket.
fn brackets(tokens: &[Token<'_>]) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let (mut around, mut others, mut open) = (Vec::new(), vec![None; tokens.len()], Vec::new());
    for (place, token) in tokens.iter().enumerate() {
        let (first, last) = (token.text.as_bytes().first(), token.text.as_bytes().last());
        if matches!(first, Some(b')' | b']' | b'}'))
            && let Some(start) = open.pop()
        {
            others[start] = Some(place);
            others[place] = Some(start);
        }
        around.push(open.last().copied());
        // A piece of a template opens a brace at its end.
        if matches!(first, Some(b'(' | b'[' | b'{')) || matches!(first, Some(b'`' | b'}')) && last == Some(&b'{') {
            open.push(place);
        }
    }
    (around, others)
}

/// One sign, then two.
fn candidates() -> impl Iterator<Item = String> {
    let two = SIGNS.chars().flat_map(|a| SIGNS.chars().map(move |b| format!("{a}{b}")));
    SIGNS.chars().map(String::from).chain(two)
}
