//! Photos: whether they say where they were taken.
//!
//! [`says_where`] is the entry point. Phones write the place into each photo: into its Exif data (tags 1 to 31 of the
//! GPS directory, Exif 2.32, 4.6.6) and often into its XMP packet as well. Nothing here changes a photo.

use std::io::{BufRead, Read, Seek};

use exif::{Context, Exif, Field, Reader, Tag, Value};

use crate::path::SourcePath;

/// The extensions of photos that may say so.
const KINDS: [&str; 8] = ["avif", "heic", "heif", "jpe", "jpeg", "jpg", "png", "webp"];

/// The bytes at the beginning that are searched for an XMP packet.
const HEAD: u64 = 256 * 1024;

/// The tags that tell a place. Others, such as the version of the directory, are in photos without one, too.
const PLACES: [Tag; 4] = [Tag::GPSLatitude, Tag::GPSLongitude, Tag::GPSDestLatitude, Tag::GPSDestLongitude];

/// Whether a path is that of a photo.
pub(crate) fn is_photo(path: &SourcePath) -> bool {
    KINDS.contains(&&*path.extension())
}

/// Whether the photo says where it was taken. A photo that can't be read does not.
pub(super) fn says_where(mut photo: impl BufRead + Seek) -> bool {
    let mut head = Vec::new();
    let is_read = photo.by_ref().take(HEAD).read_to_end(&mut head).is_ok() && photo.rewind().is_ok();
    is_read && (memchr::memmem::find(&head, b":GPSLatitude").is_some() || exif(photo).is_some_and(|exif| tells(&exif)))
}

fn exif(mut photo: impl BufRead + Seek) -> Option<Exif> {
    let mut reader = Reader::new();
    // A photo with a mistake in its data has a place all the same.
    let read = reader.continue_on_error(true).read_from_container(&mut photo);
    read.or_else(|error| error.distill_partial_result(drop)).ok()
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
    use std::io::Cursor;

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
