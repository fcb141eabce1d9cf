//! `allotment explain`: the long explanation of a finding.

use super::{Exit, Failure, Session};
use crate::diagnostic::{Code, explain, most_similar};

/// Writes the long explanation of a code, or without a code one line about each.
///
/// # Errors
///
/// If there is no such code, or the result can't be written.
pub fn run(session: &mut Session<'_>, word: Option<&str>) -> Result<Exit, Failure> {
    let Some(word) = word else {
        let widest = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
        let line = |code: &Code| format!("{:widest$}  {}\n", code.as_str(), explain::gist(*code));
        session.result(&Code::ALL.iter().map(line).collect::<String>())?;
        return Ok(Exit::Fine);
    };
    let Some(code) = Code::from_word(word) else {
        let failure = Failure::new(format!("there is no finding called `{word}`"));
        return Err(match most_similar(word, Code::ALL.iter().map(|code| code.as_str())) {
            Some(similar) => failure.help(format!("did you mean `{similar}`?")),
            None => failure.help("`allotment explain` without a name lists all"),
        });
    };
    session.result(&explain::explain(code))?;
    Ok(Exit::Fine)
}
