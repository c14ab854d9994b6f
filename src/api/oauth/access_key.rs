//! The access key of a service app: whose it is, and the key pair that signs for it.
//!
//! Facts come from Laserfiche's published clients: base64 of a JSON object whose `jwk` is a private key of P-256. They
//! differ in what they read of base64, so every form is taken. Writers of JWKs differ, too: some drop leading zeros.

pub mod domain;
mod exported;
mod lenient_base64;
mod members;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ring::agreement::{self, ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Signature};

use crate::base::secret::{Secret, SecretBytes};

use members::Members;

/// The bytes of a number of P-256.
const NUMBER_BYTES: usize = 32;

/// The order of P-256: a private key is less (SEC 2, 2.4.2).
const ORDER: [u8; NUMBER_BYTES] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

const NO_RANDOM_NUMBERS: &str = "the system has no random numbers to sign with";

/// The key of a service app, as the Developer Console exports it.
#[derive(Clone, Debug)]
pub struct AccessKey {
    client_id: String,
    domain: String,
    key_id: String,
    private_scalar: Secret,
    /// Its `Debug` shows the public key only.
    pair: Arc<EcdsaKeyPair>,
}

impl AccessKey {
    /// Reads a key, in base64 or as its JSON. The error goes on after "the access key cannot be used:", and never
    /// repeats what is in it.
    pub fn parse(exported: &[u8]) -> Result<AccessKey, String> {
        let members = Members::read(&exported::json(exported)?)?;
        let text = |name| members.text(name).map(|text| text.expose().to_owned());
        Ok(AccessKey {
            client_id: text("clientId")?,
            domain: domain::read(members.text("domain")?.expose()).map_err(|reason| format!("its domain {reason}"))?,
            key_id: text("jwk.kid")?,
            pair: Arc::new(key_pair(&members)?),
            private_scalar: members.text("jwk.d")?.clone(),
        })
    }

    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The name below which the region has its servers, in lower case; a port may follow.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// What the service knows the key by.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// What must not be repeated in a message.
    pub fn secrets(&self) -> [&Secret; 1] {
        [&self.private_scalar]
    }

    /// The signature in the form of a JWT: r and s, 32 bytes each.
    pub fn sign(&self, message: &[u8]) -> Result<Signature, String> {
        self.pair
            .sign(&SystemRandom::new(), message)
            .map_err(|_| NO_RANDOM_NUMBERS.to_owned())
    }
}

fn key_pair(members: &Members) -> Result<EcdsaKeyPair, String> {
    match members.text("jwk.kty")?.expose() {
        "EC" => {}
        kind @ ("RSA" | "OKP" | "oct") => return Err(format!("its jwk.kty is {kind}; it must be EC")),
        _ => return Err("its jwk.kty is not EC".into()),
    }
    match members.text("jwk.crv")?.expose() {
        "P-256" => {}
        curve @ ("P-384" | "P-521" | "secp256k1") => {
            return Err(format!(
                "its key is of the curve {curve} (jwk.crv); it must be of P-256"
            ));
        }
        _ => return Err("its key is of another curve than P-256 (jwk.crv)".into()),
    }
    let number = |name| number(members.text(name)?).map_err(|reason| format!("its {name} {reason}"));
    let (x, y, d) = (number("jwk.x")?, number("jwk.y")?, number("jwk.d")?);
    // Such as stands before the two numbers of a point that is not compressed (SEC 1, 2.3.3).
    let point = [&[4], &x[..], &y[..]].concat();
    EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &d, &point, &SystemRandom::new())
        .map_err(|_| why_not_a_pair(&d, &point).to_owned())
}

/// 32 bytes, however many zeros stand before it. The error goes on after the name of the member.
fn number(text: &Secret) -> Result<SecretBytes, String> {
    let bytes = lenient_base64::decode(text.expose()).map_err(|fault| format!("is not in base64url: {fault}"))?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[zeros..];
    let before = NUMBER_BYTES
        .checked_sub(digits.len())
        .ok_or("is longer than the 32 bytes of P-256")?;
    let mut number = SecretBytes::new(vec![0; NUMBER_BYTES]);
    number[before..].copy_from_slice(digits);
    Ok(number)
}

/// ring does not say what is wrong with a pair.
fn why_not_a_pair(d: &[u8], point: &[u8]) -> &'static str {
    if d.iter().all(|byte| *byte == 0) {
        return "its jwk.d is zero, which no private key is";
    }
    if d >= &ORDER[..] {
        return "its jwk.d is larger than any private key of P-256";
    }
    let Ok(own) = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()) else {
        return NO_RANDOM_NUMBERS;
    };
    // An agreement is refused for the point alone.
    match agreement::agree_ephemeral(own, &UnparsedPublicKey::new(&ECDH_P256, point), |_| ()) {
        Ok(()) => "its jwk.d belongs to another key than jwk.x and jwk.y",
        Err(_) => "the point of its jwk (x, y) is not on the curve P-256",
    }
}
