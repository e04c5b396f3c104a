//! `/duplicates`: the scan of a list, and what it found.

mod groups;

use std::time::Duration;

use domain::{
    AppError,
    customer::Directory,
    duplicate::{GroupPage, ScanState, ScanStatus},
    permission::Action,
    time::BusinessZone,
};
use i18n::duplicates;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route};

use self::groups::Groups;
use super::{may, words};
use crate::{
    api::{
        ApiError,
        duplicates::{cancel_scan, duplicate_groups, read_scan, start_scan},
    },
    components::{Icon, Progress, TitledPage, WhenLoaded},
    pages::forbidden,
    state::{attempt, changes, locale, report},
};

/// How often a busy scan is asked how far it is.
const BEAT: Duration = Duration::from_secs(1);
/// The list that is shown, in the address.
const LIST: &str = "list";

/// Records that may be the same customer.
pub struct DuplicatesPage;

#[lazy_route]
impl LazyRoute for DuplicatesPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let lists: Vec<Directory> =
            Directory::ALL.iter().copied().filter(|directory| may(Action::Edit, *directory)).collect();
        let Some(first) = lists.first().copied() else {
            return forbidden(Directory::default().cell(Action::Edit)).unwrap_or_else(|| ().into_any());
        };
        let query = use_query_map();
        let shown = Memo::new(move |_| {
            let asked = query.with(|query| Directory::from_key(&query.get(LIST).unwrap_or_default()));
            asked.filter(|directory| may(Action::Edit, *directory)).unwrap_or(first)
        });
        view! { <Duplicates lists shown /> }.into_any()
    }
}

#[component]
fn Duplicates(lists: Vec<Directory>, shown: Memo<Directory>) -> impl IntoView {
    let locale = locale();
    let found = Resource::new_blocking(
        move || shown.get(),
        async move |directory| {
            let (state, page) = futures::join!(read_scan(directory), duplicate_groups(directory, None));
            Ok::<_, ApiError>((directory, state?, page?))
        },
    );
    changes().on_each(move || found.refetch());
    let tab = move |directory: Directory| {
        view! {
            <a
                class="tabs__item"
                href=format!("/duplicates?{LIST}={}", directory.key())
                aria-current=move || (shown.get() == directory).then_some("page")
            >
                {words(directory, "")}
            </a>
        }
    };
    view! {
        <TitledPage title=i18n::menu::duplicates(locale) note=duplicates::text(locale)>
            <nav class="tabs" aria-label=duplicates::lists(locale)>
                {lists.into_iter().map(tab).collect_view()}
            </nav>
            <WhenLoaded
                data=found
                show=Callback::new(move |(directory, state, page): (Directory, Option<ScanState>, GroupPage)| {
                    view! { <Scan directory state page again=Callback::new(move |()| found.refetch()) /> }.into_any()
                })
            />
        </TitledPage>
    }
}

/// How the scan stands, and what it found.
#[component]
fn Scan(directory: Directory, state: Option<ScanState>, page: GroupPage, again: Callback<()>) -> impl IntoView {
    let locale = locale();
    let state = RwSignal::new(state);
    let busy = Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(|state| state.status.is_busy())));
    watch(directory, state, again);
    let start = move |_| {
        attempt(async move {
            state.set(Some(start_scan(directory).await?));
            Ok(())
        });
    };
    let stop = move |_| {
        attempt(async move {
            state.set(Some(cancel_scan(directory).await?));
            again.try_run(());
            Ok(())
        });
    };
    let page = StoredValue::new(page);
    move || {
        if busy.get() {
            view! {
                <Scanning state />
                <div class="buttons">
                    <button type="button" class="button" on:click=stop>
                        {duplicates::cancel(locale)}
                    </button>
                </div>
            }
            .into_any()
        } else {
            let (said, word) = state.with(|state| match state {
                None => (duplicates::never(locale).to_owned(), duplicates::start(locale)),
                Some(state) => (standing(state), duplicates::again(locale)),
            });
            let was_scanned = state.with(Option::is_some);
            view! {
                <p role="status">{said}</p>
                <div class="buttons">
                    <button type="button" class="button button--primary" on:click=start>
                        <Icon name="search" />
                        {word}
                    </button>
                </div>
                {was_scanned.then(|| view! { <Groups directory page=page.get_value() /> })}
            }
            .into_any()
        }
    }
}

/// How a scan that is over ended.
fn standing(state: &ScanState) -> String {
    let locale = locale();
    match state.status {
        ScanStatus::Cancelled => duplicates::cancelled(locale).to_owned(),
        ScanStatus::Failed => {
            let reason = state.reason.as_deref().unwrap_or("fault");
            i18n::reasons::by_code(locale, reason).unwrap_or_default().to_owned()
        }
        _ => duplicates::ready(locale, &BusinessZone::default().show(state.created_at)),
    }
}

/// Asks again and again while the list is being looked through; at its end the page looks anew.
fn watch(directory: Directory, state: RwSignal<Option<ScanState>>, again: Callback<()>) {
    let beat = RwSignal::new(0_u32);
    Effect::new(move || {
        beat.track();
        if !state.with(|state| state.as_ref().is_some_and(|state| state.status.is_busy())) {
            return;
        }
        let ask = move || {
            spawn_local(async move {
                match read_scan(directory).await {
                    Ok(now) => {
                        let is_over = now.as_ref().is_none_or(|now| !now.status.is_busy());
                        if state.try_set(now).is_none() && is_over {
                            again.try_run(());
                        }
                    }
                    Err(ApiError(AppError::Unauthenticated)) => report(&AppError::Unauthenticated),
                    // What passes need not be told every second.
                    Err(_) => {}
                }
                beat.try_update(|beat| *beat = beat.wrapping_add(1));
            });
        };
        let later = set_timeout_with_handle(ask, BEAT);
        on_cleanup(move || later.iter().for_each(TimeoutHandle::clear));
    });
}

#[component]
fn Scanning(state: RwSignal<Option<ScanState>>) -> impl IntoView {
    let locale = locale();
    let of = move |number: fn(&ScanState) -> u64| {
        Signal::derive(move || state.with(|state| state.as_ref().map(number)).unwrap_or_default())
    };
    let (done, total) = (of(|state| state.done), of(|state| state.total));
    let head = Signal::derive(move || {
        let waits = state.with(|state| state.as_ref().is_some_and(|state| state.status == ScanStatus::Waiting));
        if waits { duplicates::waiting(locale).to_owned() } else { duplicates::running(locale).to_owned() }
    });
    let figures = Signal::derive(move || match total.get() {
        0 => String::new(),
        total => duplicates::progress(locale, done.get().saturating_mul(100) / total),
    });
    view! {
        <Progress head done total figures />
        <p class="quiet">{duplicates::may_leave(locale)}</p>
    }
}
