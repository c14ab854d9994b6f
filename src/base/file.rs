//! Files that people name. Reading one ends, whatever the name stands for.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

use super::memory;
use super::secret::SecretBytes;

/// The largest file that is read.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The contents of a regular file. A pipe or a device may never come to its end, or wait for somebody at its other one.
pub fn read(path: &Path) -> Result<SecretBytes> {
    regular(&std::fs::metadata(path)?)?;
    let file = open(path)?;
    // What the name stands for may have changed meanwhile. Windows has no metadata of what is no file.
    regular(&file.metadata().map_err(|_| not_regular())?)?;
    let mut bytes = SecretBytes::default();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(Error::other("it is larger than 16 MiB"));
    }
    Ok(bytes)
}

fn regular(metadata: &Metadata) -> Result<()> {
    if metadata.is_dir() {
        return Err(Error::other("it is a folder, not a file"));
    }
    if !metadata.is_file() {
        return Err(not_regular());
    }
    if metadata.len() > LIMIT {
        return Err(Error::other("it is larger than 16 MiB"));
    }
    if !memory::is_left_for(metadata.len() as usize) {
        return Err(ErrorKind::OutOfMemory.into());
    }
    Ok(())
}

fn not_regular() -> Error {
    Error::other("it is not a regular file")
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_end_are_read() {
        let folder = std::env::temp_dir().join(format!("lftoken-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = |name| folder.join(name);
        std::fs::write(path("small"), "text").unwrap();
        File::create(path("large")).unwrap().set_len(LIMIT + 1).unwrap();
        File::create(path("largest")).unwrap().set_len(LIMIT).unwrap();
        let fifo = std::process::Command::new("mkfifo").arg(path("fifo")).status();
        assert!(fifo.is_ok_and(|status| status.success()));
        let words = |path: &Path| read(path).unwrap_err().to_string();
        assert_eq!(read(&path("small")).unwrap().as_slice(), b"text");
        assert_eq!(read(&path("largest")).unwrap().len() as u64, LIMIT);
        assert_eq!(words(&path("large")), "it is larger than 16 MiB");
        assert_eq!(words(&path("fifo")), "it is not a regular file");
        assert_eq!(words(Path::new("/dev/zero")), "it is not a regular file");
        assert_eq!(words(&folder), "it is a folder, not a file");
        assert!(read(&path("none")).unwrap_err().raw_os_error().is_some());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
