//! Randomness as a port: nobody but the composition root reads the system's source, so tests can repeat themselves.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Gives bytes that nobody can guess.
pub trait Randomness: Send + Sync {
    /// Fills `bytes` whole. Keys and nonces are made of them, so there is no partial success.
    fn fill(&self, bytes: &mut [u8]);
}

/// Draws `N` bytes.
pub fn draw<const N: usize>(randomness: &dyn Randomness) -> [u8; N] {
    let mut bytes = [0; N];
    randomness.fill(&mut bytes);
    bytes
}

/// For tests: the same seed gives the same bytes in the same order of calls, and no two calls give the same bytes.
#[derive(Debug)]
pub struct SeededRandomness {
    seed: u64,
    calls: AtomicU64,
}

impl SeededRandomness {
    /// A source that starts at `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed, calls: AtomicU64::new(0) }
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        for (block, part) in (0_u64..).zip(bytes.chunks_mut(32)) {
            let hash = Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(call.to_be_bytes())
                .chain_update(block.to_be_bytes())
                .finalize();
            part.copy_from_slice(&hash[..part.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let of = |seed| draw::<70>(&SeededRandomness::new(seed));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    #[test]
    fn two_calls_never_give_the_same_bytes() {
        let source = SeededRandomness::new(7);
        assert_ne!(draw::<12>(&source), draw::<12>(&source));
    }
}
