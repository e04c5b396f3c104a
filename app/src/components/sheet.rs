//! Forms of which it is known what each field says (`domain::draft::Sheet`): what is typed is kept, and what others have saved
//! meanwhile is brought together with it.

use domain::{
    AppError,
    draft::{Merged, Sheet, Typed, begun, merge, touched, with_beginning},
};
use leptos::prelude::*;

use super::{Clashes, Unsaved};
use crate::{api::ApiError, state::locale};

/// A form that is being filled in; cheap to copy.
#[derive(Clone, Copy)]
pub struct SheetForm {
    /// What is kept of it.
    pub unsaved: Unsaved,
    /// What the person has to choose from.
    pub clashes: RwSignal<Option<Clashes>>,
    began: RwSignal<Typed>,
    now: Signal<Typed>,
    fill: Callback<Typed>,
    /// Fields that somebody else has changed and that are kept as they are.
    theirs: StoredValue<Vec<String>>,
    /// What the person was asked, and has not answered.
    unsettled: StoredValue<Option<Clashes>>,
}

impl SheetForm {
    /// The form of this name: how it began, how it stands at this moment, and how it is made to stand.
    pub fn new<T: Sheet>(
        form: String,
        began: &T,
        now: impl Fn() -> T + Send + Sync + 'static,
        fill: impl Fn(T) + Send + Sync + 'static,
    ) -> Self {
        let now = Signal::derive(move || now().typed());
        Self::begin(form, began.typed(), now, Callback::new(move |typed: Typed| fill(T::of(&typed))))
    }

    fn begin(form: String, began: Typed, now: Signal<Typed>, fill: Callback<Typed>) -> Self {
        // Nobody else makes the same new thing.
        let is_new = form.split('/').any(|part| part == "new");
        let (began, clashes) = (RwSignal::new(began), RwSignal::new(None));
        let (theirs, unsettled) = (StoredValue::new(Vec::new()), StoredValue::new(None));
        let kept = move || {
            let now = now.get();
            began.with(|began| with_beginning(began, touched(began, &now)))
        };
        let take_up = move |kept: Typed| {
            let (typed, was) = begun(&kept);
            let stands = began.get_untracked();
            // The form as it was left: other fields are as they stand now.
            let over = |below: &Typed, above: Typed| {
                let mut both = below.clone();
                both.extend(above);
                both.retain(|_, text| !text.is_empty());
                both
            };
            let was = if is_new { stands.clone() } else { over(&stands, was) };
            let Merged { typed, both, .. } = merge(&was, &over(&was, typed), &stands);
            fill.run(typed);
            ask(clashes, unsettled, Clashes { who: String::new(), rows: both, sends: false });
        };
        let unsaved = Unsaved::new(form, Signal::derive(kept), Callback::new(take_up));
        Self { unsaved, clashes, began, now, fill, theirs, unsettled }
    }

    /// Somebody, of this name, has saved the same thing meanwhile, and this is how it stands now. Fields that one of the two has
    /// touched are kept; says whether that is all. Else the person is asked, and the form is sent when they have chosen.
    pub fn meet<T: Sheet>(self, who: String, stands: &T) -> bool {
        self.bring_together(who, stands.typed())
    }

    /// Saves over what stood there; whoever was overtaken brings both together and saves again. `false` if the person has to
    /// choose first.
    ///
    /// `was` is what stood there when typing began, or when the person heard of it; `typed` says what the form says over that,
    /// `send` saves it, and `read` tells how it stands now.
    ///
    /// # Errors
    /// What `typed` finds, and whatever the server answers to the other two.
    pub async fn save_over<I, T, Sent, Read>(
        self,
        was: StoredValue<Option<I>>,
        typed: impl Fn(&I) -> Result<I, AppError>,
        send: impl Fn(I, I) -> Sent,
        read: impl Fn() -> Read,
    ) -> Result<bool, ApiError>
    where
        I: Clone + Send + Sync + 'static,
        T: Sheet,
        Sent: Future<Output = Result<(), ApiError>>,
        Read: Future<Output = Result<(I, T), ApiError>>,
    {
        // Nothing more is sent from a form that is closed.
        while let Some(Some(stood)) = was.try_get_value() {
            let becomes = typed(&stood).map_err(ApiError)?;
            match send(stood, becomes).await {
                Ok(()) => return Ok(true),
                Err(ApiError(AppError::Conflict(found))) => {
                    let (now, stands) = read().await?;
                    was.try_set_value(Some(now));
                    if !self.meet(found.changed_by, &stands) {
                        return Ok(false);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    fn bring_together(self, who: String, stands: Typed) -> bool {
        let merged = self.began.try_with_untracked(|began| merge(began, &self.now.get_untracked(), &stands));
        // A form that was closed meanwhile has nobody to ask; what was typed into it is kept as a draft.
        let Some(merged) = merged else { return false };
        self.began.set(stands);
        self.fill.run(merged.typed);
        self.theirs.update_value(|theirs| theirs.extend(merged.theirs));
        ask(self.clashes, self.unsettled, Clashes { who, rows: merged.both, sends: true })
    }

    /// Whoever has closed the question is asked once more before anything is sent; says whether they are.
    pub fn asks_again(self) -> bool {
        let again = self.unsettled.get_value();
        let asks = again.is_some();
        self.clashes.set(again.map(|found| Clashes { sends: true, ..found }));
        asks
    }

    /// The person has chosen: in these fields the other's text stays.
    pub fn settle(self, give_way: &[String]) {
        let mut typed = self.now.get_untracked();
        self.began.with_untracked(|began| {
            for key in give_way {
                match began.get(key) {
                    Some(theirs) => typed.insert(key.clone(), theirs.clone()),
                    None => typed.remove(key),
                };
            }
        });
        self.unsettled.set_value(None);
        self.fill.run(typed);
    }

    /// Whether the form is sent as soon as the person has chosen.
    pub fn sends(self) -> bool {
        self.clashes.with_untracked(|found| found.as_ref().is_some_and(|found| found.sends))
    }

    /// It is saved. What is to be said beside that: how many fields are as somebody else has made them.
    pub fn done(self) -> Option<String> {
        self.unsaved.forget();
        let count = self.theirs.try_with_value(Vec::len).unwrap_or_default() as u64;
        (count > 0).then(|| i18n::app::merged_fields(locale(), count))
    }
}

/// Whether there is nothing to ask.
fn ask(clashes: RwSignal<Option<Clashes>>, unsettled: StoredValue<Option<Clashes>>, found: Clashes) -> bool {
    let none = found.rows.is_empty();
    if !none {
        unsettled.set_value(Some(found.clone()));
        clashes.set(Some(found));
    }
    none
}
