//! Parts that more than one page uses.

mod dialog;
mod effect;
mod field;
mod frame;
mod icon;
mod inputs;
mod late;
mod matrix;
mod problem;
mod progress;
mod search;
mod sign_in;
mod toasts;

pub use dialog::{ConfirmDialog, Dialog};
pub use effect::Effects;
pub use field::{Control, FieldBox, Password};
pub use frame::Frame;
pub use icon::{Avatar, Icon};
pub use inputs::{SelectField, TextField};
pub use late::Late;
pub use matrix::{Matrix, cell_words};
pub use problem::{Problem, ProblemPage, problem_text};
pub use progress::Progress;
pub use search::SearchBox;
pub use sign_in::{SignInAgainDialog, SignInForm};
pub use toasts::ToastList;
