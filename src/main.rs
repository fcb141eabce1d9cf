//! The program: parses the arguments, makes one call into the library, writes text and returns an exit status.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use allotment::cli::CommandLine;
use allotment::commands::{Screen, Session};
use allotment::diagnostic::render::Format;
use anstream::{AutoStream, ColorChoice};

/// A build allocates and frees very many small values on all threads; this allocator saves an eighth of the CPU time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let command_line = CommandLine::read(std::env::args_os());
    let choice = match command_line.color() {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    };
    let environment = |name: &str| std::env::var(name).ok();
    let (out, err) = (io::stdout().lock(), io::stderr().lock());
    let (out_is_terminal, err_is_terminal) = (out.is_terminal(), err.is_terminal());
    let (mut out, mut err) = (AutoStream::new(out, choice), AutoStream::new(err, choice));
    let has_color = |choice: ColorChoice| choice != ColorChoice::Never;
    let out_screen = Screen::of(out_is_terminal, has_color(out.current_choice()), &environment);
    let err_screen = Screen::of(err_is_terminal, has_color(err.current_choice()), &environment);
    let mut session = Session {
        out: &mut out,
        err: &mut err,
        out_screen,
        err_screen,
        format: Format::Human,
        quiet: false,
        verbose: false,
        // Without a current folder, relative paths stay relative.
        folder: std::env::current_dir().unwrap_or_default(),
    };
    ExitCode::from(command_line.run(&mut session))
}
