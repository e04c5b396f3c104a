//! The steps of an import, and their place in the address.

use domain::{
    ImportId,
    import::wizard::{ImportStatus, RowFilter},
};
use i18n::{Locale, imports};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use super::words::filter_key;
use crate::{components::Icon, state::locale};

/// A step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// The file is chosen.
    File,
    /// Sheet and rows.
    Area,
    /// Field of each column, and the options.
    Columns,
    /// What would become of the rows.
    Check,
    /// What became of them.
    Result,
}

impl Step {
    /// Every step, in order.
    const ALL: [Self; 5] = [Self::File, Self::Area, Self::Columns, Self::Check, Self::Result];

    /// The word in the address.
    const fn key(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Area => "area",
            Self::Columns => "columns",
            Self::Check => "check",
            Self::Result => "result",
        }
    }

    /// The step of a word in the address.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::File => imports::step_file(locale),
            Self::Area => imports::step_range(locale),
            Self::Columns => imports::step_columns(locale),
            Self::Check => imports::step_check(locale),
            Self::Result => imports::step_result(locale),
        }
    }

    /// The steps that an import can show as it stands; the last one is where it is.
    const fn open(status: ImportStatus) -> &'static [Self] {
        match status {
            ImportStatus::Refused => &[Self::File],
            ImportStatus::Ready => &[Self::Columns, Self::Area],
            ImportStatus::Checking => &[Self::Check],
            ImportStatus::Checked => &[Self::Area, Self::Columns, Self::Check],
            _ => &[Self::Result],
        }
    }

    /// The step that is shown: the one that is asked for, if the import has it open.
    pub fn shown(status: ImportStatus, asked: Option<Self>) -> Self {
        let open = Self::open(status);
        let last = open.last().copied().unwrap_or(Self::File);
        asked.filter(|asked| open.contains(asked)).unwrap_or(last)
    }
}

/// The address of a step.
pub fn address(id: ImportId, step: Step, filter: RowFilter) -> String {
    let mut query = ParamsMap::new();
    query.insert("step", step.key().to_owned());
    if let Some(show) = filter_key(filter) {
        query.insert("show", show.to_owned());
    }
    format!("/import/{id}{}", query.to_query_string())
}

/// Where the person is, and what lies behind them.
#[component]
pub fn Steps(
    /// The import.
    id: ImportId,
    /// Where it stands.
    status: ImportStatus,
    /// The step that is shown.
    step: Step,
) -> impl IntoView {
    let locale = locale();
    let finished = status == ImportStatus::Finished;
    let item = move |(number, one): (u64, Step)| {
        let here = one == step;
        let done = one < step || (here && finished);
        let class = if done { "steps__item steps__item--done" } else { "steps__item" };
        let mark = if done { view! { <Icon name="check" /> }.into_any() } else { number.to_string().into_any() };
        // Forward leads a button, which keeps what stands in the form; a finished check can be looked at again.
        let linked = Step::open(status).contains(&one) && (one < step || (one == Step::Check && !here));
        let target = match one {
            // Another file is another import.
            Step::File => Some("/import".to_owned()),
            _ => linked.then(|| address(id, one, RowFilter::All)),
        };
        let words = match target {
            Some(target) => view! { <a href=target>{one.word(locale)}</a> }.into_any(),
            None => one.word(locale).into_any(),
        };
        view! {
            <li class=class aria-current=here.then_some("step")>
                <span class="steps__mark">{mark}</span>
                <span class="steps__word">{words}</span>
            </li>
        }
    };
    view! {
        <ol class="steps" aria-label=imports::steps(locale)>
            {(1..).zip(Step::ALL).map(item).collect_view()}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_is_asked_for_if_it_is_open() {
        for (status, asked, shown) in [
            (ImportStatus::Ready, None, Step::Area),
            (ImportStatus::Ready, Some(Step::Columns), Step::Columns),
            (ImportStatus::Ready, Some(Step::Check), Step::Area),
            (ImportStatus::Checking, Some(Step::Area), Step::Check),
            (ImportStatus::Checked, None, Step::Check),
            (ImportStatus::Checked, Some(Step::Area), Step::Area),
            (ImportStatus::Running, Some(Step::Check), Step::Result),
            (ImportStatus::Refused, Some(Step::Result), Step::File),
        ] {
            assert_eq!(Step::shown(status, asked), shown, "{status:?} {asked:?}");
        }
    }

    #[test]
    fn keys_lead_back() {
        assert!(Step::ALL.iter().all(|step| Step::from_key(step.key()) == Some(*step)));
    }
}
