//! Formulas: from TeX to MathML, at build time.
//!
//! [`Typesetter::new`] reads the garden's own commands once, [`Typesetter::render`] is the entry point for each
//! formula. The MathML contains no styles, scripts, links or ids: what it needs besides plain MathML is in classes that
//! the theme's math.css defines. The TeX is kept in it as an annotation, for copying. Nothing is cached between
//! formulas: typesetting one takes no longer than finding it in a table.

mod environment;
mod limit;
mod mathml;
mod message;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::diagnostic::{Code, Diagnostic};
use environment::Renamed;
use limit::Limits;

/// Common commands that the typesetter lacks, made of those that it has.
const USUAL: &[(&str, &str)] = &[
    ("boxed", "\\begin{darray}{|c|}\\hline #1\\\\\\hline\\end{darray}"),
    ("substack", "\\begin{subarray}{c}#1\\end{subarray}"),
    ("textcolor", "{\\color{#1}#2}"),
];

/// Typesets formulas. It is immutable, and can be shared between threads.
#[derive(Debug)]
pub struct Typesetter {
    converter: LatexToMathML,
    limits: Limits,
}

/// Why a formula can't be typeset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// How to fix it.
    pub help: String,
    /// The bytes of the TeX that it is about: at least one character, unless there is none.
    pub span: Range<usize>,
}

impl Typesetter {
    /// Reads the commands of `[math.macros]`, by their names without backslash.
    ///
    /// # Errors
    ///
    /// The first definition that can't be read, as an error of the garden's set-up.
    pub fn new(macros: &BTreeMap<String, String>) -> Result<Self, Box<Diagnostic>> {
        let usual = USUAL.iter().map(|(name, definition)| ((*name).to_owned(), (*definition).to_owned()));
        let mut all: BTreeMap<String, String> = usual.collect();
        all.extend(macros.clone());
        let limits = Limits::new(&all);
        let config = MathCoreConfig { macros: all.into_iter().collect(), ..MathCoreConfig::default() };
        match LatexToMathML::new(config) {
            Ok(converter) => Ok(Self { converter, limits }),
            Err((error, _, definition)) => {
                let name = macros.iter().find(|(_, own)| **own == definition).map_or("", |(name, _)| name.as_str());
                let (what, _) = message::phrase(&error, &definition);
                let finding = Diagnostic::error(
                    Code::InvalidConfig,
                    format!("the definition of `math.macros.{name}` can't be used: {what}"),
                );
                let help = "a definition is made of commands that every formula knows, not of those defined beside it";
                Err(Box::new(finding.help(help)))
            }
        }
    }

    /// Returns the `<math>` element for a formula without its dollar signs; `display` if it is displayed on its own.
    ///
    /// # Errors
    ///
    /// Why it can't be typeset. The TeX should then be shown as is.
    pub fn render(&self, tex: &str, display: bool) -> Result<String, MathError> {
        self.limits.check(tex)?;
        let renamed = Renamed::new(tex, display);
        let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
        match self.converter.convert_with_local_state(renamed.text(), mode) {
            Ok(result) => Ok(mathml::finish(&result.mathml, tex)),
            Err(error) => {
                let (message, help) = message::phrase(&error, renamed.text());
                let span = renamed.written(error.0.start)..renamed.written(error.0.end);
                Err(MathError { message, help, span: visible(tex, span) })
            }
        }
    }
}

/// A span within the text that covers at least one character of it.
fn visible(tex: &str, span: Range<usize>) -> Range<usize> {
    let (start, end) = (tex.floor_char_boundary(span.start), tex.floor_char_boundary(span.end));
    if start < end {
        return start..end;
    }
    match tex[start..].chars().next().filter(|sign| !sign.is_whitespace()) {
        Some(sign) => start..start + sign.len_utf8(),
        // At the end of the formula, its last character is marked.
        None => {
            let end = tex[..start].trim_end().len();
            let last = tex[..end].chars().next_back().map_or(0, char::len_utf8);
            end - last..end
        }
    }
}
