//! `allotment man`: the manual page of the program or of one of its commands.

use clap::Command;
use clap_mangen::Man;

use super::{Exit, Failure, Session};
use crate::diagnostic::most_similar;

/// Writes the manual page of the command called `name`, or without a name that of the program, in the format of `man`.
///
/// # Errors
///
/// If there is no such command, or the result can't be written.
pub fn run(session: &mut Session<'_>, name: Option<&str>, mut command: Command) -> Result<Exit, Failure> {
    command.build();
    let page = match name {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                let names = command.get_subcommands().map(Command::get_name);
                let failure = Failure::new(format!("there is no command `{name}`"));
                return Err(match most_similar(name, names) {
                    Some(similar) => failure.help(format!("did you mean `{similar}`?")),
                    None => failure.help("`allotment help` lists the commands"),
                });
            }
        },
    };
    let source = concat!("allotment ", env!("CARGO_PKG_VERSION"));
    let mut text = Vec::new();
    // Writing to memory can't fail.
    let written = Man::new(page).source(source).manual("allotment").render(&mut text);
    written.map_err(|error| Failure::new(format!("can't make the page: {error}")).help("please report it"))?;
    session.result(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Fine)
}
