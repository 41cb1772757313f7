//! Everything the chat can say, each with the values it needs. What is never said does not compile: the compiler reports
//! a variant that nobody makes, and the test below holds every language's file against the list.

use jiff::{Zoned, civil::Date};

use crate::base::personal::Personal;

/// A value in a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A count: chooses the plural.
    Count(usize),
    /// Something of the person's own, or an example.
    Text(Personal),
    /// Another message.
    Said(Box<Msg>),
    /// Several, joined as the language joins a list.
    List(Vec<Msg>),
    /// A day.
    Day(Date),
}

impl Value {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(Personal::new(text))
    }

    /// A time of day, with the zone it is meant in: who reads it may be elsewhere.
    pub(crate) fn time(at: &Zoned) -> Self {
        Self::text(at.strftime("%H:%M (UTC%:z)").to_string())
    }
}

macro_rules! messages {
    ($($name:ident $id:literal ($($value:ident),*);)*) => {
        /// What the chat can say.
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum Msg {
            $($name { $($value: Value),* },)*
        }

        impl Msg {
            /// The message's id in the Fluent files, and its values by name.
            pub(crate) fn parts(&self) -> (&'static str, Vec<(&'static str, &Value)>) {
                match self {
                    $(Self::$name { $($value),* } => ($id, vec![$((stringify!($value), $value)),*]),)*
                }
            }

            /// Every id with the names of its values.
            #[cfg(test)]
            const TABLE: &'static [(&'static str, &'static [&'static str])] = &[
                $(($id, &[$(stringify!($value)),*]),)*
            ];
        }
    };
}

