//! Password hashing: slow on purpose, so it runs beside the asynchronous threads and never more at once than there are cores.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::{num::NonZero, sync::Arc};
use tokio::sync::Semaphore;

use crate::failure::{Failure, Outcome};

/// A hash of no password, so that an unknown e-mail takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29raGFjaC1ub2JvZHkhIQ$XwZHaJpLXkKVdcHjnAcVrCYLBtg7ghNpGD36C9rh+Oc";

/// Argon2id with 19 MiB, two passes, one lane (the crate's and OWASP's default).
pub(crate) struct Hasher {
    slots: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { slots: Arc::new(Semaphore::new(cores)) }
    }
}

impl Hasher {
    /// Hashes a password.
    pub async fn hash(&self, password: &str) -> Outcome<String> {
        let password = domain::account::normalise_password(password);
        self.run(move || {
            Argon2::default().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string())
        })
        .await?
        .map_err(|error| Failure::fault(error.to_string()))
    }

    /// Whether the password is the one that was hashed. Without a hash it is not, after the same time.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Outcome<bool> {
        let password = domain::account::normalise_password(password);
        let known = hash.is_some();
        let matches = self
            .run(move || {
                let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(known && matches)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(Failure::fault)?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(slot);
            result
        })
        .await
        .map_err(Failure::fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn knows_its_own_passwords() {
        let hasher = Hasher::default();
        let hash = hasher.hash("đúng mật khẩu này rồi").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify("đúng mật khẩu này rồi", Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("sai mật khẩu này rồi", Some(hash)).await.unwrap());
        assert!(!hasher.verify("", None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok(), "a broken hash would answer at once");
    }
}
