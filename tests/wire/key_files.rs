//! Client certificates and authorities in the files that people have: PKCS#12, encrypted keys, DER. OpenSSL writes them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use lftoken_stub::Stub;
use support::binding::{Client, Pem, Status};
use support::cc;

use crate::round_trip::{changed, round_trip, start};

const PASSWORD: &str = "Grüße 😀";

/// The stub's client certificate and key, in files beside each other.
struct Files(PathBuf);

impl Files {
    fn of(stub: &Stub) -> Files {
        let folder = cc::scratch("key-files");
        fs::write(folder.join("own.pem"), stub.client_certificate_pem()).unwrap();
        fs::write(folder.join("own.key"), stub.client_key_pem()).unwrap();
        Files(folder)
    }

    /// The file that `openssl` writes with these arguments.
    fn openssl(&self, arguments: &[&str], out: &str) -> PathBuf {
        let password = format!("pass:{PASSWORD}");
        let made = Command::new("openssl")
            .args(arguments.iter().map(|one| one.replace("PASSWORD", &password)))
            .args(["-out", out])
            .env("LC_ALL", "C.UTF-8")
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(made.status.success(), "{arguments:?}: {made:?}");
        self.0.join(out)
    }
}

fn full_run() -> bool {
    let full = cc::full_run();
    if !full {
        cc::left_out("client certificates in files that openssl makes");
    }
    full
}

#[test]
fn pkcs12_files_of_openssl_open_the_door() {
    if !full_run() {
        return;
    }
    let stub = start(|config| config.client_auth = true);
    let files = Files::of(&stub);
    let export: &[&str] = &[
        "pkcs12", "-export", "-inkey", "own.key", "-in", "own.pem", "-name", "Büro",
    ];
    for (more, password) in [
        (&["-passout", "PASSWORD"][..], Some(PASSWORD)),
        (&["-passout", "PASSWORD", "-legacy"], Some(PASSWORD)),
        (
            &["-passout", "PASSWORD", "-macalg", "sha512", "-iter", "100000"],
            Some(PASSWORD),
        ),
        (
            &["-passout", "PASSWORD", "-keypbe", "AES-128-CBC", "-certpbe", "NONE"],
            Some(PASSWORD),
        ),
        (&["-passout", "PASSWORD", "-nomac"], Some(PASSWORD)),
        (&["-passout", "pass:"], Some("")),
        (&["-passout", "pass:"], None),
        (
            &["-passout", "pass:", "-keypbe", "NONE", "-certpbe", "NONE", "-nomac"],
            None,
        ),
    ] {
        let path = files.openssl(&[export, more].concat(), "own.pfx");
        let bytes = fs::read(&path).unwrap();
        let with = |bytes: Vec<u8>, password: Option<&str>| {
            changed(&stub, |settings| {
                settings.pkcs12 = Some((bytes, password.map(str::to_owned)));
            })
        };
        round_trip(&with(bytes.clone(), password)).unwrap_or_else(|error| panic!("{more:?}: {error}"));
        assert_eq!(stub.report().open, 0);
        if password.is_some_and(|password| !password.is_empty()) {
            for wrong in [Some("Grusse"), None] {
                let error = Client::new(&with(bytes.clone(), wrong)).err().expect("an error");
                assert_eq!(error.status, Status::InvalidArgument, "{error}");
                assert!(error.message.contains("password"), "{error}");
                assert!(!error.message.contains("Grusse"), "{error}");
            }
        }
    }
}

#[test]
fn encrypted_keys_of_openssl_open_the_door() {
    if !full_run() {
        return;
    }
    let stub = start(|config| config.client_auth = true);
    let files = Files::of(&stub);
    let topk8: &[&str] = &["pkcs8", "-topk8", "-in", "own.key", "-passout", "PASSWORD"];
    for more in [
        &[][..],
        &["-v1", "PBE-SHA1-3DES"],
        &["-v2", "aes128", "-v2prf", "hmacWithSHA1"],
        &["-v2", "des3"],
    ] {
        let key = fs::read_to_string(files.openssl(&[topk8, more].concat(), "sealed.key")).unwrap();
        let with = |password: Option<&str>| {
            changed(&stub, |settings| {
                settings.identity = Some((stub.client_certificate_pem().into(), key.clone()));
                settings.key_password = password.map(str::to_owned);
            })
        };
        round_trip(&with(Some(PASSWORD))).unwrap_or_else(|error| panic!("{more:?}: {error}"));
        for wrong in [Some("other"), None] {
            let error = Client::new(&with(wrong)).err().expect("an error");
            assert_eq!(error.status, Status::InvalidArgument, "{error}");
            assert!(error.message.contains("password"), "{error}");
        }
    }
    let old = files.openssl(&["ec", "-in", "own.key", "-aes128", "-passout", "PASSWORD"], "old.key");
    let key = fs::read_to_string(old).unwrap();
    let settings = changed(&stub, |settings| {
        settings.identity = Some((stub.client_certificate_pem().into(), key));
        settings.key_password = Some(PASSWORD.into());
    });
    let error = Client::new(&settings).err().expect("an error");
    assert_eq!(error.status, Status::Unsupported, "{error}");
    assert!(error.message.contains("`openssl pkcs8 -topk8"), "{error}");
}

/// What Windows exports and Notepad saves, by the server that it lets in.
#[test]
fn an_authority_is_trusted_in_binary_form_and_in_utf16() {
    let stub = start(|_| {});
    let pem = stub.ca_pem();
    let digits: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, digits).unwrap();
    let folder = cc::scratch("authorities");
    let trusting = |authority: Pem| changed(&stub, |settings| settings.authorities = vec![authority]);
    round_trip(&trusting(Pem::Der(der.clone()))).unwrap();
    let utf16: Vec<u8> = format!("\u{feff}{pem}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, bytes) in [("ca.cer", &der), ("ca.txt", &utf16)] {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        round_trip(&trusting(Pem::File(path))).unwrap();
    }
    for (bytes, words) in [
        (&b"\x30\x08\x02\x01\x03\x30\x03\x06\x01\x2a"[..], "it is a PKCS#12 file"),
        (&[&der[..], b"\0"].concat(), "damaged"),
        (
            b"-----BEGIN PKCS7-----\nAA==\n-----END PKCS7-----\n",
            "openssl pkcs7 -print_certs",
        ),
    ] {
        let error = Client::new(&trusting(Pem::Der(bytes.to_vec())))
            .err()
            .expect("an error");
        assert_eq!(error.status, Status::InvalidArgument, "{error}");
        assert!(error.message.contains(words), "{error}");
    }
}
