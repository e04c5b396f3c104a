//! Attachments as rows of a list.

use std::sync::Arc;

use domain::{
    attachment::{AttachmentPage, AttachmentRow, FilesOf},
    time::BusinessZone,
};
use i18n::attachments;
use leptos::prelude::*;

use super::{
    desk::Desk,
    words::{address, icon, kind},
};
use crate::{
    api::attachments::list_attachments,
    components::{Icon, MoreRows, RowAct, ShortList},
    pages::imports::size,
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: AttachmentPage,
    /// Whose they are.
    of: FilesOf,
    /// They are deleted.
    deleted: bool,
    /// Where things are done.
    desk: Desk,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_attachments(of, deleted, last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move || {
        vec![
            ("cell--text", attachments::name(locale)),
            ("", attachments::kind(locale)),
            ("cell--number", attachments::size(locale)),
            ("", attachments::made_by(locale)),
            ("", if deleted { attachments::deleted_at(locale) } else { attachments::made_at(locale) }),
        ]
    };
    let label = if deleted { attachments::deleted_title(locale) } else { attachments::title(locale) };
    view! {
        {move || {
            let found = rows.get();
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => attachments::count_shown(locale, count),
                None => attachments::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of deleted desk /> }.into_any()).collect();
            view! { <ShortList label heads=heads() acts=true rows=shown empty count /> }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: AttachmentRow, of: FilesOf, deleted: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let at = row.deleted_at.unwrap_or(row.made_at);
    // Among the files of one contract it goes without saying.
    let contract = row.contract.clone().filter(|_| of.contract.is_none());
    let contract = contract.map(|contract| {
        let href = format!("/contracts/{}", contract.id);
        let word = i18n::contracts::one(locale, &contract.name);
        view! {
            <a class="file-name__of" href=href>
                {word}
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--text">
                <span class="file-name">
                    <Icon name=icon(row.media) />
                    <span>{row.name.clone()}</span>
                </span>
                {contract}
            </th>
            <td>{kind(locale, row.media)}</td>
            <td class="cell--number">{size(row.size)}</td>
            <td>{row.made_by.clone()}</td>
            <td>
                <time datetime=at.to_rfc3339()>{BusinessZone::default().show(at)}</time>
            </td>
            <td class="cell--actions">
                <div class="row-actions">
                    {if deleted {
                        view! { <Restore row desk /> }.into_any()
                    } else {
                        view! { <Acts row desk /> }.into_any()
                    }}
                </div>
            </td>
        </tr>
    }
}

/// What may be done with it.
#[component]
fn Acts(row: AttachmentRow, desk: Desk) -> impl IntoView {
    let locale = locale();
    let row = Arc::new(row);
    let act = |icon, label: String, danger, press: fn(Desk, AttachmentRow)| {
        let row = Arc::clone(&row);
        view! { <RowAct icon label danger press=Arc::new(move || press(desk, (*row).clone())) /> }
    };
    let view = row
        .media
        .is_shown()
        .then(|| act("eye", attachments::view_of(locale, &row.name), false, |desk, row| desk.viewing.set(Some(row))));
    let rename = row.may_edit.then(|| {
        act("pencil", attachments::rename_of(locale, &row.name), false, |desk, row| desk.renaming.set(Some(row)))
    });
    let delete = row
        .may_delete
        .then(|| act("trash-2", attachments::delete_of(locale, &row.name), true, |desk, row| desk.delete(row)));
    let download = attachments::download_of(locale, &row.name);
    view! {
        {view}
        <a class="icon-button" href=address(row.id) download aria-label=download.clone() title=download>
            <Icon name="download" />
        </a>
        {rename}
        {delete}
    }
}

/// The way back of one that is deleted.
#[component]
fn Restore(row: AttachmentRow, desk: Desk) -> impl IntoView {
    let label = attachments::restore_of(locale(), &row.name);
    let press = Arc::new(move || desk.restore(row.clone()));
    view! { <RowAct icon="rotate-ccw" label danger=false press /> }
}
