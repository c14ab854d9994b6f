//! A receive buffer that forgets what was taken out of it.

use super::secret::{SecretBytes, wipe};

/// Bytes `0..used` are waiting to be consumed, the rest is room.
#[derive(Default)]
pub struct Buffer {
    bytes: SecretBytes,
    used: usize,
}

impl Buffer {
    pub fn filled(&self) -> &[u8] {
        &self.bytes[..self.used]
    }

    pub fn filled_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.used]
    }

    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// Room for at least `least` more bytes.
    pub fn room(&mut self, least: usize) -> &mut [u8] {
        if self.bytes.len() - self.used < least {
            let len = (self.used + least).max(self.bytes.len() * 2);
            let mut larger = SecretBytes::new(vec![0; len]);
            larger[..self.used].copy_from_slice(&self.bytes[..self.used]);
            self.bytes = larger;
        }
        &mut self.bytes[self.used..]
    }

    /// The first `count` bytes of the room were written.
    pub fn fill(&mut self, count: usize) {
        self.used += count;
    }

    pub fn extend(&mut self, bytes: &[u8]) {
        self.room(bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.fill(bytes.len());
    }

    /// Drops the first `count` bytes and wipes the place they leave.
    pub fn consume(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.bytes.copy_within(count..self.used, 0);
        let left = self.used - count;
        wipe(&mut self.bytes[left..self.used]);
        self.used = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consumed_bytes_are_gone() {
        let mut buffer = Buffer::default();
        buffer.extend(b"secret and the rest");
        buffer.consume(11);
        assert_eq!(buffer.filled(), b"the rest");
        buffer.consume(8);
        assert!(buffer.is_empty());
        assert!(buffer.bytes.iter().all(|b| *b == 0));
    }

    #[test]
    fn grows_and_keeps_what_is_there() {
        let mut buffer = Buffer::default();
        for byte in 0..=255u8 {
            buffer.extend(&[byte; 33]);
        }
        assert_eq!(buffer.filled().len(), 256 * 33);
        assert_eq!(buffer.filled()[33 * 200], 200);
    }
}
