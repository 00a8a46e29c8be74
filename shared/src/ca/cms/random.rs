//! Random octets drawn out of a few that the platform gave.

use hmac::digest::Key;
use hmac::{Hmac, Mac as _};
use rsa::rand_core::{CryptoRng, Error, RngCore};
use sha2::{Digest as _, Sha256};

/// Sixteen or more octets of randomness, stretched: HMAC-SHA-256 of a counter under them (NIST SP 800-108 section 4.1).
/// Randomness is an argument here as time is; what asks for a generator gets this one.
#[derive(Clone)]
pub struct Stretched {
    key: Hmac<Sha256>,
    counter: u64,
}

impl Stretched {
    /// From the platform's randomness, at least 16 octets of it, for this purpose.
    #[must_use]
    pub fn new(purpose: &str, random: &[u8]) -> Self {
        let extracted = Sha256::new()
            .chain_update(purpose.as_bytes())
            .chain_update([0])
            .chain_update(random)
            .finalize();
        let mut key = Key::<Hmac<Sha256>>::default();
        for (to, from) in key.iter_mut().zip(extracted) {
            *to = from;
        }
        Self {
            key: <Hmac<Sha256> as hmac::Mac>::new(&key),
            counter: 0,
        }
    }

    /// This many octets.
    pub fn octets<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.fill_bytes(&mut out);
        out
    }
}

impl RngCore for Stretched {
    fn next_u32(&mut self) -> u32 {
        u32::from_be_bytes(self.octets())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_be_bytes(self.octets())
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        for piece in into.chunks_mut(32) {
            let mut mac = self.key.clone();
            mac.update(&self.counter.to_be_bytes());
            self.counter = self.counter.wrapping_add(1);
            for (to, from) in piece.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(into);
        Ok(())
    }
}

impl CryptoRng for Stretched {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_draws_are_alike_and_the_same_randomness_gives_the_same() {
        let mut one = Stretched::new("a", &[7; 16]);
        let mut same = Stretched::new("a", &[7; 16]);
        let (first, second): ([u8; 48], [u8; 48]) = (one.octets(), one.octets());
        assert_ne!(first, second);
        assert_ne!(first[..16], first[32..]);
        assert_eq!(first, same.octets());
        assert_ne!(first, Stretched::new("b", &[7; 16]).octets());
        assert_ne!(first, Stretched::new("a", &[8; 16]).octets());
    }
}
