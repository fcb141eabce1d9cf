//! Parses templates to trees: the part of the template language that the compiled templates use.
//!
//! [`Theme::new`] splits all files into tokens. The body of a template or a component is parsed only when it is
//! asked for, so that files may use more of the language as long as nothing that is compiled needs it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// All templates and their components.
pub(crate) struct Theme {
    files: BTreeMap<String, Vec<(usize, Token)>>,
    components: HashMap<String, Component>,
}

/// A component whose body is not parsed yet.
struct Component {
    file: String,
    arguments: Vec<Argument>,
    body: Vec<(usize, Token)>,
}

/// An argument of a component, and its default.
type Argument = (String, Option<String>);

/// The nodes of a template, each with its place, such as `note.html:12`.
pub(crate) type Nodes = Vec<(String, Node)>;

/// What can't be parsed, and where it is.
#[derive(Debug)]
pub(crate) struct Mistake {
    place: Option<String>,
    what: String,
}

impl Mistake {
    /// Adds the place, unless a more precise one is known.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.place.get_or_insert_with(|| place.to_owned());
        self
    }
}

impl From<String> for Mistake {
    fn from(what: String) -> Self {
        Self { place: None, what }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.iter().map(|place| format!("{place}: ")).collect::<String>();
        write!(formatter, "{place}{}", self.what)
    }
}

/// A token of a template; it is kept with the number of its line.
#[derive(Clone, Debug)]
enum Token {
    Text(String),
    /// The inside of `{{ … }}`.
    Print(String),
    /// The inside of `{% … %}`.
    Tag(String),
}

/// A node of a template.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// Literal text.
    Text(String),
    /// The value of an expression.
    Print(String),
    /// A component, with its arguments and their expressions.
    Call(String, Vec<(String, String)>),
    /// Conditions with what each guards, and the `else` branch.
    If(Vec<(String, Nodes)>, Nodes),
    /// A loop: the variable, the expression for the items, and the body.
    For(String, String, Nodes),
    /// A variable set to an expression.
    Set(String, String),
    /// A variable set to rendered nodes.
    Capture(String, Nodes),
    /// A block that a template extending this one may replace.
    Block(String, Nodes),
    /// The name of an included file.
    Include(String),
}

impl Theme {
    /// Splits files into tokens and finds the components in them.
    pub(crate) fn new(files: BTreeMap<String, String>) -> Result<Self, String> {
        let mut theme = Self { files: BTreeMap::new(), components: HashMap::new() };
        for (name, text) in files {
            let tokens = tokens(&name, &text)?;
            theme.add_components(&name, &tokens)?;
            theme.files.insert(name, tokens);
        }
        Ok(theme)
    }

    fn add_components(&mut self, file: &str, tokens: &[(usize, Token)]) -> Result<(), String> {
        let mut at = 0;
        while let Some((line, token)) = tokens.get(at) {
            if let Some(head) = tag(token, "component") {
                let end = tokens[at..].iter().position(|(_, token)| tag(token, "endcomponent").is_some());
                let end = at + end.ok_or_else(|| format!("{file}:{line}: component {head} has no end"))?;
                let (name, arguments) =
                    head.split_once('(').ok_or_else(|| format!("{file}:{line}: component {head} has no arguments"))?;
                let arguments = arguments.trim_end_matches(')').split(',').map(|argument| {
                    let (name, value) = argument.split_once('=').map_or((argument, None), |(a, b)| (a, Some(b)));
                    (name.trim().to_owned(), value.map(|value| value.trim().to_owned()))
                });
                let body = tokens[at + 1..end].to_vec();
                let component = Component { file: file.to_owned(), arguments: arguments.collect(), body };
                self.components.insert(name.trim().to_owned(), component);
                at = end;
            }
            at += 1;
        }
        Ok(())
    }

