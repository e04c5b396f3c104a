//! The region where notices appear; announced to those who do not see it.

use leptos::prelude::*;

use super::Icon;
use crate::state::{locale, toasts};

/// All notices.
#[component]
pub fn ToastList() -> impl IntoView {
    let (toasts, locale) = (toasts(), locale());
    view! {
        <div class="toasts" role="status">
            // Those of the live channel come and go by `live.js`, also before the page has come to life.
            <div class="toast toast--warn" data-live-lost hidden>
                <Icon name="wifi-off" />
                <p class="toast__text">{i18n::app::offline_text(locale)}</p>
            </div>
            <div class="toast" data-live-changed hidden>
                <Icon name="shield" />
                <p class="toast__text">{i18n::app::rights_changed(locale)}</p>
                <a class="toast__action" href="/profile/rights">
                    {i18n::accounts::rights_title(locale)}
                </a>
            </div>
            <For each=move || toasts.list() key=|(id, _)| *id let((id, toast))>
                <div class="toast" class:toast--good=!toast.failed class:toast--bad=toast.failed>
                    {if toast.failed {
                        view! { <Icon name="circle-alert" /> }
                    } else {
                        view! { <Icon name="circle-check" /> }
                    }} <p class="toast__text">{toast.text}</p>
                    {toast
                        .action
                        .map(|(word, action)| {
                            view! {
                                <button
                                    type="button"
                                    class="toast__action"
                                    on:click=move |_| {
                                        toasts.close(id);
                                        action.run(());
                                    }
                                >
                                    {word}
                                </button>
                            }
                        })}
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=i18n::app::close(locale)
                        on:click=move |_| toasts.close(id)
                    >
                        <Icon name="x" />
                    </button>
                </div>
            </For>
        </div>
    }
}
