//! What a person writes where an address or a code is asked for.

use crate::{
    base::{arabic, digits},
    contact::address::{Address, AddressFault},
};

/// Fewest digits that are meant as a telephone number, and not as a count or a price.
const NUMBER_LIKE: usize = 5;

/// What is wanted of a code that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// The same again: it did not come.
    Again,
    /// To another address.
    Elsewhere,
}

/// The address in `text`, or what is wrong with what was meant as one; nothing where none was meant.
pub(super) fn address_in(text: &str) -> Option<Result<Address, AddressFault>> {
    let text = digits::to_ascii(text);
    let mut words = text.split(|c: char| c.is_whitespace() || "،,;:؛，；：<>()".contains(c));
    if let Some(word) = words.find(|word| word.contains('@')) {
        // Full stops end sentences more often than mailboxes; and Chinese is written up to the first letter.
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        return Some(Address::parse(word));
    }
    if text.chars().filter(char::is_ascii_digit).count() < NUMBER_LIKE {
        return None;
    }
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '＋');
    let (from, to) = (text.find(of_number)?, text.rfind(|c: char| c.is_ascii_digit())?);
    text.get(from..=to).map(Address::parse)
}

/// Words for another address, parted by strokes.
const ELSEWHERE: &str = "another number|different number|other number|new number|wrong number|number is wrong|\
    not my number|change the number|change my number|change number|another address|different address|another e|\
    different e|wrong e|another mail|wrong mail|by e|by mail|my mail instead|\
    رقم اخر|رقما اخر|رقم ثاني|رقما ثانيا|رقم مختلف|رقم غيره|رقم جديد|رقما جديدا|غير الرقم|تغيير الرقم|الرقم غلط|الرقم خطا|\
    ليس رقمي|مش رقمي|مو رقمي|بريد اخر|بريدا اخر|ايميل ثاني|ايميل اخر|عنوان اخر|عنوانا اخر|بالبريد|بالايميل|\
    شماره دیگر|شماره جدید|شماره اشتباه|شماره را عوض|شماره رو عوض|شماره من نیست|تغییر شماره|ایمیل دیگر|ایمیل اشتباه|\
    با ایمیل|به ایمیل|\
    换个号码|换一个号码|换号|别的号码|另一个号码|其他号码|号码错|号码不对|号码写错|不是我的号码|换个邮箱|换邮箱|另一个邮箱|邮箱错|\
    用邮箱|发到邮箱";

/// Words for the same again, parted by strokes.
const AGAIN: &str = "again|resend|re-send|once more|new code|another code|not come|not get|not receive|n't get|n't receive|\
    n't come|n't arrive|no code|nothing came|nothing arrived|not arrive|never came|never got|lost the code|deleted|expired|\
    where is the code|send the code|send me the code|\
    مره اخري|مره ثانيه|مره تانيه|من جديد|مجددا|رمز جديد|رمزا جديدا|كود جديد|رمز اخر|كود ثاني|لم يصل|لم تصل|ما وصل|ماوصل|\
    ما جاني|ما اجاني|لم استلم|لم يات|وين الكود|اين الرمز|فين الكود|اعد الارسال|اعاده ارسال|اعاده الارسال|ارسل الرمز|\
    ارسله ثاني|انتهت صلاحي|ضاع الرمز|مسحت|\
    دوباره|مجدد|یک بار دیگر|یه بار دیگه|کد جدید|کد دیگر|نرسید|نیامد|نیومد|دریافت نکرد|کد کو|کد کجاست|نگرفتم|منقضی|پاک کردم|\
    کد را بفرست|کدو بفرست|\
    再发|重发|重新发|再来一次|没收到|没有收到|收不到|没来|新的验证码|换个验证码|过期|验证码呢|删了|发验证码|发一下验证码";

/// What `text` wants of the code that was sent. Words for it are few, and are only looked for at this question.
pub(super) fn wish(text: &str) -> Option<Wish> {
    let text = arabic::fold(text).to_lowercase().replace('’', "'");
    let has = |words: &str| words.split('|').any(|word| text.contains(&arabic::fold(word)));
    if has(ELSEWHERE) { Some(Wish::Elsewhere) } else { has(AGAIN).then_some(Wish::Again) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_in_a_sentence() {
        for (text, address) in [
            ("my number is +971 50 123 4567.", "+971501234567"),
            ("رقمي ٠٠٩٧١٥٠١٢٣٤٥٦٧ شكرا", "+971501234567"),
            ("شماره‌ام +۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹ است", "+989123456789"),
            ("我的号码是+86 138 0013 8000", "+8613800138000"),
            ("write to Layla@example.com, please", "Layla@example.com"),
            ("بريدي layla@example.com.", "layla@example.com"),
            ("邮箱是layla@example.com。", "layla@example.com"),
        ] {
            let found = address_in(text).expect(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(found.expose(), address, "{text}");
        }
    }

    #[test]
    fn what_was_meant_as_one_is_told_what_is_wrong_and_other_words_are_left_alone() {
        assert_eq!(address_in("050 123 4567"), Some(Err(AddressFault::NoCountry)));
        assert_eq!(address_in("layla@example"), Some(Err(AddressFault::NotEmail)));
        for text in ["why do you need it", "I have 2 phones", "لماذا", ""] {
            assert_eq!(address_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_wanted_again_or_elsewhere_in_every_language() {
        let again = "send it again|I didn’t get it|no code arrived, resend please|could I have a new code|\
            أرسله مرة أخرى|ما وصلني شي|لم يصل الرمز|ابعت كود جديد|أعد الإرسال من فضلك|\
            دوباره بفرست|کد نرسید|هیچ کدی دریافت نکردم|کد جدید می‌خواهم|再发一次|我没收到|请重新发送|验证码过期了";
        for text in again.split('|') {
            assert_eq!(wish(text), Some(Wish::Again), "{text}");
        }
        let elsewhere = "I want to use another number|that is the wrong number|send it by e-mail|\
            أريد رقمًا آخر|رقم ثاني|هذا الرقم غلط|أرسله بالبريد|\
            شمارهٔ دیگری بدهم|می‌خواهم شماره را عوض کنم|به ایمیل بفرست|换个号码|号码写错了|用邮箱吧";
        for text in elsewhere.split('|') {
            assert_eq!(wish(text), Some(Wish::Elsewhere), "{text}");
        }
        for text in ["why", "thanks", "شكرا", "چرا", "为什么", "I want to talk to a person"] {
            assert_eq!(wish(text), None, "{text}");
        }
    }
}
