//! China's citizen identification number (GB 11643-1999).

use super::{day, value};
use crate::identify::{
    check_digit::mod_11_2,
    encoded::{Encoded, Sex},
    fault::IdFault,
};

/// Six digits of place, `YYYYMMDD`, three digits of which the last is odd for men, ISO 7064 MOD 11-2.
///
/// Of the place only the province is judged: its counties were renumbered hundreds of times, and a number keeps the
/// code of the day it was given on.
pub fn resident_id(number: &str) -> Result<Encoded, IdFault> {
    if !number.ends_with(mod_11_2(&number[..17])) {
        return Err(IdFault::WrongCheckDigit);
    }
    let region = province(&number[..2]).ok_or(IdFault::UnknownRegion)?;
    let birth_date = day(value(&number[6..10]), &number[10..14])?;
    let sex = if value(&number[16..17]) % 2 == 1 { Sex::M } else { Sex::F };
    Ok(Encoded { birth_date: Some(birth_date), sex: Some(sex), region: Some(region), ..Encoded::default() })
}

/// The province-level divisions by the first two digits of GB/T 2260, with the residence permits' 81 to 83.
fn province(code: &str) -> Option<&'static str> {
    Some(match code {
        "11" => "Beijing",
        "12" => "Tianjin",
        "13" => "Hebei",
        "14" => "Shanxi",
        "15" => "Inner Mongolia",
        "21" => "Liaoning",
        "22" => "Jilin",
        "23" => "Heilongjiang",
        "31" => "Shanghai",
        "32" => "Jiangsu",
        "33" => "Zhejiang",
        "34" => "Anhui",
        "35" => "Fujian",
        "36" => "Jiangxi",
        "37" => "Shandong",
        "41" => "Henan",
        "42" => "Hubei",
        "43" => "Hunan",
        "44" => "Guangdong",
        "45" => "Guangxi",
        "46" => "Hainan",
        "50" => "Chongqing",
        "51" => "Sichuan",
        "52" => "Guizhou",
        "53" => "Yunnan",
        "54" => "Tibet",
        "61" => "Shaanxi",
        "62" => "Gansu",
        "63" => "Qinghai",
        "64" => "Ningxia",
        "65" => "Xinjiang",
        "71" | "83" => "Taiwan",
        "81" => "Hong Kong",
        "82" => "Macao",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_resident_number_gives_province_birth_date_and_sex() {
        // The example of GB 11643-1999.
        let encoded = resident_id("11010519491231002X").expect("good");
        assert_eq!(encoded.birth_date, Some(date(1949, 12, 31)));
        assert_eq!((encoded.region, encoded.sex), (Some("Beijing"), Some(Sex::F)));
        assert_eq!(resident_id("440524188001010014"), Err(IdFault::ImpossibleDate), "1880 is before our range");
    }

    #[test]
    fn one_wrong_digit_anywhere_is_seen() {
        let good = "11010519491231002X";
        for place in 0..17 {
            let mut wrong = good.as_bytes().to_vec();
            wrong[place] = if wrong[place] == b'9' { b'0' } else { wrong[place] + 1 };
            let wrong = String::from_utf8(wrong).expect("ASCII");
            assert_eq!(resident_id(&wrong), Err(IdFault::WrongCheckDigit), "place {place}");
        }
    }
}
