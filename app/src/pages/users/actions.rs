//! What is done to accounts, each in a dialog of its own.

use domain::{
    UserId,
    user::{UserDetail, UserRow, UserStatus},
};
use i18n::{Locale, users};
use leptos::prelude::*;

use super::link::Link;
use crate::{
    api::{
        ApiError,
        users::{block_user, delete_user, invite_user, read_user, unblock_user},
    },
    components::{ConfirmDialog, Dialog, DialogForm, SelectField, open_for},
    state::{Sending, Toast, attempt, confirmed, locale, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new account.
    New,
    /// This one.
    Account(Box<UserDetail>),
}

/// Who is kept out or let in again.
#[derive(Clone)]
pub struct Locking {
    /// The account.
    row: UserRow,
    /// How many customers somebody who is to be kept out is in charge of.
    customers: u64,
}

impl Locking {
    fn blocks(&self) -> bool {
        self.row.status != UserStatus::Blocked
    }

    /// What will happen.
    fn words(&self, locale: Locale) -> String {
        if !self.blocks() {
            return users::unblock_text(locale).to_owned();
        }
        let online = self.row.online.then(|| users::block_online(locale).to_owned());
        let customers = (self.customers > 0).then(|| users::block_customers(locale, self.customers));
        [online, Some(users::block_text(locale).to_owned()), customers]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What each dialog is about; cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct Acts {
    /// What the form is open for.
    pub editing: RwSignal<Option<Editing>>,
    /// Who is kept out or let in again.
    pub locking: RwSignal<Option<Locking>>,
    /// Who is removed for good.
    pub deleting: RwSignal<Option<UserDetail>>,
    /// A link that was made.
    pub link: RwSignal<Option<Link>>,
}

impl Acts {
    /// Opens the form of an account.
    pub fn edit(self, id: UserId) {
        attempt(async move {
            self.editing.set(Some(Editing::Account(Box::new(read_user(id).await?))));
            Ok(())
        });
    }

    /// Makes a new link.
    pub fn invite(self, row: UserRow) {
        attempt(async move {
            let token = confirmed(|| invite_user(row.id)).await?;
            self.link.set(Some(Link { name: row.full_name, token }));
            Ok(())
        });
    }

    /// Asks whether somebody is to be kept out, or let in again.
    pub fn lock(self, row: UserRow) {
        attempt(async move {
            let blocks = row.status != UserStatus::Blocked;
            let customers = if blocks { read_user(row.id).await?.customers } else { 0 };
            self.locking.set(Some(Locking { row, customers }));
            Ok(())
        });
    }

    /// Asks whether an account is to go.
    pub fn delete(self, id: UserId) {
        attempt(async move {
            self.deleting.set(Some(read_user(id).await?));
            Ok(())
        });
    }
}

/// Asks before somebody is kept out or let in again.
#[component]
pub fn LockDialog(
    /// Who it is.
    locking: RwSignal<Option<Locking>>,
    /// It is done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let words = move |words: fn(Locale, &Locking) -> String| {
        Signal::derive(move || {
            locking.with(|locking| locking.as_ref().map(|locking| words(locale, locking))).unwrap_or_default()
        })
    };
    let title = words(|locale, locking| {
        let ask = if locking.blocks() { users::block_title } else { users::unblock_title };
        ask(locale, &locking.row.full_name)
    });
    let word = words(|locale, locking| {
        let word = if locking.blocks() { users::block_word } else { users::unblock_word };
        word(locale).to_owned()
    });
    let text = words(|locale, locking| locking.words(locale));
    let confirm = Callback::new(move |()| {
        let Some(locking) = locking.get_untracked() else { return };
        attempt(async move {
            let (blocks, Locking { row, .. }) = (locking.blocks(), locking);
            let done = if blocks {
                confirmed(|| block_user(row.id)).await?;
                users::blocked
            } else {
                confirmed(|| unblock_user(row.id)).await?;
                users::unblocked
            };
            toasts.show(Toast::done(done(locale, &row.full_name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <ConfirmDialog
            open=open_for(locking)
            title
            text
            word
            on_confirm=confirm
        />
    }
}

/// Asks who takes over the customers, if there are any.
#[component]
pub fn DeleteDialog(
    /// Whose account it is.
    deleting: RwSignal<Option<UserDetail>>,
    /// Among whom a successor is chosen.
    rows: Resource<Result<Vec<UserRow>, ApiError>>,
    /// It is done.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let open = open_for(deleting);
    let title = Signal::derive(move || {
        deleting
            .with(|account| account.as_ref().map(|account| users::delete_title(locale, &account.input.full_name)))
            .unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || deleting.get().map(|account| view! { <Delete account rows open changed /> })}
        </Dialog>
    }
}

#[component]
fn Delete(
    account: UserDetail,
    rows: Resource<Result<Vec<UserRow>, ApiError>>,
    open: RwSignal<bool>,
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let (id, name, customers) = (account.id, account.input.full_name, account.customers);
    let successor = RwSignal::new(String::new());
    let sending = Sending::default();
    let fault = sending.faults.of("successor");
    // There may be customers that the asker does not see; then the server says that it needs somebody.
    let is_asked = Memo::new(move |_| customers > 0 || fault.with(Option::is_some));
    let field = move || {
        is_asked.get().then(|| {
            let found = rows.get_untracked().and_then(Result::ok).unwrap_or_default();
            let others = found.into_iter().filter(|row| row.id != id && row.status == UserStatus::Active);
            let others = others.map(|row| (row.id.to_string(), row.full_name));
            let none = (String::new(), i18n::app::choose(locale).to_owned());
            let label = match customers {
                0 => users::delete_successor_unseen(locale).to_owned(),
                seen => users::delete_successor(locale, seen),
            };
            view! {
                <SelectField
                    name="successor"
                    label
                    value=successor
                    options=std::iter::once(none).chain(others).collect()
                    required=true
                    error=fault
                />
            }
        })
    };
    let delete = Callback::new(move |()| {
        let (name, successor) = (name.clone(), successor.get_untracked().parse().ok());
        sending.start(async move {
            confirmed(|| delete_user(id, successor)).await?;
            open.set(false);
            toasts.show(Toast::done(users::deleted(locale, &name)));
            changed.try_run(());
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=users::delete_word(locale) danger=true on_submit=delete>
            <p>{users::delete_text(locale)}</p>
            {field}
        </DialogForm>
    }
}
