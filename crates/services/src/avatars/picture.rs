//! A small square picture, made of one that somebody has uploaded.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    path::Path,
};

use domain::{
    AppError,
    attachment::{HEAD_BYTES, Looks, MediaType, looks},
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};
use tokio::sync::Semaphore;

use crate::{
    attachments::{Arrived, FILE},
    failure::{Failure, Outcome},
};

/// Width and height of the picture.
const SIDE: u32 = 256;
/// Of a JPEG: more is not seen at this size.
const QUALITY: u8 = 85;
/// Pixels of a picture on one side, and …
const MOST_SIDE: u32 = 12_000;
/// … of all of it: what a telephone takes, twice.
const MOST_PIXELS: u64 = 50_000_000;
/// Bytes that decoding may take.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// Pictures are made one after the other: each may take that much.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// The picture, as a JPEG without anything beside its pixels.
///
/// # Errors
/// It is no picture that can be read, or too large.
pub(super) async fn made_of(arrived: &Arrived) -> Outcome<Vec<u8>> {
    let _turn = ONE_AT_A_TIME.acquire().await.map_err(Failure::fault)?;
    arrived.look(made).await?.map_err(|code| AppError::field(FILE, code).into())
}

fn made(path: &Path) -> Result<Vec<u8>, &'static str> {
    let unreadable = |_| "not_a_picture";
    let mut file = File::open(path).map_err(|_| "not_a_picture")?;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|_| "not_a_picture")?;
    file.rewind().map_err(|_| "not_a_picture")?;
    let format = match looks(&head) {
        Looks::Like(MediaType::Jpeg) => ImageFormat::Jpeg,
        Looks::Like(MediaType::Png) => ImageFormat::Png,
        Looks::Like(MediaType::Webp) => ImageFormat::WebP,
        _ => return Err("not_a_picture"),
    };
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    // How large it says that it is stands at its beginning: nothing is made room for before that is known.
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if width > MOST_SIDE || height > MOST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err("too_large_picture");
    }
    // Without a word on that it is as it should be.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    square(picture, orientation).map_err(unreadable)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// Its middle, upright, on white where nothing is seen.
fn square(picture: DynamicImage, orientation: Orientation) -> ImageResult<Vec<u8>> {
    let mut small = picture.resize_to_fill(SIDE, SIDE, FilterType::Triangle);
    small.apply_orientation(orientation);
    let seen = small.into_rgba8();
    let mut flat = RgbImage::new(SIDE, SIDE);
    for (to, from) in flat.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let on_white = |part: u8| {
            let (part, alpha) = (u16::from(part), u16::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [red, green, blue].map(on_white);
    }
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(&flat)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{Rgba, RgbaImage};

    use super::*;

    fn told(bytes: &[u8]) -> Result<DynamicImage, &'static str> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        let file = made(&path)?;
        assert_eq!(looks(&file), Looks::Like(MediaType::Jpeg));
        Ok(image::load_from_memory(&file).unwrap())
    }

    fn file(picture: &RgbaImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::from(picture.clone());
        // A JPEG has no alpha.
        let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Red on the left, blue in the middle, green on the right.
    fn banner() -> RgbaImage {
        RgbaImage::from_fn(900, 300, |x, _| match x {
            0..300 => Rgba([255, 0, 0, 255]),
            300..600 => Rgba([0, 0, 255, 255]),
            _ => Rgba([0, 255, 0, 255]),
        })
    }

    #[test]
    fn the_middle_becomes_a_small_square() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let made = told(&file(&banner(), format)).unwrap().into_rgb8();
            assert_eq!(made.dimensions(), (SIDE, SIDE));
            for (x, y) in [(20, 20), (128, 128), (235, 235)] {
                let [red, green, blue] = made.get_pixel(x, y).0;
                assert!(red < 40 && green < 40 && blue > 200, "{format:?} at {x}, {y}: {red} {green} {blue}");
            }
        }
        let clear = RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0]));
        let made = told(&file(&clear, ImageFormat::Png)).unwrap().into_rgb8();
        assert!(made.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)), "white where nothing is seen");
    }

    #[test]
    fn what_stands_beside_the_pixels_goes() {
        // A place in a comment of a JPEG, behind its first mark.
        let mut bytes = file(&banner(), ImageFormat::Jpeg);
        let secret = b"GPS 10.7769N 106.7009E";
        let length = (secret.len() as u16 + 2).to_be_bytes();
        bytes.splice(2..2, [&b"\xff\xfe"[..], &length, secret].concat());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, &bytes).unwrap();
        let made = made(&path).unwrap();
        assert!(!made.windows(secret.len()).any(|part| part == secret));
    }

    #[test]
    fn hostile_pictures_are_refused() {
        let whole = file(&banner(), ImageFormat::Png);
        // It says of itself that it is larger than anything.
        let mut huge = whole.clone();
        huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(told(&huge).is_err());
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
        for bytes in [whole[..whole.len() / 2].to_vec(), gif, b"%PDF-1.7".to_vec(), b"<svg/>".to_vec(), vec![0; 9]] {
            assert_eq!(told(&bytes).err(), Some("not_a_picture"));
        }
    }

    #[test]
    fn more_pixels_than_a_telephone_takes_are_too_many() {
        // Of one colour it is a small file.
        let wide = DynamicImage::new_luma8(MOST_SIDE + 1, 1);
        let mut bytes = Cursor::new(Vec::new());
        wide.write_to(&mut bytes, ImageFormat::Png).unwrap();
        assert_eq!(told(&bytes.into_inner()).err(), Some("too_large_picture"));
    }
}
