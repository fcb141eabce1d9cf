//! What a garden's search needs: the files of its index, and pages of words to browse without a script.
//!
//! [`Search::of`] is the entry point: it passes the published notes to `search` and distributes the words that tell
//! notes apart over pages. Nothing else that is made from the whole garden costs as much, so it is made once, on
//! first request. The files with the texts of notes are the largest part; each is made on request and not kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::Inputs;
use super::alphabet::Alphabet;
use super::list::day;
use super::page::{Kind, Page};
use crate::config::Config;
use crate::garden::{Garden, NoteId};
use crate::path::{OutputPath, fold};
use crate::search::{self, Entry, File, Indexed, NoteFile, Telling};
use crate::theme;

/// Words per page.
pub(super) const WORD_LIMIT: usize = 100;

/// The search of a garden, made on first request.
#[derive(Default)]
pub(super) struct Search(OnceLock<Made>);

/// Everything that a search consists of.
#[derive(Default)]
pub(super) struct Made {
    /// The files of the index other than those with notes, including what the theme adds: one begins with the search
    /// script, another one has what few queries need.
    pub(super) files: BTreeMap<OutputPath, Vec<u8>>,
    /// The files with notes, which [`Made::note_file`] writes, and the notes in each.
    pub(super) notes: BTreeMap<OutputPath, (NoteFile, Vec<NoteId>)>,
    /// Words by first letter.
    pub(super) letters: Vec<Letter>,
    /// The pages of these words, sorted by address.
    pub(super) pages: Vec<Page>,
}

/// The words that begin with one letter.
pub(super) struct Letter {
    /// The letter as shown.
    pub(super) title: String,
    /// Sorted by the garden's alphabet.
    pub(super) words: Vec<Word>,
    /// The addresses of the pages that list them; at least one.
    pub(super) pages: Vec<OutputPath>,
}

/// A word that tells notes apart.
pub(super) struct Word {
    pub(super) word: String,
    /// Some of the notes that have it.
    pub(super) notes: Vec<NoteId>,
    /// How many notes have it.
    pub(super) count: usize,
    /// Words under which the rest of these notes are found, with their pages.
    pub(super) narrower: Vec<(String, OutputPath)>,
}

impl Search {
    /// Returns the search of this garden; it is empty if the settings turn it off. The first call must not
    /// come from several threads of one pool: they would wait for each other.
    pub(super) fn of(&self, inputs: &Inputs<'_>, garden: &Garden) -> &Made {
        self.0.get_or_init(|| if inputs.config.search.enabled { Made::new(inputs, garden) } else { Made::default() })
    }
}

impl Made {
    fn new(inputs: &Inputs<'_>, garden: &Garden) -> Self {
        let config = inputs.config;
        let Indexed { files, notes, telling } = with_entries(config, garden, search::index);
        let ids: Vec<NoteId> = garden.ids().collect();
        let words = telling.iter().map(|telling| Word {
            word: telling.word.clone(),
            notes: telling.notes.iter().map(|place| ids[*place]).collect(),
            count: telling.count,
            narrower: Vec::new(),
        });
        let mut letters = letters(words, &Alphabet::of(config.language.as_str()));
        lead_on(&mut letters, &telling);
        let mut pages: Vec<Page> =
            letters.iter().enumerate().flat_map(|(place, letter)| letter.planned(place)).collect();
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        let with_ids = |file: NoteFile| {
            let ids = file.notes.iter().map(|place| ids[*place]).collect();
            (output(&file.name), (file, ids))
        };
        let notes = notes.into_iter().map(with_ids).collect();
        let mut files: BTreeMap<OutputPath, Vec<u8>> =
            files.into_iter().map(|file| (output(&file.name), file.text.into_bytes())).collect();
        if let Some(root) = files.get_mut(&OutputPath::new(theme::SEARCH)) {
            root.splice(..0, inputs.theme.search_script().iter().copied());
        }
        files.insert(OutputPath::new(theme::RARE), inputs.theme.rare_script().to_vec());
        Self { files, notes, letters, pages }
    }

    /// Writes the file with notes at this path, if there is one.
    pub(super) fn note_file(&self, config: &Config, garden: &Garden, path: &OutputPath) -> Option<Vec<u8>> {
        let (file, ids) = self.notes.get(path)?;
        let urls: Vec<String> = ids.iter().map(|id| garden.note(*id).page.url()).collect();
        let entries: Vec<Entry<'_>> = ids.iter().zip(&urls).map(|(id, url)| entry(config, garden, *id, url)).collect();
        Some(file.write(&entries).text.into_bytes())
    }
}

impl Letter {
    fn planned(&self, place: usize) -> impl Iterator<Item = Page> {
        self.pages
            .iter()
            .enumerate()
            .map(move |(number, path)| Page { path: path.clone(), kind: Kind::Words(place, number) })
    }

