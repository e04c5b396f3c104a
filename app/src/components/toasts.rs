//! The region where notices appear; announced to those who do not see it.

use leptos::prelude::*;

use super::Icon;
use crate::state::{locale, toasts};

/// All notices.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = toasts();
    view! {
        <div class="toasts" role="status">
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
                        aria-label=i18n::app::close(locale())
                        on:click=move |_| toasts.close(id)
                    >
                        <Icon name="x" />
                    </button>
                </div>
            </For>
        </div>
    }
}
