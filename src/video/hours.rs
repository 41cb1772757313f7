//! Business hours: when staff is there, in the bank's own time zone, but for holidays.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

const MINUTES_OF_DAY: u16 = 24 * 60;

/// How many days ahead a time is looked for.
const DAYS_AHEAD: u8 = 60;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// From the first minute of a day to before the second.
type Open = (u16, u16);

/// When staff is there.
#[derive(Clone, Debug)]
pub struct Hours {
    zone: TimeZone,
    week: [Vec<Open>; 7],
    holidays: BTreeSet<Date>,
}

/// What is wrong with the hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursFault {
    /// This machine knows no such zone.
    #[error("no time zone {0}: a name like Asia/Dubai, and the system's tzdata must be installed")]
    Zone(String),
    /// Not of the form.
    #[error("{0:?} is not of the form \"mon-fri 08:00-12:00,13:00-17:00\"; midnight at a day's end is 24:00")]
    Form(String),
}

impl Hours {
    /// Reads the hours: a zone's name, lines like `mon-fri 08:00-12:00,13:00-17:00`, and the days on which nobody is there.
    ///
    /// # Errors
    ///
    /// [`HoursFault`] with what is wrong.
    pub fn parse(zone: &str, lines: &[String], holidays: BTreeSet<Date>) -> Result<Self, HoursFault> {
        let zone = if zone == "UTC" {
            TimeZone::UTC
        } else {
            TimeZone::get(zone).map_err(|_| HoursFault::Zone(zone.to_owned()))?
        };
        let mut week: [Vec<Open>; 7] = Default::default();
        for line in lines {
            let (days, times) = parse_line(line).ok_or_else(|| HoursFault::Form(line.clone()))?;
            for day in days {
                week[day].extend(&times);
                week[day].sort_unstable();
            }
        }
        Ok(Self { zone, week, holidays })
    }

    /// The time zone in which they are meant.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether staff is there at `at`.
    pub fn are_open(&self, at: Timestamp) -> bool {
        let local = at.to_zoned(self.zone.clone());
        let (hour, minute) = (local.hour().unsigned_abs(), local.minute().unsigned_abs());
        let minute = u16::from(hour) * 60 + u16::from(minute);
        self.open_on(local.date()).iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// The times that can be booked from `from` on, `slot_minutes` apart, counted from each opening.
    pub fn slots(&self, from: Timestamp, slot_minutes: u16) -> impl Iterator<Item = Timestamp> {
        let today = from.to_zoned(self.zone.clone()).date();
        let days = (0..DAYS_AHEAD).filter_map(move |ahead| today.checked_add(i64::from(ahead).days()).ok());
        let starts = days.flat_map(move |day| {
            let minutes = |(from, to): &Open| (*from..*to).step_by(slot_minutes.max(1).into()).collect::<Vec<_>>();
            let of_day: Vec<u16> = self.open_on(day).iter().flat_map(minutes).collect();
            of_day.into_iter().filter_map(move |minute| self.moment(day, minute))
        });
        starts.filter(move |start| *start >= from)
    }

    /// Where the clocks go forward, an hour that is not there is the one after it.
    fn moment(&self, day: Date, minute: u16) -> Option<Timestamp> {
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let local = day.at(hour, minute, 0, 0).to_zoned(self.zone.clone()).ok()?;
        Some(local.timestamp())
    }

    fn open_on(&self, day: Date) -> &[Open] {
        if self.holidays.contains(&day) {
            return &[];
        }
        &self.week[day.weekday().to_monday_zero_offset().unsigned_abs() as usize]
    }
}

/// The days of a line, and when it is open on them.
fn parse_line(line: &str) -> Option<(Vec<usize>, Vec<Open>)> {
    let (days, times) = line.trim().split_once(' ')?;
    let day = |name: &str| DAYS.iter().position(|known| *known == name);
    let days = match days.split_once('-') {
        Some((from, to)) => (day(from)?..=day(to)?).collect::<Vec<_>>(),
        None => vec![day(days)?],
    };
    let times = times.split(',').map(parse_times).collect::<Option<Vec<_>>>()?;
    (!days.is_empty()).then_some((days, times))
}

fn parse_times(text: &str) -> Option<Open> {
    let minute = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let two = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() == 2);
        let (hour, minute) = (two(hour)?, two(minute)?);
        (minute < 60 && hour * 60 + minute <= MINUTES_OF_DAY).then_some(hour * 60 + minute)
    };
    let (from, to) = text.split_once('-')?;
    let (from, to) = (minute(from)?, minute(to)?);
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, lines: &[&str], holidays: &[&str]) -> Result<Hours, HoursFault> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        Hours::parse(zone, &lines, holidays.iter().map(|day| day.parse().expect("a day")).collect())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn hours_are_those_of_the_banks_own_clock() {
        let dubai = hours("Asia/Dubai", &["mon-fri 08:00-12:00,13:00-17:00"], &[]).expect("reads");
        assert!(dubai.are_open(at("2026-11-23T04:00:00Z")), "eight in Dubai");
        assert!(!dubai.are_open(at("2026-11-23T03:59:59Z")) && !dubai.are_open(at("2026-11-23T08:30:00Z")));
        assert!(!dubai.are_open(at("2026-11-22T06:00:00Z")), "a Sunday");
    }

    #[test]
    fn nobody_is_there_on_a_holiday_and_the_next_slot_is_on_the_day_after() {
        let hours = hours("UTC", &["mon-sun 09:00-10:00"], &["2026-12-02"]).expect("reads");
        assert!(!hours.are_open(at("2026-12-02T09:30:00Z")));
        let next: Vec<_> = hours.slots(at("2026-12-02T00:00:00Z"), 30).take(3).collect();
        assert_eq!(next, ["2026-12-03T09:00:00Z", "2026-12-03T09:30:00Z", "2026-12-04T09:00:00Z"].map(at));
    }

    #[test]
    fn slots_follow_the_clock_when_it_is_turned() {
        let berlin = hours("Europe/Berlin", &["mon-sun 09:00-10:00"], &[]).expect("reads");
        let next: Vec<_> = berlin.slots(at("2026-10-24T00:00:00Z"), 60).take(2).collect();
        assert_eq!(next, ["2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z"].map(at));
    }

    #[test]
    fn a_whole_day_ends_at_24_00() {
        let always = hours("UTC", &["mon-sun 00:00-24:00"], &[]).expect("reads");
        assert!(always.are_open(at("2026-11-22T23:59:59Z")) && always.are_open(at("2026-11-22T00:00:00Z")));
    }

    #[test]
    fn what_is_not_of_the_form_is_refused() {
        for bad in [
            "mon",
            "mon 8:00-12:00",
            "mon 12:00-08:00",
            "fri-mon 08:00-12:00",
            "mon 08:00-24:01",
            "someday 08:00-09:00",
        ] {
            assert_eq!(hours("UTC", &[bad], &[]).expect_err("refused"), HoursFault::Form(bad.to_owned()));
        }
        assert!(matches!(hours("Mars/Base", &[], &[]), Err(HoursFault::Zone(_))));
    }
}