messages! {
    Greeting "greeting" (seconds);
    NotUnderstood "not-understood" ();
    ChooseInstead "choose-instead" ();
    StaleChoice "stale-choice" ();
    AskBack "ask-back" ();
    ThanksReply "thanks-reply" ();
    Help "help" ();
    Paused "paused" ();
    MaskedNote "masked-note" ();
    Right "right" ();
    Detail "detail" (name, value);
    ListJoint "list-joint" ();
    LongDate "long-date" (day, month, year);

    ConsentRegistry "consent-registry" ();
    ConsentDocument "consent-document" ();
    ConsentBiometric "consent-biometric" ();
    ConsentRecording "consent-recording" ();
    ConsentContact "consent-contact" ();
    ConsentNoted "consent-noted" ();
    RefusalNoted "refusal-noted" ();

    AskNumber "ask-number" ();
    AskBirthDate "ask-birth-date" ();
    AskNumberToo "ask-number-too" (date);
    ReadIdentity "read-identity" (number, date);
    WhichScheme "which-scheme" ();
    RegistryHit "registry-hit" ();
    RegistryPerson "registry-person" ();
    RegistryAway "registry-away" ();
    NumberLength "number-length" ();
    NumberCheck "number-check" ();
    NumberOther "number-other" ();
    DateUnreadable "date-unreadable" ();
    DateShortYear "date-short-year" ();
    DateNoSuchDay "date-no-such-day" ();
    DateFuture "date-future" ();

    AskCard "ask-card" (count);
    AskCardBack "ask-card-back" ();
    CardRead "card-read" ();
    CardPerson "card-person" ();
    AskSelfie "ask-selfie" ();
    SelfieMatched "selfie-matched" ();
    SelfiePerson "selfie-person" ();
    AskLiveness "ask-liveness" ();
    LivenessPassed "liveness-passed" ();
    LivenessPerson "liveness-person" ();
    PictureUnusable "picture-unusable" ();

    AskAddress "ask-address" ();
    AskPhone "ask-phone" ();
    AskEmail "ask-email" ();
    AddressOther "address-other" ();
    AddressCountry "address-country" ();
    AddressPhone "address-phone" ();
    AddressEmail "address-email" ();
    AddressUnreachable "address-unreachable" ();
    AskCode "ask-code" (address);
    CodeShape "code-shape" ();
    CodeRanOut "code-ran-out" ();
    CodeUsedUp "code-used-up" ();
    NoMoreCodes "no-more-codes" ();
    NoMoreCodesThere "no-more-codes-there" ();
    ChannelAway "channel-away" ();
    ContactProved "contact-proved" ();
    ContactPerson "contact-person" ();
    EndsSoon "ends-soon" (hours);
    LetterWaitingSubject "letter-waiting-subject" ();
    LetterWaiting "letter-waiting" (date);
    LetterEndingSubject "letter-ending-subject" ();
    CallSoon "call-soon" (time);
    LetterCallSubject "letter-call-subject" ();
    LetterCodeSubject "letter-code-subject" ();
    LetterCode "letter-code" (code, minutes);
    LetterCallCodeSubject "letter-call-code-subject" ();
    LetterCallCode "letter-call-code" (code, minutes);

    DoorChoose "door-choose" ();
    DoorByNumber "door-by-number" ();
    DoorCaptureLink "door-capture-link" (link);
    DoorLastLink "door-last-link" ();
    DoorPicturesByLink "door-pictures-by-link" ();
    DoorPictureNotNow "door-picture-not-now" ();
    DoorPictureLost "door-picture-lost" ();
    DoorPictureTooLarge "door-picture-too-large" ();
    DoorUnknownKind "door-unknown-kind" ();
    DoorTooFast "door-too-fast" ();
    DoorTooLong "door-too-long" ();

    AskSubmit "ask-submit" ();
    NotReady "not-ready" (steps);
    Submitted "submitted" ();
    Waiting "waiting" ();
    CallOffer "call-offer" ();
    CallInLine "call-in-line" ();
    CallBooked "call-booked" (date, time);
    CallOn "call-on" ();
    CalledOff "called-off" ();
    NoCall "no-call" ();
    RecordingDemanded "recording-demanded" ();
    Approved "approved" ();
    Declined "declined" ();
    Expired "expired" ();
    Withdrawn "withdrawn" ();
    Erased "erased" ();

    AskNps "ask-nps" ();
    AskCsat "ask-csat" ();
    AskCes "ask-ces" ();
    FeedbackThanks "feedback-thanks" ();

    WhyIdentification "why-identification" ();
    WhyDocument "why-document" ();
    WhySelfie "why-selfie" ();
    WhyLiveness "why-liveness" ();
    WhyContact "why-contact" ();
    WhySubmission "why-submission" ();
    WhyNothing "why-nothing" ();

    Status "status" (done, total, percent);
    StatusOpen "status-open" (steps);
    FellCorrected "fell-corrected" ();
    FellElsewhere "fell-elsewhere" ();

    BackTo "back-to" ();
    NothingBack "nothing-back" ();
    OtherWay "other-way" (step);
    CannotSkip "cannot-skip" ();
    PersonOffer "person-offer" ();
    PersonLater "person-later" ();
    CancelAsk "cancel-ask" ();
    WithdrawAsk "withdraw-ask" ();
    LanguageAsk "language-ask" ();
    LanguageSet "language-set" ();

    WhichField "which-field" ();
    AskValue "ask-value" (field);
    ValueNoted "value-noted" (field, value);
    ValueFault "value-fault" (field);

    AttemptsLeft "attempts-left" (count);
    ExampleNumber "example-number" (number);
    ExampleDate "example-date" (date);
    ExampleCard "example-card" ();
    ExampleSelfie "example-selfie" ();
    ExampleLiveness "example-liveness" ();
    ExampleValue "example-value" (value);
    OfferOtherWay "offer-other-way" (step);
    OfferPerson "offer-person" ();

    NotNow "not-now" ();
    StepDone "step-done" ();
    NoAttempt "no-attempt" ();
    TryAgain "try-again" ();

    AdviceNoMatch "advice-no-match" ();
    AdviceNoDocument "advice-no-document" ();
    AdviceUnreadable "advice-unreadable" ();
    AdviceBlurred "advice-blurred" ();
    AdviceGlare "advice-glare" ();
    AdviceSmall "advice-small" ();
    AdviceCorner "advice-corner" ();
    AdviceSides "advice-sides" ();
    AdviceExpired "advice-expired" ();
    AdvicePortrait "advice-portrait" ();
    AdviceNoFace "advice-no-face" ();
    AdviceSeveral "advice-several" ();
    AdviceCloser "advice-closer" ();
    AdviceTurned "advice-turned" ();
    AdviceLight "advice-light" ();
    AdviceFaceLost "advice-face-lost" ();
    AdviceMoves "advice-moves" ();
    AdviceOrder "advice-order" ();
    AdviceSamePerson "advice-same-person" ();
    AdviceSooner "advice-sooner" ();
    AdviceCode "advice-code" ();

    StepIdentification "step-identification" ();
    StepDocument "step-document" ();
    StepSelfie "step-selfie" ();
    StepLiveness "step-liveness" ();
    StepContact "step-contact" ();
    StepSubmission "step-submission" ();

    FieldFullName "field-full-name" ();
    FieldNativeName "field-native-name" ();
    FieldFamilyName "field-family-name" ();
    FieldGivenNames "field-given-names" ();
    FieldNationalId "field-national-id" ();
    FieldDocumentNumber "field-document-number" ();
    FieldBirthDate "field-birth-date" ();
    FieldSex "field-sex" ();
    FieldNationality "field-nationality" ();
    FieldIssuingState "field-issuing-state" ();
    FieldIssueDate "field-issue-date" ();
    FieldExpiryDate "field-expiry-date" ();
    FieldAddress "field-address" ();

    LabelYes "label-yes" ();
    LabelNo "label-no" ();
    LabelAgree "label-agree" ();
    LabelRefuse "label-refuse" ();
    LabelSubmit "label-submit" ();
    LabelCorrect "label-correct" ();
    LabelWithdraw "label-withdraw" ();
    LabelEnd "label-end" ();
    LabelPause "label-pause" ();
    LabelGoOn "label-go-on" ();
    LabelWhy "label-why" ();
    LabelHelp "label-help" ();
    LabelPerson "label-person" ();
    LabelHandOver "label-hand-over" ();
    LabelLanguage "label-language" ();
    LabelDo "label-do" (step);
    LabelCardOnly "label-card-only" ();
    LabelSendAgain "label-send-again" ();
    LabelOtherAddress "label-other-address" ();
    LabelCall "label-call" ();
    LabelCallOff "label-call-off" ();
    LabelScore "label-score" (score);
    LabelScheme "label-scheme" (scheme);
    LabelOwnName "label-own-name" (language);
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;
    use crate::chat::{language::Language, words};

    type Placeables = BTreeMap<String, BTreeSet<String>>;

    fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                match expression {
                    Expression::Inline(inline) => in_inline(inline, found),
                    Expression::Select { selector, variants } => {
                        in_inline(selector, found);
                        for variant in variants {
                            in_pattern(&variant.value, found);
                        }
                    }
                }
            }
        }
    }

    fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { .. } => {}
            InlineExpression::NumberLiteral { .. }
            | InlineExpression::FunctionReference { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. }
            | InlineExpression::Placeable { .. } => panic!("the files use values and text alone, not {inline:?}"),
        }
    }

    fn file(language: Language) -> Placeables {
        let resource = fluent_syntax::parser::parse(words::source(language))
            .unwrap_or_else(|(_, faults)| panic!("{language:?}: {faults:?}"));
        let mut all = Placeables::new();
        for entry in &resource.body {
            if let Entry::Message(message) = entry {
                let mut found = BTreeSet::new();
                in_pattern(message.value.as_ref().expect("a message has a text"), &mut found);
                let before = all.insert(message.id.name.to_owned(), found);
                assert!(before.is_none(), "{language:?}: {} stands twice", message.id.name);
            }
        }
        all
    }

    #[test]
    fn every_language_has_every_message_with_the_same_placeables_and_no_other() {
        let listed: Placeables = Msg::TABLE
            .iter()
            .map(|(id, values)| ((*id).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
            .collect();
        assert_eq!(listed.len(), Msg::TABLE.len(), "an id stands twice in the list");
        for language in Language::ALL {
            let file = file(language);
            let (missing, unused): (Vec<_>, Vec<_>) = (
                listed.iter().filter(|(id, _)| !file.contains_key(*id)).collect(),
                file.iter().filter(|(id, _)| !listed.contains_key(*id)).collect(),
            );
            assert!(missing.is_empty() && unused.is_empty(), "{language:?}: missing {missing:?}, unused {unused:?}");
            assert_eq!(file, listed, "{language:?}");
        }
    }
}
