//! TLS without I/O: what is trusted, how a server's certificate is judged, and the records of one connection.

mod algorithms;
#[cfg(any(windows, test))]
mod bounded;
mod certificate;
pub mod config;
mod crypto;
pub mod explain;
pub mod fingerprint;
mod foreign;
#[cfg(test)]
mod handshakes;
pub mod identity;
mod pbe;
mod peer;
pub mod pem;
mod pkcs12;
mod policy;
mod recorder;
#[cfg(not(any(windows, target_vendor = "apple")))]
mod roots;
mod sections;
pub mod shown;
pub mod stream;
#[cfg(test)]
mod test_certificates;
mod verifier;
mod weak_cache;

#[cfg(windows)]
pub use bounded::{interrupt, within};

/// Runs `handshake`, in which a verification by the system ends with `deadline`. Here it takes no time to speak of.
#[cfg(not(windows))]
pub fn within<R>(_: &crate::base::deadline::Deadline, handshake: impl FnOnce() -> R) -> R {
    handshake()
}

/// Why a verification by the system gave up, if `error` says that it did.
#[cfg(not(windows))]
pub fn interrupt(_: &rustls::Error) -> Option<crate::base::deadline::Interrupt> {
    None
}
