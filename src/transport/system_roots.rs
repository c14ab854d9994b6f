//! The authorities that a Unix system trusts: those of its OpenSSL.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use rustls::RootCertStore;

use super::pem;

/// The error says where they were looked for.
pub fn read() -> Result<RootCertStore, String> {
    read_from(&places())
}

struct Places {
    file: Option<PathBuf>,
    folders: Vec<PathBuf>,
}

/// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, if at least one of them is set; else where the system has them.
fn places() -> Places {
    let file = env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let folders: Vec<PathBuf> = env::var_os("SSL_CERT_DIR")
        .iter()
        .flat_map(env::split_paths)
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect();
    if file.is_some() || !folders.is_empty() {
        return Places { file, folders };
    }
    let found = openssl_probe::probe();
    Places {
        file: found.cert_file,
        folders: found.cert_dir,
    }
}

/// What cannot be read or used is passed over, as long as anything is left.
fn read_from(places: &Places) -> Result<RootCertStore, String> {
    let mut reader = Reader {
        store: RootCertStore::empty(),
        seen: HashSet::new(),
        known: HashSet::new(),
        hasher: RandomState::new(),
    };
    let mut looked = Vec::new();
    let mut note = |place: &Path, outcome: io::Result<()>| {
        looked.push(match outcome {
            Ok(()) => place.display().to_string(),
            Err(error) => format!("{} ({error})", place.display()),
        });
    };
    if let Some(file) = &places.file {
        note(file, reader.file(file));
    }
    for folder in &places.folders {
        note(folder, reader.folder(folder));
    }
    if reader.store.is_empty() {
        return Err(match &looked[..] {
            [] => "it was not found; set SSL_CERT_FILE to a file of certificates in PEM form".into(),
            looked => format!("there is no certificate that can be used in {}", looked.join(", ")),
        });
    }
    Ok(reader.store)
}

struct Reader {
    store: RootCertStore,
    /// Device and number of the files that were read: a folder has several links to each of them.
    seen: HashSet<(u64, u64)>,
    /// Hashes, under a random key, of the certificates in PEM form: most are both in the file and in the folder.
    known: HashSet<u64>,
    hasher: RandomState,
}

impl Reader {
    fn file(&mut self, path: &Path) -> io::Result<()> {
        if let Ok(about) = fs::metadata(path) {
            self.seen.insert((about.dev(), about.ino()));
        }
        self.add(fs::read(path)?);
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            // Never a pipe, which would block.
            if let Ok(about) = fs::metadata(&path)
                && about.is_file()
                && self.seen.insert((about.dev(), about.ino()))
                && let Ok(text) = fs::read(&path)
            {
                self.add(text);
            }
        }
        Ok(())
    }

    /// Takes over the certificates that are new, and of them what a verification needs.
    fn add(&mut self, text: Vec<u8>) {
        // Comments may be in any encoding.
        let text =
            String::from_utf8(text).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        for section in pem::sections(&text).flatten() {
            if self.known.insert(self.hasher.hash_one(section))
                && let Ok(certificate) = pem::certificate(section)
            {
                // Some are older than what can be read of them today.
                let _ = self.store.add(certificate);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lftoken_stub::{Config, Stub};

    use super::*;

    fn authority() -> String {
        Stub::start(Config::default()).unwrap().ca_pem().into()
    }

    fn places(file: Option<PathBuf>, folder: Option<&Path>) -> Places {
        Places {
            file,
            folders: folder.map(Path::to_owned).into_iter().collect(),
        }
    }

    #[test]
    fn what_can_be_used_is_taken_once() {
        let folder = env::temp_dir().join(format!("lftoken-roots-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub")).unwrap();
        let (one, two) = (authority(), authority());
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let bundle = folder.join("bundle.pem");
        fs::write(
            &bundle,
            [b"# \xe9\n", one.as_bytes(), broken.as_bytes(), two.as_bytes()].concat(),
        )
        .unwrap();
        fs::write(folder.join("one.pem"), &one).unwrap();
        fs::write(folder.join("sub/three.pem"), authority()).unwrap();
        for (target, link) in [("bundle.pem", "01234567.0"), ("one.pem", "1.0"), ("nothing.pem", "2.0")] {
            std::os::unix::fs::symlink(target, folder.join(link)).unwrap();
        }
        let count = |places: Places| read_from(&places).map(|store| store.len());
        let missing = folder.join("missing.pem");
        let found = [
            count(places(Some(bundle.clone()), None)),
            count(places(None, Some(&folder))),
            count(places(Some(bundle), Some(&folder))),
            count(places(Some(missing.clone()), Some(&folder))),
        ];
        let nothing = count(places(Some(missing.clone()), Some(&folder.join("sub/none")))).unwrap_err();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, [2, 2, 2, 2].map(Ok));
        assert!(
            nothing.contains(missing.to_str().unwrap()) && nothing.contains("sub/none"),
            "{nothing}"
        );
        assert_eq!(nothing.matches("os error 2").count(), 2, "{nothing}");
        assert!(count(places(None, None)).unwrap_err().contains("SSL_CERT_FILE"));
    }
}
