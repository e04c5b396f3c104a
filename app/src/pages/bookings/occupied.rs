//! That a space is taken within a time.

use chrono::{DateTime, Utc};
use domain::{BookingId, SpaceId, time::BusinessZone};
use i18n::bookings;
use leptos::prelude::*;

use crate::{api::spaces::occupied_times, state::locale};

/// A space, and from when until when somebody wants it.
pub type Stay = (SpaceId, DateTime<Utc>, DateTime<Utc>);

/// When the space is taken within the time that is wanted.
#[component]
pub fn Occupied(
    /// What is wanted; nothing as long as that is not known.
    stay: Signal<Option<Stay>>,
    /// A booking that does not count: it is being changed.
    except: Option<BookingId>,
) -> impl IntoView {
    let locale = locale();
    let taken = Resource::new(
        // What still asks when the form is gone is told of none.
        move || stay.try_get().flatten(),
        move |stay| async move {
            match stay {
                Some((space, from, to)) => occupied_times(space, from, to, except).await.unwrap_or_default(),
                None => Vec::new(),
            }
        },
    );
    let zone = BusinessZone::default();
    view! {
        <div role="status">
            <Transition>
                {move || Suspend::new(async move {
                    let taken = taken.await.into_iter();
                    let told = taken.map(|(from, to)| {
                        let text = bookings::occupied(locale, &zone.show(from), &zone.show(to));
                        view! { <p class="field__warning">{text}</p> }
                    });
                    told.collect_view()
                })}
            </Transition>
        </div>
    }
}
