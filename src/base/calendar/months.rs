//! The months' names, and the eras', as documents print them.

use super::Calendar;
use crate::base::arabic::fold;

/// One month: the spellings in use, parted by `|`.
type Names = [&'static str; 12];

/// English, the Arabic of Egypt and the Gulf, the Arabic of the Levant and Iraq, Persian, and the Dari of Afghanistan.
const GREGORIAN: Names = [
    "january|jan|يناير|كانون الثاني|ژانویه|جنوری",
    "february|feb|فبراير|شباط|فوریه|فبروری",
    "march|mar|مارس|آذار|مارچ",
    "april|apr|أبريل|إبريل|نيسان|آوریل|اپریل",
    "may|مايو|أيار|مه|می",
    "june|jun|يونيو|حزيران|ژوئن|جون",
    "july|jul|يوليو|تموز|ژوئیه|جولای",
    "august|aug|أغسطس|آب|اوت|آگوست|اگست",
    "september|sep|sept|سبتمبر|أيلول|سپتامبر|سپتمبر",
    "october|oct|أكتوبر|تشرين الأول|اکتبر|اکتوبر",
    "november|nov|نوفمبر|تشرين الثاني|نوامبر|نومبر",
    "december|dec|ديسمبر|كانون الأول|دسامبر|دسمبر",
];

/// Arabic, and the English spellings of the Saudi press.
const HIJRI: Names = [
    "محرم|المحرم|muharram",
    "صفر|safar",
    "ربيع الأول|ربيع أول|rabi al awwal|rabi i",
    "ربيع الآخر|ربيع الثاني|ربيع ثاني|rabi al thani|rabi al akhir|rabi ii",
    "جمادى الأولى|جمادى الأول|jumada al awwal|jumada al ula|jumada i",
    "جمادى الآخرة|جمادى الثانية|جمادى الثاني|jumada al thani|jumada al akhirah|jumada ii",
    "رجب|rajab",
    "شعبان|shaban",
    "رمضان|ramadan",
    "شوال|shawwal",
    "ذو القعدة|ذي القعدة|dhu al qadah|dhul qadah",
    "ذو الحجة|ذي الحجة|dhu al hijjah|dhul hijjah",
];

/// Persian, its English transcription, and the Dari of Afghanistan.
const JALALI: Names = [
    "فروردین|farvardin|حمل",
    "اردیبهشت|ordibehesht|ثور",
    "خرداد|khordad|جوزا",
    "تیر|tir|سرطان",
    "مرداد|امرداد|mordad|اسد",
    "شهریور|shahrivar|سنبله",
    "مهر|mehr|میزان",
    "آبان|aban|عقرب",
    "آذر|azar|قوس",
    "دی|dey|جدی",
    "بهمن|bahman|دلو",
    "اسفند|esfand|حوت",
];

/// The month `1..=12` that `words` (lower case, folded, one space between) names.
pub fn month(words: &str, calendar: Calendar) -> Option<u8> {
    let names = match calendar {
        Calendar::Gregorian => &GREGORIAN,
        Calendar::UmmAlQura => &HIJRI,
        Calendar::Jalali => &JALALI,
    };
    names.iter().zip(1..).find(|(names, _)| names.split('|').any(|name| fold(name) == words)).map(|(_, month)| month)
}

/// The calendar whose era `word` (lower case, folded) is; `None` for any other word.
///
/// `هـ` with its tatweel folds to `ه`. A bare `ش` is Persian for solar; `ق` would be Persian for lunar.
pub fn era(word: &str) -> Option<Calendar> {
    match word {
        "ad" | "ce" | "م" | "ميلادي" => Some(Calendar::Gregorian),
        "ah" | "h" | "ه" | "هجري" | "ق" | "ه ق" => Some(Calendar::UmmAlQura),
        "ap" | "sh" | "ش" | "ه ش" | "شمسي" | "هجري شمسي" => Some(Calendar::Jalali),
        _ => None,
    }
}
