//! Set-up, sign-in, the own account.

mod acts;
mod factor;
mod invitation;
mod password_form;
mod profile;
mod rights;
mod sessions;
mod set_up;
mod sign_in;

pub use invitation::InvitationPage;
pub use profile::ProfilePage;
pub use rights::OwnRightsPage;
pub use set_up::SetUpPage;
pub use sign_in::SignInPage;
