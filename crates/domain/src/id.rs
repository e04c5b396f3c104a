//! Identifiers: one type per record, so that a user can never be passed where a customer is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A customer of any kind, or a lead: the id stays when a lead becomes a customer.
    CustomerId;
    /// A member of staff with an account.
    UserId;
    /// A role: a named set of permissions.
    RoleId;
    /// A branch of the business.
    BranchId;
    /// A department of the business.
    DepartmentId;
    /// A contact person of an organization, or a member of a team.
    PersonId;
    /// A value of one of the admin's catalogs.
    CatalogValueId;
    /// A signed-in browser.
    SessionId;
    /// A saved view of a list.
    ViewId;
    /// An import of a spreadsheet.
    ImportId;
    /// An export of a list.
    ExportId;
    /// An act on many customers at once.
    BulkId;
    /// A merge of two customers.
    MergeId;
    /// A room, a bed, whatever is rented.
    SpaceId;
    /// A booking of a space.
    BookingId;
    /// An amount that a customer owes or will owe.
    ChargeId;
    /// Something that a customer has beside a space.
    ExtraServiceId;
    /// What a customer is asked to pay, on one paper.
    InvoiceId;
    /// A receipt for money that came in, or a voucher for money that went out.
    ReceiptId;
    /// A file that belongs to a customer.
    AttachmentId;
    /// A rental contract.
    ContractId;
    /// A text from which contracts begin.
    ContractTemplateId;
    /// A meter of a space.
    MeterId;
    /// What a unit of electricity or water costs from a day on.
    TariffId;
    /// What a meter showed on a day.
    ReadingId;
    /// Made by the browser when a form opens: the same key twice creates one record.
    IdempotencyKey;
}
