//! Dates as a registry writes them.

use jiff::{civil::Date, fmt::strtime};

use crate::adapters::Misconfigured;

/// A date format that reads what it writes.
#[derive(Clone, Debug)]
pub struct DateFormat(String);

impl DateFormat {
    /// The format with these `strptime` letters.
    ///
    /// # Errors
    ///
    /// [`Misconfigured`] when a date written with it cannot be read again, as with two digits of a year.
    pub fn new(letters: &str) -> Result<Self, Misconfigured> {
        let format = Self(letters.to_owned());
        // Different in century, day and month, so that a format that loses one of them is seen.
        let sample = Date::constant(1904, 2, 13);
        if format.write(sample).and_then(|text| format.read(&text)) == Some(sample) {
            Ok(format)
        } else {
            Err(Misconfigured::new("date_format", "cannot write a date and read it again"))
        }
    }

    pub fn write(&self, date: Date) -> Option<String> {
        strtime::format(&self.0, date).ok()
    }

    pub fn read(&self, text: &str) -> Option<Date> {
        Date::strptime(&self.0, text).ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_format_reads_what_it_writes_or_is_refused() {
        let format = DateFormat::new("%Y/%m/%d").expect("a format");
        assert_eq!(format.write(date(1990, 8, 7)).as_deref(), Some("1990/08/07"));
        assert_eq!(format.read("1990/13/07"), None);
        for bad in ["%d.%m.%y", "%Y-%m", "", "%Q", "%H"] {
            assert!(DateFormat::new(bad).is_err(), "{bad}");
        }
    }
}
