//! Numbers of the Gulf states: the Emirates, Saudi Arabia, Kuwait.

use super::{day, value};
use crate::identify::{
    check_digit::{luhn, values, weighted},
    encoded::Encoded,
    fault::IdFault,
};

/// `784` (the country in ISO 3166-1 numeric), four digits, seven random digits, Luhn's check digit.
///
/// The four digits usually are the year of birth. The issuer says that they need not be (Emirates Identity Authority
/// through the WAM news agency, 17 January 2016), so they never contradict a birth date.
pub fn emirates_id(number: &str) -> Result<Encoded, IdFault> {
    if !number.starts_with("784") {
        return Err(IdFault::WrongStart { expected: "784" });
    }
    if !luhn(number) {
        return Err(IdFault::WrongCheckDigit);
    }
    let year = value(&number[3..7]);
    Ok(Encoded { likely_birth_year: (1900..=2100).contains(&year).then_some(year), ..Encoded::default() })
}

/// A citizen's number: `1`, eight digits, Luhn's check digit. It tells nothing about its holder.
pub fn saudi_id(number: &str) -> Result<Encoded, IdFault> {
    saudi(number, "1")
}

/// A resident's number (Iqama): `2`, eight digits, Luhn's check digit. It tells nothing about its holder.
pub fn saudi_iqama(number: &str) -> Result<Encoded, IdFault> {
    saudi(number, "2")
}

fn saudi(number: &str, first: &'static str) -> Result<Encoded, IdFault> {
    if !number.starts_with(first) {
        return Err(IdFault::WrongStart { expected: first });
    }
    if luhn(number) { Ok(Encoded::default()) } else { Err(IdFault::WrongCheckDigit) }
}

/// Century (`2` for 19xx, `3` for 20xx), `YYMMDD`, four digits, a check digit: 11 less the weighted sum modulo 11.
///
/// A sum that would want 10 or 11 there is never issued (OECD, Kuwait: information on tax identification numbers).
pub fn kuwait_civil_id(number: &str) -> Result<Encoded, IdFault> {
    const WEIGHTS: [u32; 11] = [2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let century = match &number[..1] {
        "2" => 1900,
        "3" => 2000,
        _ => return Err(IdFault::WrongStart { expected: "2 or 3" }),
    };
    if Some(11 - weighted(number, &WEIGHTS) % 11) != values(number).next_back() {
        return Err(IdFault::WrongCheckDigit);
    }
    let birth_date = Some(day(century + value(&number[1..3]), &number[3..7])?);
    Ok(Encoded { birth_date, ..Encoded::default() })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_emirates_number_gives_a_year_that_is_only_likely() {
        let encoded = emirates_id("784197012345670").expect("good");
        assert_eq!((encoded.birth_date, encoded.likely_birth_year), (None, Some(1970)));
        assert_eq!(emirates_id("785197012345670"), Err(IdFault::WrongStart { expected: "784" }));
    }

    #[test]
    fn a_residents_number_is_not_a_citizens() {
        assert_eq!(saudi_id("1000000008"), Ok(Encoded::default()));
        assert_eq!(saudi_iqama("1000000008"), Err(IdFault::WrongStart { expected: "2" }));
        assert_eq!(saudi_iqama("2000000006"), Ok(Encoded::default()));
        assert_eq!(saudi_iqama("2000000007"), Err(IdFault::WrongCheckDigit));
    }

    #[test]
    fn a_civil_id_gives_the_birth_date_in_its_century() {
        // Published worked examples of the check digit, nobody's card.
        assert_eq!(kuwait_civil_id("288020122596").expect("good").birth_date, Some(date(1988, 2, 1)));
        assert_eq!(kuwait_civil_id("227081660516").expect("good").birth_date, Some(date(1927, 8, 16)));
        assert_eq!(kuwait_civil_id("288020122597"), Err(IdFault::WrongCheckDigit));
    }
}
