//! The likeliest lines whose check digits are right.
//!
//! A guess, and kept apart as one: forced check digits gave the true text in 32 of 57 cases, and they turned a specimen
//! whose printed digits are wrong into a zone without fault. A repaired zone is never valid; it may only help a person
//! who looks at the card.

use super::{
    check_digit::{Covers, checks},
    decode::{Decoded, alternatives},
    format::Format,
    grid::Posterior,
};

/// The most a repair may cost, natural logarithm of the likelihood: beyond it anything can be made to fit.
const DEAREST: f32 = 7.0;

/// A part of a zone that is varied: line, first column, column behind the last.
type Part = (usize, usize, usize);

/// The cheapest lines near `decoded` whose check digits all pass, and what they cost; `None` if there are none within
/// reach or nothing is wrong.
pub fn repair(decoded: &Decoded, rows: &[&[Posterior]]) -> Option<(Vec<String>, f32)> {
    let passed = decoded.checks_passed();
    let sure = rows.iter().flat_map(|row| row.iter()).map(|p| p.iter().copied().fold(0.0, f32::max)).sum::<f32>();
    let count: usize = rows.iter().map(|row| row.len()).sum();
    // A zone with no check digit right was not read at all.
    if passed >= 1.0 || passed <= 0.0 || sure < 0.6 * f32::from(u8::try_from(count).unwrap_or(u8::MAX)) {
        return None;
    }
    let (heads, tails) = parts(decoded.format);
    let choices: Vec<(Part, Vec<(f32, String)>)> = heads
        .iter()
        .map(|&(part, covers)| (part, of_head(decoded, rows, part, covers)))
        .chain(tails.iter().map(|&part| (part, variants(decoded.format, rows, part, 40))))
        .collect();
    let mut best: Option<(Vec<String>, f32)> = None;
    search(decoded.format, &choices, decoded.lines.clone(), 0.0, &mut best);
    best
}

/// The parts with a check digit of their own, and those that only the composite covers.
fn parts(format: Format) -> (&'static [(Part, Covers)], &'static [Part]) {
    const TD1: [(Part, Covers); 3] =
        [((0, 5, 15), Covers::DocumentNumber), ((1, 0, 7), Covers::BirthDate), ((1, 8, 15), Covers::ExpiryDate)];
    const TWO: [(Part, Covers); 3] =
        [((1, 0, 10), Covers::DocumentNumber), ((1, 13, 20), Covers::BirthDate), ((1, 21, 28), Covers::ExpiryDate)];
    match format {
        Format::Td1 => (&TD1, &[(0, 15, 30), (1, 18, 30)]),
        Format::Td2 => (&TWO, &[(1, 28, 36)]),
        Format::Td3 => (&TWO, &[(1, 28, 44)]),
        Format::MrvA | Format::MrvB => (&TWO, &[]),
    }
}

/// The four likeliest variants of a part that pass its own check; the part as it is when none does.
fn of_head(decoded: &Decoded, rows: &[&[Posterior]], part: Part, covers: Covers) -> Vec<(f32, String)> {
    let passes = |text: &str| {
        let lines = replaced(&decoded.lines, part, text);
        checks(decoded.format, &lines).iter().any(|check| check.name == covers && check.passed)
    };
    let mut good: Vec<_> =
        variants(decoded.format, rows, part, 300).into_iter().filter(|(_, text)| passes(text)).collect();
    good.truncate(4);
    if good.is_empty() {
        good.push((0.0, decoded.lines[part.0][part.1..part.2].to_owned()));
    }
    good
}

/// The `most` likeliest texts of a part, cheapest first.
fn variants(format: Format, rows: &[&[Posterior]], (line, from, to): Part, most: usize) -> Vec<(f32, String)> {
    let mut beam = vec![(0.0, String::new())];
    for (column, posterior) in (from..to).zip(&rows[line][from..to]) {
        let mut next = Vec::with_capacity(beam.len() * 2);
        for (cost, c) in alternatives(format, line, column, posterior) {
            next.extend(beam.iter().filter(|(so_far, _)| so_far + cost <= DEAREST).map(|(so_far, text)| {
                let mut text = text.clone();
                text.push(c);
                (so_far + cost, text)
            }));
        }
        next.sort_by(|a, b| a.0.total_cmp(&b.0));
        next.truncate(most);
        beam = next;
    }
    beam
}

fn search(
    format: Format,
    choices: &[(Part, Vec<(f32, String)>)],
    lines: Vec<String>,
    cost: f32,
    best: &mut Option<(Vec<String>, f32)>,
) {
    let dearest = best.as_ref().map_or(DEAREST, |(_, cost)| *cost);
    let Some(((part, texts), rest)) = choices.split_first() else {
        if checks(format, &lines).iter().all(|check| check.passed) {
            *best = Some((lines, cost));
        }
        return;
    };
    for (more, text) in texts.iter().take_while(|(more, _)| cost + more < dearest) {
        if best.as_ref().is_some_and(|(_, least)| cost + more >= *least) {
            break;
        }
        search(format, rest, replaced(&lines, *part, text), cost + more, best);
    }
}

fn replaced(lines: &[String], (line, from, to): Part, text: &str) -> Vec<String> {
    let mut lines = lines.to_vec();
    if let Some(row) = lines.get_mut(line) {
        row.replace_range(from..to, text);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{
        super::decode::{
            decode,
            tests::{ZONE, place, posteriors},
        },
        *,
    };

    #[test]
    fn a_doubtful_character_is_exchanged_for_the_one_that_fits() {
        let mut rows = ZONE.map(|line| posteriors(line, 0.9999));
        (rows[1][1][place(b'8')], rows[1][1][place(b'6')]) = (0.4, 0.59); // L898902C3
        let rows: Vec<&[Posterior]> = rows.iter().map(Vec::as_slice).collect();
        let decoded = decode(&rows).expect("a TD3");
        assert_ne!(decoded.lines, ZONE);
        let (lines, cost) = repair(&decoded, &rows).expect("a repair");
        assert_eq!(lines, ZONE);
        assert!((cost - (0.59f32 / 0.4).ln()).abs() < 0.01, "{cost}");
    }

    #[test]
    fn a_digit_that_is_plainly_wrong_is_left_wrong() {
        let wrong = [ZONE[0], "L898902C36UTO7408123F1204159ZE184226B<<<<<10"];
        let rows = wrong.map(|line| posteriors(line, 0.9999));
        let rows: Vec<&[Posterior]> = rows.iter().map(Vec::as_slice).collect();
        let decoded = decode(&rows).expect("a TD3");
        assert_eq!(repair(&decoded, &rows), None);
    }
}
