//! `/login`

use i18n::Locale;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{LazyRoute, hooks::use_query_map};

use crate::{
    components::{Icon, SignInForm},
    state::locale,
};

/// Signs in and goes on to where the person wanted to be. A part of the main module: whoever comes needs it first.
pub struct SignInPage;

impl LazyRoute for SignInPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        view! { <SignIn /> }.into_any()
    }
}

#[component]
fn SignIn() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let done = Callback::new(move |()| {
        let next = query.with_untracked(|query| query.get("next")).unwrap_or_default();
        let _ = window().location().assign(own_address(&next));
    });
    view! {
        <Title text=i18n::accounts::sign_in_title(locale) />
        <main class="sign-in" id="main">
            <div class="sign-in__sheet">
                <p class="sign-in__brand">
                    <img src="/favicon.svg" alt="" />
                    {i18n::app::name(locale)}
                </p>
                <h1 class="sign-in__title">{i18n::accounts::sign_in_title(locale)}</h1>
                {move || {
                    query
                        .with(|query| query.get("reason").is_some_and(|reason| reason == "blocked"))
                        .then(|| {
                            view! {
                                <div class="banner banner--danger" role="alert">
                                    <Icon name="lock" />
                                    <div class="banner__text">{i18n::accounts::blocked(locale)}</div>
                                </div>
                            }
                        })
                }}
                <SignInForm on_done=done />
                <SignInFoot />
            </div>
        </main>
    }
}

/// The tagline, and the other language.
#[component]
pub fn SignInFoot() -> impl IntoView {
    let other = if locale() == Locale::Vi { Locale::En } else { Locale::Vi };
    view! {
        <div class="sign-in__foot">
            <span>{i18n::app::tagline(locale())}</span>
            <a href=format!("?lang={}", other.code()) lang=other.code() rel="external">
                {other.name()}
            </a>
        </div>
    }
}

/// Only an address of this site is gone to: `//elsewhere` and `https://elsewhere` are not.
fn own_address(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn leads_nowhere_else() {
        assert_eq!(own_address("/customers/individuals?q=lan"), "/customers/individuals?q=lan");
        for foreign in ["", "//example.org", "https://example.org", "/\\example.org", "javascript:alert(1)"] {
            assert_eq!(own_address(foreign), "/");
        }
    }
}
