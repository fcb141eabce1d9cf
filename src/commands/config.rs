//! `allotment config`: the settings in effect, and where each comes from.

use serde_json::json;

use super::root::Origin;
use super::{Exit, Failure, GardenRoot, Session};
use crate::config::keys;
use crate::diagnostic::render::Format;

/// The JSON schema of `site.toml`, as it ships with the sources.
const SCHEMA: &str = include_str!("../../schema/site.schema.json");

/// The value column starts at most this far to the right.
const WIDEST: usize = 56;

/// One setting in effect.
struct Effective {
    key: String,
    doc: String,
    /// `None` if it is not set and has no default.
    value: Option<toml::Value>,
    origin: Origin,
}

/// Shows every setting, its value and where the value comes from, as TOML with comments; in a verbose session
/// also what each setting means.
///
/// # Errors
///
/// If the result can't be written.
pub fn show(session: &mut Session<'_>, root: &GardenRoot) -> Result<Exit, Failure> {
    let settings = effective(root)?;
    let text = if session.format == Format::Json {
        as_json(&settings, session, root)
    } else {
        as_toml(&settings, session, root)
    };
    session.result(&text)?;
    Ok(Exit::Fine)
}

/// Writes the JSON schema of `site.toml`.
///
/// # Errors
///
/// If the result can't be written.
pub fn schema(session: &mut Session<'_>) -> Result<Exit, Failure> {
    session.result(SCHEMA)?;
    Ok(Exit::Fine)
}

/// Returns every setting in the order of its declaration. A table whose keys the author chooses, such as
/// `check`, yields one entry for each of its keys, or a single unset one.
fn effective(root: &GardenRoot) -> Result<Vec<Effective>, Failure> {
    let values = toml::Value::try_from(&root.config).map_err(|error| {
        Failure::new(format!("the settings can't be shown: {error}")).help("please report it, with your site.toml")
    })?;
    let origin = |key: &str| root.origins.get(key).cloned().unwrap_or(Origin::Default);
    let mut settings = Vec::new();
    for key in keys() {
        let value = key.name.split('.').try_fold(&values, |table, part| table.get(part)).cloned();
        let value = match key.name.as_str() {
            "output" => Some(root.output_setting()),
            _ => value,
        };
        match value {
            Some(toml::Value::Table(own)) if own.is_empty() => {
                settings.push(Effective { key: key.name, doc: key.doc, value: None, origin: Origin::Default });
            }
            Some(toml::Value::Table(own)) => settings.extend(own.into_iter().map(|(name, value)| {
                let name = format!("{}.{name}", key.name);
                Effective { origin: origin(&name), key: name, doc: key.doc.clone(), value: Some(value) }
            })),
            value => settings.push(Effective { origin: origin(&key.name), key: key.name, doc: key.doc, value }),
        }
    }
    Ok(settings)
}

fn as_toml(settings: &[Effective], session: &Session<'_>, root: &GardenRoot) -> String {
    let assignments: Vec<String> = settings
        .iter()
        .map(|Effective { key, value, .. }| match value {
            Some(value) => format!("{key} = {value}"),
            None => format!("# {key} is not set"),
        })
        .collect();
    let widths = assignments.iter().map(|line| line.chars().count());
    let width = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let mut text = String::new();
    let mut explained = "";
    for (setting, assignment) in settings.iter().zip(assignments) {
        if session.verbose && explained != setting.doc {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}# {}\n", setting.doc));
            explained = &setting.doc;
        }
        match setting.value {
            Some(_) => text.push_str(&format!("{assignment:width$}  # {}\n", origin_words(setting, session, root))),
            None => text.push_str(&format!("{assignment}\n")),
        }
    }
    text
}

fn as_json(settings: &[Effective], session: &Session<'_>, root: &GardenRoot) -> String {
    let line = |setting: &Effective| {
        json!({
            "key": setting.key,
            "value": setting.value,
            "from": setting.value.as_ref().map(|_| origin_words(setting, session, root)),
            "about": setting.doc,
        })
    };
    settings.iter().map(|setting| format!("{}\n", line(setting))).collect()
}

fn origin_words(setting: &Effective, session: &Session<'_>, root: &GardenRoot) -> String {
    match (&setting.origin, &root.site_toml) {
        (Origin::Flag(name), _) => format!("flag {name}"),
        (Origin::Environment(name), _) => format!("env {name}"),
        (Origin::File(line), Some(file)) => format!("{}:{line}", session.shown(file)),
        (Origin::Default, _) if setting.key == "title" => "default: the folder's name".to_owned(),
        (Origin::Default | Origin::File(_), _) => "default".to_owned(),
    }
}
