//! The best reading of the rows of one crop: which rows, which layout, which characters.

#![expect(clippy::cast_precision_loss, reason = "character counts stay below 200")]

use super::{
    super::pixels::warp::Affine,
    decode::{Decoded, decode, share_passed},
    grid::{self, Peak, Placement, Posterior},
    recognise::Frames,
    repair::repair,
    states,
};
use crate::base::region::Quad;

/// A least margin from which reading again would tell nothing new: e² to 1.
const CLEAN_MARGIN: f32 = 2.0;

/// A row as it was recognised.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// The recogniser's frames.
    pub frames: Frames,
    /// The characters seen in them.
    pub peaks: Vec<Peak>,
    /// From the strip's pixels to the source picture's.
    pub to_source: Affine,
}

/// Where a line of the zone stands.
#[derive(Clone, Copy, Debug)]
pub struct LinePlace {
    to_source: Affine,
    ends: [f32; 2],
    characters: usize,
}

/// One reading of a zone.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// The text and its certainty.
    pub decoded: Decoded,
    /// The lines with right check digits, if they had to be forced.
    pub repaired: Option<Vec<String>>,
    /// Greater is likelier; above 1.6 something like a zone was read.
    pub score: f32,
    /// Mean of the best probability of each character, over all lines and in the worst one.
    pub sureness: [f32; 2],
    /// Where each line stands.
    pub places: Vec<LinePlace>,
    /// The probabilities behind each character, line by line.
    posteriors: Vec<Vec<Posterior>>,
}

impl Hypothesis {
    /// All check digits are right as the lines were read.
    pub fn passes(&self) -> bool {
        self.repaired.is_none() && self.decoded.checks_passed() >= 1.0
    }

    /// So good that reading again would tell nothing new: in the laboratory one such reading was as good as six.
    pub fn is_clean(&self) -> bool {
        self.passes() && self.sureness[0] > 0.96 && self.sureness[1] > 0.9 && self.decoded.min_margin() >= CLEAN_MARGIN
    }

    /// This reading and those of `others` that saw nearly the same text, their probabilities averaged.
    ///
    /// One look may take an E for an F; six looks at other crops seldom agree on it. The sum is kept only if it passes
    /// every check digit, or if this reading did not either.
    #[must_use]
    pub fn with_votes(self, others: &[Self]) -> Self {
        let alike: Vec<&Self> = others.iter().filter(|other| self.is_like(other)).collect();
        let mut sums = self.posteriors.clone();
        for other in &alike {
            for (sum, row) in sums.iter_mut().flatten().zip(other.posteriors.iter().flatten()) {
                sum.iter_mut().zip(row).for_each(|(s, p)| *s += p);
            }
        }
        let count = (alike.len() + 1) as f32;
        sums.iter_mut().flatten().flatten().for_each(|p| *p /= count);
        let rows: Vec<&[Posterior]> = sums.iter().map(Vec::as_slice).collect();
        match decode(&rows) {
            Some(decoded) if self.repaired.is_none() && decoded.checks_passed() >= self.decoded.checks_passed() => {
                Self { decoded, posteriors: sums, ..self }
            }
            Some(_) | None => self,
        }
    }

    /// The same layout, and at most one character in eight another.
    fn is_like(&self, other: &Self) -> bool {
        let text = |h: &Self| h.decoded.lines.concat().into_bytes();
        let (a, b) = (text(self), text(other));
        let differing = a.iter().zip(&b).filter(|(a, b)| a != b).count();
        self.decoded.format == other.decoded.format && differing * 8 <= a.len()
    }
}

impl LinePlace {
    /// The area of the characters `from .. to` on the source picture.
    pub fn quad(&self, from: usize, to: usize) -> Quad {
        let pitch = (self.ends[1] - self.ends[0]) / (self.characters.max(2) - 1) as f32;
        // 4 pixels a frame; capitals are 15.5 pixels high around row 15.5.
        let across = |n: f32| 4.0 * (self.ends[0] + (n - 0.5) * pitch) + 1.5;
        let (left, right) = (across(from as f32), across(to as f32));
        let at = |u: f32, v: f32| self.to_source.at(u, v);
        Quad([at(left, 5.0), at(right, 5.0), at(right, 26.0), at(left, 26.0)])
    }

