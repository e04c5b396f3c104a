//! What the keyboard does. The keys stand at the controls (`aria-keyshortcuts`), and `keys.js` presses these; here they are
//! told to people.

use i18n::{Locale, keys as words};
use leptos::prelude::*;

use super::{Dialog, palette::Palette};
use crate::state::{locale, viewer};

/// A key and what it does.
type Key = (&'static [&'static str], fn(Locale) -> &'static str);

/// Everywhere.
const EVERYWHERE: &[Key] =
    &[(&["Ctrl", "K"], words::palette), (&["/"], words::search), (&["?"], words::help), (&["Esc"], words::close)];
/// In lists.
const IN_LISTS: &[Key] = &[
    (&["n"], words::new),
    (&["j"], words::next_row),
    (&["k"], words::previous_row),
    (&["Enter"], words::open_row),
    (&["e"], words::edit_row),
    (&["x"], words::select_row),
    (&["g"], words::jump),
    (&["←", "↑", "↓", "→"], words::move_cell),
    (&["F2"], words::edit_cell),
    (&["Ctrl", "V"], words::paste_cells),
    (&["Alt", "Shift", "←/→"], words::widen),
];

/// The dialogs of the command palette and of all keys, in a chunk of their own.
#[lazy]
pub fn by_keyboard(finding: RwSignal<bool>, helping: RwSignal<bool>) -> AnyView {
    view! {
        <Palette open=finding />
        <Shortcuts open=helping />
    }
    .into_any()
}

/// Tells all keys.
#[component]
fn Shortcuts(open: RwSignal<bool>) -> impl IntoView {
    let locale = locale();
    let single = viewer().is_none_or(|viewer| viewer.preferences.single_keys);
    let part = move |heading: &'static str, keys: &'static [Key]| {
        view! {
            <section>
                <h3 class="section__title">{heading}</h3>
                <dl class="keys">
                    {keys
                        .iter()
                        .map(|(keys, word)| {
                            view! {
                                <div class="keys__item">
                                    <dt>{word(locale)}</dt>
                                    <dd>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dd>
                                </div>
                            }
                        })
                        .collect_view()}
                </dl>
            </section>
        }
    };
    view! {
        <Dialog open title=words::title(locale).to_owned()>
            <div class="dialog__body">
                {part(words::everywhere(locale), EVERYWHERE)} {part(words::in_lists(locale), IN_LISTS)}
                <p class="quiet">
                    {if single { words::single_on(locale) } else { words::single_off(locale) }} " "
                    <a href="/profile" on:click=move |_| open.set(false)>
                        {i18n::menu::profile(locale)}
                    </a>
                </p>
            </div>
        </Dialog>
    }
}
