//! Chinese names: Han characters against Pinyin.

use any_ascii::any_ascii_char;

use super::words::{Name, is_han};

/// The score of what a person should look at.
pub const UNCLEAR: f32 = 0.85;

/// Surnames whose reading differs from the character's usual one, or that passports write in several ways.
///
/// From the surname readings of Xiandai Hanyu Cidian; `lyu` is the passport spelling since GB/T 28039-2011.
const SURNAMES: [(char, &[&str]); 14] = [
    ('单', &["shan"]),
    ('曾', &["zeng"]),
    ('解', &["xie"]),
    ('仇', &["qiu"]),
    ('查', &["zha"]),
    ('翟', &["zhai"]),
    ('盖', &["ge", "gai"]),
    ('朴', &["piao"]),
    ('区', &["ou"]),
    ('任', &["ren"]),
    ('覃', &["qin", "tan"]),
    ('缪', &["miao"]),
    ('乐', &["yue", "le"]),
    ('尉', &["yu", "wei"]),
];

/// Frequent surnames in Pinyin (Ministry of Public Security, report on names 2020, the first sixty).
const FREQUENT: [&str; 60] = [
    "wang", "li", "zhang", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou", "xu", "sun", "ma", "zhu", "hu", "guo",
    "he", "lin", "gao", "luo", "zheng", "liang", "xie", "song", "tang", "han", "feng", "deng", "cao", "peng", "zeng",
    "xiao", "tian", "dong", "pan", "yuan", "cai", "jiang", "yu", "du", "ye", "cheng", "wei", "su", "lu", "ding", "ren",
    "yao", "shen", "zhong", "cui", "tan", "fan", "shi", "liao", "jia", "xia", "fu", "fang", "bai",
];

/// Frequent surnames as Hong Kong and Macao spell them, after the Cantonese sound (the Hong Kong government's usage).
const CANTONESE: [(&str, &[&str]); 30] = [
    ("陈陳", &["chan"]),
    ("黄黃", &["wong"]),
    ("王", &["wong"]),
    ("李", &["lee", "lei"]),
    ("林", &["lam"]),
    ("张張", &["cheung", "cheong"]),
    ("吴吳", &["ng"]),
    ("刘劉", &["lau", "lao"]),
    ("梁", &["leung", "leong"]),
    ("郑鄭", &["cheng", "cheang"]),
    ("何", &["ho"]),
    ("郭", &["kwok", "kuok"]),
    ("罗羅", &["lo", "law"]),
    ("谢謝", &["tse", "che"]),
    ("许許", &["hui", "hoi"]),
    ("杨楊", &["yeung", "ieong"]),
    ("周", &["chow", "chau"]),
    ("马馬", &["ma"]),
    ("叶葉", &["yip", "ip"]),
    ("蔡", &["choi", "tsoi"]),
    ("曾", &["tsang", "chang"]),
    ("冯馮", &["fung", "fong"]),
    ("朱", &["chu"]),
    ("徐", &["tsui", "chui"]),
    ("邓鄧", &["tang"]),
    ("苏蘇", &["so", "sou"]),
    ("卢盧", &["lo", "lou"]),
    ("蒋蔣", &["tseung"]),
    ("关關", &["kwan", "kuan"]),
    ("赵趙", &["chiu", "chio"]),
];

const INITIALS: [&str; 23] = [
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w",
];

const FINALS: [&str; 34] = [
    "iang", "iong", "uang", "ang", "eng", "ong", "ian", "iao", "ing", "uai", "uan", "ai", "ei", "ao", "ou", "an", "en",
    "er", "ia", "ie", "iu", "in", "ua", "uo", "ui", "un", "ue", "ve", "a", "o", "e", "i", "u", "v",
];

/// The score of two names of which at least one is in Han characters; `None` if neither is.
pub fn compare(a: &Name, b: &Name) -> Option<f32> {
    let (left, right) = (han(a), han(b));
    match (left.is_empty(), right.is_empty()) {
        (true, true) => None,
        (false, false) if left == right => Some(1.0),
        (false, false) => Some(if readings(&left) == readings(&right) { UNCLEAR } else { 0.0 }),
        (false, true) => Some(against_latin(&left, b)),
        (true, false) => Some(against_latin(&right, a)),
    }
}

