//! Translates trees of templates to Rust.
//!
//! [`function`] is the entry point. Components, blocks and included files are inlined into the function, so
//! that rustc knows the type of everything they show. A value that a condition tests is bound to a variable
//! below it: `{% if note.stage %}` becomes `if let Some(v1) = present(&page.note.stage)`, and `note.stage.word`
//! inside it becomes `v1.word`.

use crate::template::{Mistake, Node, Nodes, Theme};

/// What a name or an expression of a template is in Rust.
#[derive(Clone, Debug)]
enum Value {
    /// A place expression that can be borrowed, such as `page.note`.
    Place(String),
    /// All words of the theme.
    Words,
    /// One word of the theme.
    Word(String),
    /// The addresses of the theme's files.
    Assets,
    /// Text known at compile time.
    Literal(String),
    /// An expression whose value is text.
    Text(String),
    /// An expression whose value is a number.
    Number(String),
    /// The `loop` object of the loop with this counter.
    Loop(String),
    /// An expression whose value is a Boolean.
    Holds(String),
}

/// The names that are visible in a part of a template.
#[derive(Clone, Default)]
struct Scope {
    names: Vec<(String, Value)>,
    /// Places that are known to have a value, and the variables that hold these values.
    present: Vec<(String, String)>,
}

impl Scope {
    fn with(&self, name: &str, value: Value) -> Self {
        let mut scope = self.clone();
        scope.names.push((name.to_owned(), value));
        scope
    }

    fn get(&self, name: &str) -> Result<Value, String> {
        let found = self.names.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).ok_or_else(|| format!("`{name}` is not known"))
    }
}

/// Returns the function that writes a page by a template from its view; if it `knows_more`, also from the
/// surroundings of the page.
pub(crate) fn function(theme: &Theme, file: &str, view: &str, knows_more: bool) -> Result<String, String> {
    let mut writer = Writer { theme, code: String::new(), text: String::new(), count: 0 };
    let place = |name: &str| (name.to_owned(), Value::Place(name.to_owned()));
    let mut names = vec![place("page")];
    if knows_more {
        names.extend([place("site"), place("frame")]);
        names.extend([("words".to_owned(), Value::Words), ("theme".to_owned(), Value::Assets)]);
    }
    let scope = Scope { names, present: Vec::new() };
    let written = theme.file(file).and_then(|nodes| writer.nodes(&nodes, scope));
    written.map_err(|mistake| mistake.to_string())?;
    writer.flush();
    let (name, code) = (file.trim_end_matches(".html"), writer.code);
    let (around, all) = if knows_more {
        ("around: &Around<'_>, ", "let Around { site, frame, words, theme } = *around;\n")
    } else {
        ("", "")
    };
    Ok(format!(
        "/// Writes a page as {file} says.\npub(in crate::render) fn {name}(page: &view::{view}<'_>, {around}out: &mut \
         String) {{\n{all}{code}}}\n"
    ))
}

struct Writer<'t> {
    theme: &'t Theme,
    code: String,
    /// Text that has not been added to the code yet.
    text: String,
    /// How many variables have been made so far.
    count: usize,
}

