//! The fixed pitch of an MRZ: from a strip's frames to one set of probabilities for each of its characters.
//!
//! A recogniser of running text doubles or drops letters. An MRZ has exactly 30, 36 or 44 characters at one pitch, so
//! the peaks only say where the grid lies; each character is then read from the frames around its place on the grid.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "frame and character counts stay below 2000"
)]

use super::{
    recognise::{ALPHABET, Frames},
    rows::median,
};

/// The probabilities of one character, in the order of [`ALPHABET`].
pub type Posterior = [f32; 37];

/// A character that the recogniser saw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Where, in frames.
    pub at: f32,
    /// Its place in the alphabet.
    pub character: usize,
    /// Its greatest probability.
    pub confidence: f32,
}

/// One way to lay a grid over a strip.
#[derive(Clone, Debug)]
pub struct Placement {
    /// How well it agrees with where print was seen; greater is better, 0.5 when every peak has its place.
    pub score: f32,
    /// One set of probabilities a character.
    pub posteriors: Vec<Posterior>,
    /// The frame of the first and the last character's middle.
    pub ends: [f32; 2],
}

/// The characters seen, one after another: runs of frames with one best class that is not "nothing here".
pub fn peaks(frames: &Frames) -> Vec<Peak> {
    let classes: Vec<usize> = frames.0.iter().map(best_class).collect();
    let mut found = Vec::new();
    let mut from = 0;
    while from < classes.len() {
        let class = classes[from];
        let to = (from..classes.len()).find(|&t| classes[t] != class).unwrap_or(classes.len());
        if class > 0 {
            let weight = |t: usize| frames.0[t][class];
            let sum: f32 = (from..to).map(weight).sum();
            let at = (from..to).map(|t| t as f32 * weight(t)).sum::<f32>() / sum;
            let confidence = (from..to).map(weight).fold(0.0, f32::max);
            found.push(Peak { at, character: class - 1, confidence });
        }
        from = to;
    }
    found
}

fn best_class(frame: &[f32; 38]) -> usize {
    frame.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(class, _)| class)
}

/// The text of `peaks`.
pub fn text(peaks: &[Peak]) -> String {
    peaks.iter().map(|peak| char::from(ALPHABET[peak.character])).collect()
}

/// Mean confidence of `peaks`, 0 for none.
pub fn confidence(peaks: &[Peak]) -> f32 {
    peaks.iter().map(|peak| peak.confidence).sum::<f32>() / peaks.len().max(1) as f32
}

/// The longest stretch of `peaks` without a gap of more than 4½ characters.
pub fn longest_stretch(peaks: &[Peak]) -> &[Peak] {
    let steps: Vec<f32> = peaks.windows(2).map(|p| p[1].at - p[0].at).collect();
    let Some(pitch) = median(steps.clone()).filter(|_| peaks.len() >= 13) else { return peaks };
    let mut cuts = vec![0];
    cuts.extend(steps.iter().enumerate().filter(|(_, s)| **s > 4.5 * pitch).map(|(i, _)| i + 1));
    cuts.push(peaks.len());
    cuts.windows(2).map(|c| &peaks[c[0]..c[1]]).max_by_key(|part| part.len()).unwrap_or(peaks)
}

/// The best ways, at most two, to lay `count` characters over `frames`; none when the peaks keep no pitch.
pub fn placements(frames: &Frames, peaks: &[Peak], count: usize) -> Vec<Placement> {
    if (peaks.len() as f32) < 0.7 * count as f32 {
        return Vec::new();
    }
    let sure: Vec<Peak> = peaks.iter().filter(|peak| peak.confidence > 0.3).copied().collect();
    let Some(pitch) = pitch_of(&sure) else { return Vec::new() };
    if sure.len() == count && is_even(&sure) {
        return vec![each_its_place(frames, &sure)];
    }
    let Some(grid) = Grid::fit(&sure, pitch) else { return Vec::new() };
    grid.placements(frames, count)
}

/// The usual distance of neighbours: the median of those near the median.
fn pitch_of(peaks: &[Peak]) -> Option<f32> {
    let steps: Vec<f32> = peaks.windows(2).map(|p| p[1].at - p[0].at).collect();
    let rough = median(steps.clone())?;
    median(steps.into_iter().filter(|s| (s / rough - 1.0).abs() < 0.35).collect())
}

/// Every step is near the mean of the seven around it: nothing doubled, nothing dropped.
fn is_even(peaks: &[Peak]) -> bool {
    let steps: Vec<f32> = peaks.windows(2).map(|p| p[1].at - p[0].at).collect();
    let last = steps.len() as i32 - 1;
    let around = |i: usize| {
        let mirrored = |j: i32| {
            if j < 0 {
                -1 - j
            } else if j > last {
                2 * last + 1 - j
            } else {
                j
            }
        };
        let sum: f32 = (-3..=3).map(|d| steps[mirrored(i as i32 + d).clamp(0, last) as usize]).sum();
        sum / 7.0
    };
    steps.iter().enumerate().all(|(i, &step)| step > 0.6 * around(i) && step < 1.5 * around(i))
}