    /// Pixels of the source picture between one character and the next.
    pub fn pitch(&self) -> f32 {
        let [a, b] = self.ends.map(|frame| self.to_source.at(4.0 * frame, 15.5));
        (b[0] - a[0]).hypot(b[1] - a[1]) / (self.characters.max(2) - 1) as f32
    }
}

/// The best reading of `rows`, or `None` when nothing in them is like a zone.
pub fn best(rows: &[Recognised]) -> Option<Hypothesis> {
    let mut found: Vec<Hypothesis> = Vec::new();
    for (width, count) in [(44, 2), (36, 2), (30, 3)] {
        for window in rows.windows(count) {
            let unsure = |row: &Recognised| row.peaks.len() <= 12 || grid::confidence(&row.peaks) < 0.55;
            if window.iter().any(unsure) {
                continue;
            }
            let placed: Vec<_> = window.iter().map(|r| grid::placements(&r.frames, &r.peaks, width)).collect();
            for combination in combinations(&placed) {
                found.extend(hypothesis(window, &combination));
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    if let Some(passing) = found.iter().find(|h| h.passes()) {
        return Some(passing.clone());
    }
    for guess in found.iter().take(2) {
        let rows: Vec<&[Posterior]> = guess.posteriors.iter().map(Vec::as_slice).collect();
        if let Some((lines, cost)) = repair(&guess.decoded, &rows) {
            let score = 2.0 + guess.sureness[0] - 0.12 * cost - 0.04 * guess.decoded.strain;
            return Some(Hypothesis { repaired: Some(lines), score, ..guess.clone() });
        }
    }
    found.into_iter().next()
}

/// Every way to take one placement of each row.
fn combinations(rows: &[Vec<Placement>]) -> Vec<Vec<&Placement>> {
    rows.iter().fold(vec![Vec::new()], |so_far, row| {
        let with = |chosen: &Vec<_>, placement| chosen.iter().copied().chain([placement]).collect();
        so_far.iter().flat_map(|chosen| row.iter().map(move |placement| with(chosen, placement))).collect()
    })
}

fn hypothesis(window: &[Recognised], laid: &[&Placement]) -> Option<Hypothesis> {
    let rows: Vec<&[Posterior]> = laid.iter().map(|p| p.posteriors.as_slice()).collect();
    let decoded = decode(&rows)?;
    if !plausible(&decoded) {
        return None;
    }
    let sure = |row: &&[Posterior]| {
        row.iter().map(|p| p.iter().copied().fold(0.0, f32::max)).sum::<f32>() / row.len().max(1) as f32
    };
    let each: Vec<f32> = rows.iter().map(sure).collect();
    let mean = each.iter().sum::<f32>() / each.len().max(1) as f32;
    let worst = each.iter().copied().fold(f32::MAX, f32::min);
    let listed = states::is_listed(decoded.lines[0][2..5].trim_end_matches('<'));
    let score = 2.0 * share_passed(decoded.format, &decoded.lines) - 0.04 * decoded.strain
        + 0.1 * laid.iter().map(|p| p.score).sum::<f32>()
        + mean
        + if listed { 0.15 } else { 0.0 }
        + 2.0 * (worst - 0.9).min(0.0);
    let line_place = |(row, p): (&Recognised, &&Placement)| LinePlace {
        to_source: row.to_source,
        ends: p.ends,
        characters: p.posteriors.len(),
    };
    let places = window.iter().zip(laid).map(line_place).collect();
    let posteriors = rows.iter().map(|row| row.to_vec()).collect();
    Some(Hypothesis { decoded, repaired: None, score, sureness: [mean, worst], places, posteriors })
}

/// The name holds a filler and hardly a digit, the first character is one of Doc 9303's, and there are fillers enough.
fn plausible(decoded: &Decoded) -> bool {
    let lines = &decoded.lines;
    let name = if lines.len() == 3 { lines[2].as_str() } else { &lines[0][5..] };
    let fillers: usize = lines.iter().map(|line| line.matches('<').count()).sum();
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.contains('<') && digits <= 2 && fillers >= 4 && lines[0].starts_with(['P', 'V', 'I', 'A', 'C'])
}
