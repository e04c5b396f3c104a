//! A form's key: the same key with the same content gives the first answer again and does nothing twice.

use domain::{AppError, IdempotencyKey};
use entities::idempotency;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{authz::Unit, failure::Outcome, query::one_at_a_time};

/// Digest of a request's content.
pub(crate) fn digest(request: &impl Serialize) -> Outcome<Vec<u8>> {
    Ok(Sha256::digest(serde_json::to_vec(request)?).to_vec())
}

impl Unit {
    /// What was answered to this key before. A second request with the same key waits for the first one's answer.
    ///
    /// # Errors
    /// The key came with other content.
    pub(crate) async fn answered<T: DeserializeOwned>(
        &self,
        key: IdempotencyKey,
        request: &[u8],
    ) -> Outcome<Option<T>> {
        one_at_a_time(self.tx(), self.services().database().engine(), key.0).await?;
        let Some(known) = idempotency::Entity::find_by_id((self.actor().user.0, key.0)).one(self.tx()).await? else {
            return Ok(None);
        };
        if known.request != request {
            return Err(AppError::KeyReused.into());
        }
        Ok(Some(serde_json::from_str(&known.response)?))
    }

    /// Keeps the answer with the change.
    pub(crate) async fn answer(&self, key: IdempotencyKey, request: Vec<u8>, response: &impl Serialize) -> Outcome<()> {
        let row = idempotency::ActiveModel {
            user_id: Set(self.actor().user.0),
            key: Set(key.0),
            request: Set(request),
            response: Set(serde_json::to_string(response)?),
            at: Set(self.now()),
        };
        idempotency::Entity::insert(row).exec_without_returning(self.tx()).await?;
        Ok(())
    }
}
