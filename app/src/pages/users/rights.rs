//! `/config/users/{id}`: "Grant permissions to user". Each cell says where the right comes from; what a change does is
//! shown before it is saved.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    AppError, UserId,
    draft::{Sheet, cell_of},
    permission::{Action, Cell, OwnGrant, OwnGrants, Scope},
    time::BusinessZone,
    user::{NamedRole, UserDetail},
    value::day,
};
use i18n::{Locale, users};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

use super::{
    list::{locked_words, may_at},
    person::PersonActions,
    sources::{Sources, scope_word},
};
use crate::{
    api::{
        ApiError,
        users::{effect_on_user, read_user, set_own_grants, user_choices},
    },
    components::{
        ClashDialog, Control, DayInput, Effects, Icon, Kept, Matrix, MatrixCell, Problem, SheetForm, WhenLoaded,
        Wording, cell_words, watch_effect,
    },
    state::{Sending, Toast, confirmed, locale, session, toasts},
};

/// The matrix of one person.
pub struct UserRightsPage;

#[lazy_route]
impl LazyRoute for UserRightsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        let locale = locale();
        let params = use_params_map();
        let id = move || params.read().get("id").and_then(|id| id.parse::<UserId>().ok());
        let found = Resource::new_blocking(id, |id| async move {
            let id = id.ok_or(ApiError(AppError::NotFound))?;
            Ok::<_, ApiError>((read_user(id).await?, user_choices().await?.roles))
        });
        let saved = Callback::new(move |()| found.refetch());
        view! {
            <Title text=users::title(locale) />
            <main class="page" id="main">
                <WhenLoaded
                    data=found
                    whole=true
                    show=Callback::new(move |(detail, roles)| view! { <Rights detail roles saved /> }.into_any())
                />
            </main>
        }
        .into_any()
    }
}

