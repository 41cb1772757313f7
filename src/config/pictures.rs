//! `[pictures]`: what a picture may be. The section is [`Limits`] itself.

use super::Invalid;
use crate::base::picture::Limits;

/// Most bytes that may be allowed for one picture: it is in memory whole while it is sealed.
const MOST_BYTES: usize = 64 << 20;

pub(super) fn check(limits: &Limits) -> Result<(), Invalid> {
    if !(1..=MOST_BYTES).contains(&limits.max_bytes) {
        return Err(Invalid::new("pictures.max_bytes", "must be 1 to 67108864 (64 MiB)"));
    }
    if limits.max_pixels < u64::from(limits.min_side).pow(2) {
        return Err(Invalid::new("pictures.max_pixels", "must allow a square of pictures.min_side"));
    }
    Ok(())
}
