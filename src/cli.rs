//! The command line: parses the arguments and calls one command.
//!
//! [`CommandLine::read`] parses the arguments, [`CommandLine::run`] calls the command and returns the exit
//! status: 0 if all is well, 1 if the garden has problems, 2 for a mistake in arguments or settings, or a file
//! that can't be read or written. Every flag can also be set by an environment variable. A flag takes
//! precedence over its variable, and the variable over `site.toml`.

mod search;
mod values;

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::Zoned;

use crate::commands::build::BuildOptions;
use crate::commands::check::CheckOptions;
use crate::commands::note::Wish;
use crate::commands::root::{Origin, Overrides, absolute};
use crate::commands::serve::ServeOptions;
use crate::commands::{self, Exit, Failure, GardenRoot, Session};
use crate::config::BaseUrl;
use crate::diagnostic::render::Format;
use crate::serve;

/// What the last lines of `--help` say.
const AFTER_HELP: &str = "\
Exit status: 0 all is well; 1 the garden has problems (findings of check, warnings with --strict) or a search finds \
nothing; 2 a mistake in the arguments or in site.toml, or a file that can't be read or written.

Every flag can also be set by an environment variable, named ALLOTMENT_ and the flag: ALLOTMENT_BASE_URL for \
--base-url.";

/// A static site generator for knowledge gardens: Markdown notes become a linked, searchable site.
#[derive(Debug, Parser)]
#[command(name = "allotment", version, max_term_width = 100, after_long_help = AFTER_HELP)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// The garden's folder [default: the nearest folder from here up with a site.toml, else this one]
    #[arg(long, global = true, value_name = "DIR", env = "ALLOTMENT_ROOT", hide_env = true)]
    root: Option<PathBuf>,
    /// The settings file [default: site.toml in the garden's folder]
    #[arg(long, global = true, value_name = "FILE", env = "ALLOTMENT_CONFIG", hide_env = true)]
    config: Option<PathBuf>,
    /// Show errors only
    #[arg(short, long, global = true, env = "ALLOTMENT_QUIET", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    quiet: bool,
    /// Show more: every finding, and what each setting means
    #[arg(short, long, global = true, env = "ALLOTMENT_VERBOSE", hide_env = true, value_parser = values::times, action = ArgAction::Count)]
    verbose: u8,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "ALLOTMENT_COLOR", hide_env = true)]
    color: ColorChoice,
    /// How to print findings
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        env = "ALLOTMENT_FORMAT",
        hide_env = true
    )]
    format: FormatName,
}

