//! The picture of a customer in the head of its page, and the dialog in which it is changed.

use domain::{
    AppError,
    attachment::MOST_AVATAR_BYTES,
    customer::{CustomerDetail, Field},
    permission::Action,
};
use i18n::{attachments, imports};
use leptos::{lazy, prelude::*};

use crate::{
    api::customers::remove_avatar,
    components::{Arrival, Avatar, Dialog, DropZone, Icon, OnTheWay, Picked, Transfer, open_for},
    state::{Toast, attempt, locale, report, toasts, viewer},
};

/// Whose picture is being changed.
pub type Changing = RwSignal<Option<Box<CustomerDetail>>>;

/// What the browser offers to choose.
const ACCEPTED: &str = "image/png,image/jpeg,image/webp";

/// The picture or the initials; for those who may edit the customer a button that changes them.
#[component]
pub fn HeadAvatar(
    /// The customer.
    detail: CustomerDetail,
    /// Whose picture is being changed.
    changing: Changing,
) -> impl IntoView {
    let name = name_of(&detail);
    let picture = view! { <Avatar name=name.clone() large=true picture=detail.picture() /> };
    let may = viewer()
        .is_some_and(|viewer| viewer.principal.may_at(Action::Edit, detail.directory.resource(), &detail.placement));
    if !may {
        return picture.into_any();
    }
    let word = attachments::change_avatar(locale());
    let detail = Box::new(detail);
    view! {
        <button
            type="button"
            class="avatar-button"
            aria-label=word
            title=word
            on:click=move |_| changing.set(Some(detail.clone()))
        >
            {picture}
            <span class="avatar-button__sign">
                <Icon name="camera" class="icon--small" />
            </span>
        </button>
    }
    .into_any()
}

fn name_of(detail: &CustomerDetail) -> String {
    detail.values.get(&Field::Name).cloned().unwrap_or_default()
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn avatar_dialog(changing: Changing, changed: Callback<()>) -> AnyView {
    let open = open_for(changing);
    view! {
        <Dialog open title=attachments::avatar(locale()).to_owned()>
            {move || changing.get().map(|detail| view! { <Change detail=*detail open changed /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Change(detail: CustomerDetail, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let (locale, toasts) = (locale(), toasts());
    let (directory, id) = (detail.directory, detail.id);
    let sending = RwSignal::new(None::<(String, u64)>);
    let problem = RwSignal::new(None::<String>);
    let transfer = Transfer::new();
    let over = move |text: &'static str| {
        toasts.show(Toast::done(text));
        open.try_set(false);
        changed.try_run(());
    };
    let fail = move |error: AppError| {
        if sending.try_set(None).is_some() {
            return;
        }
        if error == AppError::Unauthenticated {
            report(&error);
        } else {
            problem.set(Some(super::attachments::problem(locale, &error)));
        }
    };
    let sent = move |percent| {
        sending.try_update(|sending| sending.iter_mut().for_each(|(_, sent)| *sent = percent));
    };
    let done = move |arrival: Arrival| match arrival {
        Ok(_) => over(attachments::avatar_set(locale)),
        Err(error) => fail(error),
    };
    let take = Callback::new(move |picked: Vec<Picked>| {
        let Some(picked) = picked.into_iter().next() else { return };
        problem.set(None);
        if picked.bytes() > MOST_AVATAR_BYTES {
            return fail(AppError::TooLarge);
        }
        sending.set(Some((picked.name(), 0)));
        let address = format!("/files/avatars?directory={}&customer={id}", directory.key());
        if !transfer.start(&address, &picked, sent, done) {
            fail(AppError::Unavailable);
        }
    });
    let stop = Callback::new(move |()| {
        transfer.stop();
        sending.set(None);
    });
    let remove = move |_| {
        attempt(async move {
            remove_avatar(directory, id).await?;
            over(attachments::avatar_removed(locale));
            Ok(())
        });
    };
    let now = move || sending.get().unwrap_or_default();
    let head = move || match now().1 {
        100.. => attachments::looking(locale).to_owned(),
        percent => imports::uploading(locale, percent),
    };
    let on_the_way = move || {
        view! {
            <OnTheWay
                name=Signal::derive(move || now().0)
                icon="image"
                head=Signal::derive(head)
                percent=Signal::derive(move || now().1)
                stop_word=imports::cancel_upload(locale).to_owned()
                stop
            />
        }
    };
    let remove = detail.avatar.map(|_| {
        view! {
            <button type="button" class="button button--danger" on:click=remove>
                <Icon name="trash-2" />
                {attachments::remove_avatar(locale)}
            </button>
        }
    });
    view! {
        <div class="dialog__body">
            <Avatar name=name_of(&detail) large=true picture=detail.picture() />
            <div class="field">
                <Show when=move || sending.with(Option::is_none) fallback=on_the_way>
                    <DropZone
                        accept=ACCEPTED
                        head=attachments::choose_picture(locale)
                        rest=imports::drop_here(locale)
                        help=attachments::picture_kinds(locale, MOST_AVATAR_BYTES / 1024 / 1024)
                        notes="avatar-notes"
                        invalid=Signal::derive(move || problem.with(Option::is_some))
                        on_pick=take
                    />
                </Show>
                <div id="avatar-notes" aria-live="polite">
                    {move || {
                        problem
                            .get()
                            .map(|text| {
                                view! {
                                    <p class="field__error">
                                        <Icon name="circle-alert" class="icon--small" />
                                        {text}
                                    </p>
                                }
                            })
                    }}
                </div>
            </div>
        </div>
        <div class="dialog__foot">
            {remove}
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {i18n::app::close(locale)}
            </button>
        </div>
    }
}
