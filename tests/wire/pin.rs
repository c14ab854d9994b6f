//! Pinned certificates: exactly they are accepted, whatever else is wrong with them.

use lftoken_stub::CertKind;
use support::binding::Status;

use crate::round_trip::{changed, refused, round_trip, start};

#[test]
fn exactly_the_pinned_certificate_is_accepted() {
    let other = start(|_| {}).certificate_sha256();
    for kind in [
        CertKind::Good,
        CertKind::SelfSigned,
        CertKind::WrongName,
        CertKind::Expired,
        CertKind::UnknownCa,
    ] {
        for tls12_only in [false, true] {
            let stub = start(|config| {
                config.certificate = kind;
                config.tls12_only = tls12_only;
            });
            let pinned = |pins: &[String]| {
                changed(&stub, |settings| {
                    settings.pins = pins.to_vec();
                    settings.authorities.clear();
                })
            };
            let own = stub.certificate_sha256();
            round_trip(&pinned(&[other.clone(), own])).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            let error = refused(&pinned(std::slice::from_ref(&other)), Status::TlsCertificate);
            assert!(error.message.contains("not the pinned one"), "{error}");
            // Who asks for it may be somebody in between.
            let shown = error.message.replace(':', "").to_lowercase();
            assert!(shown.contains(&stub.certificate_sha256()), "{error}");
            assert!(!error.message.contains("Pin"), "{error}");
        }
    }
    // A pin counts even when an authority would do.
    let stub = start(|_| {});
    refused(
        &changed(&stub, |settings| settings.pins = vec![other]),
        Status::TlsCertificate,
    );
}
