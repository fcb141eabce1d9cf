//! Photos: whether they say where they were taken.
//!
//! [`says_where`] is the entry point. Phones write the place into each photo: into its Exif data (tags 1 to 31 of the
//! GPS directory, Exif 2.32, 4.6.6) and often into its XMP packet as well. Nothing here changes a photo.

use std::io::{BufRead, Cursor, Read, Seek, SeekFrom};

use exif::{Context, Error, Exif, Field, Reader, Tag, Value};

use crate::path::SourcePath;

/// The extensions of photos that may say so.
const KINDS: [&str; 11] = ["avif", "heic", "heif", "jfif", "jpe", "jpeg", "jpg", "png", "tif", "tiff", "webp"];

/// The bytes at the beginning that are searched: more than the first two segments of a JPEG can have. Data about a WebP
/// picture come after it, so the end of one is searched as well.
const PART: u64 = 160 * 1024;

/// What an XMP packet calls it.
const IN_XMP: &[u8] = b":GPSLatitude";

/// The tags that tell a place. Others, such as the version of the directory, are in photos without one, too.
const PLACES: [Tag; 4] = [Tag::GPSLatitude, Tag::GPSLongitude, Tag::GPSDestLatitude, Tag::GPSDestLongitude];

/// Whether a path is that of a photo.
pub(crate) fn is_photo(path: &SourcePath) -> bool {
    KINDS.contains(&&*path.extension())
}

/// Whether the photo says where it was taken, as far as its beginning and its end tell. One that can't be read does not.
pub fn says_where(mut photo: impl BufRead + Seek) -> bool {
    let Some(head) = part(&mut photo, SeekFrom::Start(0)) else { return false };
    let webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    let tail = if webp { end(&mut photo).unwrap_or_default() } else { Vec::new() };
    let in_xmp = [&head, &tail].iter().any(|part| memchr::memmem::find(part, IN_XMP).is_some());
    in_xmp
        || exif(photo, &head)
            .or_else(|| [&head, &tail].iter().find_map(|part| prefixed(part)))
            .is_some_and(|it| tells(&it))
}

fn part(photo: &mut (impl BufRead + Seek), start: SeekFrom) -> Option<Vec<u8>> {
    let mut part = Vec::new();
    photo.seek(start).ok()?;
    photo.by_ref().take(PART).read_to_end(&mut part).ok()?;
    Some(part)
}

fn end(photo: &mut (impl BufRead + Seek)) -> Option<Vec<u8>> {
    let length = photo.seek(SeekFrom::End(0)).ok()?;
    part(photo, SeekFrom::Start(length.saturating_sub(PART)))
}

fn exif(mut photo: impl BufRead + Seek, head: &[u8]) -> Option<Exif> {
    photo.rewind().ok()?;
    let mut reader = Reader::new();
    // A photo with a mistake in its data has a place all the same.
    reader.continue_on_error(true);
    let read = if head.starts_with(b"\x89PNG") {
        // The whole picture would be read otherwise.
        reader.read_from_container(&mut Cursor::new(head))
    } else {
        reader.read_from_container(&mut photo)
    };
    read.or_else(distilled).ok()
}

/// The data of a WebP picture that has the mark of a JPEG's data before them, as some programs write it.
fn prefixed(part: &[u8]) -> Option<Exif> {
    const MARK: &[u8] = b"Exif\0\0";
    let start = memchr::memmem::find_iter(part, MARK)
        .find(|at| at.checked_sub(8).is_some_and(|chunk| part[chunk..].starts_with(b"EXIF")))?;
    Reader::new().continue_on_error(true).read_raw(part[start + MARK.len()..].to_vec()).or_else(distilled).ok()
}

fn distilled(error: Error) -> Result<Exif, Error> {
    error.distill_partial_result(drop)
}

fn tells(exif: &Exif) -> bool {
    exif.fields().any(|field| field.tag.context() == Context::Gps && PLACES.contains(&field.tag) && is_known(field))
}

/// Programs that may not know the place write zeros.
fn is_known(field: &Field) -> bool {
    matches!(&field.value, Value::Rational(parts) if parts.iter().any(|part| part.num > 0 && part.denom > 0))
}

#[cfg(test)]
mod tests {
    use exif::experimental::Writer;
    use exif::{In, Rational};

    use super::*;

    /// A JPEG without a picture, with a segment for each of these contents.
    fn jpeg(segments: &[&[u8]]) -> Vec<u8> {
        let mut photo = vec![0xff, 0xd8];
        for segment in segments {
            photo.extend([0xff, 0xe1]);
            photo.extend((segment.len() as u16 + 2).to_be_bytes());
            photo.extend(*segment);
        }
        photo.extend([0xff, 0xd9]);
        photo
    }

    fn exif_with(tag: Tag, value: Value) -> Vec<u8> {
        let field = Field { tag, ifd_num: In::PRIMARY, value };
        let mut writer = Writer::new();
        writer.push_field(&field);
        let mut data = Cursor::new(b"Exif\0\0".to_vec());
        let mut raw = Cursor::new(Vec::new());
        writer.write(&mut raw, false).expect("written");
        data.get_mut().extend(raw.into_inner());
        data.into_inner()
    }

    fn angle(degrees: u32) -> Value {
        Value::Rational([degrees, 0, 0].map(|num| Rational { num, denom: 1 }).to_vec())
    }

    #[test]
    fn photos_that_say_where_they_were_taken_are_told_from_others() {
        let placed = exif_with(Tag::GPSLatitude, angle(52));
        let version = exif_with(Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0]));
        let zeros = exif_with(Tag::GPSLatitude, angle(0));
        let make = exif_with(Tag::Make, Value::Ascii(vec![b"Shed".to_vec()]));
        let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude=\"52,31N\"/>";
        for (segments, want) in [
            (&[&*placed][..], true),
            (&[xmp, &*make], true),
            (&[&*version], false),
            (&[&*zeros], false),
            (&[&*make], false),
            (&[], false),
        ] {
            assert_eq!(says_where(Cursor::new(jpeg(segments))), want, "{segments:?}");
        }
    }

    #[test]
    fn pictures_in_webp_say_it_in_their_own_ways() {
        let exif = exif_with(Tag::GPSLatitude, angle(52));
        let xmp = b"<x:xmpmeta exif:GPSLatitude=\"52,31N\"/>";
        for (name, data) in [(b"EXIF", &exif[..]), (b"EXIF", &exif[6..]), (b"XMP ", xmp)] {
            let mut chunks = b"WEBPVP8 ".to_vec();
            chunks.extend(300_000_u32.to_le_bytes());
            chunks.resize(300_012, 7);
            chunks.extend(name);
            chunks.extend((data.len() as u32).to_le_bytes());
            chunks.extend(data);
            let photo = [b"RIFF", &(chunks.len() as u32).to_le_bytes()[..], &chunks].concat();
            assert!(says_where(Cursor::new(photo)), "{name:?}");
        }
    }

    #[test]
    fn damaged_photos_do_no_harm() {
        let whole = jpeg(&[&exif_with(Tag::GPSLatitude, angle(52))]);
        for at in 0..whole.len() {
            says_where(Cursor::new(&whole[..at]));
            for sign in [0, 1, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = sign;
                says_where(Cursor::new(damaged));
            }
        }
    }
}
