//! Dates as documents print them: Gregorian, Hijri (Umm al-Qura) and Jalali (Persian solar), read and written.
//!
//! Hijri months come from the Umm al-Qura tables of Saudi Arabia's KACST, 1300 to 1600 AH; a Hijri date of a state that
//! sights the moon, or from before the tables were in use, may differ by a day. Jalali leap years follow the vernal
//! equinox at Tehran. Both by ICU4X.

mod months;

use icu_calendar::{
    Date as IcuDate, Gregorian,
    cal::{Hijri, Persian},
    types::RataDie,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{arabic::fold, digits};

/// The calendar a printed date is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// The civil calendar of most of the world.
    Gregorian,
    /// Saudi Arabia's lunar calendar.
    UmmAlQura,
    /// Iran's and Afghanistan's solar calendar.
    Jalali,
}

/// Why a text is not a date. None of the sentences repeats the text: a birth date is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Not three parts, or a part that is neither a number nor a month's name.
    #[error("this is not a date: day, month and a year of four digits are needed")]
    NotADate,
    /// A year of two digits could be in either century; a guess would be wrong for a child or a grandparent.
    #[error("the year needs four digits")]
    ShortYear,
    /// The calendar has no such day.
    #[error("this day does not exist in its calendar")]
    NoSuchDay,
    /// Before 1900 or after 2100 in the Gregorian calendar; often a date of another calendar.
    #[error("the date is not between 1900 and 2100")]
    OutOfRange,
    /// An era is printed with it, and it is another calendar's.
    #[error("the date names the era of another calendar")]
    OtherCalendar,
}

impl DateFault {
    /// The stable code of the fault in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotADate => "date_unreadable",
            Self::ShortYear => "date_short_year",
            Self::NoSuchDay => "date_no_such_day",
            Self::OutOfRange => "date_out_of_range",
            Self::OtherCalendar => "date_other_calendar",
        }
    }
}

/// Reads a date of `calendar`.
///
/// Year, month and day when the year stands first, day, month and year when it stands last; digits of any of three
/// scripts; months also by name (English, Arabic, Persian; abbreviated in English); parted by `-`, `/`, `.`, `,`,
/// spaces, or 年月日; eight digits in a row are `YYYYMMDD`. An era (`AH`, `هـ`, `م`, `ش` …) may stand at the end.
///
/// # Errors
///
/// The [`DateFault`] that says what is wrong. The day must lie in 1900 to 2100, Gregorian (1317 to 1525 AH, 1278 to
/// 1479 AP, about).
pub fn parse(text: &str, calendar: Calendar) -> Result<Date, DateFault> {
    let plain = digits::to_ascii(text).to_lowercase();
    let parts = parts(&plain, calendar)?;
    let (year, month, day) = order(&parts)?;
    let date = calendar.day(year, month, day)?;
    if (1900..=2100).contains(&date.year()) { Ok(date) } else { Err(DateFault::OutOfRange) }
}

impl Calendar {
    /// `date` as this calendar counts it: year, month `1..=12`, day `1..=31`.
    pub fn of(self, date: Date) -> (i32, u8, u8) {
        let gregorian = IcuDate::<Gregorian>::from_rata_die(rata_die(date), Gregorian);
        match self {
            Self::Gregorian => numbers(&gregorian),
            Self::UmmAlQura => numbers(&gregorian.to_calendar(Hijri::new_umm_al_qura())),
            Self::Jalali => numbers(&gregorian.to_calendar(Persian)),
        }
    }

    /// `date` as this calendar writes it, `YYYY-MM-DD` in ASCII digits; [`parse`] reads it back.
    pub fn write(self, date: Date) -> String {
        let (year, month, day) = self.of(date);
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn day(self, year: u16, month: u8, day: u8) -> Result<Date, DateFault> {
        let year = i32::from(year);
        let found = match self {
            Self::Gregorian => IcuDate::try_new_gregorian(year, month, day),
            Self::UmmAlQura => IcuDate::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura())
                .map(|date| date.to_calendar(Gregorian)),
            Self::Jalali => IcuDate::try_new_persian(year, month, day).map(|date| date.to_calendar(Gregorian)),
        };
        let (year, month, day) = numbers(&found.map_err(|_| DateFault::NoSuchDay)?);
        let (Ok(year), Ok(month), Ok(day)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day)) else {
            return Err(DateFault::OutOfRange);
        };
        Date::new(year, month, day).map_err(|_| DateFault::OutOfRange)
    }
}

