//! Türkiye's identity number (T.C. Kimlik Numarası).

use crate::identify::{
    check_digit::{values, weighted},
    encoded::Encoded,
    fault::IdFault,
};

/// Nine digits, the first not 0, and two check digits (General Directorate of Civil Registration and Nationality).
///
/// The tenth is 7 × the odd places less the even places, modulo 10; the eleventh is the sum of the first ten, modulo
/// 10. Foreigners' numbers begin with 99 and follow the same rule. It tells nothing about its holder.
pub fn kimlik(number: &str) -> Result<Encoded, IdFault> {
    if number.starts_with('0') {
        return Err(IdFault::WrongStart { expected: "1 to 9" });
    }
    // 9 ≡ −1 modulo 10.
    let tenth = weighted(number, &[7, 9, 7, 9, 7, 9, 7, 9, 7]) % 10;
    let eleventh = values(number).take(10).sum::<u32>() % 10;
    if values(number).skip(9).eq([tenth, eleventh]) { Ok(Encoded::default()) } else { Err(IdFault::WrongCheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_check_digits_are_judged() {
        // The specimen number of the published algorithm.
        assert_eq!(kimlik("10000000146"), Ok(Encoded::default()));
        assert_eq!(kimlik("10000000147"), Err(IdFault::WrongCheckDigit));
        assert_eq!(kimlik("10000000156"), Err(IdFault::WrongCheckDigit));
        assert_eq!(kimlik("00000000000"), Err(IdFault::WrongStart { expected: "1 to 9" }));
    }
}
