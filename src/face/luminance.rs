//! How a face is lit, in the measures of ISO/IEC 29794-5 that a histogram of its luminance gives.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "luma of a byte, counts of the pixels of a chip"
)]

use serde::{Deserialize, Serialize};

/// Up to this luma a pixel is too dark to show anything; the standard counts `0 ..= 25`.
const DARK: usize = 25;

/// What a histogram of a face's luminance says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exposure {
    /// Mean luminance, `0 ..= 1`.
    pub mean: f32,
    /// Its variance, `0 ..= 0.25`.
    pub variance: f32,
    /// Part of the face that is too dark to show anything, `0 ..= 1`.
    pub dark: f32,
    /// Entropy of the histogram, `0 ..= 8` bits: how many shades the face is shown in.
    pub range_bits: f32,
    /// How far the histograms of both halves of the face agree, `0 ..= 1`; a lamp beside the face makes it small.
    pub evenness: f32,
}

/// Histograms of the face's left and right half, as the viewer sees them.
pub struct Luminance([[u32; 256]; 2]);

impl Luminance {
    /// Counts pixels: whether each lies on the left, and its luma, `0.0 ..= 255.0`.
    pub fn of(pixels: impl Iterator<Item = (bool, f32)>) -> Self {
        let mut counts = [[0; 256]; 2];
        pixels.for_each(|(left, luma)| counts[usize::from(!left)][(luma + 0.5).clamp(0.0, 255.0) as usize] += 1);
        Self(counts)
    }

    /// The measures.
    pub fn exposure(&self) -> Exposure {
        let [left, right] = self.0.each_ref().map(shares);
        let both: Vec<f32> = {
            let all: [u32; 256] = std::array::from_fn(|luma| self.0[0][luma] + self.0[1][luma]);
            shares(&all)
        };
        let level = |luma: usize| luma as f32 / 255.0;
        let mean = both.iter().enumerate().map(|(luma, share)| level(luma) * share).sum::<f32>();
        let away = |luma: usize| (level(luma) - mean) * (level(luma) - mean);
        Exposure {
            mean,
            variance: both.iter().enumerate().map(|(luma, share)| away(luma) * share).sum(),
            dark: both[..=DARK].iter().sum(),
            range_bits: -both.iter().filter(|share| **share > 0.0).map(|share| share * share.log2()).sum::<f32>(),
            evenness: left.iter().zip(&right).map(|(left, right)| left.min(*right)).sum(),
        }
    }
}

fn shares(counts: &[u32; 256]) -> Vec<f32> {
    let all = counts.iter().sum::<u32>().max(1) as f32;
    counts.iter().map(|count| *count as f32 / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pixels: &[(bool, f32)]) -> Exposure {
        Luminance::of(pixels.iter().copied()).exposure()
    }

    #[test]
    fn a_face_in_one_shade_has_no_range_and_two_equal_halves() {
        let lit = of(&[(true, 51.0), (false, 51.0), (false, 51.0)]);
        assert!((lit.mean - 0.2).abs() < 1e-6 && lit.variance < 1e-9 && lit.dark < 1e-6, "{lit:?}");
        assert!(lit.range_bits.abs() < 1e-6 && (lit.evenness - 1.0).abs() < 1e-6, "{lit:?}");
    }

    #[test]
    fn a_lamp_beside_the_face_makes_its_halves_unlike() {
        let lit = of(&[(true, 240.0), (true, 230.0), (false, 10.0), (false, 230.0)]);
        assert!((lit.evenness - 0.5).abs() < 1e-6 && (lit.dark - 0.25).abs() < 1e-6, "{lit:?}");
        assert!((lit.range_bits - 1.5).abs() < 1e-6, "{lit:?}");
    }
}