fn each_its_place(frames: &Frames, peaks: &[Peak]) -> Placement {
    let last = peaks.len() - 1;
    let one = |i: usize| {
        let before = if i > 0 { peaks[i].at - peaks[i - 1].at } else { peaks[1].at - peaks[0].at };
        let behind = if i < last { peaks[i + 1].at - peaks[i].at } else { before };
        around(frames, peaks[i].at - 0.4 * before, peaks[i].at + 0.4 * behind)
    };
    Placement { score: 0.5, posteriors: (0..peaks.len()).map(one).collect(), ends: [peaks[0].at, peaks[last].at] }
}

/// What the frames `from ..= to` say together; the nearest frame when there is none between.
fn around(frames: &Frames, from: f32, to: f32) -> Posterior {
    let last = frames.0.len() as i32 - 1;
    let (mut a, mut b) = ((from.ceil() as i32).max(0), (to.floor() as i32).min(last));
    if b < a {
        a = (f32::midpoint(from, to).round() as i32).clamp(0, last);
        b = a;
    }
    let mut p = [1e-4; 37];
    for frame in &frames.0[a as usize..=b as usize] {
        p.iter_mut().zip(&frame[1..]).for_each(|(p, f)| *p += f);
    }
    let sum: f32 = p.iter().sum();
    p.map(|v| v / sum)
}

/// Where character n stands: a parabola in n (mild perspective), pulled half way to a peak that is alone there.
struct Grid {
    curve: [f64; 3],
    /// The number, on the curve, of the first character that was seen.
    first: i32,
    centres: Vec<f32>,
    pitch: f32,
}

impl Grid {
    /// A walk that locks its phase to the peaks gives each a number; least squares then draw the curve, once.
    fn fit(peaks: &[Peak], pitch: f32) -> Option<Self> {
        let rough = walk(peaks, pitch);
        if rough.windows(2).filter(|n| n[0] != n[1]).count() < 9 {
            return None;
        }
        let curve = parabola(peaks, &rough)?;
        let most = *rough.last()? + 4;
        let place: Vec<f32> = (-3..most).map(|n| on(&curve, n)).collect();
        let nearest = |peak: &Peak| {
            let apart = |n: &usize| (place[*n] - peak.at).abs();
            (0..place.len()).min_by(|a, b| apart(a).total_cmp(&apart(b))).map_or(0, |n| n as i32 - 3)
        };
        let numbers: Vec<i32> = peaks.iter().map(nearest).collect();
        let pitch = median(place.windows(2).map(|p| p[1] - p[0]).collect())?;
        let near = peaks.iter().zip(&numbers).filter(|(p, n)| (on(&curve, **n) - p.at).abs() < 0.3 * pitch).count();
        if (near as f32) < 0.8 * peaks.len() as f32 {
            return None;
        }
        let (first, last) = (*numbers.iter().min()?, *numbers.iter().max()?);
        let centre = |n: i32| {
            let here: Vec<f32> = peaks.iter().zip(&numbers).filter(|(_, m)| **m == n).map(|(p, _)| p.at).collect();
            let grid = on(&curve, n);
            if here.len() == 1 { f32::midpoint(grid, here[0]) } else { grid }
        };
        Some(Self { curve, first, centres: (first..=last).map(centre).collect(), pitch })
    }

    fn placements(&self, frames: &Frames, count: usize) -> Vec<Placement> {
        let (seen, count) = (self.centres.len() as i32, count as i32);
        if seen > count + 4 || seen < count - 6 {
            return Vec::new();
        }
        let at = |x: f32| around(frames, x - 0.38 * self.pitch, x + 0.38 * self.pitch);
        let posteriors: Vec<Posterior> = self.centres.iter().map(|&x| at(x)).collect();
        let (low, high) = if seen >= count { (0, seen - count) } else { (seen - count, 0) };
        let mut all: Vec<Placement> = (low..=high).map(|from| self.placed(&at, &posteriors, from, count)).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(2);
        all
    }

    /// The characters `from .. from + count`, counted from the first that was seen.
    fn placed(&self, at: &dyn Fn(f32) -> Posterior, seen: &[Posterior], from: i32, count: i32) -> Placement {
        let total = seen.len() as i32;
        let mut score = 0.0;
        let mut posteriors = Vec::with_capacity(count as usize);
        for n in from..from + count {
            if (0..total).contains(&n) {
                posteriors.push(seen[n as usize]);
            } else {
                // Beyond what was seen: behind the end mostly a filler, before the beginning anything.
                score -= if n < 0 { 1.5 } else { 0.7 };
                posteriors.push(unseen(at(on(&self.curve, n + self.first)), n >= total));
            }
        }
        let left_out = (0..total).filter(|n| !(from..from + count).contains(n));
        score -= left_out.map(|n| seen[n as usize].iter().copied().fold(0.0, f32::max)).sum::<f32>();
        Placement {
            score,
            posteriors,
            ends: [on(&self.curve, from + self.first), on(&self.curve, from + count - 1 + self.first)],
        }
    }
}