    /// Parses a file; if it extends another file, returns that file's nodes with this one's blocks in them.
    pub(crate) fn file(&self, name: &str) -> Result<Nodes, Mistake> {
        let tokens = self.files.get(name).ok_or_else(|| format!("there is no template {name}"))?;
        let parent = tokens.iter().find_map(|(_, token)| tag(token, "extends"));
        let nodes = parse(name, tokens)?;
        let Some(parent) = parent else { return Ok(nodes) };
        let mut own = HashMap::new();
        for (_, node) in nodes {
            if let Node::Block(block, body) = node {
                own.insert(block, body);
            }
        }
        let mut nodes = self.file(parent.trim_matches('"'))?;
        fill(&mut nodes, &own);
        Ok(nodes)
    }

    /// Parses the body of a component; returns it with the component's arguments.
    pub(crate) fn component(&self, name: &str) -> Result<(Nodes, &[Argument]), Mistake> {
        let component = self.components.get(name).ok_or_else(|| format!("there is no component {name}"))?;
        Ok((parse(&component.file, &component.body)?, &component.arguments))
    }
}

/// Replaces the bodies of blocks, however deeply nested.
fn fill(nodes: &mut [(String, Node)], own: &HashMap<String, Nodes>) {
    for (_, node) in nodes {
        match node {
            Node::Block(name, body) => {
                if let Some(own) = own.get(name) {
                    body.clone_from(own);
                }
                fill(body, own);
            }
            Node::If(arms, other) => {
                arms.iter_mut().for_each(|(_, body)| fill(body, own));
                fill(other, own);
            }
            Node::For(_, _, body) | Node::Capture(_, body) => fill(body, own),
            Node::Text(_) | Node::Print(_) | Node::Call(..) | Node::Set(..) | Node::Include(_) => {}
        }
    }
}

/// Returns what follows the first word of a tag, if that is `word`.
fn tag<'t>(token: &'t Token, word: &str) -> Option<&'t str> {
    let Token::Tag(text) = token else { return None };
    let rest = text.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim())
}

/// Splits a template into tokens. A `-` inside a tag removes the blanks on that side of it; comments are dropped.
fn tokens(file: &str, text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut trims = false;
    let mut line = 1;
    while !rest.is_empty() {
        let open = ["{{", "{%", "{#"].iter().filter_map(|open| rest.find(open)).min().unwrap_or(rest.len());
        let (before, tag) = rest.split_at(open);
        let before = if trims { before.trim_start() } else { before };
        let before = if tag[2.min(tag.len())..].starts_with('-') { before.trim_end() } else { before };
        if !before.is_empty() {
            tokens.push((line, Token::Text(before.to_owned())));
        }
        line += rest[..open].matches('\n').count();
        if tag.is_empty() {
            break;
        }
        let close = match &tag[..2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let end = tag.find(close).ok_or_else(|| format!("{file}:{line}: `{}` has no end", &tag[..2]))?;
        let inner = tag[2..end].strip_prefix('-').unwrap_or(&tag[2..end]);
        trims = inner.ends_with('-');
        let inner = inner.strip_suffix('-').unwrap_or(inner).trim().to_owned();
        match close {
            "}}" => tokens.push((line, Token::Print(inner))),
            "%}" => tokens.push((line, Token::Tag(inner))),
            _ => {}
        }
        line += tag[..end].matches('\n').count();
        rest = &tag[end + 2..];
    }
    Ok(tokens)
}

fn parse(file: &str, tokens: &[(usize, Token)]) -> Result<Nodes, Mistake> {
    let mut reader = Reader { file, tokens, at: 0 };
    let (nodes, end) = reader.nodes()?;
    let line = tokens.get(reader.at.saturating_sub(1)).map_or(1, |(line, _)| *line);
    if end.is_empty() {
        Ok(nodes)
    } else {
        Err(Mistake::from(format!("`{end}` stands alone")).at(&format!("{file}:{line}")))
    }
}

struct Reader<'t> {
    file: &'t str,
    tokens: &'t [(usize, Token)],
    at: usize,
}

