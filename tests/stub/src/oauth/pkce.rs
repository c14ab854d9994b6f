//! Proof keys: the challenge of a sign-in, and the verifier that goes with it.

use crate::head::{Checked, bad};
use crate::text::unreserved;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

/// A challenge made by S256 is a hash.
pub fn check_challenge(challenge: &str) -> Checked<()> {
    match URL_SAFE_NO_PAD.decode(challenge) {
        Ok(hash) if hash.len() == 32 => Ok(()),
        _ => bad("code_challenge must be 32 bytes in base64url without padding"),
    }
}

pub fn check_verifier(verifier: &str) -> Checked<()> {
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return bad("code_verifier must be 43 to 128 unreserved characters");
    }
    Ok(())
}

pub fn matches(verifier: &str, challenge: &str) -> bool {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == challenge
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_verifier_of_the_rfc_goes_with_its_challenge() {
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        assert!(check_verifier(verifier).is_ok() && check_challenge(challenge).is_ok());
        assert!(matches(verifier, challenge));
        assert!(!matches(&verifier.replace('k', "K"), challenge));
        assert!(check_verifier(&verifier[1..]).is_err());
        assert!(check_challenge(&challenge[1..]).is_err());
    }
}
