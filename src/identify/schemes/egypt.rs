//! Egypt's national number (ar-raqam al-qawmī).

use super::{day, value};
use crate::identify::{
    encoded::{Encoded, Sex},
    fault::IdFault,
};

/// Century (`2` for 19xx, `3` for 20xx), `YYMMDD`, governorate of birth, four digits of which the last is odd for
/// men, and a check digit.
///
/// The check digit is not judged: the Civil Status Organisation has not published its rule, and the rules that go
/// around contradict each other. A wrong rule would turn real people away; a typing mistake is still caught by date,
/// governorate and registry.
pub fn national_number(number: &str) -> Result<Encoded, IdFault> {
    let century = match &number[..1] {
        "2" => 1900,
        "3" => 2000,
        _ => return Err(IdFault::WrongStart { expected: "2 or 3" }),
    };
    let birth_date = day(century + value(&number[1..3]), &number[3..7])?;
    let region = governorate(&number[7..9]).ok_or(IdFault::UnknownRegion)?;
    let sex = if value(&number[12..13]) % 2 == 1 { Sex::M } else { Sex::F };
    Ok(Encoded { birth_date: Some(birth_date), sex: Some(sex), region: Some(region), ..Encoded::default() })
}

/// The governorates by the code of the civil register; names as ISO 3166-2:EG has them, in English.
fn governorate(code: &str) -> Option<&'static str> {
    Some(match code {
        "01" => "Cairo",
        "02" => "Alexandria",
        "03" => "Port Said",
        "04" => "Suez",
        "11" => "Damietta",
        "12" => "Dakahlia",
        "13" => "Sharqia",
        "14" => "Qalyubia",
        "15" => "Kafr el-Sheikh",
        "16" => "Gharbia",
        "17" => "Monufia",
        "18" => "Beheira",
        "19" => "Ismailia",
        "21" => "Giza",
        "22" => "Beni Suef",
        "23" => "Faiyum",
        "24" => "Minya",
        "25" => "Asyut",
        "26" => "Sohag",
        "27" => "Qena",
        "28" => "Aswan",
        "29" => "Luxor",
        "31" => "Red Sea",
        "32" => "New Valley",
        "33" => "Matrouh",
        "34" => "North Sinai",
        "35" => "South Sinai",
        "88" => "Abroad",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_national_number_gives_birth_date_governorate_and_sex() {
        let encoded = national_number("30105150201235").expect("good");
        assert_eq!(encoded.birth_date, Some(date(2001, 5, 15)));
        assert_eq!((encoded.region, encoded.sex), (Some("Alexandria"), Some(Sex::M)));
        assert_eq!(national_number("29012312100145").expect("good").sex, Some(Sex::F));
    }

    #[test]
    fn a_day_or_a_governorate_that_does_not_exist_is_refused() {
        assert_eq!(national_number("30102300201235"), Err(IdFault::ImpossibleDate));
        assert_eq!(national_number("30105159901235"), Err(IdFault::UnknownRegion));
        assert_eq!(national_number("10105150201235"), Err(IdFault::WrongStart { expected: "2 or 3" }));
    }
}
