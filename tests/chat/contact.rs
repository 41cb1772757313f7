//! The contact step as people talk through it.

use ahlan::{
    chat::{Act, Fault, Input, Wants, choice::Choice, language::Language},
    session::{journey::StepKind, reason::Reason, state::StepStatus},
};

use crate::thread::{CODE, Said, Thread};

fn asked() -> Thread {
    let mut thread = Thread::agreed("reachable");
    thread.turn(&Input::Opened);
    thread
}

fn wants(thread: &Thread) -> Wants {
    thread.last.as_ref().expect("a turn").replies.last().expect("a question").wants
}

fn step(thread: &Thread) -> StepStatus {
    thread.case.step(StepKind::Contact)
}

#[test]
fn a_number_is_asked_for_proved_and_thanked_for_in_every_language() {
    for (language, number, code) in [
        (Language::En, "it's +971 50 123 4567", "042917"),
        (Language::Ar, "رقمي ٠٠٩٧١٥٠١٢٣٤٥٦٧", "الرمز ٠٤٢٩١٧"),
        (Language::Fa, "شماره‌ام +۹۸۹۱۲۳۴۵۶۷۸۹ است", "۰۴۲۹۱۷"),
        (Language::Zh, "我的号码是+86 138 0013 8000", "验证码是０４２９１７"),
    ] {
        let mut thread = asked();
        thread.memory.language = Some(language);
        thread.says(number);
        assert!(matches!(thread.acts.as_slice(), [Act::SendCode { .. }]), "{language:?}: {:?}", thread.acts);
        assert_eq!(wants(&thread), Wants::Code, "{language:?}: {}", thread.said());
        thread.says(code);
        assert_eq!(step(&thread), StepStatus::Passed, "{language:?}: {}", thread.said());
    }
}

#[test]
fn the_address_is_said_back_so_that_a_wrong_digit_is_seen() {
    let mut thread = asked();
    assert!(thread.said().contains("your mobile number"), "{}", thread.said());
    let said = thread.says("layla@Example.com").said();
    assert!(said.contains("six digits to layla@example.com"), "{said}");
}

#[test]
fn a_number_without_its_country_and_a_broken_mailbox_are_told_what_is_missing() {
    let mut thread = asked();
    assert!(thread.says("050 123 4567").said().contains("code of its country"), "{}", thread.said());
    assert!(thread.said().contains("For example: +971 50 123 4567"), "{}", thread.said());
    assert!(thread.says("layla@example").said().contains("e-mail address"), "{}", thread.said());
    assert!(thread.says("+971 12").said().contains("telephone number"), "{}", thread.said());
    assert!(thread.memory.offered.contains(&Choice::HandOver), "after three tries a person: {}", thread.said());
    assert_eq!(thread.acts, []);
}

#[test]
fn a_wrong_code_says_how_many_tries_are_left_and_a_used_up_one_asks_for_the_address() {
    let mut thread = asked();
    thread.says("layla@example.com");
    let said = thread.says("111111").said();
    assert!(said.contains("not the code") && said.contains("4 tries are left"), "{said}");
    thread.says("111111");
    assert!(thread.memory.offered.contains(&Choice::HandOver), "{:?}", thread.memory.offered);
    assert!(!thread.said().contains("another way"), "the same step is no other way: {}", thread.said());
    for _ in 0..3 {
        thread.says("111111");
    }
    assert!(thread.said().contains("used up"), "{}", thread.said());
    assert_eq!(wants(&thread), Wants::Text);
}

#[test]
fn it_is_sent_again_or_elsewhere_by_words_and_by_buttons() {
    let mut thread = asked();
    thread.says("layla@example.com");
    thread.says("I didn't get it, send it again");
    thread.picks(Choice::SendAgain);
    assert_eq!(thread.acts.len(), 3, "{:?}", thread.acts);
    thread.says("that is the wrong number");
    assert_eq!((wants(&thread), thread.acts.len()), (Wants::Text, 3), "{}", thread.said());
    thread.says("+971501234567");
    assert!(thread.said().contains("+971501234567"), "{}", thread.said());
    thread.picks(Choice::OtherAddress);
    thread.picks(Choice::GoOn);
    assert_eq!(wants(&thread), Wants::Code, "who changes their mind types the code");
    thread.says("omar@example.com");
    assert!(thread.said().contains("omar@example.com"), "an address at the code's question is taken at once");
    thread.says(CODE);
    assert_eq!(step(&thread), StepStatus::Passed);
}

#[test]
fn six_digits_are_a_code_and_never_the_number_of_a_button() {
    let mut thread = asked();
    thread.says("layla@example.com");
    thread.says("000001");
    assert!(matches!(thread.acts.last(), Some(Act::TypeCode { .. })), "{:?}", thread.acts);
}

#[test]
fn a_code_whose_time_has_run_out_is_said_to_be_so() {
    let mut thread = asked();
    thread.says("layla@example.com");
    thread.case.now_ms += 300_000;
    thread.says(CODE);
    assert!(thread.said().contains("no longer good"), "{}", thread.said());
    thread.picks(Choice::SendAgain);
    thread.says(CODE);
    assert_eq!(step(&thread), StepStatus::Passed);
}

#[test]
fn a_gateway_that_is_away_costs_nothing_and_one_that_sends_no_more_leads_to_a_person() {
    let mut thread = asked();
    thread.gateway = Some(Fault::ChannelAway);
    assert!(thread.says("layla@example.com").said().contains("costs you nothing"), "{}", thread.said());
    assert_eq!(thread.memory.failures, 0);
    thread.gateway = Some(Fault::NoMoreCodes);
    for _ in 0..2 {
        thread.says("layla@example.com");
    }
    assert!(thread.said().contains("cannot send you any more codes"), "{}", thread.said());
    thread.picks(Choice::HandOver);
    assert_eq!(thread.case.reasons(StepKind::Contact), [Reason::ConsentRefused]);
}

#[test]
fn the_usual_wishes_are_understood_while_a_code_is_waited_for() {
    let mut thread = asked();
    thread.says("layla@example.com");
    for (wish, answer) in [("why", "nobody else can give your number"), ("thanks", "welcome"), ("123", "")] {
        let said = thread.says(wish).said();
        assert!(said.contains(answer), "{wish}: {said}");
        assert_eq!(thread.acts.len(), 1, "{wish}");
    }
    assert!(thread.says("12345678").said().contains("six digits"), "{}", thread.said());
}