#[component]
fn Rights(detail: UserDetail, roles: Vec<NamedRole>, saved: Callback<()>) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let name = detail.input.full_name.clone();
    let sources = StoredValue::new(Sources::of(
        &detail.standing,
        roles.into_iter().filter(|role| detail.input.roles.contains(&role.id)).collect(),
    ));
    let may = may_at(Action::Edit, &detail.standing.placement());
    let fixed = !may || detail.locked.is_some();
    let locked = detail.locked.map(|locked| locked_words(locale, locked));
    let reason = locked.or_else(|| (!may).then(|| users::read_only(locale)));
    let own = RwSignal::new(detail.own.clone());
    let until = RwSignal::new(String::new());
    let sending = Sending::default();
    let account = StoredValue::new(detail.clone());
    let known = (detail.id, detail.input.clone());
    let effect = watch_effect(own.into(), move |own: OwnGrants| {
        effect_on_user(known.0, known.1.clone(), Some(own.into_iter().collect()))
    });

    // A day that is not understood is no end: nothing is granted with it.
    let wrong = RwSignal::new(None::<&'static str>);
    let choose = move |cell: Cell, chosen: &str| {
        let until = match end_of(&until.get_untracked()) {
            Ok(until) => until,
            Err(code) => return wrong.set(Some(code)),
        };
        own.update(|own| match chosen {
            "" => drop(own.remove(&cell)),
            "taken" => drop(own.insert(cell, OwnGrant { scope: None, until })),
            scope => drop(own.insert(cell, OwnGrant { scope: Scope::from_key(scope), until })),
        });
    };
    let set_end = Callback::new(move |(cell, day): (Cell, String)| {
        let Ok(until) = end_of(&day) else { return };
        own.update(|own| {
            if let Some(grant) = own.get_mut(&cell) {
                grant.until = until;
            }
        });
    });
    let cell = Callback::new(move |cell: Cell| {
        view! { <Choice cell sources own fixed choose=Callback::new(move |chosen: String| choose(cell, &chosen)) /> }
            .into_any()
    });
    let told = Callback::new(move |cell: Cell| view! { <Told cell sources own fixed choose_end=set_end /> }.into_any());
    let save_name = name.clone();
    let (id, version) = account.with_value(|account| (account.id, StoredValue::new(account.version)));
    let form =
        SheetForm::new(format!("users/{id}/rights"), &detail.own, move || own.get(), move |typed| own.set(typed));
    let save = Callback::new(move |()| {
        let name = save_name.clone();
        if form.asks_again() {
            return;
        }
        sending.start(async move {
            loop {
                // Nothing more is sent from a form that is closed.
                let Some(seen) = version.try_get_value() else { return Ok(()) };
                let grants: Vec<_> = own.get_untracked().into_iter().collect();
                match confirmed(|| set_own_grants(id, seen, grants.clone())).await {
                    Ok(()) => break,
                    Err(ApiError(AppError::Conflict(found))) => {
                        let now = read_user(id).await?;
                        version.set_value(now.version);
                        if !form.meet(found.changed_by, &now.own) {
                            return Ok(());
                        }
                    }
                    Err(error) => return Err(error),
                }
            }
            let said = [Some(users::rights_saved(locale, &name)), form.done()];
            toasts.show(Toast::done(said.into_iter().flatten().collect::<Vec<_>>().join(" ")));
            saved.try_run(());
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            save.run(());
        }
    });
    let wording = Wording {
        label: Callback::new(move |key: String| cell_of(&key).map(|cell| cell_words(locale, cell)).unwrap_or_default()),
        shown: Callback::new(move |(key, text): (String, String)| {
            let grant = OwnGrants::of(&[(key, text)].into()).into_iter().next();
            grant.map(|(cell, grant)| grant_words(locale, cell, grant)).unwrap_or_default()
        }),
    };
    let changed = move || account.with_value(|account| own.with(|own| *own != account.own));
    let before = detail.own.clone();
    view! {
        <Title text=users::rights_title(locale, &name) />
        <div class="page__head">
            <a class="icon-button" href="/config/users" aria-label=users::title(locale) title=users::title(locale)>
                <Icon name="chevron-left" />
            </a>
            <h1 class="page__title">{users::rights_title(locale, &name)}</h1>
            <p class="page__note">
                {sources.with_value(|sources| sources.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>().join(", "))}
            </p>
            {detail.locked.is_none().then(|| view! { <PersonActions account may_edit=may changed=saved /> })}
        </div>
        {reason
            .map(|words| {
                view! {
                    <div class="banner banner--info">
                        <Icon name="info" />
                        <div class="banner__text">{words}</div>
                    </div>
                }
            })}
        <p>{users::rights_text(locale)}</p>
        {(!fixed)
            .then(|| {
                view! {
                    <Kept unsaved=form.unsaved />
                    <ClashDialog clashes=form.clashes title=users::conflict_title(locale) wording decided />
                }
            })}
        {(!fixed)
            .then(|| {
                view! {
                    <div class="filter-row">
                        <div class="field field--range">
                            <label class="field__label" for="field-until">
                                {users::until(locale)}
                            </label>
                            <DayInput
                                control=Control::new("until")
                                value=until
                                on_type=Callback::new(move |typed| {
                                    until.set(typed);
                                    wrong.set(None);
                                })
                                invalid=Signal::derive(move || wrong.get().is_some())
                            />
                            <div id="field-until-notes">
                                <p class="field__help">{users::until_help(locale)}</p>
                                {move || {
                                    wrong
                                        .get()
                                        .map(|code| {
                                            view! {
                                                <p class="field__error" role="alert">
                                                    <Icon name="circle-alert" class="icon--small" />
                                                    {i18n::errors::by_code(locale, code)}
                                                </p>
                                            }
                                        })
                                }}
                            </div>
                        </div>
                    </div>
                }
            })}
        <Matrix label=i18n::roles::matrix(locale) cell told />
        {(!fixed)
            .then(|| {
                view! {
                    {move || sending.faults.problem.get().map(|error| view! { <Problem error /> })}
                    <div class="page__foot">
                        <Effects found=effect />
                        <button
                            type="button"
                            class="button"
                            disabled=move || !changed()
                            on:click=move |_| {
                                own.set(before.clone());
                                form.unsaved.forget();
                            }
                        >
                            {i18n::app::cancel(locale)}
                        </button>
                        <button
                            type="button"
                            class="button button--primary"
                            disabled=move || !changed()
                            aria-busy=move || sending.busy.try_get().unwrap_or_default().to_string()
                            on:click=move |_| save.run(())
                        >
                            {i18n::app::save(locale)}
                        </button>
                    </div>
                }
            })}
    }
}

/// One cell: what the roles give, or what this person is given or denied over them.
#[component]
fn Choice(
    cell: Cell,
    sources: StoredValue<Sources>,
    own: RwSignal<OwnGrants>,
    fixed: bool,
    choose: Callback<String>,
) -> impl IntoView {
    let locale = locale();
    let grant = move || own.with(|own| own.get(&cell).copied());
    let key = move || match grant() {
        None => "",
        Some(OwnGrant { scope: None, .. }) => "taken",
        Some(OwnGrant { scope: Some(scope), .. }) => scope.key(),
    };
    let state = move || match (grant(), sources.with_value(|sources| sources.by_roles.grants.contains_key(&cell))) {
        (Some(OwnGrant { scope: None, .. }), _) => "taken",
        (Some(_), _) => "added",
        (None, true) => "granted",
        (None, false) => "",
    };
    let title = move || sources.with_value(|sources| own.with(|own| sources.why(locale, own, cell)));
    let scopes = if cell.1.has_reach() { Scope::ALL } else { &[Scope::All][..] };
    let options = std::iter::once((String::new(), sources.with_value(|sources| sources.words(locale, cell))))
        .chain(scopes.iter().map(|scope| (scope.key().to_owned(), added_words(locale, cell, *scope))))
        .chain([("taken".to_owned(), users::taken(locale).to_owned())]);
    view! {
        <MatrixCell
            cell
            options=options.collect()
            chosen=key
            state
            title=Signal::derive(move || Some(title()))
            fixed
            on_choose=choose
        />
    }
}

fn grant_words(locale: Locale, cell: Cell, grant: OwnGrant) -> String {
    let words = match grant.scope {
        None => users::taken(locale).to_owned(),
        Some(scope) => added_words(locale, cell, scope),
    };
    match grant.until {
        Some(until) => format!("{words} · {}", until_words(locale, until)),
        None => words,
    }
}

/// The last day of a grant.
fn until_words(locale: Locale, until: DateTime<Utc>) -> String {
    let day = BusinessZone::default().day_of(until - TimeDelta::seconds(1));
    format!("{} {}", users::until(locale), day.format("%d/%m/%Y"))
}

/// Why the person has a cell or has it not, and when an own grant of it ends.
#[component]
fn Told(
    cell: Cell,
    sources: StoredValue<Sources>,
    own: RwSignal<OwnGrants>,
    fixed: bool,
    choose_end: Callback<(Cell, String)>,
) -> impl IntoView {
    let locale = locale();
    let why = move || sources.with_value(|sources| own.with(|own| sources.why(locale, own, cell)));
    let is_own = Memo::new(move |_| own.with(|own| own.contains_key(&cell)));
    let end = move || own.with(|own| own.get(&cell).and_then(|grant| grant.until)).map(last_day).unwrap_or_default();
    let typed = RwSignal::new(untrack(end));
    Effect::new(move |_| typed.set(end()));
    let wrong = Memo::new(move |_| typed.with(|typed| end_of(typed).err()));
    let control = Control::new("until-of");
    let notes = control.notes.clone();
    view! {
        <p>{why}</p>
        <Show when=move || is_own.get() && !fixed>
            <label class="matrix__end">
                {users::until_of(locale)}
                <DayInput
                    control=control.clone()
                    value=typed
                    on_type=Callback::new(move |day: String| {
                        typed.set(day.clone());
                        // While a day is being typed it is none yet, or another one.
                        if day.is_empty() || day.len() >= 8 {
                            choose_end.run((cell, day));
                        }
                    })
                    invalid=Signal::derive(move || wrong.get().is_some())
                />
            </label>
            <p class="field__error" id=notes.clone() role="status">
                {move || wrong.get().and_then(|code| i18n::errors::by_code(locale, code))}
            </p>
        </Show>
    }
}

/// The last day of a grant that ends at a moment.
fn last_day(until: DateTime<Utc>) -> String {
    BusinessZone::default().day_of(until - TimeDelta::seconds(1)).to_string()
}

fn added_words(locale: Locale, cell: Cell, scope: Scope) -> String {
    let scope = if cell.1.has_reach() { scope_word(locale, scope) } else { i18n::roles::granted(locale) };
    users::added(locale, scope)
}

/// The moment at which a day that was typed is over; of nothing there is none.
fn end_of(typed: &str) -> Result<Option<DateTime<Utc>>, &'static str> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let day = day(typed, NaiveDate::MAX).ok_or("invalid_date")?;
    if day < session().today {
        return Err("date_in_past");
    }
    let next = day.succ_opt().ok_or("invalid_date")?;
    Ok(Some(BusinessZone::default().start_of(next)))
}
