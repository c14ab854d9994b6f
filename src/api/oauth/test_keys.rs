//! Access keys for tests, made by another crate than the one that signs with them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64_URL;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey, signature::Verifier};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use super::access_key::AccessKey;

/// The numbers of a key pair, without zeros in front.
#[derive(Clone)]
pub struct TestKey {
    pub x: Vec<u8>,
    pub y: Vec<u8>,
    pub d: Vec<u8>,
}

impl TestKey {
    pub fn random() -> TestKey {
        let mut d = [0; 32];
        SystemRandom::new().fill(&mut d).unwrap();
        TestKey::of(&d)
    }

    pub fn of(d: &[u8; 32]) -> TestKey {
        let point = SigningKey::from_slice(d).unwrap().verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let significant = |number: &[u8]| number[number.iter().take_while(|byte| **byte == 0).count()..].to_vec();
        TestKey {
            x: significant(x),
            y: significant(y),
            d: significant(d),
        }
    }

    /// Some whose x, whose y and whose d is short, and others.
    pub fn some() -> Vec<TestKey> {
        let mut keys: Vec<TestKey> = (0..20).map(|_| TestKey::random()).collect();
        let is_short: [fn(&TestKey) -> bool; 3] =
            [|key| key.x.len() < 32, |key| key.y.len() < 32, |key| key.d.len() < 32];
        for is_short in is_short {
            // One in 256 is.
            keys.extend((0..20_000).map(|_| TestKey::random()).find(is_short));
        }
        assert_eq!(keys.len(), 23);
        keys
    }

    /// What the Developer Console exports before it becomes base64.
    pub fn members(&self) -> Value {
        let [x, y, d] = [&self.x, &self.y, &self.d].map(|number| BASE64_URL.encode(number));
        json!({
            "customerId": "1234567890",
            "clientId": "c0ffee-é",
            "domain": "laserfiche.com",
            "jwk": {
                "kty": "EC", "crv": "P-256", "use": "sig", "kid": "kid-1", "x": x, "y": y, "d": d, "iat": 1_659_632_705,
            },
        })
    }

    pub fn parsed(&self) -> AccessKey {
        AccessKey::parse(self.members().to_string().as_bytes()).unwrap()
    }

    pub fn is_signature(&self, message: &[u8], signature: &[u8]) -> bool {
        let padded = |number: &[u8]| [&[0; 32][number.len()..], number].concat();
        let point = [vec![4], padded(&self.x), padded(&self.y)].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
        Signature::from_slice(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    }
}
