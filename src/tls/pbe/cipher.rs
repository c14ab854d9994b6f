//! The block ciphers, all of them with CBC and the padding of PKCS#7.

use aes::{Aes128, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, Iv, KeyInit};
use des::{TdesEde2, TdesEde3};
use rc2::Rc2;

use super::limits::Failure;
use crate::base::secret::SecretBytes;

/// AES-192, which no program chooses by itself, would be 7 kB.
#[derive(Clone, Copy)]
pub enum Cipher {
    Aes128,
    Aes256,
    Des2,
    Des3,
    Rc2Bits40,
    Rc2Bits128,
}

impl Cipher {
    pub fn key_bytes(self) -> usize {
        match self {
            Cipher::Aes128 | Cipher::Des2 | Cipher::Rc2Bits128 => 16,
            Cipher::Des3 => 24,
            Cipher::Aes256 => 32,
            Cipher::Rc2Bits40 => 5,
        }
    }

    pub fn block_bytes(self) -> usize {
        match self {
            Cipher::Aes128 | Cipher::Aes256 => 16,
            _ => 8,
        }
    }

    /// A key of another length is damage, and so is such an `iv`.
    pub fn decrypt(self, key: &[u8], iv: &[u8], sealed: &[u8]) -> Result<SecretBytes, Failure> {
        match self {
            Cipher::Aes128 => opened(Aes128::new_from_slice(key).ok(), iv, sealed),
            Cipher::Aes256 => opened(Aes256::new_from_slice(key).ok(), iv, sealed),
            Cipher::Des2 => opened(TdesEde2::new_from_slice(key).ok(), iv, sealed),
            Cipher::Des3 => opened(TdesEde3::new_from_slice(key).ok(), iv, sealed),
            Cipher::Rc2Bits40 => opened(Some(Rc2::new_with_eff_key_len(key, 40)), iv, sealed),
            Cipher::Rc2Bits128 => opened(Some(Rc2::new_with_eff_key_len(key, 128)), iv, sealed),
        }
    }
}

fn opened<C: BlockCipherDecrypt>(cipher: Option<C>, iv: &[u8], sealed: &[u8]) -> Result<SecretBytes, Failure> {
    let iv: &Iv<Decryptor<C>> = iv.try_into().map_err(|_| Failure::Damaged)?;
    let cipher = cipher.ok_or(Failure::Damaged)?;
    let mut text = SecretBytes::new(sealed.to_vec());
    let length = Decryptor::inner_iv_init(cipher, iv)
        .decrypt_padded::<Pkcs7>(&mut text)
        .map_err(|_| Failure::WrongPassword)?
        .len();
    text.truncate(length);
    Ok(text)
}
