//! Iran's national number (shomāre-ye mellī).

use crate::identify::{
    check_digit::{values, weighted},
    encoded::Encoded,
    fault::IdFault,
};

/// Three digits of the place of issue, six serial digits, a check digit over weights 10 to 2 modulo 11.
///
/// The remainder itself is the check digit when it is 0 or 1, else 11 less it (National Organization for Civil
/// Registration). Ten equal digits pass that sum and are never issued. The place codes are several hundred offices
/// that the number does not date; they are not read.
pub fn melli(number: &str) -> Result<Encoded, IdFault> {
    const WEIGHTS: [u32; 9] = [10, 9, 8, 7, 6, 5, 4, 3, 2];
    let check = match weighted(number, &WEIGHTS) % 11 {
        rest @ (0 | 1) => rest,
        rest => 11 - rest,
    };
    if Some(check) != values(number).next_back() {
        return Err(IdFault::WrongCheckDigit);
    }
    if number.bytes().all(|byte| number.starts_with(char::from(byte))) {
        return Err(IdFault::NeverIssued);
    }
    Ok(Encoded::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_count() {
        // Worked examples: 0+0+8·8+4·7+5·6+7·5+5·4+9·3+4·2 = 212, 212 mod 11 = 3, 11 − 3 = 8.
        assert_eq!(melli("0084575948"), Ok(Encoded::default()));
        assert_eq!(melli("0084575949"), Err(IdFault::WrongCheckDigit));
    }

    #[test]
    fn ten_equal_digits_are_no_number_though_the_sum_fits() {
        for digit in ["0", "1", "5", "9"] {
            assert_eq!(melli(&digit.repeat(10)), Err(IdFault::NeverIssued));
        }
    }
}
