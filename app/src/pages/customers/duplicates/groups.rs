//! Groups of records that may be the same customer.

use domain::{
    customer::{Directory, Field},
    duplicate::{Group, GroupMember, GroupPage},
    permission::Action,
};
use i18n::duplicates;
use leptos::prelude::*;

use super::super::{
    cells::{label, label_of, shown},
    may,
};
use crate::{
    api::duplicates::{duplicate_groups, keep_apart},
    components::{Icon, ShortList},
    state::{Toast, attempt, locale, toasts, viewer},
};

/// What tells the records of a group apart, behind the name.
const COLUMNS: [Field; 6] =
    [Field::Phone, Field::Email, Field::TaxCode, Field::IdNumber, Field::DateOfBirth, Field::CreatedAt];

/// The groups of a scan, page after page.
#[component]
pub fn Groups(
    /// The list.
    directory: Directory,
    /// The first of them.
    page: GroupPage,
) -> impl IntoView {
    let locale = locale();
    let toasts = toasts();
    let groups = RwSignal::new(page.groups);
    let next = RwSignal::new(page.next);
    let more = move |_| {
        let after = next.get_untracked();
        attempt(async move {
            let page = duplicate_groups(directory, after).await?;
            next.set(page.next);
            groups.update(|groups| groups.extend(page.groups));
            Ok(())
        });
    };
    let apart = Callback::new(move |number: i64| {
        let ids = groups.with_untracked(|groups| {
            let group = groups.iter().find(|group| group.number == number);
            group.map(|group| group.members.iter().map(|member| member.id).collect::<Vec<_>>())
        });
        let Some(ids) = ids else { return };
        attempt(async move {
            keep_apart(directory, ids).await?;
            groups.update(|groups| groups.retain(|group| group.number != number));
            toasts.show(Toast::done(duplicates::kept_apart(locale)));
            Ok(())
        });
    });
    view! {
        <Show
            when=move || !groups.with(Vec::is_empty)
            fallback=move || view! { <p class="quiet">{duplicates::empty(locale)}</p> }
        >
            <For
                each=move || groups.get()
                key=|group| group.number
                children=move |group| view! { <GroupSection directory group apart /> }
            />
        </Show>
        <Show when=move || next.with(Option::is_some)>
            <button type="button" class="button" on:click=more>
                {i18n::app::show_more(locale)}
            </button>
        </Show>
    }
}

#[component]
fn GroupSection(directory: Directory, group: Group, apart: Callback<i64>) -> impl IntoView {
    let locale = locale();
    let shared: Vec<_> = group.reasons.iter().map(|field| reason(*field)).collect();
    let columns: Vec<Field> = COLUMNS
        .into_iter()
        .filter(|field| group.members.iter().any(|member| member.values.contains_key(field)))
        .collect();
    let mut heads = vec![("cell--key", label_of(locale, directory.kind(), Field::Name))];
    heads.extend(columns.iter().map(|field| ("", label(locale, *field))));
    // Each group has a name of its own: those of its records.
    let names: Vec<&str> =
        group.members.iter().filter_map(|member| member.values.get(&Field::Name)).map(String::as_str).collect();
    let name = format!("{}: {}", duplicates::group(locale), names.join(", "));
    let first = group.members.first().cloned();
    let rows = group.members.into_iter().map(|member| row(directory, &columns, first.as_ref(), member)).collect();
    let number = group.number;
    view! {
        <section class="facts">
            <h2 class="facts__title">{duplicates::shared(locale, &shared.join(", "))}</h2>
            <ShortList label=name heads acts=true rows />
            <div class="buttons">
                <button type="button" class="button button--quiet" on:click=move |_| apart.run(number)>
                    <Icon name="x" />
                    {duplicates::keep_apart(locale)}
                </button>
            </div>
        </section>
    }
}

/// What records have in common, in words.
fn reason(field: Field) -> &'static str {
    let locale = locale();
    if field == Field::Name { duplicates::name_and_birth(locale) } else { label(locale, field) }
}

fn row(directory: Directory, columns: &[Field], first: Option<&GroupMember>, member: GroupMember) -> AnyView {
    let locale = locale();
    let name = |member: &GroupMember| member.values.get(&Field::Name).cloned().unwrap_or_default();
    let may_edit = |member: &GroupMember| {
        viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Edit, directory.resource(), &member.placement))
    };
    let with = first.filter(|first| {
        first.id != member.id
            && first.kind == member.kind
            && may_edit(first)
            && may_edit(&member)
            && may(Action::Delete, directory)
    });
    let merge = with.map(|first| {
        let address = format!("{}?merge={}", directory.address_of(&first.code), member.code);
        view! {
            <a class="button button--small" href=address>
                <Icon name="copy" />
                {duplicates::merge_with(locale, &name(first))}
            </a>
        }
    });
    let code = (directory != Directory::Leads).then(|| view! { <span class="quiet">{member.code.clone()}</span> });
    let texts = columns.iter().map(|field| {
        let text = member.values.get(field).map(|text| shown(locale, *field, text));
        view! { <td>{text}</td> }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=directory.address_of(&member.code)>{name(&member)}</a>
                " "
                {code}
            </th>
            {texts.collect_view()}
            <td class="cell--actions">
                <div class="row-actions">{merge}</div>
            </td>
        </tr>
    }
    .into_any()
}
