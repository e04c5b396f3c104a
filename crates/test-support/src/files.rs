//! Files as people upload them.

use domain::{AttachmentId, CustomerId, IdempotencyKey, attachment::FilesOf, customer::Directory};
use services::{Outcome, attachments::NewAttachment, authz::Actor};
use uuid::Uuid;

use crate::TestServices;

/// A picture of two by two pixels.
#[rustfmt::skip]
pub const PNG: &[u8] = b"\
    \x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x02\x00\x00\x00\x02\
    \x08\x02\x00\x00\x00\xfd\xd4\x9a\x73\x00\x00\x00\x10\x49\x44\x41\x54\x78\xda\x63\x90\xf7\xeb\x01\
    \x22\x06\x08\x05\x00\x19\x96\x03\xe5\x18\xcf\xeb\xc7\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\
    \x82\
";

/// A document that nobody could read, and that looks like one.
pub const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

impl TestServices {
    /// Uploads a file for a customer.
    pub async fn try_to_attach(
        &self,
        actor: &Actor,
        customer: CustomerId,
        name: &str,
        content: &[u8],
    ) -> Outcome<AttachmentId> {
        self.try_to_file(actor, FilesOf { customer, contract: None }, name, content).await
    }

    /// Uploads a file for a customer, or for a contract.
    pub async fn try_to_file(&self, actor: &Actor, of: FilesOf, name: &str, content: &[u8]) -> Outcome<AttachmentId> {
        let new = NewAttachment { key: IdempotencyKey(Uuid::now_v7()), of, name: name.to_owned() };
        let mut upload = self.attachments().begin(actor, new, Some(content.len() as u64)).await?;
        for chunk in content.chunks(64 * 1024) {
            upload.write(chunk).await?;
        }
        upload.finish().await
    }

    /// The same, if nothing stands in its way.
    pub async fn attach(&self, actor: &Actor, customer: CustomerId, name: &str, content: &[u8]) -> AttachmentId {
        self.try_to_attach(actor, customer, name, content).await.unwrap()
    }

    /// Uploads a picture of a customer.
    pub async fn try_to_picture(
        &self,
        actor: &Actor,
        directory: Directory,
        customer: CustomerId,
        content: &[u8],
    ) -> Outcome<()> {
        let mut upload = self.avatars().begin(actor, directory, customer, None).await?;
        upload.write(content).await?;
        upload.finish().await
    }

    /// How many files lie in a folder of the data folder.
    pub fn files_in(&self, folder: &str) -> usize {
        std::fs::read_dir(self.data_folder().join(folder)).map_or(0, Iterator::count)
    }
}
