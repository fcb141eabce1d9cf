//! `allotment completions`: a shell script that completes commands and flags.

use clap::Command;
use clap_complete::Shell;

use super::{Exit, Failure, Session};

/// Writes the completion script for a shell.
///
/// # Errors
///
/// If the result can't be written.
pub fn run(session: &mut Session<'_>, shell: Shell, mut command: Command) -> Result<Exit, Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    session.result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
