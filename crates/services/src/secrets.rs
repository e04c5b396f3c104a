//! Keys that stand outside the database: sealing of sensitive fields, keyed hashes to find them by, the audit trail's chain.

use std::{fs, io, path::Path};

use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U32},
};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce, aead::Aead};

use crate::failure::{Failure, Outcome};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The installation's keys; all are derived from the one in the key file.
#[derive(Clone)]
pub struct Secrets {
    sealing: [u8; KEY_BYTES],
    finding: [u8; KEY_BYTES],
    chaining: [u8; KEY_BYTES],
}

impl Secrets {
    /// Keys from one master key.
    pub fn new(master: [u8; KEY_BYTES]) -> Self {
        Self {
            sealing: mac(&master, b"seal sensitive fields"),
            finding: mac(&master, b"find sensitive fields"),
            chaining: mac(&master, b"chain audit entries"),
        }
    }

    /// Reads the key file; makes one that only its owner may read if it is not there yet.
    ///
    /// # Errors
    /// The file cannot be read or made, or does not hold a key.
    pub fn from_file(path: &Path) -> io::Result<Self> {
        if !path.exists() {
            write_new_key(path)?;
        }
        let bytes = fs::read(path)?;
        let master = bytes
            .try_into()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the key file does not hold 32 bytes"))?;
        Ok(Self::new(master))
    }

    /// Encrypts a text; the same text gives other bytes each time.
    ///
    /// # Errors
    /// Never in practice: the cipher refuses texts of hundreds of gigabytes alone.
    pub fn seal(&self, text: &str) -> Outcome<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), text.as_bytes())
            .map_err(|_| Failure::fault("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what `seal` made.
    ///
    /// # Errors
    /// The bytes were changed, or made with another key.
    pub fn open(&self, sealed: &[u8]) -> Outcome<String> {
        let wrong_key = || Failure::fault("a sealed field does not open with this key");
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(wrong_key)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| wrong_key())?;
        let text = self.cipher().decrypt(&XNonce::from(nonce), text).map_err(|_| wrong_key())?;
        String::from_utf8(text).map_err(|_| wrong_key())
    }

    /// A keyed hash by which a sensitive value is found and compared without being kept.
    pub fn hash(&self, text: &str) -> Vec<u8> {
        mac(&self.finding, text.as_bytes()).to_vec()
    }

    /// A keyed hash that nobody makes who has the database alone.
    pub fn chain(&self, bytes: &[u8]) -> Vec<u8> {
        mac(&self.chaining, bytes).to_vec()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.sealing))
    }
}

/// Keyed BLAKE2b. A key of 32 bytes is never refused; without one the hash would find nothing.
fn mac(key: &[u8; KEY_BYTES], text: &[u8]) -> [u8; KEY_BYTES] {
    Blake2bMac::<U32>::new_from_slice(key)
        .map(|mac| mac.chain_update(text).finalize().into_bytes().into())
        .unwrap_or_default()
}

fn write_new_key(path: &Path) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let key: [u8; KEY_BYTES] = rand::random();
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&key)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_with_its_own_key_alone() {
        let ours = Secrets::new([1; 32]);
        let sealed = ours.seal("079012345678").unwrap();
        assert_ne!(sealed, ours.seal("079012345678").unwrap());
        assert_eq!(ours.open(&sealed).unwrap(), "079012345678");
        assert!(Secrets::new([2; 32]).open(&sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(ours.open(&changed).is_err());
        assert!(ours.open(&[]).is_err());
        assert_ne!(ours.hash("079012345678"), Secrets::new([2; 32]).hash("079012345678"));
    }
}
