//! How the first rows of a sheet look.

use domain::import::wizard::{ImportSheet, PreviewRow, column_letters};
use i18n::imports;
use leptos::prelude::*;

use crate::state::locale;

/// The first rows with their numbers; the heading stands out, what is not read is set back.
#[component]
pub fn Preview(
    /// The sheet.
    sheet: ImportSheet,
    /// The heading row, the first and the last row that are read.
    numbers: Signal<[Option<u32>; 3]>,
) -> impl IntoView {
    let locale = locale();
    let width = sheet.preview.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let letters = (0..width).map(|column| view! { <th scope="col">{column_letters(column)}</th> }).collect_view();
    let line = move |row: PreviewRow| {
        let number = row.row;
        let class = move || match numbers.get() {
            [Some(heading), ..] if heading == number => "preview__heading",
            [_, Some(from), _] if number < from => "preview__outside",
            [.., Some(to)] if number > to => "preview__outside",
            _ => "",
        };
        let mut cells = row.cells;
        cells.resize(width, String::new());
        view! {
            <tr class=class>
                <th scope="row">{number}</th>
                {cells.into_iter().map(|text| view! { <td>{text}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="list list--inline preview">
            <div class="list__scroll" tabindex="0" role="region" aria-label=imports::preview(locale)>
                <table class="table" data-density="compact">
                    <thead>
                        <tr>
                            <th scope="col">{imports::row(locale)}</th>
                            {letters}
                        </tr>
                    </thead>
                    <tbody>{sheet.preview.into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}
