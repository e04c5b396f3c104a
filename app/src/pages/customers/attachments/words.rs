//! How files are called and shown.

use domain::{AppError, AttachmentId, attachment::MediaType};
use i18n::{Locale, attachments, imports};

use crate::components::problem_text;

/// What stands before the name of such a file.
pub const fn icon(media: MediaType) -> &'static str {
    match media {
        MediaType::Png | MediaType::Jpeg | MediaType::Webp | MediaType::Gif => "image",
        MediaType::Xlsx | MediaType::Xls | MediaType::Ods | MediaType::Csv => "file-spreadsheet",
        MediaType::Pptx => "presentation",
        MediaType::Pdf | MediaType::Docx | MediaType::Doc | MediaType::Odt | MediaType::Txt => "file-text",
    }
}

/// What such a file is.
pub fn kind(locale: Locale, media: MediaType) -> String {
    let letters = media.key().to_ascii_uppercase();
    if media.is_picture() { attachments::picture(locale, &letters) } else { letters }
}

/// Where the file can be saved from.
pub fn address(id: AttachmentId) -> String {
    format!("/files/attachments/{id}")
}

/// Where the file can be shown from.
pub fn shown_address(id: AttachmentId) -> String {
    format!("/files/attachments/{id}?inline")
}

/// What is wrong with a file that did not arrive.
pub fn problem(locale: Locale, error: &AppError) -> String {
    match error {
        AppError::Unavailable => imports::upload_failed(locale).to_owned(),
        AppError::TooLarge => i18n::errors::too_large_file(locale).to_owned(),
        other => problem_text(locale, other),
    }
}