fn unseen(here: Posterior, behind: bool) -> Posterior {
    let filler = if behind { 0.64 } else { 0.05 };
    let sum = filler + 0.36;
    let mut p = here.map(|v| 0.3 * v + 0.7 * 0.01 / sum);
    p[0] += 0.7 * (filler - 0.01) / sum;
    p
}

fn walk(peaks: &[Peak], pitch: f32) -> Vec<i32> {
    let mut numbers = vec![0];
    let mut phase = peaks.first().map_or(0.0, |peak| peak.at);
    for peak in peaks.iter().skip(1) {
        let before = *numbers.last().unwrap_or(&0);
        let steps = (peak.at - phase) / pitch;
        if steps < 0.6 {
            numbers.push(before); // a doubled letter
            continue;
        }
        let steps = steps.round().max(1.0);
        let expected = phase + steps * pitch;
        phase = expected + 0.45 * (peak.at - expected);
        numbers.push(before + steps as i32);
    }
    numbers
}

fn on(curve: &[f64; 3], n: i32) -> f32 {
    let n = f64::from(n);
    (curve[0] + n * (curve[1] + n * curve[2])) as f32
}

/// Least squares, each peak weighted by the square of its confidence.
fn parabola(peaks: &[Peak], numbers: &[i32]) -> Option<[f64; 3]> {
    let mut m = [[0.0; 4]; 3];
    for (peak, &n) in peaks.iter().zip(numbers) {
        let weight = f64::from(peak.confidence).powi(2);
        let powers = [1.0, f64::from(n), f64::from(n).powi(2)];
        for (row, p) in m.iter_mut().zip(powers) {
            for (cell, q) in row.iter_mut().zip(powers) {
                *cell += weight * p * q;
            }
            row[3] += weight * p * f64::from(peak.at);
        }
    }
    solve(m)
}

/// Gauss with partial pivots on three equations.
fn solve(mut m: [[f64; 4]; 3]) -> Option<[f64; 3]> {
    for column in 0..3 {
        let pivot = (column..3).max_by(|&a, &b| m[a][column].abs().total_cmp(&m[b][column].abs()))?;
        m.swap(column, pivot);
        if m[column][column].abs() < 1e-9 {
            return None;
        }
        for row in 0..3 {
            if row != column {
                let factor = m[row][column] / m[column][column];
                let above = m[column];
                m[row].iter_mut().zip(above).for_each(|(cell, a)| *cell -= factor * a);
            }
        }
    }
    Some([m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames that show `text` at 4 frames a character; `doubled` shows that character twice, half a frame apart.
    fn frames(text: &str, doubled: Option<usize>, dropped: Option<usize>) -> Frames {
        let mut all = vec![[0.001; 38]; text.len() * 4 + 8];
        for frame in &mut all {
            frame[0] = 0.96;
        }
        for (n, c) in text.bytes().enumerate().filter(|(n, _)| Some(*n) != dropped) {
            let class = 1 + ALPHABET.iter().position(|&a| a == c).expect("an MRZ character");
            for at in [4 * n + 5].into_iter().chain((doubled == Some(n)).then_some(4 * n + 7)) {
                all[at] = [0.001; 38];
                all[at][class] = 0.96;
            }
        }
        Frames(all)
    }

    fn read(frames: &Frames, count: usize) -> Option<String> {
        let placed = placements(frames, &peaks(frames), count);
        let best = |p: &Posterior| p.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(c, _)| c);
        placed.first().map(|p| p.posteriors.iter().map(|p| char::from(ALPHABET[best(p)])).collect())
    }

    const LINE: &str = "D231458907UTO7408122F1204159<<<<<<<6";

    #[test]
    fn an_even_line_is_read_as_it_stands() {
        assert_eq!(read(&frames(LINE, None, None), 36).as_deref(), Some(LINE));
    }

    #[test]
    fn a_doubled_peak_takes_no_second_place() {
        assert_eq!(read(&frames(LINE, Some(12), None), 36).as_deref(), Some(LINE));
    }

    #[test]
    fn a_dropped_filler_still_has_its_place() {
        let read = read(&frames(LINE, None, Some(30)), 36).expect("a grid");
        assert_eq!((read.len(), &read[..30], &read[31..]), (36, &LINE[..30], &LINE[31..]));
    }

    #[test]
    fn a_line_of_36_is_no_line_of_44() {
        assert_eq!(read(&frames(LINE, None, None), 44), None);
    }
}