/// How findings are shown, as a word of the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// The line itself, with carets and help
    Human,
    /// One line per finding: `path:line:column: severity[code]: message`
    Concise,
    /// One JSON object per line, a summary last
    Json,
    /// Annotations for a GitHub workflow
    Github,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Format::Human,
            FormatName::Concise => Format::Concise,
            FormatName::Json => Format::Json,
            FormatName::Github => Format::Github,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create a new garden: six linked notes that teach by example
    New {
        /// The folder to create
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Turn the notes that are already here into a garden: write a commented site.toml
    Init,
    /// Create a note dated today and print its path
    Note(Note),
    /// Preview the garden in a browser; pages update as you write
    Serve(Serve),
    /// Build the site
    Build(Build),
    /// Find broken links and other problems, without building
    Check(Check),
    /// Search the notes, with the same results as on the site
    #[command(after_long_help = search::OPERATORS)]
    Search(Search),
    /// Find places that name a note without linking to it, and print a diff that links them
    Suggest {
        /// Notes to look at, or folders of notes [default: all]
        #[arg(value_name = "NOTE")]
        notes: Vec<PathBuf>,
    },
    /// Show the settings in effect, and where each comes from
    Config(Config),
    /// List the files of the theme, or copy some of them to change them
    Theme {
        #[command(subcommand)]
        deed: Option<ThemeDeed>,
    },
    /// Explain a kind of finding in detail
    Explain {
        /// The code that stands in brackets, such as broken-link [default: list all codes]
        code: Option<String>,
    },
    /// Print a completion script for your shell
    Completions {
        /// The shell to complete commands in
        shell: Shell,
    },
    /// Print the manual page, in the format of man
    Man {
        /// The command to describe [default: the whole program]
        command: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum ThemeDeed {
    /// List the files of the theme, and which are yours (the default)
    List,
    /// Copy files of the default theme into yours, where you can change them
    Eject {
        /// The paths of the files, such as note.html or words/fr.toml
        #[arg(required = true)]
        files: Vec<String>,
    },
    /// Show what you changed in your copies
    Diff {
        /// The files to compare [default: all]
        files: Vec<String>,
    },
}

/// Settings of `site.toml` that can be given in another way.
#[derive(Debug, Args)]
struct Given {
    /// The folder to write the site to [default: output in site.toml, else public]
    #[arg(short, long, value_name = "DIR", env = "ALLOTMENT_OUTPUT", hide_env = true)]
    output: Option<PathBuf>,
    /// The address where the site will be published [default: base_url in site.toml]
    #[arg(long, value_name = "URL", env = "ALLOTMENT_BASE_URL", hide_env = true)]
    base_url: Option<BaseUrl>,
}

#[derive(Debug, Args)]
struct Note {
    /// The title of the note
    #[arg(required_unless_present = "daily", conflicts_with = "daily")]
    title: Option<String>,
    /// Use today's daily note instead, and create it if there is none
    #[arg(long, env = "ALLOTMENT_DAILY", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    daily: bool,
    /// Open it in $VISUAL, $EDITOR or the system's program for notes
    #[arg(long, env = "ALLOTMENT_OPEN", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    open: bool,
}

#[derive(Debug, Args)]
struct Serve {
    /// The port; if it is taken, the next free one
    #[arg(short, long, default_value_t = serve::PORT, value_parser = values::port, env = "ALLOTMENT_PORT", hide_env = true)]
    port: u16,
    /// Let other devices on the network connect, at this address of this machine; without ADDR, at any
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = "0.0.0.0", value_parser = values::address, env = "ALLOTMENT_HOST", hide_env = true)]
    host: Option<IpAddr>,
    /// Open the home page in a browser
    #[arg(long, env = "ALLOTMENT_OPEN", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    open: bool,
    /// Leave out drafts, as build does
    #[arg(long, env = "ALLOTMENT_NO_DRAFTS", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    no_drafts: bool,
    /// Look for changes at this interval, such as 500ms or 2s, on drives that do not report them
    #[arg(long, value_name = "DURATION", value_parser = values::duration, env = "ALLOTMENT_POLL", hide_env = true)]
    poll: Option<Duration>,
    /// Leave open pages as they are until you reload them
    #[arg(long, env = "ALLOTMENT_NO_RELOAD", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    no_reload: bool,
}

#[derive(Debug, Args)]
struct Build {
    #[command(flatten)]
    given: Given,
    /// Include drafts
    #[arg(long, env = "ALLOTMENT_DRAFTS", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    drafts: bool,
    /// Start from scratch: ignore what an earlier build remembered
    #[arg(long, env = "ALLOTMENT_CLEAN", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    clean: bool,
    /// Exit with status 1 if there are warnings
    #[arg(long, env = "ALLOTMENT_STRICT", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    strict: bool,
    /// Show more statistics
    #[arg(long, env = "ALLOTMENT_STATS", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    stats: bool,
    /// Show how long each stage took
    #[arg(long, env = "ALLOTMENT_TIMINGS", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    timings: bool,
}

#[derive(Debug, Args)]
struct Check {
    /// Check drafts too
    #[arg(long, env = "ALLOTMENT_DRAFTS", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    drafts: bool,
    /// Fix what can be fixed without risk, then check again
    #[arg(long, env = "ALLOTMENT_FIX", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    fix: bool,
    /// With --fix: show what would be fixed, and change nothing
    #[arg(long, requires = "fix", env = "ALLOTMENT_DRY_RUN", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct Search {
    /// What to search for: words, "phrases", -word, tag:name, in:folder, before:2025, after:2025-04
    #[arg(required = true)]
    query: Vec<String>,
    /// Show at most this many notes
    #[arg(short = 'n', long, value_name = "NUMBER", default_value = "10", value_parser = values::count, env = "ALLOTMENT_LIMIT", hide_env = true)]
    limit: usize,
}

