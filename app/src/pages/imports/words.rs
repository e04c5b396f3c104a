//! What the import says in the person's language.

use domain::{
    AppError,
    import::wizard::{ImportState, ImportStatus, RowFilter, RowVerdict},
};
use i18n::{Locale, imports};

use crate::components::problem_text;

/// Where an import stands.
pub fn status(locale: Locale, status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Refused => imports::status_refused(locale),
        ImportStatus::Ready => imports::status_ready(locale),
        ImportStatus::Checking => imports::status_checking(locale),
        ImportStatus::Checked => imports::status_checked(locale),
        ImportStatus::Waiting => imports::waiting(locale),
        ImportStatus::Running => imports::running(locale),
        ImportStatus::Paused => imports::paused(locale),
        ImportStatus::Cancelled => imports::cancelled(locale),
        ImportStatus::Finished => imports::finished(locale),
        ImportStatus::Failed => imports::failed(locale),
    }
}

/// Its badge and its icon.
pub const fn mark(status: ImportStatus) -> (&'static str, &'static str) {
    match status {
        ImportStatus::Finished => ("badge badge--good", "circle-check"),
        ImportStatus::Refused | ImportStatus::Failed => ("badge badge--bad", "circle-alert"),
        ImportStatus::Paused => ("badge badge--warn", "pause"),
        ImportStatus::Cancelled => ("badge", "ban"),
        ImportStatus::Checking | ImportStatus::Waiting | ImportStatus::Running => ("badge badge--accent", "clock"),
        ImportStatus::Ready | ImportStatus::Checked => ("badge badge--accent", "list-checks"),
    }
}

/// What becomes, or became, of a row.
pub fn verdict(locale: Locale, verdict: RowVerdict, written: bool) -> &'static str {
    match (verdict, written) {
        (RowVerdict::Created, false) => imports::would_create(locale),
        (RowVerdict::Changed, false) => imports::would_change(locale),
        (RowVerdict::Skipped, false) => imports::would_skip(locale),
        (RowVerdict::Created, true) => imports::created(locale),
        (RowVerdict::Changed, true) => imports::changed(locale),
        (RowVerdict::Skipped, true) => imports::skipped(locale),
        (RowVerdict::Unchanged, _) => imports::unchanged(locale),
        (RowVerdict::Error, _) => imports::error(locale),
    }
}

/// Its icon.
pub const fn verdict_icon(verdict: RowVerdict) -> &'static str {
    match verdict {
        RowVerdict::Created => "plus",
        RowVerdict::Changed => "pencil",
        RowVerdict::Unchanged => "equal",
        RowVerdict::Skipped => "circle-minus",
        RowVerdict::Error => "circle-alert",
    }
}

/// The filters of the result, each with its word and how many rows it leaves.
pub fn filters(locale: Locale, state: &ImportState) -> Vec<(RowFilter, &'static str, u64)> {
    let counts = &state.counts;
    let all = counts.created + counts.changed + counts.unchanged + counts.skipped + counts.errors;
    let of = |verdict| match verdict {
        RowVerdict::Created => counts.created,
        RowVerdict::Changed => counts.changed,
        RowVerdict::Unchanged => counts.unchanged,
        RowVerdict::Skipped => counts.skipped,
        RowVerdict::Error => counts.errors,
    };
    let mut filters = vec![(RowFilter::All, imports::all_rows(locale), all)];
    filters.extend(
        RowVerdict::ALL.iter().map(|one| (RowFilter::Verdict(*one), verdict(locale, *one, state.written), of(*one))),
    );
    filters.push((RowFilter::Warned, imports::warning(locale), counts.warned));
    filters
}

/// The word of a filter in the address; all rows have none.
pub const fn filter_key(filter: RowFilter) -> Option<&'static str> {
    match filter {
        RowFilter::All => None,
        RowFilter::Verdict(verdict) => Some(verdict.key()),
        RowFilter::Warned => Some("warned"),
    }
}

/// The filter of a word in the address.
pub fn filter_of(key: &str) -> RowFilter {
    match key {
        "warned" => RowFilter::Warned,
        _ => RowVerdict::from_key(key).map_or(RowFilter::All, RowFilter::Verdict),
    }
}

/// Why a file was refused or an import failed.
pub fn reason(locale: Locale, reason: Option<&str>) -> &'static str {
    let known = reason.and_then(|reason| i18n::reasons::by_code(locale, reason));
    known.unwrap_or_else(|| i18n::problems::unexpected(locale))
}

/// What is wrong with a file that did not arrive.
pub fn upload_problem(locale: Locale, error: &AppError) -> String {
    match error {
        AppError::TooLarge => i18n::reasons::too_large_limit(locale, megabytes()),
        AppError::Unavailable => imports::upload_failed(locale).to_owned(),
        other => problem_text(locale, other),
    }
}

/// How large a file may be.
pub const fn megabytes() -> u64 {
    domain::import::wizard::MAX_UPLOAD_BYTES / 1024 / 1024
}

/// `1.234 KB`, the same in both languages.
pub fn size(bytes: u64) -> String {
    format!("{} KB", i18n::grouped(bytes.div_ceil(1024)))
}
