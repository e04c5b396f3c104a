//! The history of changes of a record, as people read it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::customer::{Field, Former, MergeNote};

macro_rules! events {
    ($($name:ident $key:literal $meaning:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Event { $(#[doc = $meaning] $name),* }

        impl Event {
            /// Every event.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the database and in the translation area `audit`.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// The event with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|event| event.key() == key)
            }
        }
    };
}

events! {
    Created "created" "A record was made.",
    Changed "changed" "Fields of a record were changed.",
    Trashed "trashed" "A record was moved to the trash.",
    Restored "restored" "A record was taken back from the trash.",
    Purged "purged" "A record was deleted for good.",
    Converted "converted" "A lead became a customer.",
    Merged "merged" "A record took in another one of the same customer.",
    KeptApart "kept_apart" "A record is known not to be the same customer as another one.",
    MergedAway "merged_away" "A record went into another one of the same customer.",
    Unmerged "unmerged" "Two merged records are their own again.",
    Imported "imported" "An import made the record or changed it.",
    Exported "exported" "A list was exported.",
    Unmasked "unmasked" "A sensitive field was shown unmasked.",
    SignedIn "signed_in" "Somebody signed in.",
    SignInFailed "sign_in_failed" "Somebody tried to sign in and failed.",
    SignedOut "signed_out" "Somebody signed out.",
    PasswordChanged "password_changed" "A password was changed.",
    SessionsEnded "sessions_ended" "Sessions were ended by their user.",
    SecondFactorSet "second_factor_set" "Somebody began to sign in with a second factor.",
    SecondFactorRemoved "second_factor_removed" "Somebody's second factor was taken away.",
    RecoveryCodesMade "recovery_codes_made" "Somebody got new recovery codes.",
    Confirmed "confirmed" "Somebody showed anew who they are, before a dangerous act.",
    ConfirmFailed "confirm_failed" "Somebody signed in typed a wrong password or code, to show who they are.",
    SeenAs "seen_as" "Somebody looked at the application as another person sees it.",
    SeeingEnded "seeing_ended" "Somebody looks at the application as themselves again.",
    ExportDownloaded "export_downloaded" "The file of an export was fetched.",
    ImportStarted "import_started" "An import began.",
    ImportCancelled "import_cancelled" "An import was cancelled.",
    AccountCreated "account_created" "An account was made.",
    Invited "invited" "Somebody got a link to choose a password.",
    PermissionsChanged "permissions_changed" "Somebody's rights, or a role's, were changed.",
    Blocked "blocked" "An account was kept out.",
    Unblocked "unblocked" "An account was let in again.",
    Deleted "deleted" "A record was removed for good.",
    ViewSaved "view_saved" "A saved view of a list was made or changed.",
    ViewDeleted "view_deleted" "A saved view of a list was removed.",
    CheckedIn "checked_in" "The guest of a booking came.",
    CheckedOut "checked_out" "The guest of a booking left.",
    Cancelled "cancelled" "A booking was called off.",
    NoShow "no_show" "The guest of a booking did not come.",
    CheckInUndone "check_in_undone" "A check-in was a mistake.",
    CheckOutUndone "check_out_undone" "A check-out was a mistake.",
    Reversed "reversed" "A receipt or voucher was taken back.",
    DepositApplied "deposit_applied" "A deposit paid what was owed.",
    Delivered "delivered" "A customer had an extra service.",
    ServiceCancelled "service_cancelled" "An extra service was called off.",
    DeliveryUndone "delivery_undone" "That a customer had an extra service was a mistake.",
    Issued "issued" "An invoice got its number.",
    Voided "voided" "An issued invoice was taken back.",
    Discarded "discarded" "A draft of an invoice was thrown away.",
    AvatarSet "avatar_set" "A customer got a picture, or another one.",
    AvatarRemoved "avatar_removed" "The picture of a customer was taken away.",
    ContractActivated "contract_activated" "A contract came in force.",
    ContractTerminated "contract_terminated" "A contract ended before its last day.",
    ContractEnded "contract_ended" "The last day of a contract is over.",
    ContractRenewed "contract_renewed" "A contract is continued by another one.",
    ContractDiscarded "contract_discarded" "The draft of a contract was thrown away.",
    MeterAdded "meter_added" "A space got a meter.",
    MeterChanged "meter_changed" "A meter of a space was changed.",
    TariffAdded "tariff_added" "A unit of electricity or water costs something else from a day on.",
    TariffRemoved "tariff_removed" "A tariff by which nothing was read was taken away.",
    MeterRead "meter_read" "A meter was read.",
    ReadingCorrected "reading_corrected" "What was read of a meter was corrected.",
    ReadingCancelled "reading_cancelled" "What was read of a meter was taken back.",
    HandedOver "handed_over" "The customers of one person went to another.",
}

/// Field → (old, new); sensitive values are masked before they are kept.
pub type Changes = BTreeMap<Field, (Option<String>, Option<String>)>;

/// One entry of a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Number of the entry.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the system.
    pub actor: Option<String>,
    /// What, as a key of the translation area `audit`.
    pub event: String,
    /// What changed, by the reader's rights.
    pub changes: Changes,
    /// The record of which it tells, if that is one that was merged into this one: its code, or the name of a lead.
    #[serde(default)]
    pub of: Option<String>,
    /// The merge of which it tells.
    #[serde(default)]
    pub merge: Option<MergeNote>,
    /// The old values that may be put back, as a form sends them.
    #[serde(default)]
    pub restores: BTreeMap<Field, Option<String>>,
    /// The people who may be put back into the list of the record.
    #[serde(default)]
    pub people: Vec<Former>,
}