#[derive(Debug, Args)]
struct Config {
    #[command(flatten)]
    given: Given,
    /// Show the settings in effect (the default)
    #[arg(long, env = "ALLOTMENT_SHOW", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    show: bool,
    /// Print the JSON schema of site.toml instead, for editors
    #[arg(long, conflicts_with = "show", env = "ALLOTMENT_SCHEMA", hide_env = true, value_parser = FalseyValueParser::new(), action = ArgAction::SetTrue)]
    schema: bool,
}

/// The arguments of a call, understood or not.
pub struct CommandLine(Result<(Arguments, ArgMatches), clap::Error>);

impl CommandLine {
    /// Takes the arguments of a process, the first of which is its own name.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let matches = Arguments::command().try_get_matches_from(search::left_out_last(arguments.into_iter().collect()));
        Self(matches.and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches))))
    }

    /// What was asked for about colours.
    pub fn color(&self) -> ColorChoice {
        self.0.as_ref().map_or(ColorChoice::Auto, |(arguments, _)| arguments.global.color)
    }

    /// Calls the command, and gives the exit status. Streams, screens and folder of the session are
    /// used as they are; how it talks is taken from the arguments.
    pub fn run(self, session: &mut Session<'_>) -> u8 {
        let (arguments, matches) = match self.0 {
            Ok(understood) => understood,
            Err(error) => return refuse(session, &error),
        };
        session.format = arguments.global.format.into();
        session.quiet = arguments.global.quiet;
        session.verbose = arguments.global.verbose > 0 && !session.quiet;
        match dispatch(session, arguments, &matches) {
            Ok(Exit::Fine) => 0,
            Ok(Exit::Problems) => 1,
            Ok(Exit::Interrupted) => 130,
            Err(failure) => {
                session.fail(&failure);
                2
            }
        }
    }
}

/// Shows help or the version, or what is wrong with the arguments.
fn refuse(session: &mut Session<'_>, error: &clap::Error) -> u8 {
    let text = error.render();
    let (stream, screen) = if error.use_stderr() {
        (&mut session.err, session.err_screen)
    } else {
        (&mut session.out, session.out_screen)
    };
    let text = if screen.color { text.ansi().to_string() } else { text.to_string() };
    // If this fails, the stream was closed by somebody who does not want to read it.
    drop(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    u8::try_from(error.exit_code()).unwrap_or(2)
}

fn dispatch(session: &mut Session<'_>, arguments: Arguments, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Arguments { global, command } = arguments;
    let find = |session: &Session<'_>, overrides: &Overrides| {
        GardenRoot::find(session, global.root.as_deref(), global.config.as_deref(), overrides)
    };
    let given = matches.subcommand().map(|(_, matches)| matches);
    match command {
        None => bare(session, &global),
        Some(Command::New { folder }) => {
            commands::new::run(session, &absolute(&session.folder, &folder), Zoned::now().date())
        }
        Some(Command::Init) => {
            let folder = global.root.as_deref().map_or(session.folder.clone(), |root| absolute(&session.folder, root));
            commands::init::run(session, &folder)
        }
        Some(Command::Note(Note { title, open, .. })) => {
            let root = find(session, &Overrides::default())?;
            let wish = title.map_or(Wish::Daily, Wish::Titled);
            commands::note::run(session, &root, &wish, Zoned::now().datetime(), open)
        }
        Some(Command::Serve(Serve { port, host, open, no_drafts, poll, no_reload })) => {
            let options = ServeOptions { port, host, open, drafts: !no_drafts, poll, live: !no_reload };
            let find = move |session: &Session<'_>| {
                GardenRoot::find(session, global.root.as_deref(), global.config.as_deref(), &Overrides::default())
            };
            commands::serve::run(session, find, &options)
        }
        Some(Command::Build(build)) => {
            let root = find(session, &overrides(&build.given, given))?;
            let Build { given: Given { output, base_url }, drafts, clean, strict, stats, timings } = build;
            let options = BuildOptions { output, base_url, drafts, clean, strict, stats, timings };
            commands::build::run(session, &root, &options)
        }
        Some(Command::Check(Check { drafts, fix, dry_run })) => {
            let root = find(session, &Overrides::default())?;
            commands::check::run(session, &root, CheckOptions { drafts, fix, dry_run })
        }
        Some(Command::Search(Search { query, limit })) => {
            let root = find(session, &Overrides::default())?;
            commands::search::run(session, &root, &query.join(" "), limit)
        }
        Some(Command::Suggest { notes }) => {
            let root = find(session, &Overrides::default())?;
            commands::suggest::run(session, &root, &notes)
        }
        Some(Command::Config(config)) if config.schema => commands::config::schema(session),
        Some(Command::Config(config)) => {
            let root = find(session, &overrides(&config.given, given))?;
            commands::config::show(session, &root)
        }
        Some(Command::Theme { deed }) => {
            let root = find(session, &Overrides::default())?;
            match deed {
                None | Some(ThemeDeed::List) => commands::theme::list(session, &root),
                Some(ThemeDeed::Eject { files }) => commands::theme::eject(session, &root, &files),
                Some(ThemeDeed::Diff { files }) => commands::theme::diff(session, &root, &files),
            }
        }
        Some(Command::Explain { code }) => commands::explain::run(session, code.as_deref()),
        Some(Command::Completions { shell }) => commands::completions::run(session, shell, Arguments::command()),
        Some(Command::Man { command }) => commands::man::run(session, command.as_deref(), Arguments::command()),
    }
}