/// Days since the day before 1 January of year 1, which ICU4X calls Rata Die.
fn rata_die(date: Date) -> RataDie {
    let first = Date::constant(1, 1, 1);
    RataDie::new(date.duration_since(first).as_hours() / 24 + 1)
}

fn numbers<C: icu_calendar::Calendar>(date: &IcuDate<C>) -> (i32, u8, u8) {
    (date.year().extended_year(), date.month().ordinal, date.day_of_month().0)
}

/// One part of a printed date.
#[derive(Clone, Copy)]
enum Part {
    /// A number and how many digits it was printed with.
    Number(u16, usize),
    /// A month's name, `1..=12`.
    Month(u8),
}

/// The numbers and the month's name in `text`, in their order, without eras and the signs of the Chinese form.
fn parts(text: &str, calendar: Calendar) -> Result<Vec<Part>, DateFault> {
    let mut found = Vec::new();
    for run in runs(&fold(text)) {
        // 7th August: the ordinal's end hangs on the month's name.
        let run = ["st ", "nd ", "rd ", "th "].iter().find_map(|end| run.strip_prefix(end)).unwrap_or(&run);
        if run.starts_with(|c: char| c.is_ascii_digit()) {
            number(run, &mut found)?;
        } else if let Some(named) = months::era(run) {
            if named != calendar {
                return Err(DateFault::OtherCalendar);
            }
        } else if let Some(month) = months::month(run, calendar) {
            found.push(Part::Month(month));
        } else if !matches!(run, "年" | "月" | "日" | "号" | "st" | "nd" | "rd" | "th") {
            return Err(DateFault::NotADate);
        }
    }
    Ok(found)
}

/// Runs of digits, and runs of words with one space between them; what parts them is dropped.
fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut apart = true;
    for c in text.chars() {
        if !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        let digit = c.is_ascii_digit();
        match runs.last_mut() {
            Some(run) if run.ends_with(|last: char| last.is_ascii_digit()) == digit && !(apart && digit) => {
                run.extend(apart.then_some(' '));
                run.push(c);
            }
            Some(_) | None => runs.push(c.to_string()),
        }
        apart = false;
    }
    runs
}

/// A run of digits as one number, or eight of them as the three of `YYYYMMDD`.
fn number(run: &str, found: &mut Vec<Part>) -> Result<(), DateFault> {
    let mut push = |digits: &str| {
        let value = digits.parse().map_err(|_| DateFault::NotADate)?;
        found.push(Part::Number(value, digits.len()));
        Ok(())
    };
    if run.len() == 8 {
        push(&run[..4])?;
        push(&run[4..6])?;
        return push(&run[6..]);
    }
    if run.len() > 4 { Err(DateFault::NotADate) } else { push(run) }
}

/// Which part is the year, which the month and which the day.
fn order(parts: &[Part]) -> Result<(u16, u8, u8), DateFault> {
    let small = |value: u16| u8::try_from(value).map_err(|_| DateFault::NoSuchDay);
    match *parts {
        [Part::Number(year, 4), Part::Number(month, 1 | 2), Part::Number(day, 1 | 2)]
        | [Part::Number(day, 1 | 2), Part::Number(month, 1 | 2), Part::Number(year, 4)] => {
            Ok((year, small(month)?, small(day)?))
        }
        [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1 | 2)]
        | [Part::Number(day, 1 | 2), Part::Month(month), Part::Number(year, 4)]
        | [Part::Month(month), Part::Number(day, 1 | 2), Part::Number(year, 4)] => Ok((year, month, small(day)?)),
        [Part::Number(_, 1 | 2), _, Part::Number(_, 1 | 2)] => Err(DateFault::ShortYear),
        _ => Err(DateFault::NotADate),
    }
}

#[cfg(test)]
mod tests;
