//! Which authorities are trusted, and which certificates are refused.

use std::process::Command;

use lftoken_stub::{CertKind, Stub};
use support::binding::{Pem, Settings, Status, Trust};

use crate::round_trip::{changed, refused, round_trip, start};

fn with_certificate(kind: CertKind) -> Stub {
    start(|config| config.certificate = kind)
}

#[test]
fn the_system_store_does_not_trust_the_stub() {
    let stub = start(|_| {});
    for trust in [Trust::System, Trust::Bundled] {
        let settings = changed(&stub, |settings| {
            settings.trust = Some(trust);
            settings.authorities.clear();
        });
        let error = refused(&settings, Status::TlsCertificate);
        assert!(error.message.contains("authority that is not trusted"), "{error}");
        assert_eq!(error.attempts, 1);
        assert!(!error.retryable);
    }
    assert_eq!(stub.report().requests, 0);
}

#[test]
fn an_added_authority_is_trusted_next_to_the_others() {
    let stub = start(|_| {});
    for trust in [Trust::System, Trust::Bundled, Trust::AddedOnly] {
        round_trip(&changed(&stub, |settings| settings.trust = Some(trust))).unwrap();
    }
    let file = std::env::temp_dir().join(format!("lftoken-ca-{}.pem", std::process::id()));
    std::fs::write(&file, stub.ca_pem()).unwrap();
    let from_file = round_trip(&changed(&stub, |settings| {
        settings.authorities = vec![Pem::File(file.clone())];
    }));
    std::fs::remove_file(&file).unwrap();
    from_file.unwrap();
}

/// What the child processes of the next test do: log in and out with what the system trusts.
#[test]
fn child_with_a_trust_store() {
    let Ok(address) = std::env::var("LFT_ADDRESS") else {
        return;
    };
    let outcome = round_trip(&Settings {
        base_address: Some(address),
        ..Settings::default()
    });
    println!("outcome: {outcome:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_environment_names_the_trust_store() {
    let stub = start(|_| {});
    let folder = std::env::temp_dir().join(format!("lftoken-store-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, stub.ca_pem()).unwrap();
    let outcome = |variables: &[(&str, &str)]| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "trust::child_with_a_trust_store", "--nocapture"]);
        child.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR");
        child
            .env("LFT_ADDRESS", stub.base_url())
            .envs(variables.iter().copied());
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    };
    let file = file.to_str().unwrap();
    let two_folders = format!("/does/not/exist:{}", folder.display());
    let by_file = outcome(&[("SSL_CERT_FILE", file)]);
    let by_folder = outcome(&[("SSL_CERT_FILE", "/does/not/exist.pem"), ("SSL_CERT_DIR", &two_folders)]);
    let by_neither = outcome(&[("SSL_CERT_FILE", "/does/not/exist.pem")]);
    // What is empty is not set: the store of the system does not trust the stub.
    let by_empty = outcome(&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", "")]);
    let by_folder_alone = outcome(&[("SSL_CERT_FILE", ""), ("SSL_CERT_DIR", folder.to_str().unwrap())]);
    let fifo = folder.join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let endless = [fifo.to_str().unwrap(), "/dev/zero"].map(|file| outcome(&[("SSL_CERT_FILE", file)]));
    // Nor does one in a folder hold anybody up.
    let beside_fifo = outcome(&[("SSL_CERT_DIR", folder.to_str().unwrap())]);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(by_file.contains("outcome: Ok"), "{by_file}");
    assert!(by_folder.contains("outcome: Ok"), "{by_folder}");
    assert!(by_folder_alone.contains("outcome: Ok"), "{by_folder_alone}");
    assert!(beside_fifo.contains("outcome: Ok"), "{beside_fifo}");
    assert!(by_empty.contains("TlsCertificate"), "{by_empty}");
    for endless in endless {
        assert!(endless.contains("not a regular file"), "{endless}");
    }
    assert!(by_neither.contains("InvalidArgument"), "{by_neither}");
    assert!(
        by_neither.contains("/does/not/exist.pem") && by_neither.contains("No such file"),
        "{by_neither}"
    );
}

#[test]
fn a_bad_certificate_is_refused() {
    for (kind, reason) in [
        (CertKind::WrongName, "for another host name"),
        (CertKind::Expired, "has expired"),
        (CertKind::UnknownCa, "authority that is not trusted"),
        (CertKind::SelfSigned, "is self-signed; its SHA-256 fingerprint is "),
        (
            CertKind::SelfSigned,
            "only if the administrator of the server reads the same fingerprint there",
        ),
        (
            CertKind::WrongName,
            "is not for 127.0.0.1, but for another host name: wrong.example",
        ),
        (CertKind::Expired, "it was valid until 20"),
    ] {
        let stub = with_certificate(kind);
        for trust in [Trust::AddedOnly, Trust::System] {
            let error = refused(
                &changed(&stub, |settings| settings.trust = Some(trust)),
                Status::TlsCertificate,
            );
            assert!(error.message.contains(reason), "{kind:?}: {error}");
        }
        assert_eq!(stub.report().requests, 0);
    }
}
