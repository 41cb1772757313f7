//! Well-formed numbers for specimens, sandboxes and tests.

use jiff::civil::Date;

use super::{
    encoded::Sex,
    fault::IdFault,
    national_id::{NationalId, Scheme},
};

/// A well-formed number of `scheme` for somebody born on `birth_date`, the `serial`-th of that day.
///
/// Where the scheme tells birth date and sex, the number tells these; elsewhere they are passed over. Serials wrap at
/// what the scheme has room for. A number of a real state may by chance be a living person's: what is shown or printed
/// uses [`Scheme::Utopia`].
///
/// # Errors
///
/// [`IdFault::WrongCheckDigit`] when no check digit fits this serial (Kuwait's rule leaves such gaps; take the next
/// serial), [`IdFault::ImpossibleDate`] or [`IdFault::WrongStart`] when the scheme has no number for the date.
pub fn generate(scheme: Scheme, birth_date: Date, sex: Sex, serial: u32) -> Result<NationalId, IdFault> {
    let body = body(scheme, birth_date, sex, serial);
    let checks: Vec<String> = if scheme == Scheme::TurkiyeKimlik {
        (0..100).map(|check| format!("{check:02}")).collect()
    } else {
        ('0'..='9').chain('A'..='Z').map(String::from).collect()
    };
    let mut fault = IdFault::WrongCheckDigit;
    for check in checks {
        match NationalId::parse(scheme, &format!("{body}{check}")) {
            Ok(id) => return Ok(id),
            // A letter where only digits may stand says nothing about the body.
            Err(IdFault::WrongCheckDigit | IdFault::WrongCharacters { .. }) => {}
            Err(other) => fault = other,
        }
    }
    Err(fault)
}

/// The number without its check characters.
fn body(scheme: Scheme, born: Date, sex: Sex, serial: u32) -> String {
    let ymd = format!("{:04}{:02}{:02}", born.year(), born.month(), born.day());
    let year = &ymd[..4];
    let short = &ymd[2..];
    // 2 for 19xx and 3 for 20xx, as Egypt and Kuwait have it; 1 and 4 are refused by their rules.
    let century = born.year() / 100 - 17;
    match scheme {
        Scheme::EmiratesId => format!("784{year}{:07}", serial % 10_000_000),
        Scheme::SaudiId | Scheme::TurkiyeKimlik => format!("1{:08}", serial % 100_000_000),
        Scheme::SaudiIqama => format!("2{:08}", serial % 100_000_000),
        Scheme::Egypt => format!("{century}{short}01{:03}{}", serial % 1000, odd_for_men(sex)),
        Scheme::KuwaitCivilId => format!("{century}{short}{:04}", serial % 10_000),
        Scheme::IranMelli => format!("001{:06}", serial % 1_000_000),
        Scheme::ChinaResidentId => format!("110105{ymd}{:02}{}", serial % 100, odd_for_men(sex)),
        Scheme::HongKongId => format!("A{:06}", serial % 1_000_000),
        Scheme::SingaporeNric => {
            let letter = if born.year() < 2000 { 'S' } else { 'T' };
            format!("{letter}{}{:05}", &year[2..], serial % 100_000)
        }
        Scheme::SingaporeFin => format!("G{:07}", serial % 10_000_000),
        Scheme::IndiaAadhaar => format!("2{serial:010}"),
        Scheme::IndiaPan => format!("AAAPZ{:04}", serial % 9999 + 1),
        Scheme::Utopia => format!("{ymd}{:03}", utopian_serial(sex, serial)),
    }
}

const fn odd_for_men(sex: Sex) -> u32 {
    match sex {
        Sex::M => 1,
        Sex::F | Sex::X => 2,
    }
}

const fn utopian_serial(sex: Sex, serial: u32) -> u32 {
    match sex {
        Sex::F => serial % 400,
        Sex::M => 400 + serial % 400,
        Sex::X => 800 + serial % 200,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_scheme_has_numbers_and_they_tell_what_they_were_made_of() {
        let born = date(1990, 8, 7);
        for scheme in Scheme::ALL {
            let id =
                (1..40).find_map(|serial| generate(scheme, born, Sex::M, serial).ok()).expect("a number among forty");
            let encoded = id.encoded();
            assert_eq!(encoded.birth_date.unwrap_or(born), born, "{scheme}");
            assert_eq!(encoded.likely_birth_year.unwrap_or(1990), 1990, "{scheme}");
            assert_eq!(encoded.sex.unwrap_or(Sex::M), Sex::M, "{scheme}");
        }
    }

    #[test]
    fn a_utopian_number_tells_date_and_sex_and_one_wrong_digit_is_seen() {
        let good = generate(Scheme::Utopia, date(1990, 8, 7), Sex::X, 12).expect("generated");
        assert_eq!(good.expose().get(..11), Some("19900807812"));
        assert_eq!(good.encoded().sex, Some(Sex::X));
        for (place, digit) in good.expose().char_indices() {
            let other = if digit == '9' { '0' } else { '9' };
            let mut wrong = good.expose().to_owned();
            wrong.replace_range(place..=place, &other.to_string());
            assert_eq!(NationalId::parse(Scheme::Utopia, &wrong), Err(IdFault::WrongCheckDigit), "place {place}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in "\\PC{0,20}", scheme in prop::sample::select(&Scheme::ALL[..])) {
            let _ = NationalId::parse(scheme, &text);
        }

        #[test]
        fn no_text_of_digits_and_capitals_makes_a_parser_panic(
            text in "[0-9A-Z]{0,19}",
            scheme in prop::sample::select(&Scheme::ALL[..]),
        ) {
            let _ = NationalId::parse(scheme, &text);
        }
    }
}
