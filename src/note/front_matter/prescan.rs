//! Checks front matter before it is given to the YAML library, which takes time quadratic in the depth of brackets
//! (half a minute for 100 KB of `[`).
//!
//! [`check`] accepts what is small and flat. It does not parse YAML: it only knows where brackets count, which is not
//! in quotes, comments, block text or the middle of words.

/// Longer front matter, in bytes, is rejected.
const SIZE_LIMIT: usize = 64 * 1024;

/// Deeper brackets are rejected.
const DEPTH_LIMIT: usize = 32;

/// More opening brackets than this are rejected, wherever they are: no disguise gets past this bound.
const BRACKET_LIMIT: usize = 2048;

/// What exceeds a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TooMuch {
    /// Longer than 64 KiB.
    Size,
    /// The bracket at this byte is nested too deep.
    Depth(usize),
    /// The bracket at this byte is one too many.
    Brackets(usize),
}

/// Whether front matter can be given to the library.
pub(super) fn check(text: &str) -> Result<(), TooMuch> {
    if text.len() > SIZE_LIMIT {
        return Err(TooMuch::Size);
    }
    let mut brackets = memchr::memchr2_iter(b'[', b'{', text.as_bytes());
    if brackets.clone().nth(DEPTH_LIMIT).is_none() {
        return Ok(());
    }
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, depth: 0, fresh: true };
    if let Some(at) = scan.too_deep() {
        return Err(TooMuch::Depth(at));
    }
    brackets.nth(BRACKET_LIMIT).map_or(Ok(()), |at| Err(TooMuch::Brackets(at)))
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    /// Whether a value may start here, so that a bracket or quote has its special meaning.
    fresh: bool,
}

impl Scan<'_> {
    /// The first bracket that is nested too deeply.
    fn too_deep(&mut self) -> Option<usize> {
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            self.at += 1;
            match byte {
                b'\n' if self.depth == 0 => self.fresh = true,
                b' ' | b'\t' | b'\r' | b'\n' => {}
                b'#' if start == 0 || self.bytes[start - 1].is_ascii_whitespace() => self.skip_line(),
                b'[' | b'{' if self.fresh || self.depth > 0 => {
                    self.depth += 1;
                    self.fresh = true;
                    if self.depth > DEPTH_LIMIT {
                        return Some(start);
                    }
                }
                b']' | b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    self.fresh = false;
                }
                b',' if self.depth > 0 => self.fresh = true,
                b':' if self.depth > 0 => self.fresh = true,
                b':' | b'-' | b'?' if self.before_blank() => self.fresh = true,
                b'"' | b'\'' if self.fresh => self.skip_quoted(byte),
                b'|' | b'>' if self.fresh && self.depth == 0 => self.skip_block(start),
                b'&' | b'!' if self.fresh => self.skip_word(),
                _ => self.fresh = false,
            }
        }
        None
    }

    fn before_blank(&self) -> bool {
        self.bytes.get(self.at).is_none_or(u8::is_ascii_whitespace)
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn skip_word(&mut self) {
        self.at += self.bytes[self.at..]
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !b",[]{}".contains(byte))
            .count();
    }

    fn skip_quoted(&mut self, quote: u8) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            if byte == b'\\' && quote == b'"' {
                self.at += 1;
            } else if byte == quote {
                // In single quotes, two single quotes stand for one.
                if quote == b'\'' && self.bytes.get(self.at) == Some(&quote) {
                    self.at += 1;
                } else {
                    break;
                }
            }
        }
        self.fresh = false;
    }

    /// Skips the text after `|` or `>`: all lines indented at least like the first of them.
    fn skip_block(&mut self, sign: usize) {
        let line_start = memchr::memrchr(b'\n', &self.bytes[..sign]).map_or(0, |at| at + 1);
        // The column of the key or hyphen that the text belongs to: the text is indented more.
        let opening = &self.bytes[line_start..sign];
        let mut owner = opening.iter().take_while(|byte| matches!(byte, b' ' | b'-' | b'?')).count();
        if owner == opening.len() {
            owner = opening.iter().rposition(|byte| *byte != b' ').unwrap_or(0);
        }
        self.skip_line();
        let mut needed = None;
        while self.at < self.bytes.len() {
            let line = &self.bytes[self.at + 1..];
            let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
            let indent = line.iter().take_while(|byte| **byte == b' ').count();
            let is_blank = line[indent..].iter().all(u8::is_ascii_whitespace);
            if !is_blank && (indent <= owner || indent < *needed.get_or_insert(indent)) {
                break;
            }
            self.at += 1 + line.len();
        }
        self.fresh = true;
    }
}
