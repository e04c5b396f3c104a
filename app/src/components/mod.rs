//! Parts that more than one page uses.

mod confirm;
mod dialog;
mod dialog_form;
mod effect;
mod factor;
mod field;
mod frame;
mod icon;
mod inputs;
mod late;
mod list;
mod matrix;
mod page;
mod problem;
mod progress;
mod search;
mod sign_in;
mod toasts;

pub use confirm::ConfirmIdentityDialog;
pub use dialog::{ConfirmDialog, Dialog, open_for};
pub use dialog_form::DialogForm;
pub use effect::Effects;
pub use factor::{FactorAsked, FactorFields, RecoveryCodes};
pub use field::{Control, FieldBox, Password};
pub use frame::Frame;
pub use icon::{Avatar, Icon};
pub use inputs::{SelectField, TextField};
pub use late::Late;
pub use list::{RowButton, RowLink, ShortList};
pub use matrix::{Matrix, cell_words};
pub use page::{TitledPage, WhenLoaded};
pub use problem::{Problem, ProblemPage, problem_text};
pub use progress::Progress;
pub use search::SearchBox;
pub use sign_in::{SignInAgainDialog, SignInForm};
pub use toasts::ToastList;
