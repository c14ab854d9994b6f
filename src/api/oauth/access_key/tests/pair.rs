//! The numbers of a key, and whether they belong together.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::*;
use crate::api::oauth::test_keys::TestKey;

fn digits(number: &[u8]) -> Option<Value> {
    Some(BASE64_URL_SAFE_NO_PAD.encode(number).into())
}

#[test]
fn numbers_are_filled_up_with_zeros() {
    for key in TestKey::some() {
        assert!(key.is_signature(b"message", key.parsed().sign(b"message").unwrap().as_ref()));
        // The same with zeros in front, more than there can be.
        let long = |number: &[u8]| digits(&[&[0; 9], number].concat());
        let mut members = key.members();
        for (name, number) in [("jwk.x", &key.x), ("jwk.y", &key.y), ("jwk.d", &key.d)] {
            members = with(members, name, long(number));
        }
        let read = parse(&members).unwrap();
        assert!(key.is_signature(b"message", read.sign(b"message").unwrap().as_ref()));
    }
    // A key that anybody can count to.
    let mut one = [0; 32];
    one[31] = 1;
    assert_eq!(TestKey::of(&one).parsed().secrets()[0].expose(), "AQ");
    let mut last = ORDER;
    last[31] -= 1;
    TestKey::of(&last).parsed();
}

#[test]
fn numbers_may_be_in_any_base64() {
    let key = parse(&rfc_7515()).unwrap();
    let text = |name: &str| rfc_7515()["jwk"][name].as_str().unwrap().to_owned();
    let mut members = rfc_7515();
    for (name, of_jwk) in [("x", "jwk.x"), ("y", "jwk.y"), ("d", "jwk.d")] {
        let standard = text(name).replace('-', "+").replace('_', "/");
        members = with(members, of_jwk, Some(format!(" {standard}=\n").into()));
    }
    let other = parse(&members).unwrap();
    assert_eq!(format!("{:?}", other.pair), format!("{:?}", key.pair));
    for (wrong, words) in [
        ("f83!", "its jwk.x is not in base64url: its character 4 is out of place"),
        ("f83OJ", "its jwk.x is not in base64url: a character is missing"),
    ] {
        assert!(refused(with(rfc_7515(), "jwk.x", Some(wrong.into())).to_string()).contains(words));
    }
}

#[test]
fn a_pair_that_is_none_is_told_apart() {
    let (key, other) = (TestKey::random(), TestKey::random());
    let members = key.members();
    let mut near = key.y.clone();
    *near.last_mut().unwrap() ^= 1;
    let mut large = vec![1];
    large.resize(33, 0);
    let off_curve = "the point of its jwk (x, y) is not on the curve P-256";
    for (name, number, words) in [
        (
            "jwk.d",
            &other.d[..],
            "its jwk.d belongs to another key than jwk.x and jwk.y",
        ),
        ("jwk.d", &[0], "its jwk.d is zero, which no private key is"),
        ("jwk.d", &ORDER, "its jwk.d is larger than any private key of P-256"),
        (
            "jwk.d",
            &[0xff; 32],
            "its jwk.d is larger than any private key of P-256",
        ),
        ("jwk.d", &large, "its jwk.d is longer than the 32 bytes of P-256"),
        ("jwk.x", &large, "its jwk.x is longer than the 32 bytes of P-256"),
        ("jwk.y", &large, "its jwk.y is longer than the 32 bytes of P-256"),
        ("jwk.x", &other.x, off_curve),
        ("jwk.y", &near, off_curve),
        ("jwk.x", &[0xff; 32], off_curve),
        ("jwk.x", &[0], off_curve),
    ] {
        assert_eq!(refused(with(members.clone(), name, digits(number)).to_string()), words);
    }
    for (name, value, words) in [
        ("jwk.crv", "P-384", "its key is of the curve P-384"),
        ("jwk.crv", "secp256k1", "its key is of the curve secp256k1"),
        ("jwk.crv", "p-256", "its key is of another curve"),
        ("jwk.kty", "RSA", "its jwk.kty is RSA"),
        ("jwk.kty", "ec", "its jwk.kty is not EC"),
    ] {
        let error = refused(with(members.clone(), name, Some(value.into())).to_string());
        assert!(error.contains(words), "{error}");
    }
}