impl Writer<'_> {
    fn nodes(&mut self, nodes: &[(String, Node)], mut scope: Scope) -> Result<(), Mistake> {
        for (place, node) in nodes {
            self.node(node, &mut scope).map_err(|mistake| mistake.at(place))?;
        }
        Ok(())
    }

    fn node(&mut self, node: &Node, scope: &mut Scope) -> Result<(), Mistake> {
        match node {
            Node::Text(text) => self.text.push_str(text),
            Node::Print(expression) => {
                let value = value(expression, scope)?;
                self.show(&value, expression)?;
            }
            Node::Call(name, arguments) => self.call(name, arguments, scope)?,
            Node::If(arms, other) => self.condition(arms, other, scope)?,
            Node::For(name, things, body) => self.each(name, things, body, scope)?,
            Node::Set(name, expression) => *scope = scope.with(name, value(expression, scope)?),
            Node::Capture(name, body) => {
                let variable = self.variable();
                self.line(&format!("let {variable} = {{ let mut captured = String::new(); let out = &mut captured;"));
                self.nodes(body, scope.clone())?;
                self.line("view::Html(captured) };");
                *scope = scope.with(name, Value::Place(variable));
            }
            Node::Block(_, body) => self.nodes(body, scope.clone())?,
            Node::Include(file) => self.nodes(&self.theme.file(file)?, scope.clone())?,
        }
        Ok(())
    }

    fn show(&mut self, value: &Value, expression: &str) -> Result<(), String> {
        let shown = match value {
            Value::Place(place) => format!("&{place}"),
            Value::Word(name) => format!("words.text({name:?})"),
            Value::Text(text) | Value::Number(text) => format!("&{text}"),
            Value::Literal(text) => format!("{text:?}"),
            _ => return Err(format!("`{expression}` can't be shown")),
        };
        self.line(&format!("show({shown}, out);"));
        Ok(())
    }

    fn call(&mut self, name: &str, arguments: &[(String, String)], scope: &Scope) -> Result<(), Mistake> {
        let (body, known) = self.theme.component(name)?;
        let mut inner = Scope { names: Vec::new(), present: scope.present.clone() };
        for (argument, otherwise) in known {
            let given = arguments.iter().find(|(name, _)| name == argument).map(|(_, value)| value);
            let expression = given.or(otherwise.as_ref()).ok_or_else(|| format!("{name} lacks `{argument}`"))?;
            let mut value = value(expression, scope)?;
            if let Value::Text(text) = value {
                let variable = self.variable();
                self.line(&format!("let {variable} = {text};"));
                value = Value::Place(variable);
            }
            inner = inner.with(argument, value);
        }
        self.nodes(&body, inner)
    }

    fn each(&mut self, name: &str, things: &str, body: &[(String, Node)], scope: &Scope) -> Result<(), Mistake> {
        let Value::Place(place) = value(things, scope)? else { return Err(format!("`{things}` is no list").into()) };
        let (variable, counter) = (self.variable(), self.variable());
        let inner = scope.with(name, Value::Place(variable.clone())).with("loop", Value::Loop(counter.clone()));
        self.line(&format!("for ({counter}, {variable}) in {place}.iter().enumerate() {{"));
        self.nodes(body, inner)?;
        self.line("}");
        Ok(())
    }

    fn condition(&mut self, arms: &[(String, Nodes)], other: &[(String, Node)], scope: &Scope) -> Result<(), Mistake> {
        for (nth, (condition, body)) in arms.iter().enumerate() {
            let (code, inner) = self.all_of(condition, scope)?;
            self.line(&format!("{}if {code} {{", if nth > 0 { "} else " } else { "" }));
            self.nodes(body, inner)?;
        }
        if !other.is_empty() {
            self.line("} else {");
            self.nodes(other, scope.clone())?;
        }
        self.line("}");
        Ok(())
    }

    /// Returns a condition as Rust code, and the scope of what it guards.
    fn all_of(&mut self, condition: &str, scope: &Scope) -> Result<(String, Scope), String> {
        let mut scope = scope.clone();
        let mut code = Vec::new();
        for part in split(condition, " and ") {
            match (split(part, " or ").len(), value_asked(part, &scope)) {
                (1, Ok((place, asked))) => {
                    let variable = self.variable();
                    code.push(format!("let Some({variable}) = {asked}"));
                    scope.present.push((place, variable));
                }
                _ => code.push(holds(part, &scope)?),
            }
        }
        Ok((code.join(" && "), scope))
    }

    fn variable(&mut self) -> String {
        self.count += 1;
        format!("v{}", self.count)
    }

    fn line(&mut self, line: &str) {
        self.flush();
        self.code.push_str(line);
        self.code.push('\n');
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.code.push_str(&format!("out.push_str({:?});\n", std::mem::take(&mut self.text)));
        }
    }
}

/// Returns the place that a condition tests for a value, and the Rust expression that tests it.
fn value_asked(condition: &str, scope: &Scope) -> Result<(String, String), String> {
    if let Some(field) = condition.strip_suffix(" is defined") {
        let (owner, field) = field.rsplit_once('.').ok_or_else(|| condition.to_owned())?;
        let Value::Place(owner) = value(owner, scope)? else { return Err(condition.to_owned()) };
        return Ok((format!("{owner}.{field}"), format!("{owner}.{field}()")));
    }
    match value(condition, scope)? {
        Value::Place(place) => Ok((place.clone(), format!("present(&{place})"))),
        _ => Err(condition.to_owned()),
    }
}

