use jiff::{ToSpan, civil::date};

use super::*;

#[test]
fn known_days_come_out_in_every_calendar() {
    // Each is a public day whose date both calendars' states have printed.
    let known = [
        // New year's days of the Umm al-Qura tables (KACST).
        (Calendar::UmmAlQura, "1420-01-01", date(1999, 4, 17)),
        (Calendar::UmmAlQura, "1445-01-01", date(2023, 7, 19)),
        (Calendar::UmmAlQura, "1446-01-01", date(2024, 7, 7)),
        // First day of Ramadan 1444, as announced in Riyadh.
        (Calendar::UmmAlQura, "1444-09-01", date(2023, 3, 23)),
        // Feast of sacrifice 1444 and day of Arafat 1445, as announced in Riyadh.
        (Calendar::UmmAlQura, "1444-12-10", date(2023, 6, 28)),
        (Calendar::UmmAlQura, "1445-12-09", date(2024, 6, 15)),
        // The Iranian revolution's anniversary, 22 Bahman 1357.
        (Calendar::Jalali, "1357-11-22", date(1979, 2, 11)),
        // Nowruz, and the last day of the leap year 1403 (Calendar Center, University of Tehran).
        (Calendar::Jalali, "1400-01-01", date(2021, 3, 21)),
        (Calendar::Jalali, "1403-01-01", date(2024, 3, 20)),
        (Calendar::Jalali, "1403-12-30", date(2025, 3, 20)),
        (Calendar::Gregorian, "2000-02-29", date(2000, 2, 29)),
    ];
    for (calendar, printed, day) in known {
        assert_eq!(parse(printed, calendar), Ok(day), "{printed}");
        assert_eq!(calendar.write(day), printed);
    }
}

#[test]
fn months_have_their_names_in_iran_and_afghanistan_too() {
    for print in ["3 ژانویه 1977", "3 جنوری 1977", "۳ ژانويه ۱۹۷۷"] {
        assert_eq!(parse(&crate::base::digits::to_ascii(print), Calendar::Gregorian), Ok(date(1977, 1, 3)), "{print}");
    }
    assert_eq!(parse("11 نوامبر 1969", Calendar::Gregorian), Ok(date(1969, 11, 11)));
}

#[test]
fn one_day_is_read_in_every_usual_print() {
    let prints = [
        "2031-08-07",
        "2031/8/7",
        "07/08/2031",
        "7.8.2031",
        "07 08 2031",
        "20310807",
        "7 Aug 2031",
        "07-AUG-2031",
        "07AUG2031",
        "August 7, 2031",
        "7th August 2031",
        "٢٠٣١/٠٨/٠٧",
        "٠٧/٠٨/٢٠٣١ م",
        "۲۰۳۱/۰۸/۰۷",
        "٧ أغسطس ٢٠٣١",
        "7 آب 2031",
        "2031年8月7日",
        "２０３１年０８月０７日",
        "\u{200F}2031/08/07\u{200F}",
    ];
    for print in prints {
        assert_eq!(parse(print, Calendar::Gregorian), Ok(date(2031, 8, 7)), "{print}");
    }
}

#[test]
fn hijri_and_jalali_days_are_read_with_names_and_eras() {
    for print in ["1445/01/01", "01/01/1445", "١٤٤٥/٠١/٠١ هـ", "١ محرم ١٤٤٥هـ", "1 Muharram 1445 AH"]
    {
        assert_eq!(parse(print, Calendar::UmmAlQura), Ok(date(2023, 7, 19)), "{print}");
    }
    assert_eq!(parse("١٠ ذو الحجة ١٤٤٤", Calendar::UmmAlQura), Ok(date(2023, 6, 28)));
    for print in ["1357/11/22", "۱۳۵۷/۱۱/۲۲", "۲۲ بهمن ۱۳۵۷", "۲۲ بهمن ۱۳۵۷ ه‍.ش", "22 Bahman 1357"]
    {
        assert_eq!(parse(print, Calendar::Jalali), Ok(date(1979, 2, 11)), "{print}");
    }
}

#[test]
fn what_is_no_date_is_refused_with_its_reason() {
    let refused = [
        ("2031-02-29", Calendar::Gregorian, DateFault::NoSuchDay),
        ("2031-13-01", Calendar::Gregorian, DateFault::NoSuchDay),
        ("1402-12-30", Calendar::Jalali, DateFault::NoSuchDay),
        ("1445-01-31", Calendar::UmmAlQura, DateFault::NoSuchDay),
        ("07/08/31", Calendar::Gregorian, DateFault::ShortYear),
        ("1445-01-01", Calendar::Gregorian, DateFault::OutOfRange),
        ("2031-08-07", Calendar::UmmAlQura, DateFault::OutOfRange),
        ("2101-01-01", Calendar::Gregorian, DateFault::OutOfRange),
        ("1445/01/01 هـ", Calendar::Gregorian, DateFault::OtherCalendar),
        ("07 Smarch 2031", Calendar::Gregorian, DateFault::NotADate),
        ("", Calendar::Gregorian, DateFault::NotADate),
        ("2031-08", Calendar::Gregorian, DateFault::NotADate),
        ("203108071", Calendar::Gregorian, DateFault::NotADate),
    ];
    for (text, calendar, fault) in refused {
        assert_eq!(parse(text, calendar), Err(fault), "{text}");
    }
}

#[test]
fn every_day_from_1900_to_2100_survives_every_calendar() {
    for calendar in [Calendar::Gregorian, Calendar::UmmAlQura, Calendar::Jalali] {
        let mut day = date(1900, 1, 1);
        while day.year() <= 2100 {
            assert_eq!(parse(&calendar.write(day), calendar), Ok(day));
            day = day.checked_add(1.day()).expect("in range");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
        for calendar in [Calendar::Gregorian, Calendar::UmmAlQura, Calendar::Jalali] {
            let _ = parse(&text, calendar);
        }
    }
}
