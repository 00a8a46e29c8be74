//! Pictures that an organisation uploads: recognised by what they are, never by a name or by what their sender says.
//!
//! Only the head of a file is read, for its kind and its size; browsers decode the rest. PNG: PNG Specification (Third
//! Edition) sections 5.2 and 11.2.1. JPEG: ITU-T T.81 annex B.

use serde::{Deserialize, Serialize};

/// The longest side of a picture. A small file may unfold into more than a browser can hold.
pub const LONGEST_SIDE: u32 = 10_000;

/// The largest file of any picture.
pub const LARGEST_PICTURE: usize = 1_363_148;

/// What kind of picture a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureKind {
    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What the head of a picture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Its kind.
    pub kind: PictureKind,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high.
    pub height: u32,
}

impl Picture {
    /// Reads the head of a file; none for what is neither PNG nor JPEG, or has no size.
    #[must_use]
    pub fn recognise(file: &[u8]) -> Option<Self> {
        let (kind, (width, height)) = match png_size(file) {
            Some(size) => (PictureKind::Png, size),
            None => (PictureKind::Jpeg, jpeg_size(file)?),
        };
        (width > 0 && height > 0).then_some(Self {
            kind,
            width,
            height,
        })
    }
}

fn png_size(file: &[u8]) -> Option<(u32, u32)> {
    let head = file.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let (width, rest) = head.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

/// Walks from segment to segment until the frame's header. Each step goes on by its own length, at least two octets.
fn jpeg_size(file: &[u8]) -> Option<(u32, u32)> {
    let mut rest = file.strip_prefix(b"\xff\xd8")?;
    loop {
        rest = rest.strip_prefix(b"\xff")?;
        // Any number of fill octets may stand before a marker.
        while let Some(after) = rest.strip_prefix(b"\xff") {
            rest = after;
        }
        let (marker, after) = rest.split_first()?;
        rest = after;
        match marker {
            // Markers without a segment.
            0x01 | 0xd0..=0xd7 => continue,
            // The picture's data, or its end, before any frame.
            0x00 | 0xd8..=0xda => return None,
            _ => {}
        }
        let (length, _) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (segment, after) = rest.split_at_checked(length)?;
        let payload = segment.get(2..)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let (height, rest) = payload.get(1..)?.split_first_chunk::<2>()?;
            let (width, _) = rest.split_first_chunk::<2>()?;
            return Some((
                u16::from_be_bytes(*width).into(),
                u16::from_be_bytes(*height).into(),
            ));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        file.extend(width.to_be_bytes());
        file.extend(height.to_be_bytes());
        file.extend([8, 6, 0, 0, 0]);
        file
    }

    /// With an application segment and fill octets before the frame, as cameras write them.
    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut file = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xff\xc2\x00\x0b\x08".to_vec();
        file.extend(height.to_be_bytes());
        file.extend(width.to_be_bytes());
        file.extend([1, 1, 0x11, 0]);
        file
    }

    #[test]
    fn a_picture_is_known_by_its_content() {
        let found = Picture::recognise(&png(300, 100)).unwrap();
        assert_eq!(
            (found.kind, found.width, found.height),
            (PictureKind::Png, 300, 100)
        );
        let found = Picture::recognise(&jpeg(1_200, 400)).unwrap();
        assert_eq!(
            (found.kind, found.width, found.height),
            (PictureKind::Jpeg, 1_200, 400)
        );
    }

    #[test]
    fn what_is_no_picture_or_has_no_size_is_none() {
        let (png_head, jpeg_head) = (png(1, 1), jpeg(1, 1));
        for bad in [
            &b""[..],
            b"GIF89a\x01\x00\x01\x00",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<!doctype html><script>1</script>",
            b"RIFF\0\0\0\0WEBPVP8 ",
            &png_head[..20],
            &jpeg_head[..14],
            &png(0, 5),
            &png(5, 0),
            // Its data before any frame, a segment shorter than its own length, one that ends outside, no marker.
            b"\xff\xd8\xff\xda\x00\x02",
            b"\xff\xd8\xff\xe0\x00\x00\xff\xc0",
            b"\xff\xd8\xff\xe0\xff\xff",
            b"\xff\xd8\x00\x00",
            b"\xff\xd8\xff\xc0\x00\x02",
            b"\xff\xd8\xff\xff\xff\xff",
        ] {
            assert_eq!(Picture::recognise(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(start in 0_usize..3, rest in prop::collection::vec(any::<u8>(), 0..400)) {
            let starts: [&[u8]; 3] = [b"", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"\xff\xd8\xff"];
            let file = [starts[start], &rest].concat();
            if let Some(picture) = Picture::recognise(&file) {
                prop_assert!(picture.width > 0 && picture.height > 0);
            }
        }
    }
}
