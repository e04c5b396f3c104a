//! Icons from the sprite, and initials where there is no picture.

use leptos::prelude::*;

use crate::state::package;

/// An icon of the sprite; decoration, so the words beside it or the button's name must say what it means.
#[component]
pub fn Icon(
    /// Its name in `style/icons.txt`.
    name: &'static str,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let class = if class.is_empty() { "icon".to_owned() } else { format!("icon {class}") };
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("{}#{name}", package("icons.svg"))></use>
        </svg>
    }
}

/// A picture, or initials on a quiet colour: of a Vietnamese name the first and the last word. The style makes capitals of them: Rust's table
/// of all capitals is five KiB of a first visit.
#[component]
pub fn Avatar(
    /// Full name.
    name: String,
    /// Large, for the head of a page.
    #[prop(optional)]
    large: bool,
    /// Address of the picture that stands there instead, if there is one.
    #[prop(default = None)]
    picture: Option<String>,
) -> impl IntoView {
    let letter = |word: Option<&str>| word.and_then(|word| word.chars().next()).map(String::from);
    let mut words = name.split(' ');
    let (first, last) = (letter(words.next()), letter(words.next_back()));
    let colour = name.bytes().fold(0_u8, u8::wrapping_add) % 8;
    let class = format!("avatar avatar--{colour}{}", if large { " avatar--large" } else { "" });
    let (first, last) = if picture.is_some() { (None, None) } else { (first, last) };
    view! {
        <span class=class aria-hidden="true">
            {picture.map(|address| view! { <img src=address alt="" /> })} {first} {last}
        </span>
    }
}
