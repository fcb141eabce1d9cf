//! Findings in one line each: [`concise`] for editors and `grep`, [`github`] for workflow annotations.

use std::borrow::Cow;

use super::visible::{visible, visible_line};
use super::{Folders, shown_path};
use crate::diagnostic::{Diagnostic, Severity};

/// One line per finding: `path:line:column: severity[code]: message`.
pub fn concise(findings: &[Diagnostic], folders: &Folders) -> String {
    let mut text = String::new();
    for finding in findings {
        if let Some(location) = &finding.location {
            let path = shown_path(finding, location, folders);
            text.push_str(&format!("{path}:{}:{}: ", location.line, location.column));
        }
        let message = visible_line(&sentence(finding));
        text.push_str(&format!("{}[{}]: {message}\n", finding.severity, finding.code));
    }
    text
}

/// One workflow command per finding, which GitHub shows next to the changed lines. Paths are relative to where the
/// command runs, which in a workflow is the root of the repository.
pub fn github(findings: &[Diagnostic], folders: &Folders) -> String {
    let mut text = String::new();
    for finding in findings {
        let kind = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        text.push_str(&format!("::{kind} "));
        if let Some(location) = &finding.location {
            let path = escape_property(&shown_path(finding, location, folders));
            text.push_str(&format!("file={path},line={},col={}", location.line, location.column));
            if location.end_column > location.column {
                // GitHub's last column is inclusive.
                text.push_str(&format!(",endColumn={}", location.end_column - 1));
            }
            text.push(',');
        }
        let mut message = visible(&sentence(finding)).into_owned();
        if let Some(help) = &finding.help {
            message.push_str(&format!("\nhelp: {}", visible(help)));
        }
        text.push_str(&format!("title={}::{}\n", finding.code, escape_data(&message)));
    }
    text
}

/// The message, with the words that would be under the carets.
fn sentence(finding: &Diagnostic) -> Cow<'_, str> {
    match finding.label.as_str() {
        "" => Cow::Borrowed(&finding.message),
        label => Cow::Owned(format!("{}: {label}", finding.message)),
    }
}

/// Escapes the text of a workflow command.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command, such as a path.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
