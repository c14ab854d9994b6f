//! Why a protected text cannot be read, and how much work it may be.

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Another password, or another text: nobody can tell.
    WrongPassword,
    /// More iterations than anybody waits for.
    TooMuchWork,
    /// What the text is protected with.
    Unsupported(&'static str),
    Damaged,
}

/// How many rounds of hashing a file may still cost. Whoever wrote it chooses their number.
pub struct Work(u64);

impl Default for Work {
    /// Seconds of an old machine. OpenSSL by itself asks for 2048 rounds; 600 000 are what is recommended for people's
    /// passwords, and a file has the MAC, the key and the certificates.
    fn default() -> Work {
        Work(2_000_000)
    }
}

impl Work {
    pub fn spend(&mut self, iterations: u32, blocks: usize, text: usize) -> Result<(), Failure> {
        let rounds = u64::from(iterations) * blocks as u64 + (text / 64) as u64;
        self.0 = self.0.checked_sub(rounds).ok_or(Failure::TooMuchWork)?;
        Ok(())
    }
}
