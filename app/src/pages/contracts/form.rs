//! The form of a contract: who rents what, from when until when, for how much, and what is agreed in words.

use domain::{
    CustomerId, IdempotencyKey,
    contract::{ContractDetail, ContractOffer},
    customer::Named,
};
use i18n::contracts;
use leptos::prelude::*;

use super::{
    desk::Desk,
    draft::Draft,
    fields::ContractFields,
    save::change,
    sheet::{Filled, wording},
};
use crate::{
    api::{ApiError, contracts::create_contract},
    components::{ClashDialog, Closing, CustomerField, DialogForm, SheetForm},
    pages::customers::new_key,
    state::{Sending, locale},
};

/// The form.
#[component]
pub fn ContractForm(
    /// Who rents, unless that is chosen here.
    customer: Option<Named<CustomerId>>,
    /// The draft, if it is not a new one.
    detail: Option<ContractDetail>,
    /// What there is to choose from.
    offer: ContractOffer,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// What asks before that closes.
    closing: Closing,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let fixed = customer.is_some();
    let input = detail.as_ref().map(ContractDetail::input);
    let began = input.as_ref().map_or_else(|| Filled::new(&offer), Filled::with);
    let draft = Draft::new(customer, &began);
    let id = detail.as_ref().map(|detail| detail.row.id);
    let code = detail.as_ref().map(|detail| detail.row.code.clone()).unwrap_or_default();
    let was = StoredValue::new(input);
    // It begins anew with each customer who is chosen: what is kept of somebody who is forgotten is found by the name of the form.
    let sheet = RwSignal::new(None::<SheetForm>);
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    let send = Callback::new(move |()| {
        let form = sheet.get_untracked();
        if form.is_some_and(SheetForm::asks_again) {
            return;
        }
        let (name, code) = (draft.name.get_untracked(), code.clone());
        let input = draft.input(was.get_value().as_ref()).map_err(ApiError);
        sending.start(async move {
            let input = input?;
            let done = match (id, form) {
                (Some(id), Some(form)) => {
                    if !change(id, was, draft, form).await? {
                        return Ok(());
                    }
                    contracts::saved(locale, &code)
                }
                _ => contracts::created(locale, &create_contract(key, input).await?.code, &name),
            };
            let others = form.and_then(SheetForm::done);
            // Another form may be open by then.
            if draft.name.try_get_untracked().is_some() {
                open.set(false);
            }
            desk.done([Some(done), others].into_iter().flatten().collect::<Vec<_>>().join(" "));
            Ok(())
        });
    });
    let decided = Callback::new(move |give_way: Vec<String>| {
        let Some(form) = sheet.get_untracked() else { return };
        let sends = form.sends();
        form.settle(&give_way);
        if sends {
            send.run(());
        }
    });
    let word = if id.is_some() { i18n::app::save(locale) } else { i18n::app::create(locale) };
    let spaces = offer.spaces.clone();
    let fields = move || {
        let Some(customer) = draft.customer.get() else {
            sheet.set(None);
            return view! { <p class="field__help">{contracts::choose_customer(locale)}</p> }.into_any();
        };
        let name = match id {
            Some(id) => format!("contracts/{customer}/{id}"),
            None => format!("contracts/new/{customer}"),
        };
        let form = SheetForm::new(name, &began, move || draft.filled(), move |filled| draft.fill(&filled));
        closing.watch(form.unsaved);
        sheet.set(Some(form));
        view! { <ContractFields draft form detail=detail.clone() offer=offer.clone() faults /> }.into_any()
    };
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=send>
            <CustomerField
                label=contracts::customer(locale)
                name=draft.name
                chosen=draft.customer
                fixed
                error=faults.of("customer")
            />
            {fields}
        </DialogForm>
        {move || {
            let wording = wording(spaces.clone());
            sheet
                .get()
                .map(|form| {
                    view! {
                        <ClashDialog
                            clashes=form.clashes
                            title=contracts::conflict_title(locale)
                            wording
                            decided
                        />
                    }
                })
        }}
    }
}
