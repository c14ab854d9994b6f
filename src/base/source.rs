//! What somebody gives as a text, or by the name of the file that it is in.

use std::path::PathBuf;
use std::{fmt, io};

use super::file;
use super::memory;
use super::secret::SecretBytes;

#[derive(Clone)]
pub enum Source {
    /// In any encoding, for what stands around a certificate is nobody's business.
    Text(SecretBytes),
    File(PathBuf),
}

impl Source {
    /// How much memory a copy takes.
    pub fn text_bytes(&self) -> usize {
        match self {
            Source::Text(text) => text.len(),
            Source::File(_) => 0,
        }
    }

    /// `what` it is, with its file wherever the program stands.
    pub fn name(&self, what: &str) -> String {
        match self {
            Source::Text(_) => what.to_owned(),
            Source::File(path) => {
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                format!("{what} file {}", whole.display())
            }
        }
    }

    /// Has `parse` read what there is, if there is and there is room for that.
    pub fn read<T>(&self, parse: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        match self {
            Source::Text(text) if memory::is_left_for(text.len()) => Ok(parse(text)),
            Source::Text(_) => Err(io::ErrorKind::OutOfMemory.into()),
            Source::File(path) => Ok(parse(&file::read(path)?)),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name("a text, or a"))
    }
}