/// Returns a condition as a Boolean expression.
fn holds(condition: &str, scope: &Scope) -> Result<String, String> {
    let condition = condition.trim();
    if let Some(inner) = condition.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return holds(inner, scope);
    }
    for (word, operator) in [(" or ", " || "), (" and ", " && ")] {
        let parts = split(condition, word);
        if parts.len() > 1 {
            let parts: Result<Vec<_>, _> = parts.into_iter().map(|part| holds(part, scope)).collect();
            return Ok(format!("({})", parts?.join(operator)));
        }
    }
    if let Some(inner) = condition.strip_prefix("not ") {
        return Ok(format!("!{}", holds(inner, scope)?));
    }
    for operator in [" == ", " != "] {
        if let [left, right] = split(condition, operator)[..] {
            let (left, right) = (text(&value(left, scope)?, left)?, text(&value(right, scope)?, right)?);
            return Ok(format!("{left}{operator}{right}"));
        }
    }
    Ok(match value(condition, scope)? {
        Value::Place(place) => format!("present(&{place}).is_some()"),
        Value::Literal(text) => format!("{}", !text.is_empty()),
        Value::Holds(code) => code,
        _ => return Err(format!("`{condition}` is no condition")),
    })
}

/// Returns what an expression of a template is in Rust.
fn value(expression: &str, scope: &Scope) -> Result<Value, String> {
    let expression = expression.trim();
    if let [before @ .., filter] = &split(expression, " | ")[..]
        && !before.is_empty()
    {
        return filtered(&value(&before.join(" | "), scope)?, filter, scope);
    }
    let parts = split(expression, " ~ ");
    if parts.len() > 1 {
        let parts: Result<Vec<_>, String> = parts.into_iter().map(|part| text(&value(part, scope)?, part)).collect();
        return Ok(Value::Text(format!("[{}].concat()", parts?.join(", "))));
    }
    if let Some(literal) = expression.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Ok(Value::Literal(literal.to_owned()));
    }
    if !expression.chars().all(|letter| letter.is_alphanumeric() || "._".contains(letter)) {
        return Err(format!("`{expression}` is not known here"));
    }
    let mut fields = expression.split('.');
    let mut value = scope.get(fields.next().unwrap_or_default())?;
    for field in fields {
        value = match value {
            Value::Place(place) => Value::Place(format!("{place}.{field}")),
            Value::Words => Value::Word(field.to_owned()),
            Value::Assets => Value::Text(format!("theme.address({field:?})")),
            Value::Loop(counter) if field == "first" => Value::Holds(format!("({counter} == 0)")),
            _ => return Err(format!("`{expression}` is not known")),
        };
        if let Value::Place(place) = &mut value {
            // A variable bound by a condition above replaces the optional value.
            if let Some((_, variable)) = scope.present.iter().rev().find(|(known, _)| known == place) {
                place.clone_from(variable);
            }
        }
    }
    Ok(value)
}

fn filtered(value: &Value, filter: &str, scope: &Scope) -> Result<Value, String> {
    let (name, arguments) = filter.split_once('(').unwrap_or((filter, ""));
    let argument = |name: &str| {
        let arguments = split(arguments.strip_suffix(')').unwrap_or(arguments), ", ");
        let found = arguments.into_iter().find_map(|argument| argument.trim().strip_prefix(name)?.strip_prefix('='));
        let found = found.ok_or_else(|| format!("`{filter}` lacks `{name}`"))?;
        self::value(found, scope)
    };
    Ok(match (name, value) {
        ("counted", Value::Word(word)) => {
            let number = match argument("n")? {
                Value::Place(place) => format!("number(&{place})"),
                Value::Number(number) => number,
                _ => return Err(format!("`{filter}` has no number")),
            };
            Value::Text(format!("words.counted({word:?}, {number})"))
        }
        ("length", Value::Place(place)) => Value::Number(format!("{place}.len()")),
        ("join", Value::Place(place)) => Value::Text(format!("{place}.join({})", text(&argument("sep")?, filter)?)),
        ("without", value) => {
            Value::Text(format!("without({}, {})", text(value, filter)?, text(&argument("start")?, filter)?))
        }
        _ => return Err(format!("`| {filter}` is not known here")),
    })
}

/// Returns a value as an expression of type `&str`.
fn text(value: &Value, expression: &str) -> Result<String, String> {
    Ok(match value {
        Value::Place(place) => format!("text(&{place})"),
        Value::Word(name) => format!("words.text({name:?})"),
        Value::Literal(text) => format!("{text:?}"),
        Value::Text(text) => format!("text(&{text})"),
        _ => return Err(format!("`{expression}` is no text")),
    })
}

/// Splits an expression at each `sign` outside of quotes and brackets.
fn split<'e>(expression: &'e str, sign: &str) -> Vec<&'e str> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0, false);
    for (at, letter) in expression.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ if !quoted && depth == 0 && at >= start && expression[at..].starts_with(sign) => {
                parts.push(&expression[start..at]);
                start = at + sign.len();
            }
            _ => {}
        }
    }
    parts.push(&expression[start..]);
    parts
}
