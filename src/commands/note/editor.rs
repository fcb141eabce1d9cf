//! Opens a file in the author's editor.

use std::io;
use std::path::Path;
use std::process::Command;

use super::Failure;

/// Splits a command into the program and its flags, as a shell does. The path of a program needs no quotes if there is
/// nothing behind it.
fn words(command: &str) -> Vec<String> {
    if Path::new(command).is_file() {
        return vec![command.to_owned()];
    }
    // In paths of Windows the backslash quotes nothing.
    let quoted = if cfg!(windows) { command.replace('\\', "\\\\") } else { command.to_owned() };
    shlex::split(&quoted).unwrap_or_else(|| command.split_whitespace().map(str::to_owned).collect())
}

/// Opens a file in the program that `VISUAL` or `EDITOR` names, and waits for it to end; if neither is set, in
/// the system's default program for such files.
pub(super) fn open(file: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Result<(), Failure> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let command = environment(name)?;
        let words = words(&command);
        (!words.is_empty()).then_some((name, words))
    });
    let Some((variable, words)) = named else {
        return opener::open(file).map_err(|error| {
            Failure::new(format!("can't open `{}`: {}", file.display(), error.to_string().to_lowercase()))
                .help("name the program that you write with in the environment: EDITOR=nano")
        });
    };
    let program = &words[0];
    let ended = Command::new(program).args(&words[1..]).arg(file).status();
    let why = match ended {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("it ended with {status}"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => "there is no such program".to_owned(),
        Err(error) => error.to_string().to_lowercase(),
    };
    Err(Failure::new(format!("can't open `{}` with `{program}`: {why}", file.display()))
        .help(format!("{variable} names the program; the note is there")))
}
