//! The citizen number of Utopia, the fictional state whose code `UTO` ICAO 9303 keeps for specimens.

use super::{day, value};
use crate::identify::{
    check_digit::mod_11_10,
    encoded::{Encoded, Sex},
    fault::IdFault,
};

/// `YYYYMMDD` of birth, a serial of three digits, the check digit of ISO/IEC 7064 MOD 11,10.
///
/// Our own invention, so that a demo walks through everything a number can tell. Serials 000 to 399 are women's,
/// 400 to 799 men's, 800 to 999 of people whose sex is not stated. No real number of any state looks like this.
pub fn citizen_number(number: &str) -> Result<Encoded, IdFault> {
    if number.chars().next_back() != mod_11_10(&number[..11]) {
        return Err(IdFault::WrongCheckDigit);
    }
    let birth_date = day(value(&number[..4]), &number[4..8])?;
    let sex = match value(&number[8..9]) {
        0..=3 => Sex::F,
        4..=7 => Sex::M,
        _ => Sex::X,
    };
    Ok(Encoded { birth_date: Some(birth_date), sex: Some(sex), region: Some("Utopia"), ..Encoded::default() })
}
