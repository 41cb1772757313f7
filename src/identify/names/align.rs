//! Words of one name laid along the words of another.

use super::{distance::similarity, words::Token};

/// The most words of a name that are looked at.
const MOST_WORDS: usize = 10;
/// What a missing first word costs: a given name makes the person.
const FIRST_MISSING: f32 = 0.20;
/// What a missing last word costs: enough to leave open whether it was the family name.
const LAST_MISSING: f32 = 0.12;
/// What each missing word between costs.
const MIDDLE_MISSING: f32 = 0.01;
/// What one word alone can reach against a name of several.
const ONE_WORD_ALONE: f32 = 0.85;

/// What the worst word weighs against the average of all: one word of another person makes another person.
const WORST: f32 = 0.7;

/// The best way so far to lay the shorter name's words along the longer's.
#[derive(Clone, Copy)]
struct Laid {
    /// Σ likeness × words of the shorter name.
    sum: f32,
    /// The worst likeness.
    worst: f32,
    /// The longer name's words that nothing lies on, by bit.
    missing: u16,
}

/// How alike two names are, `0.0 ..= 1.0`.
pub fn score(a: &[Token], b: &[Token]) -> f32 {
    let (a, b) = (&a[..a.len().min(MOST_WORDS)], &b[..b.len().min(MOST_WORDS)]);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    let best = one_way(short, long);
    // Of two equally long names neither is the shorter: both ways, or the comparison would not be symmetric.
    if short.len() == long.len() { best.max(one_way(long, short)) } else { best }
}

fn one_way(short: &[Token], long: &[Token]) -> f32 {
    let alike = Alike::of(short, long);
    let starts = 0..long.len();
    starts.map(|start| judged(lay(&alike, start), short.len(), long.len())).fold(0.0, f32::max)
}

/// Every likeness that some way needs, found once for all the starts. Rows are of the shorter name.
struct Alike {
    /// A word of the one and a word of the other.
    words: Vec<Vec<f32>>,
    /// A word of the shorter name joined with the one before, and a word of the longer.
    short_joined: Vec<Vec<f32>>,
    /// A word of the shorter name, and a word of the longer joined with the one before.
    long_joined: Vec<Vec<f32>>,
}

impl Alike {
    fn of(short: &[Token], long: &[Token]) -> Self {
        // The first word has none before it; its place is never read.
        let joints = |name: &[Token]| -> Vec<Token> {
            let joints = name.windows(2).map(|pair| joined(&pair[0], &pair[1]));
            name.first().map(|first| joined(first, first)).into_iter().chain(joints).collect()
        };
        let table = |rows: &[Token], columns: &[Token]| -> Vec<Vec<f32>> {
            rows.iter().map(|row| columns.iter().map(|column| similarity(row, column)).collect()).collect()
        };
        Self {
            words: table(short, long),
            short_joined: table(&joints(short), long),
            long_joined: table(short, &joints(long)),
        }
    }
}

fn judged(laid: Laid, short: usize, long: usize) -> f32 {
    let mean = laid.sum / words(short);
    let has = |word: usize| laid.missing & (1 << word) == 0;
    let first = if has(0) { 0.0 } else { FIRST_MISSING };
    let last = if long == 1 || has(long - 1) { 0.0 } else { LAST_MISSING };
    let between = (1..long.saturating_sub(1)).filter(|word| !has(*word)).count();
    let score = mean + WORST * (laid.worst - mean) - first - last - MIDDLE_MISSING * words(between);
    if short == 1 && long > 1 && laid.missing != 0 { score.min(ONE_WORD_ALONE) } else { score }
}

#[expect(clippy::cast_precision_loss, reason = "a handful of words")]
const fn words(count: usize) -> f32 {
    count as f32
}

/// Lays the shorter name along the longer, read from its word `start` around to the one before.
fn lay(alike: &Alike, start: usize) -> Laid {
    let (short, long) = (alike.words.len(), alike.words.first().map_or(0, Vec::len));
    let round = |at: usize| (start + at) % long;
    let nothing = Laid { sum: 0.0, worst: 1.0, missing: 0 };
    let mut table = vec![vec![nothing; long + 1]; short + 1];
    for i in 0..=short {
        for j in 0..=long {
            let mut best: Option<Laid> = None;
            let mut offer = |way: Laid| {
                if best.is_none_or(|best| way.worth() > best.worth()) {
                    best = Some(way);
                }
            };
            if i > 0 && j > 0 {
                offer(table[i - 1][j - 1].with(alike.words[i - 1][round(j - 1)], 1.0));
            }
            if i > 1 && j > 0 {
                offer(table[i - 2][j - 1].with(of_two(alike.short_joined[i - 1][round(j - 1)]), 2.0));
            }
            // Two neighbours of the longer name, not its last and first.
            if i > 0 && j > 1 && round(j - 1) > 0 {
                offer(table[i - 1][j - 2].with(of_two(alike.long_joined[i - 1][round(j - 1)]), 1.0));
            }
            if j > 0 {
                let before = table[i][j - 1];
                offer(Laid { missing: before.missing | 1 << round(j - 1), ..before });
            }
            if i > 0 {
                offer(Laid { worst: 0.0, ..table[i - 1][j] });
            }
            table[i][j] = best.unwrap_or(nothing);
        }
    }
    table[short][long]
}

impl Laid {
    fn with(self, alike: f32, words: f32) -> Self {
        Self { sum: self.sum + alike * words, worst: self.worst.min(alike), ..self }
    }

    /// By what the better of two ways is chosen: the likeness, then fewer missing words.
    fn worth(&self) -> f32 {
        self.sum + 0.5 * self.worst - 0.001 * words(self.missing.count_ones() as usize)
    }
}

/// The likeness of two words that were compared as one: what differs in one of them is not thinned by the other.
const fn of_two(alike: f32) -> f32 {
    (2.0 * alike - 1.0).max(0.0)
}

/// Two neighbouring words as one: Mohammad Reza, محمدرضا.
fn joined(first: &Token, second: &Token) -> Token {
    let whole = |token: &Token| token.forms.first().cloned().unwrap_or_default();
    // A final he is a vowel at the end of a word only: قره‌گوزلو, Gharagozlou.
    let first = whole(first);
    let first = first.strip_suffix('ه').unwrap_or(&first);
    Token { forms: vec![format!("{first}{}", whole(second))], cut_off: second.cut_off }
}
