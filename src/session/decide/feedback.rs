//! The question at the end: asked once it is decided, answered once.

use crate::{
    base::category::Category,
    session::{
        command::GivenFeedback,
        event::{COMMENT, Event, Happening, SealedValue},
        feedback::{Feedback, Survey},
        journey::Journey,
        refusal::Refusal,
        state::State,
    },
};

/// The question that waits for an answer.
///
/// # Errors
///
/// The [`Refusal`] that says why there is none.
pub fn open_survey(state: &State, journey: &Journey) -> Result<Survey, Refusal> {
    let survey = journey.survey.ok_or(Refusal::NoSurvey)?.kind;
    match state.feedback {
        _ if !state.status.is_decided() => Err(Refusal::WrongStatus(state.status)),
        Some(_) => Err(Refusal::FeedbackGiven),
        None => Ok(survey),
    }
}

/// An answer changes nothing but that it was given: neither the decision nor who may look at it again.
pub(super) fn give(state: &State, journey: &Journey, given: GivenFeedback) -> Result<Vec<Happening>, Refusal> {
    let survey = open_survey(state, journey)?;
    let GivenFeedback { score, comment } = given;
    if !survey.scores().any(|on_the_scale| on_the_scale == score) {
        return Err(Refusal::OffTheScale(survey));
    }
    let seal = |(json, salt)| SealedValue { category: Category::Chat, name: COMMENT.to_owned(), salt, json };
    let sealed = comment.map(seal);
    let comment = sealed.as_ref().map(SealedValue::commitment);
    let event = Event::FeedbackGiven { feedback: Feedback { survey, score }, comment };
    Ok(vec![Happening { event, sealed: sealed.into_iter().collect() }])
}
