//! The authorities that a Unix system trusts: those of its OpenSSL.

use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

use crate::base::file;

use super::pem;

/// What cannot be read or used is passed over, as long as anything is left. The error says what was wrong with it.
pub fn read() -> Result<RootCertStore, String> {
    let mut found = Found::default();
    let (file, folders) = places();
    if let Some(file) = file {
        found.add(file);
    }
    for folder in &folders {
        found.add_folder(folder);
    }
    // Most stand there several times.
    found
        .certificates
        .sort_unstable_by(|one, other| one.as_ref().cmp(other));
    found.certificates.dedup();
    let mut store = RootCertStore::empty();
    // Some are older than what can be read of them today.
    let (usable, _) = store.add_parsable_certificates(found.certificates);
    if usable > 0 {
        return Ok(store);
    }
    Err(match &found.reasons[..] {
        [] => "no certificate was found; set SSL_CERT_FILE to a file of certificates in PEM form".into(),
        reasons => reasons.join("; "),
    })
}

/// A file and folders: those that the environment names, or else those of the system.
fn places() -> (Option<PathBuf>, Vec<PathBuf>) {
    // A variable that is empty is not set.
    let variable = |name| env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let file = variable("SSL_CERT_FILE").map(PathBuf::from);
    let folders = variable("SSL_CERT_DIR").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&folders)
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    if file.is_some() || !folders.is_empty() {
        return (file, folders);
    }
    let usual = openssl_probe::probe();
    (usual.cert_file, usual.cert_dir)
}

#[derive(Default)]
struct Found {
    certificates: Vec<CertificateDer<'static>>,
    reasons: Vec<String>,
    seen: HashSet<PathBuf>,
}

impl Found {
    fn add(&mut self, path: PathBuf) {
        let path = path.canonicalize().unwrap_or(path);
        let read = file::read(&path).map_err(|error| error.to_string());
        match read.and_then(|text| pem::readable(&text).map_err(pem::FileError::reason)) {
            Ok(certificates) => self.certificates.extend(certificates),
            Err(reason) => self.reasons.push(format!("{}: {reason}", path.display())),
        }
        self.seen.insert(path);
    }

    /// The files in a folder; many stand there twice, under the name of their hash.
    fn add_folder(&mut self, folder: &Path) {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.reasons.push(format!("{}: {error}", folder.display())),
        };
        for path in entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
        {
            if !path.canonicalize().is_ok_and(|path| self.seen.contains(&path)) {
                self.add(path);
            }
        }
    }
}
