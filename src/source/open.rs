//! Opens files without following links, and reads no more of them than is needed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Largest text of a note or canvas, in bytes. Anything longer is data; its end is left out.
pub const NOTE_LIMIT: usize = 8 * 1024 * 1024;

/// Opens a regular file for reading; anything else, including a link to a regular file, is an error.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    do_not_follow(&mut options);
    if cfg!(not(unix)) && !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Makes opening neither follow a link nor wait for the other end of a pipe.
pub(crate) fn do_not_follow(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC).bits() as i32);
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// Reads a note or canvas; of one that is longer than [`NOTE_LIMIT`] one byte more than that.
pub(super) fn read_text(path: &Path) -> io::Result<Vec<u8>> {
    let file = open_regular(path)?;
    let most = NOTE_LIMIT as u64 + 1;
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(most) as usize);
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
