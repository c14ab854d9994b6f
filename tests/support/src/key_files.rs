//! Client certificates in the forms that people have them, and the authority of a stub in binary form.

use std::fs;
use std::path::Path;

use base64::prelude::*;
use lftoken_stub::Stub;

const PKCS12: &str = include_str!("../../../src/tls/fixtures/new.pfx.txt");
const CERTIFICATE: &str = include_str!("../../../src/tls/fixtures/certificate.pem");
const ENCRYPTED_KEY: &str = include_str!("../../../src/tls/fixtures/key-new.pem");

/// Writes `own.pfx`, `own.pem` with its certificate alone, and `own.key`. The password of the first and the last is
/// "Grüße 😀", which the programs in other languages name themselves. `ca.der` holds the authority of `stub`.
pub fn write(folder: &Path, stub: &Stub) {
    let bytes = |lines: &str| BASE64_STANDARD.decode(lines.replace(['\r', '\n'], "")).unwrap();
    let authority: String = stub.ca_pem().lines().filter(|line| !line.starts_with('-')).collect();
    fs::write(folder.join("own.pfx"), bytes(PKCS12)).unwrap();
    fs::write(folder.join("own.pem"), CERTIFICATE).unwrap();
    fs::write(folder.join("own.key"), ENCRYPTED_KEY).unwrap();
    fs::write(folder.join("ca.der"), bytes(&authority)).unwrap();
}