    /// Returns the words on one of its pages.
    pub(super) fn on_page(&self, number: usize) -> &[Word] {
        self.words.chunks(WORD_LIMIT).nth(number).unwrap_or_default()
    }
}

/// Sets `narrower` of each word: the words under which the rest of its notes are found.
fn lead_on(letters: &mut [Letter], telling: &[Telling]) {
    let on_page = |letter: &Letter, page: usize| {
        let words = letter.on_page(page).iter().map(|word| word.word.clone());
        words.map(|word| (word, letter.pages[page].clone())).collect::<Vec<_>>()
    };
    let of_letter =
        |letter: &Letter| (0..letter.pages.len()).flat_map(|page| on_page(letter, page)).collect::<Vec<_>>();
    let pages: HashMap<String, OutputPath> = letters.iter().flat_map(of_letter).collect();
    let by_word: HashMap<&str, &Telling> = telling.iter().map(|telling| (telling.word.as_str(), telling)).collect();
    for word in letters.iter_mut().flat_map(|letter| &mut letter.words) {
        let narrower = by_word.get(word.word.as_str()).map_or(&[][..], |telling| &telling.narrower);
        let names = narrower.iter().map(|place| telling[*place].word.as_str()).filter(|name| *name != word.word);
        word.narrower = names.filter_map(|name| Some((name.to_owned(), pages.get(name)?.clone()))).collect();
    }
}

/// Sorts words and groups them by first letter in this alphabet.
fn letters(words: impl Iterator<Item = Word>, alphabet: &Alphabet) -> Vec<Letter> {
    let mut words: Vec<Word> = words.collect();
    words.sort_by_cached_key(|word| (alphabet.key(&word.word), word.word.clone()));
    let mut letters: Vec<Letter> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for word in words {
        let title = alphabet.letter(&word.word);
        let name = if title == "#" { "0".to_owned() } else { fold(&title) };
        let place = *known.entry(name).or_insert(letters.len());
        match letters.get_mut(place) {
            Some(letter) => letter.words.push(word),
            None => letters.push(Letter { title, words: vec![word], pages: Vec::new() }),
        }
    }
    for (name, place) in known {
        let letter = &mut letters[place];
        // `garden::addresses` reserves these.
        let page = |number: usize| match number {
            0 => OutputPath::new(&format!("search/words.{name}.html")),
            _ => OutputPath::new(&format!("search/words.{name}.{}.html", number + 1)),
        };
        letter.pages = (0..letter.words.len().div_ceil(WORD_LIMIT)).map(page).collect();
    }
    letters
}

/// Returns the files of the index of all notes.
pub(super) fn files(config: &Config, garden: &Garden) -> Vec<File> {
    with_entries(config, garden, search::files)
}

/// Runs `work` on the search entries of all notes, in note order.
fn with_entries<T>(config: &Config, garden: &Garden, work: impl FnOnce(&[Entry<'_>]) -> T) -> T {
    let urls: Vec<String> = garden.notes.iter().map(|entry| entry.page.url()).collect();
    let entries: Vec<Entry<'_>> = garden.ids().zip(&urls).map(|(id, url)| entry(config, garden, id, url)).collect();
    work(&entries)
}

fn entry<'a>(config: &'a Config, garden: &'a Garden, id: NoteId, url: &'a str) -> Entry<'a> {
    let entry = garden.note(id);
    Entry {
        note: &entry.note,
        url,
        day: day(garden, id),
        backlinks: entry.backlinks.len(),
        language: entry.note.front.language.as_deref().unwrap_or(config.language.as_str()),
    }
}

/// Returns the path of a file of the index.
fn output(name: &str) -> OutputPath {
    OutputPath::new(&format!("search/{name}.js"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_under_their_first_letters() {
        let mut words: Vec<String> = (0..250).map(|number| format!("b{number:03}")).collect();
        words.extend(["été", "堆肥", "apple", "сад", "eel"].map(str::to_owned));
        let words = words.into_iter().map(|word| Word { word, notes: Vec::new(), count: 1, narrower: Vec::new() });
        let letters = letters(words, &Alphabet::of("en"));
        let shown: Vec<String> = letters
            .iter()
            .map(|letter| {
                let pages: Vec<&str> = letter.pages.iter().map(OutputPath::as_str).collect();
                format!("{} {} {}", letter.title, letter.words[0].word, pages.join(" "))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "# 堆肥 search/words.0.html",
                "A apple search/words.a.html",
                "B b000 search/words.b.html search/words.b.2.html search/words.b.3.html",
                "E eel search/words.e.html",
                "С сад search/words.с.html",
            ]
        );
        assert_eq!(letters[2].on_page(2).len(), 50);
    }
}
