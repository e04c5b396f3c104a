//! The command palette: pages, new records and customers, found by typing.

use domain::{
    customer::{Directory, Suggestion},
    fold::fold,
    permission::Action,
    value::{FieldKind, display},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    Control, Dialog, FieldBox,
    combobox::{Lead, Shown, SuggestBox, Suggested},
    menu::{home, menu},
};
use crate::{
    api::customers::suggest_all_customers,
    state::{lists_now, locale, may_now},
};

/// Something that the palette leads to.
#[derive(Clone)]
struct Command {
    lead: Lead,
    word: String,
    detail: String,
    address: String,
}

/// The dialog.
#[component]
pub fn Palette(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Dialog open title=i18n::keys::palette(locale()).to_owned()>
            <div class="dialog__body palette">
                <Commands open />
            </div>
        </Dialog>
    }
}

#[component]
fn Commands(open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let control = Control::new("palette");
    let typed = RwSignal::new(String::new());
    let known = StoredValue::new(untrack(commands));
    let navigate = use_navigate();
    let ask = Callback::new(move |typed: String| -> Suggested<Command> {
        let wanted = fold(typed.trim());
        let named = |command: &&Command| fold(&command.word).contains(&wanted);
        let found: Vec<Command> = known.with_value(|known| known.iter().filter(named).cloned().collect());
        Box::pin(async move {
            if wanted.is_empty() || untrack(lists_now).is_empty() {
                return Ok(found);
            }
            match suggest_all_customers(typed).await {
                Ok(customers) => Ok(found.into_iter().chain(customers.into_iter().map(to_customer)).collect()),
                // What is known without the server stays there.
                Err(error) if found.is_empty() => Err(error),
                Err(_) => Ok(found),
            }
        })
    });
    let show = |command: &Command| {
        let Command { lead, word, detail, .. } = command.clone();
        Shown { lead, name: word, detail }
    };
    let go = Callback::new(move |command: Command| {
        open.set(false);
        navigate(&command.address, Default::default());
    });
    view! {
        <FieldBox control=control.clone() label=i18n::keys::palette_label(locale)>
            <SuggestBox
                control
                text=typed
                ask
                show
                on_type=Callback::new(move |text| typed.set(text))
                on_choose=go
                on_leave=Callback::new(|()| ())
                eager=true
                told=true
            />
        </FieldBox>
    }
}

/// The pages that the visitor may open and the records that they may make.
fn commands() -> Vec<Command> {
    let locale = locale();
    let pages = std::iter::once((String::new(), home()))
        .chain(
            menu()
                .into_iter()
                .flat_map(|(heading, entries)| entries.into_iter().map(|entry| (heading.to_owned(), entry))),
        )
        .filter(|(_, entry)| entry.is_open())
        .map(|(detail, entry)| Command {
            lead: Lead::Icon(entry.icon),
            word: entry.word.to_owned(),
            detail,
            address: entry.address.to_owned(),
        });
    let profile = Command {
        lead: Lead::Icon("circle-user"),
        word: i18n::menu::profile(locale).to_owned(),
        detail: String::new(),
        address: "/profile".to_owned(),
    };
    let creatable = Directory::ALL.iter().filter(|directory| may_now(Action::Create, directory.resource()));
    let new = creatable.map(|directory| Command {
        lead: Lead::Icon("plus"),
        word: i18n::directories::by_code(locale, &format!("{}_create_title", directory.key()))
            .unwrap_or_default()
            .to_owned(),
        detail: String::new(),
        address: format!("{}?new=1", directory.address()),
    });
    new.chain(pages).chain(std::iter::once(profile)).collect()
}

fn to_customer(hit: Suggestion) -> Command {
    let phone = hit.phone.as_ref().map(|phone| display(FieldKind::Phone, phone));
    // A lead has no code yet.
    let code = (hit.directory != Directory::Leads).then(|| hit.code.clone());
    Command {
        lead: Lead::Avatar(hit.picture()),
        word: hit.name,
        detail: code.into_iter().chain(phone).collect::<Vec<_>>().join(" · "),
        address: hit.directory.address_of(&hit.code),
    }
}
