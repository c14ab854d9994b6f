//! How PKCS#12 makes keys of a password (RFC 7292, B.2).

use std::num::NonZeroU32;

use ring::digest::{Algorithm, digest};

use super::limits::{Failure, Work};
use crate::base::secret::SecretBytes;

#[derive(Clone, Copy)]
pub enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

pub fn derive(
    hash: &'static Algorithm,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    length: usize,
    work: &mut Work,
) -> Result<SecretBytes, Failure> {
    let block = hash.block_len();
    // D || S || P, the latter two repeated until they fill blocks.
    let mut text = SecretBytes::new(vec![purpose as u8; block]);
    for part in [salt, password] {
        text.extend(part.iter().cycle().take(part.len().next_multiple_of(block)));
    }
    work.spend(iterations.get(), length.div_ceil(hash.output_len()), text.len())?;
    let mut key = SecretBytes::new(Vec::with_capacity(length + hash.output_len()));
    loop {
        let mut sum = digest(hash, &text);
        for _ in 1..iterations.get() {
            sum = digest(hash, sum.as_ref());
        }
        key.extend_from_slice(sum.as_ref());
        if key.len() >= length {
            key.truncate(length);
            return Ok(key);
        }
        // Each block of S and P is increased by the sum, and by one.
        for number in text[block..].chunks_mut(block) {
            let mut carry = 1;
            for (index, digit) in number.iter_mut().enumerate().rev() {
                let added = sum.as_ref()[index % hash.output_len()];
                carry += u16::from(*digit) + u16::from(added);
                *digit = carry as u8;
                carry >>= 8;
            }
        }
    }
}