impl<'t> Reader<'t> {
    /// Parses everything up to a tag that belongs to an earlier one, and returns it with that tag, which is
    /// empty at the end of the file.
    fn nodes(&mut self) -> Result<(Nodes, &'t str), Mistake> {
        let mut nodes = Vec::new();
        while let Some((line, token)) = self.tokens.get(self.at) {
            self.at += 1;
            let place = format!("{}:{line}", self.file);
            let node = match token {
                Token::Text(text) => Node::Text(text.clone()),
                Token::Print(text) => print(text).map_err(|mistake| mistake.at(&place))?,
                Token::Tag(text) => match self.tag(text).map_err(|mistake| mistake.at(&place))? {
                    Some(node) => node,
                    None => return Ok((nodes, text)),
                },
            };
            nodes.push((place, node));
        }
        Ok((nodes, ""))
    }

    /// Parses a tag with everything that belongs to it; `None` if the tag itself belongs to an earlier one.
    fn tag(&mut self, text: &'t str) -> Result<Option<Node>, Mistake> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        Ok(Some(match word {
            "if" => self.condition(rest)?,
            "for" => {
                let (name, things) = rest.split_once(" in ").ok_or_else(|| format!("`{text}` has no `in`"))?;
                Node::For(name.trim().to_owned(), things.trim().to_owned(), self.until("endfor")?)
            }
            "block" => Node::Block(rest.to_owned(), self.until("endblock")?),
            "set" => match rest.split_once('=') {
                Some((name, value)) => Node::Set(name.trim().to_owned(), value.trim().to_owned()),
                None => Node::Capture(rest.to_owned(), self.until("endset")?),
            },
            "include" => Node::Include(rest.trim_matches('"').to_owned()),
            // The parent template is known from the first tag, and the components are collected for each file.
            "extends" => Node::Text(String::new()),
            "component" => {
                self.until("endcomponent")?;
                Node::Text(String::new())
            }
            "elif" | "else" | "endif" | "endfor" | "endblock" | "endset" | "endcomponent" => return Ok(None),
            _ => return Err(format!("`{text}` is not known").into()),
        }))
    }

    fn condition(&mut self, first: &'t str) -> Result<Node, Mistake> {
        let mut arms = Vec::new();
        let mut condition = first;
        loop {
            let (body, end) = self.nodes()?;
            arms.push((condition.to_owned(), body));
            match end.split_once(' ').unwrap_or((end, "")) {
                ("elif", next) => condition = next.trim(),
                ("else", _) => return Ok(Node::If(arms, self.until("endif")?)),
                ("endif", _) => return Ok(Node::If(arms, Vec::new())),
                _ => return Err(format!("`if {first}` has no end").into()),
            }
        }
    }

    fn until(&mut self, word: &str) -> Result<Nodes, Mistake> {
        let (nodes, end) = self.nodes()?;
        if end.split(' ').next() == Some(word) { Ok(nodes) } else { Err(format!("`{word}` is missing").into()) }
    }
}

/// `NAME.FIELD`, or `<component argument={expression}/>`.
fn print(text: &str) -> Result<Node, Mistake> {
    let Some(call) = text.strip_prefix('<') else { return Ok(Node::Print(text.to_owned())) };
    let call = call.strip_suffix("/>").ok_or_else(|| format!("`{text}` is not closed"))?;
    let (name, mut rest) = call.split_once(' ').unwrap_or((call, ""));
    let mut arguments = Vec::new();
    while let Some((argument, after)) = rest.split_once("={") {
        let (value, after) = after.split_once('}').ok_or_else(|| format!("`{text}` is not closed"))?;
        arguments.push((argument.trim().to_owned(), value.trim().to_owned()));
        rest = after;
    }
    Ok(Node::Call(name.to_owned(), arguments))
}
