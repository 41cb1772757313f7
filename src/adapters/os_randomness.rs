//! Randomness of the operating system.

use rand::{TryRng, rngs::SysRng};

use crate::base::randomness::Randomness;

/// The operating system's generator (`getrandom(2)` on Linux), asked each time: no state of ours can be copied by a
/// fork or a snapshot.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandomness;

impl Randomness for OsRandomness {
    /// # Panics
    ///
    /// When the operating system gives no randomness. Keys made of anything else would be no keys, so the process ends.
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = SysRng.try_fill_bytes(bytes) {
            panic!("the operating system gives no randomness: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::randomness::draw;

    #[test]
    fn two_draws_differ_and_every_byte_is_reached() {
        let draws: Vec<[u8; 32]> = (0..64).map(|_| draw(&OsRandomness)).collect();
        assert_ne!(draws[0], draws[1]);
        for place in 0..32 {
            assert!(draws.iter().any(|bytes| bytes[place] != 0), "byte {place} is never set");
        }
    }
}
