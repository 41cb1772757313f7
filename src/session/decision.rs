//! Approve, refer or decline: a pure function over the reasons that stand.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::reason::Reason;

/// What was decided, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What.
    pub verdict: Verdict,
    /// By whom.
    pub by: Decider,
    /// The machine's reasons, sorted; empty for a machine's approval.
    pub reasons: Vec<Reason>,
    /// A staff member's reason, a code of the bank's own catalogue; absent for the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_reason: Option<String>,
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decider {
    /// The journey's rules.
    Machine,
    /// A staff member, by opaque id.
    Staff(String),
}

/// The three ways an application can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The applicant becomes a customer.
    Approve,
    /// A person decides.
    Refer,
    /// The applicant does not become a customer.
    Decline,
}

/// A second person's opinion of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// It stands.
    Confirm,
    /// It falls, and a person decides anew.
    Veto,
}

/// What the machine makes of the reasons that stand when an application is handed in.
///
/// No reason: approve. A reason the bank declines for, and that a machine may decline for: decline. Any other: refer.
pub fn by_machine(reasons: &BTreeSet<Reason>, declined_for: &BTreeSet<Reason>) -> Decision {
    let declines = |reason: &Reason| reason.may_decline() && declined_for.contains(reason);
    let verdict = if reasons.is_empty() {
        Verdict::Approve
    } else if reasons.iter().any(declines) {
        Verdict::Decline
    } else {
        Verdict::Refer
    };
    Decision { verdict, by: Decider::Machine, reasons: reasons.iter().copied().collect(), staff_reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(reasons: &[Reason], declined_for: &[Reason]) -> Verdict {
        by_machine(&reasons.iter().copied().collect(), &declined_for.iter().copied().collect()).verdict
    }

    #[test]
    fn an_application_nothing_speaks_against_is_approved() {
        assert_eq!(verdict(&[], &[Reason::DocumentExpired]), Verdict::Approve);
    }

    #[test]
    fn an_expired_document_is_declined_only_where_the_bank_says_so() {
        assert_eq!(verdict(&[Reason::DocumentExpired], &[Reason::DocumentExpired]), Verdict::Decline);
        assert_eq!(verdict(&[Reason::DocumentExpired], &[]), Verdict::Refer);
    }

    #[test]
    fn a_low_face_score_goes_to_a_person_even_if_a_journey_would_decline_it() {
        assert_eq!(verdict(&[Reason::FaceNoMatch], &[Reason::FaceNoMatch]), Verdict::Refer);
        assert_eq!(verdict(&[Reason::SelfieIsDocument], &[Reason::SelfieIsDocument]), Verdict::Refer);
    }
}
