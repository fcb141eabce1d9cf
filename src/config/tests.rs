//! Tests of `config`.

use std::collections::BTreeSet;

use super::*;
use crate::diagnostic::render::{Look, human};
use crate::diagnostic::{Code, Level};
use crate::hash::fingerprint;

/// Returns everything that is wrong with a `site.toml`, as it is shown to a person.
fn problems(text: &str) -> String {
    parse(text, "site.toml").map_or_else(|problems| human(&problems, &Look::default()), |_| "fine".to_owned())
}

/// Returns the message, help and fix of the only problem.
fn problem(text: &str) -> (String, String, Option<String>) {
    match parse(text, "site.toml") {
        Err(problems) if problems.len() == 1 => {
            let problem = problems.into_iter().next().expect("there is one");
            (problem.message, problem.help.unwrap_or_default(), problem.fix.map(|fix| fix.with))
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_empty_file_gives_the_defaults() {
    assert_eq!(parse("", "site.toml"), Ok(Config::default()));
    assert_eq!(parse("# nothing yet\n", "site.toml"), Ok(Config::default()));
}

/// A site.toml that sets every key.
const EVERY_KEY: &str = r##"
        title = "The Allotment"
        base_url = "HTTPS://me.example/garden"
        language = "pt-BR"
        content = "./notes/"
        select = "opt-in"
        exclude = ["templates/**", "*.draft.md"]
        output = "../site"
        authors = ["Anna", "Ben"]
        license = "CC-BY-SA-4.0"
        source = "https://git.example/garden"
        edit = "https://git.example/garden/{path}"
        properties = ["Status", "author"]
        links = { style = "exact", unresolved = "text" }
        dates = { created = ["filename"], updated = ["git", "modified"] }
        markdown.hard_breaks = true
        markdown.references = false
        html.iframes = ["WWW.OpenStreetMap.org"]
        html.files = true
        math.macros.R = "\\mathbb{R}"
        theme = { name = "plain", accent = "#2B7", font = "serif", footnotes = "side", previews = false, trail = true }
        search.enabled = false
        graph = { local = false, global = false }
        mentions = { enabled = false, limit = 100, least = 1, skip = ["Trust"] }
        related = { enabled = false, limit = 12 }
        feeds = { atom = false, json = false, limit = 1_000, content = "summary", tags = "none", folders = "full", authors = "none", least = 2, most = 20_000 }
        history = { enabled = true, contributors = "listed", messages = true }
        lens = [{ title = "Head and hand", sides = ["theory", { title = "By hand", tags = ["practice", "#work/"] }] }]
        [check]
        broken-link = "deny"
        orphan = "warn"
    "##;

/// The same as the program writes it.
const EVERY_KEY_SHOWN: &str = r##"title = "The Allotment"
base_url = "https://me.example/garden/"
language = "pt-BR"
content = "notes"
select = "opt-in"
exclude = ["templates/**", "*.draft.md"]
output = "../site"
authors = ["Anna", "Ben"]
license = "CC-BY-SA-4.0"
source = "https://git.example/garden"
edit = "https://git.example/garden/{path}"
properties = ["status", "author"]

[links]
style = "exact"
unresolved = "text"

[dates]
created = ["filename"]
updated = ["git", "modified"]

[markdown]
hard_breaks = true
references = false

[html]
iframes = ["www.openstreetmap.org"]
files = true

[math.macros]
R = '\mathbb{R}'

[theme]
name = "plain"
accent = "#22bb77"
font = "serif"
footnotes = "side"
previews = false
trail = true

[search]
enabled = false

[graph]
local = false
global = false

[mentions]
enabled = false
limit = 100
least = 1
skip = ["Trust"]

[related]
enabled = false
limit = 12

[feeds]
atom = false
json = false
limit = 1000
content = "summary"
tags = "none"
folders = "full"
authors = "none"
least = 2
most = 20000

[history]
enabled = true
contributors = "listed"
messages = true

[[lens]]
title = "Head and hand"
about = ""

[[lens.sides]]
title = "Theory"
tags = ["theory"]

[[lens.sides]]
title = "By hand"
tags = ["practice", "work"]

[check]
broken-link = "deny"
orphan = "warn"
"##;

#[test]
fn every_key_can_be_set() {
    let text = EVERY_KEY;
    let config = parse(text, "site.toml").expect("it is fine");
    let shown = toml::to_string(&config).expect("it can be written");
    assert_eq!(shown, EVERY_KEY_SHOWN);
    assert_eq!(parse(&shown, "site.toml"), Ok(config.clone()), "what is shown can be read back");
    assert_eq!(config.check, Levels::from([(Code::BrokenLink, Level::Deny), (Code::Orphan, Level::Warn)]));
    for key in keys() {
        let last = key.name.rsplit('.').next().unwrap_or_default();
        assert!(text.contains(last), "{} is not in this test", key.name);
    }
}

#[test]
fn everything_wrong_is_reported_at_once_with_its_place() {
    let text = "\
titel = \"The Allotment\"
publish_to.pages = { kind = \"rsync\" }
links = { style = \"closets\" }
[feeds]
limit = \"30\"
[check]
orphan = \"error\"
";
    assert_eq!(
        problems(text),
        "\
error[unknown-key]: unknown key `titel`
 --> site.toml:1:1
1 | titel = \"The Allotment\"
  | ^^^^^
help: did you mean `title`?
1 - titel = \"The Allotment\"
1 + title = \"The Allotment\"

error[unknown-key]: unknown key `publish_to`
 --> site.toml:2:1
2 | publish_to.pages = { kind = \"rsync\" }
  | ^^^^^^^^^^
help: `allotment config --show` lists every key

error[invalid-config]: `links.style` can't be `closets`
 --> site.toml:3:19
3 | links = { style = \"closets\" }
  |                   ^^^^^^^^^
help: `links.style` takes `\"closest\"` or `\"exact\"`
3 - links = { style = \"closets\" }
3 + links = { style = \"closest\" }

error[invalid-config]: `feeds.limit` needs a whole number from 1 to 1000, and this is text
 --> site.toml:5:9
5 | limit = \"30\"
  |         ^^^^
help: write it like this
5 - limit = \"30\"
5 + limit = 30

error[invalid-config]: `check.orphan` can't be `error`
 --> site.toml:7:10
7 | orphan = \"error\"
  |          ^^^^^^^
help: `check.orphan` takes `\"warn\"`, `\"deny\"` or `\"allow\"`
"
    );
}

#[test]
fn an_unknown_key_is_led_to_a_known_one() {
    for (text, message, help, meant) in [
        ("base-url = ''", "base-url", "did you mean `base_url`?", Some("base_url")),
        ("Title = ''", "Title", "did you mean `title`?", Some("title")),
        ("licence = ''", "licence", "did you mean `license`?", Some("license")),
        ("accent = ''", "accent", "there is a key `theme.accent`", None),
        ("port = 1", "port", "`allotment config --show` lists every key", None),
        ("graph.both = true", "graph.both", "`graph` has `local` and `global`", None),
        ("search.enable = true", "search.enable", "did you mean `search.enabled`?", Some("enabled")),
        ("check.borken-link = 'warn'", "check.borken-link", "did you mean `check.broken-link`?", Some("broken-link")),
        ("check.external = true", "check.external", "`allotment explain` lists every code", None),
        (
            "check.unknown-key = 'allow'",
            "check.unknown-key",
            "this can't be silenced: nothing is built until it is mended",
            None,
        ),
    ] {
        let expected = (format!("unknown key `{message}`"), help.to_owned(), meant.map(str::to_owned));
        assert_eq!(problem(text), expected, "{text}");
    }
    let long = "k".repeat(1 << 20);
    assert_eq!(problem(&format!("{long} = 1")).1, "`allotment config --show` lists every key");
}

#[test]
fn a_value_that_quotes_alone_do_not_make_right_gets_an_example() {
    let colour = "write it as # and six hexadecimal digits, such as \"#2b7a4b\"";
    for (value, meant) in [("12", None), ("true", None), ("['#fff']", None), ("224466", Some("\"#224466\""))] {
        let (message, help, found) = problem(&format!("theme.accent = {value}"));
        assert!(message.starts_with("`theme.accent` needs text in quotes, and this is "), "{message}");
        assert_eq!((help.as_str(), found.as_deref()), (colour, meant), "{value}");
    }
    assert_eq!(problem("theme.accent = 'red'").1, colour);
}

#[test]
fn a_value_of_the_wrong_type_is_told_what_is_needed() {
    for (text, message, meant) in [
        ("title = 1984", "`title` needs text in quotes, and this is a number", Some("\"1984\"")),
        ("title = ['a']", "`title` needs text in quotes, and this is a list", None),
        ("exclude = 'a'", "`exclude` needs a list in square brackets, and this is text", Some("['a']")),
        ("exclude = ['a', 1]", "`exclude` needs text in quotes, and this is a number", Some("\"1\"")),
        ("graph.local = 'yes'", "`graph.local` needs true or false, and this is text", Some("true")),
        ("graph.local = 1", "`graph.local` needs true or false, and this is a number", None),
        ("feeds = true", "`feeds` needs a table, and this is true or false", None),
        ("check = 'warn'", "`check` needs a table, and this is text", None),
        ("math.macros.R = 1", "`math.macros.R` needs text in quotes, and this is a number", Some("\"1\"")),
        ("feeds.limit = 2.5", "`feeds.limit` needs a whole number from 1 to 1000, and this is a number", None),
        ("feeds.limit = ' 30 '", "`feeds.limit` needs a whole number from 1 to 1000, and this is text", Some("30")),
        ("feeds.most = '70000'", "`feeds.most` needs a whole number from 1 to 100000, and this is text", Some("70000")),
        ("mentions.limit = '5000'", "`mentions.limit` needs a whole number from 1 to 100, and this is text", None),
        ("mentions.limit = '0'", "`mentions.limit` needs a whole number from 1 to 100, and this is text", None),
        ("select = 1", "`select` needs a word in quotes", None),
        ("license = 2026-01-01", "`license` needs text in quotes, and this is a date", Some("\"2026-01-01\"")),
    ] {
        let (found, _, fix) = problem(text);
        assert_eq!((found.as_str(), fix.as_deref()), (message, meant), "{text}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_told_why() {
    for (text, message, meant) in [
        ("base_url = 'me.example'", "`base_url` needs https:// in front", Some("\"https://me.example\"")),
        ("base_url = 'ftp://me.example'", "`base_url` can't begin with ftp://", Some("\"https://me.example\"")),
        (
            "base_url = 'https://me:geheim@me.example/x'",
            "`base_url` has a password in it, which every page and feed would show",
            Some("\"https://me.example/x\""),
        ),
        (
            "base_url = 'https://me@me.example'",
            "`base_url` has the name of a user in it, which every page and feed would show",
            Some("\"https://me.example\""),
        ),
        ("base_url = 'https:///x'", "`base_url` has no host", None),
        ("base_url = 'https://me.example/?a'", "`base_url` can't have '?' in it", None),
        ("base_url = ''", "`base_url` needs https:// in front", None),
        ("source = 'git.example/me'", "`source` needs https:// in front", Some("\"https://git.example/me\"")),
        ("source = 'https://'", "`source` has no host", None),
        ("source = 'https://?a'", "`source` has no host", None),
        (
            "source = 'https://me:geheim@git.example/me'",
            "`source` has a password in it, which every page and feed would show",
            Some("\"https://git.example/me\""),
        ),
        (
            "edit = 'https://geheim@git.example/{path}'",
            "`edit` has the name of a user in it, which every page and feed would show",
            Some("\"https://git.example/{path}\""),
        ),
        ("edit = 'https://{path}'", "`edit` has no host", None),
        ("source = 'https://git.example/{path}'", "`source` can't have '{' in it", None),
        ("edit = 'git.example/{path}'", "`edit` needs https:// in front", Some("\"https://git.example/{path}\"")),
        ("edit = 'https://git.example/'", "`edit` needs {path} once, for the file of the note", None),
        ("edit = 'https://git.example/{path}/{path}'", "`edit` needs {path} once, for the file of the note", None),
        ("edit = 'https://git.example/a b/{path}'", "`edit` can't have ' ' in it", None),
        ("language = 'English'", "`language` is no language tag", None),
        ("language = 'pt_BR'", "`language` is no language tag", Some("\"pt-BR\"")),
        ("content = '../vault'", "`content` has to be inside the garden's folder", None),
        ("content = '/vault'", "`content` has to be inside the garden's folder", None),
        ("content = 'C:/vault'", "`content` has to be inside the garden's folder", None),
        ("content = ''", "`content` is empty", None),
        ("content = 'a\\b'", "`content` has to have / between folders", Some("\"a/b\"")),
        ("output = '.'", "`output` needs a folder of its own", None),
        ("output = ' '", "`output` is empty", None),
        ("exclude = ['[z-a]']", "`exclude` has a pattern that can't be read", None),
        ("exclude = ['']", "`exclude` has an empty pattern", None),
        ("properties = ['']", "`properties` has an empty name", None),
        ("theme.name = '../x'", "`theme.name` is no name of a theme", None),
        ("theme.accent = 'green'", "`theme.accent` is no colour", None),
        ("theme.accent = '2b7a4b'", "`theme.accent` is no colour", Some("\"#2b7a4b\"")),
        ("html.iframes = ['https://a.example/b']", "`html.iframes` needs names of hosts", Some("\"a.example\"")),
        ("html.iframes = ['*.example']", "`html.iframes` needs names of hosts", None),
        ("feeds.limit = 0", "`feeds.limit` needs a whole number from 1 to 1000", None),
        ("feeds.limit = 99999999999999999999999", "`feeds.limit` needs a whole number from 1 to 1000", None),
        ("math.macros.'\\R' = 'x'", "`\\R` can't be the name of a command", Some("R")),
        ("select = 'opt_in'", "`select` can't be `opt_in`", Some("\"opt-in\"")),
        ("select = 'some'", "`select` can't be `some`", None),
        ("dates.created = ['mtime']", "`dates.created` can't be `mtime`", None),
    ] {
        let (found, help, fix) = problem(text);
        assert_eq!((found.as_str(), fix.as_deref()), (message, meant), "{text}");
        assert!(!help.is_empty() && !help.ends_with('.'), "{text}: {help}");
    }
}

#[test]
fn a_lens_is_told_what_its_sides_need() {
    let two = "a lens has two sides: sides = [\"theory\", \"practice\"]";
    let tag = "write a tag, or { title = \"In theory\", tags = [\"theory\", \"models\"] }";
    let twice = "write [[lens]] with two brackets on a line of its own, once for each lens";
    let name = "name the tags that its notes have, such as \"practice\"";
    for (text, message, help) in [
        ("[lens]\nsides = ['a', 'b']", "`lens` needs a list of tables", twice),
        ("[[lens]]\ntitle = 'a'", "`lens` needs `sides`", two),
        ("[[lens]]\nsides = 'a'", "`lens.sides` needs a list in square brackets", two),
        ("[[lens]]\nsides = ['a']", "`lens.sides` needs two sides, and these are 1", two),
        ("[[lens]]\nsides = ['a', 'b', 'c']", "`lens.sides` needs two sides, and these are 3", two),
        ("[[lens]]\nsides = ['a', 1]", "`lens.sides` needs a tag in quotes", tag),
        ("[[lens]]\nsides = ['a', '#']", "`lens.sides` has a side without a tag", name),
        ("[[lens]]\nsides = ['a', { title = 'B' }]", "`lens.sides` has a side without a tag", name),
        ("[[lens]]\nside = ['a', 'b']\nsides = ['a', 'b']", "unknown key `lens.side`", "did you mean `lens.sides`?"),
    ] {
        let (found, way_out, _) = problem(text);
        assert_eq!((found.as_str(), way_out.as_str()), (message, help), "{text}");
    }
    let config = parse("[[lens]]\nsides = ['in/theory', 'practice']", "site.toml").expect("it is fine");
    assert_eq!(config.lens.0[0].title, "Theory · Practice");
}

#[test]
fn what_is_no_toml_is_reported_once_a_line() {
    assert_eq!(
        problems("x = = 2\ntitle = \"a\n[links\n"),
        "\
error[invalid-config]: extra `=`
 --> site.toml:1:5
1 | x = = 2
  |     ^
help: site.toml is written in TOML: key = \"text in quotes\", one on a line

error[invalid-config]: this text has no closing quote
 --> site.toml:2:11
2 | title = \"a
  |           ^
help: a text ends on its line with the quote that it began with

error[invalid-config]: this bracket is not closed
 --> site.toml:3:7
3 | [links
  |       ^
help: the name of a table stands between two: [feeds]
"
    );
}

#[test]
fn mistakes_of_writing_come_with_what_was_meant() {
    let toml = "site.toml is written in TOML: key = \"text in quotes\", one on a line";
    let like_this = "write it like this";
    for (text, message, help, meant) in [
        ("title = Two words\n", "text needs quotes", like_this, Some("\"Two words\"")),
        ("title = “x”\n", "text needs quotes", like_this, Some("\"x\"")),
        ("title: \"x\"\n", "between a key and its value there is `=`", like_this, Some(" =")),
        ("title \"x\"\n", "between a key and its value there is `=`", like_this, Some("= ")),
        ("search.enabled = True\n", "`true` and `false` are written small", like_this, Some("true")),
        ("title =\n", "this key has no value", toml, None),
        ("title\n", "this key has no value", toml, None),
        (
            "exclude = [\"a\"\n",
            "this list is not closed",
            "a list ends in a square bracket: [\"soil\", \"water\"]",
            None,
        ),
        (
            "exclude = [\"a\" \"b\"]\n",
            "a comma is missing in this list",
            "write it like this: [\"soil\", \"water\"]",
            None,
        ),
        (
            "title = 'it's'\n",
            "something stands behind the value",
            "one key and its value on a line; a text that has a ' in it stands between \" and \"",
            None,
        ),
        (
            "title = 'a'\ntitle = 'b'\n",
            "this key is there already",
            "a key can be there only once; take one of the two out",
            None,
        ),
        ("title = \"a\\u0007\"\n", "`title` can't have the sign U+0007 in it", "it can't be shown; take it out", None),
    ] {
        let found = problem(text);
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_deref()), (message, help, meant), "{text}");
    }
}

#[test]
fn odd_files_do_no_harm() {
    assert_eq!(parse("\u{feff}title = 'a'\r\n", "site.toml").map(|config| config.title), Ok("a".to_owned()));
    let deep = format!("x = {}", "[".repeat(100_000));
    assert!(parse(&deep, "site.toml").is_err());
    let wide: String = (0..20_000).map(|number| format!("k{number} = 1\n")).collect();
    assert_eq!(parse(&wide, "site.toml").map_err(|problems| problems.len()), Err(100));
}

#[test]
fn keys_know_the_line_that_sets_them() {
    let lines = lines("title = 'a'\n\n[links]\nstyle = 'closest'\n[math]\nmacros.R = 'x'\n");
    let want = [("links", 3), ("links.style", 4), ("math", 5), ("math.macros", 6), ("math.macros.R", 6), ("title", 1)];
    assert_eq!(lines, want.map(|(key, line)| (key.to_owned(), line)).into());
}

#[test]
fn every_key_is_documented_once_in_a_sentence() {
    let keys = keys();
    assert!(keys.len() <= 50, "{} keys are too many to be simple", keys.len());
    let names: BTreeSet<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    assert_eq!(names.len(), keys.len());
    for key in &keys {
        assert!(key.doc.ends_with('.') && !key.doc.contains('\n'), "{key:?}");
    }
}

#[test]
fn each_setting_changes_the_fingerprint() {
    let texts = [
        "",
        "title = 'a'",
        "theme.font = 'serif'",
        "math.macros.R = 'x'",
        "check.orphan = 'warn'",
        "html.iframes = ['a.b']",
    ];
    let prints: BTreeSet<_> =
        texts.map(|text| fingerprint(&parse(text, "site.toml").expect("it is fine"))).into_iter().collect();
    assert_eq!(prints.len(), texts.len());
}

/// The schema for editors: without `null`, which TOML does not have, and with the names of all codes.
fn schema() -> serde_json::Value {
    fn without_null(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.retain(|key, value| !(key == "default" && value.is_null()));
                for list in ["type", "anyOf"] {
                    if let Some(serde_json::Value::Array(types)) = map.get_mut(list) {
                        types.retain(|one| one != "null" && one.get("type").is_none_or(|one| one != "null"));
                        if let [only] = types.as_slice() {
                            let only = only.clone();
                            map.remove(list);
                            match only {
                                serde_json::Value::Object(only) => map.extend(only),
                                only => drop(map.insert(list.to_owned(), only)),
                            }
                        }
                    }
                }
                map.values_mut().for_each(without_null);
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(without_null),
            _ => {}
        }
    }
    let mut schema = schemars::schema_for!(Config).to_value();
    without_null(&mut schema);
    let codes: serde_json::Map<String, serde_json::Value> = value::adjustable()
        .map(|code| (code.as_str().to_owned(), serde_json::json!({"$ref": "#/$defs/Level"})))
        .collect();
    let check = schema["properties"]["check"].as_object_mut().expect("there is a key `check`");
    check.remove("additionalProperties");
    check.remove("patternProperties");
    check.insert("properties".to_owned(), codes.into());
    check.insert("additionalProperties".to_owned(), false.into());
    schema
}

#[test]
fn the_schema_of_site_toml_is_the_committed_one() {
    let text = serde_json::to_string_pretty(&schema()).unwrap_or_default() + "\n";
    crate::schema_test::assert_committed("schema/site.schema.json", &text);
}
