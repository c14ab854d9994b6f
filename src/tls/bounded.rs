//! Certificates that Windows verifies, in its own time.
//!
//! It fetches missing certificates and revocation lists over the network before it answers, for up to twenty seconds.
//! It does so on a thread of its own, and the call waits no longer than it may.
//!
//! The deadline comes in by a thread-local: rustls gives a verifier nothing of the call, and resumes a session only
//! with the very verifier that it was made with, so that a verifier for each handshake would cost every resumption.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{ServerCertVerified, ServerCertVerifier};
use rustls::{Error, OtherError};

use crate::base::deadline::{Deadline, Interrupt};
use crate::base::task::Task;

use super::peer::PeerCertificate;
use super::verifier::CertificatePolicy;

thread_local! {
    /// The call that this thread verifies for; rustls hands nothing of it to a verifier.
    static DEADLINE: RefCell<Option<Deadline>> = const { RefCell::new(None) };
}

/// Runs `handshake`, in which a verification ends with `deadline`.
pub fn within<R>(deadline: &Deadline, handshake: impl FnOnce() -> R) -> R {
    let outer = DEADLINE.replace(Some(deadline.clone()));
    let result = handshake();
    DEADLINE.set(outer);
    result
}

/// Asks `system`, and gives up when the call is over.
pub struct Bounded {
    pub system: Arc<dyn ServerCertVerifier>,
}

/// How a verification that gave up is told from one that failed.
#[derive(Debug)]
struct GaveUp(Interrupt);

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the system did not verify the certificate in time")
    }
}

impl std::error::Error for GaveUp {}

/// Why the verification gave up, if `error` says that it did.
pub fn interrupt(error: &Error) -> Option<Interrupt> {
    let Error::Other(OtherError(source)) = error else {
        return None;
    };
    source.downcast_ref::<GaveUp>().map(|gave_up| gave_up.0)
}

impl CertificatePolicy for Bounded {
    fn judge(&self, peer: &PeerCertificate<'_>) -> Result<ServerCertVerified, Error> {
        let Some(deadline) = DEADLINE.with_borrow(Option::clone) else {
            return Err(Error::General("a certificate is verified outside a call".into()));
        };
        let system = self.system.clone();
        let end_entity = peer.end_entity.clone().into_owned();
        let intermediates: Vec<_> = peer.intermediates.iter().map(|one| one.clone().into_owned()).collect();
        let server_name = peer.server_name.to_owned();
        let ocsp_response = peer.ocsp_response.to_vec();
        let now = peer.now;
        Task::start("verify", move || {
            system
                .verify_server_cert(&end_entity, &intermediates, &server_name, &ocsp_response, now)
                .map(|_| ())
        })
        .map_err(|error| Error::General(format!("no thread to verify the certificate: {error}")))?
        .wait(&deadline)
        .map_err(|interrupt| Error::Other(OtherError(Arc::new(GaveUp(interrupt)))))?
        .map_err(|_| Error::General("the verification panicked; this is a defect of the library".into()))?
        .map(|()| ServerCertVerified::assertion())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::{self, Receiver};
    use std::time::Duration;

    use rustls::client::danger::HandshakeSignatureValid;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
    use rustls::{DigitallySignedStruct, SignatureScheme};

    use super::*;
    use crate::base::clock::Stopped;

    /// Accepts when the other end of the channel is gone.
    #[derive(Debug)]
    struct Slow(Mutex<Receiver<()>>);

    impl ServerCertVerifier for Slow {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            let _ = self.0.lock().unwrap().recv();
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            Vec::new()
        }
    }

    fn verify(end: Receiver<()>, deadline: &Deadline) -> Result<ServerCertVerified, Error> {
        let bounded = Bounded {
            system: Arc::new(Slow(Mutex::new(end))),
        };
        let peer = PeerCertificate {
            end_entity: &CertificateDer::from(vec![1]),
            intermediates: &[],
            server_name: &ServerName::try_from("example.com").unwrap(),
            ocsp_response: &[],
            now: UnixTime::now(),
        };
        within(deadline, || bounded.judge(&peer))
    }

    #[test]
    fn a_slow_verification_ends_with_the_call() {
        let (end, ended) = mpsc::channel();
        {
            let _clock = Stopped::new();
            let deadline = Deadline::after(Duration::from_secs(30), None);
            let error = verify(ended, &deadline).unwrap_err();
            assert_eq!(interrupt(&error), Some(Interrupt::TimedOut));
        }
        drop(end);

        let (end, ended) = mpsc::channel();
        drop(end);
        let deadline = Deadline::after(Duration::from_secs(3600), None);
        assert!(verify(ended, &deadline).is_ok());
        assert_eq!(interrupt(&Error::DecryptError), None);
    }
}
