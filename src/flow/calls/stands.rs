//! Where a call stands, for the applicant: what the events tell, and what the queue adds to it.

use sqlx::AnyConnection;

use crate::{
    flow::{Ctx, FlowError, ledger::Loaded},
    session::{
        call::{Call, CallStage},
        refusal::Refusal,
    },
    storage::{
        calls::{self, CallRow},
        claims::{self, HeldFor},
        on_duty,
    },
    video::{
        call::CallOutcome,
        checklist::RecordingRule,
        queue::{estimate_s, median_handling_s},
    },
};

/// How many of the last calls say how long one takes.
pub(super) const LAST_CALLS: i64 = 50;

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the events tell.
    pub call: Call,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it will be recorded.
    pub recording: RecordingRule,
}

/// Where a call stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In the queue.
    Waiting {
        /// From 1.
        place: u32,
        /// How long it may take, an estimate; nothing while nobody is on duty.
        estimate_s: Option<i64>,
    },
    /// For a time that has not come.
    Booked,
    /// A member of staff has taken it.
    Ringing,
    /// Two people see each other.
    Connected,
    /// It is over.
    Ended(CallOutcome),
}

/// Where the session's last call stands.
///
/// # Errors
///
/// [`FlowError::NotFound`] when there never was one.
pub async fn standing(ctx: &Ctx, loaded: &Loaded) -> Result<Standing, FlowError> {
    let call = loaded.session.state.call.as_deref().cloned().ok_or(FlowError::NotFound("call"))?;
    let recording = match &call.connection {
        Some(connection) => connection.terms.recording,
        None => ctx.desk.checklist(&loaded.journey)?.terms.recording,
    };
    let stage = match call.stage {
        CallStage::Ended(outcome) => Stage::Ended(outcome),
        CallStage::Connected => Stage::Connected,
        CallStage::Waiting => {
            let mut conn = ctx.database.reader().await?;
            match claims::held(&mut conn, loaded.id, ctx.now_ms()).await? {
                Some((_, _, HeldFor::Call)) => Stage::Ringing,
                Some((_, _, HeldFor::Review)) | None => waiting(ctx, &mut conn, loaded, &call).await?,
            }
        }
    };
    Ok(Standing { call, stage, recording })
}

async fn waiting(ctx: &Ctx, conn: &mut AnyConnection, loaded: &Loaded, call: &Call) -> Result<Stage, FlowError> {
    let now = ctx.now_ms();
    let row = row(loaded, call)?;
    if row.due_at_ms > now {
        return Ok(Stage::Booked);
    }
    let place = calls::ahead(conn, &row, now).await? + 1;
    let agents = on_duty::speakers(conn, &call.language, now).await?;
    let median_s = median_s(ctx, conn).await?;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Stage::Waiting { place: number(place), estimate_s: estimate_s(number(place), median_s, number(agents)) })
}

/// How long a call takes, by the last ones.
pub(super) async fn median_s(ctx: &Ctx, conn: &mut AnyConnection) -> Result<i64, FlowError> {
    Ok(median_handling_s(calls::handled(conn, LAST_CALLS).await?, ctx.limits.calls.typical_s))
}

/// A call's place in the queue.
pub(in crate::flow) fn row(loaded: &Loaded, call: &Call) -> Result<CallRow, FlowError> {
    let rule = loaded.journey.call.as_ref().ok_or(Refusal::NoCall)?;
    Ok(CallRow {
        call: call.id,
        session: loaded.id,
        language: call.language.clone(),
        reason: Some(call.reason),
        priority: rule.priority,
        due_at_ms: call.due_at_ms(),
        booked: call.callback_at_ms.is_some(),
    })
}