/// Whether both names are Pinyin, with a Chinese surname, and their letters differ.
///
/// In Pinyin one letter is another person (Xiaomin, Xiaoming), so what sounds alike is not enough there.
pub fn may_be_other_pinyin(a: &Name, b: &Name) -> bool {
    let pinyin = |name: &Name| name.words().iter().all(|word| is_pinyin(word));
    let surname = |name: &Name| {
        let ends = [name.words().first(), name.words().last()];
        ends.into_iter().flatten().any(|word| FREQUENT.contains(&word.as_str()))
    };
    if !pinyin(a) || !pinyin(b) || !surname(a) || !surname(b) {
        return false;
    }
    let whole = spelt(&a.words().concat());
    !turns(b).any(|turn| turn == whole)
}

fn han(name: &Name) -> Vec<char> {
    name.words().iter().flat_map(|word| word.chars()).filter(|c| is_han(*c)).collect()
}

fn against_latin(han: &[char], latin: &Name) -> f32 {
    let readings = readings(han);
    if turns(latin).any(|turn| readings.contains(&turn)) {
        return 1.0;
    }
    let pinyin = latin.words().iter().all(|word| is_pinyin(word));
    // A spelling that is not Pinyin says nothing either way.
    if pinyin && !has_cantonese_surname(han, latin) { 0.0 } else { UNCLEAR }
}

/// Whether the Latin name has the Han name's surname as Hong Kong spells it; its syllables often look like Pinyin.
fn has_cantonese_surname(han: &[char], latin: &Name) -> bool {
    let Some(surname) = han.first() else { return false };
    let spellings = CANTONESE.iter().filter(|(characters, _)| characters.contains(*surname));
    spellings.flat_map(|(_, spellings)| *spellings).any(|spelling| latin.words().iter().any(|word| word == spelling))
}

/// The name in Pinyin, small and without spaces, once for each reading of its surname.
fn readings(han: &[char]) -> Vec<String> {
    let Some((surname, given)) = han.split_first() else { return Vec::new() };
    let usual = any_ascii_char(*surname).trim().to_lowercase();
    let given: String = given.iter().map(|c| any_ascii_char(*c).trim().to_lowercase()).collect();
    let others = SURNAMES.iter().find(|(c, _)| c == surname).map_or(&[][..], |(_, readings)| readings);
    let all = others.iter().map(|reading| (*reading).to_owned()).chain([usual]);
    all.map(|surname| spelt(&format!("{surname}{given}"))).collect()
}

/// The Latin name without spaces, from each of its words around.
fn turns(name: &Name) -> impl Iterator<Item = String> {
    let words = name.words();
    (0..words.len()).map(|start| spelt(&(words[start..].concat() + &words[..start].concat())))
}

/// Pinyin with ü in one spelling: passports write `lyu`, keyboards `lv`, others `lu`.
fn spelt(pinyin: &str) -> String {
    pinyin.replace("lyu", "lu").replace("nyu", "nu").replace("lv", "lu").replace("nv", "nu")
}

/// Whether the word falls apart into Pinyin syllables.
fn is_pinyin(word: &str) -> bool {
    // ends[n]: the first n letters fall apart.
    let mut ends = vec![true];
    for end in 1..=word.len() {
        let fits = (0..end).any(|start| ends[start] && word.get(start..end).is_some_and(is_syllable));
        ends.push(fits);
    }
    ends.last() == Some(&true)
}

fn is_syllable(text: &str) -> bool {
    let after = INITIALS.iter().filter_map(|initial| text.strip_prefix(initial));
    after.chain([text]).any(|last| FINALS.contains(&last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fall_apart_into_pinyin_or_not() {
        for word in ["wang", "xiaoming", "jingyi", "ouyang", "lyu"] {
            assert!(is_pinyin(word) || spelt(word) != word, "{word}");
        }
        for word in ["haddad", "smith", "khalid", "kwok"] {
            assert!(!is_pinyin(word), "{word}");
        }
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        assert!(readings(&['单', '雪']).contains(&"shanxue".to_owned()));
        assert!(readings(&['曾', '国']).contains(&"zengguo".to_owned()));
    }
}