/// Short help, and in a garden one line about it.
fn bare(session: &mut Session<'_>, global: &Global) -> Result<Exit, Failure> {
    let help = Arguments::command().render_help();
    let help = if session.out_screen.color { help.ansi().to_string() } else { help.to_string() };
    session.result(&help)?;
    let root = GardenRoot::find(session, global.root.as_deref(), global.config.as_deref(), &Overrides::default())?;
    if let Some(line) = commands::status::line(session, &root) {
        session.result(&format!("\n{line}"))?;
    }
    Ok(Exit::Fine)
}

/// The settings that were given by flags or the environment, and by which.
fn overrides(given: &Given, matches: Option<&ArgMatches>) -> Overrides {
    let origin = |id: &str, flag, variable| match matches.and_then(|matches| matches.value_source(id)) {
        Some(ValueSource::CommandLine) => Some(Origin::Flag(flag)),
        Some(ValueSource::EnvVariable) => Some(Origin::Environment(variable)),
        _ => None,
    };
    let origins = [
        ("output", origin("output", "--output", "ALLOTMENT_OUTPUT")),
        ("base_url", origin("base_url", "--base-url", "ALLOTMENT_BASE_URL")),
    ];
    Overrides {
        output: given.output.clone(),
        base_url: given.base_url.clone(),
        origins: origins.into_iter().filter_map(|(key, origin)| Some((key, origin?))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_declared_soundly() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_flag_has_its_environment_variable() {
        let program = Arguments::command();
        let flags = std::iter::once(&program).chain(program.get_subcommands()).flat_map(clap::Command::get_arguments);
        for flag in flags {
            let Some(name) = flag.get_long() else { continue };
            let want = format!("ALLOTMENT_{}", name.to_uppercase().replace('-', "_"));
            let found = flag.get_env().map(|name| name.to_string_lossy().into_owned());
            assert_eq!(found, Some(want), "--{name}");
        }
    }

    #[test]
    fn help_texts_are_short_and_without_a_full_stop() {
        let program = Arguments::command();
        for command in program.get_subcommands() {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.ends_with('.') && about.len() <= 90, "{}: {about}", command.get_name());
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && !help.ends_with('.'), "{} {}", command.get_name(), argument.get_id());
            }
        }
    }
}
