//! What every look-up over a network has in common: one deadline, safe retries, a circuit breaker.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use backon::{ExponentialBuilder, Retryable};

use super::breaker::{Breaker, Change, Outcome, Refused, Rule, Ticket};
use crate::{
    config::registry::CallLimits,
    identify::registry::{Answer, Unavailable},
};

/// Pause before the first repetition; the next ones double it, each with jitter on top.
const FIRST_PAUSE: Duration = Duration::from_millis(40);

/// A setting of an outside service that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{section} setting `{setting}`: {reason}")]
pub struct Misconfigured {
    /// The section of the configuration.
    pub section: &'static str,
    /// Its name in that section.
    pub setting: &'static str,
    /// What is wrong, without the value of a secret.
    pub reason: String,
}

impl Misconfigured {
    pub(super) fn new(setting: &'static str, reason: impl fmt::Display) -> Self {
        Self { section: "registry", setting, reason: reason.to_string() }
    }

    /// The same, in another section than `[registry]`.
    pub(super) fn within(self, section: &'static str) -> Self {
        Self { section, ..self }
    }
}

/// Why one attempt gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// For the operator: our own words, never the registry's, since theirs may repeat the question.
    pub cause: String,
    pub kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// No working registry was met: asking again may help.
    Unreached,
    /// The registry is not well: asking again at once would make it worse.
    Sick,
    /// It works, but this question gets no usable answer.
    Refusal,
}

impl Fault {
    pub fn unreached(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), kind: FaultKind::Unreached }
    }

    pub fn sick(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), kind: FaultKind::Sick }
    }

    pub fn refusal(cause: impl Into<String>) -> Self {
        Self { cause: cause.into(), kind: FaultKind::Refusal }
    }

    const fn outcome(&self) -> Outcome {
        match self.kind {
            FaultKind::Unreached | FaultKind::Sick => Outcome::Failed,
            // Else a few odd numbers would take the registry away from everybody.
            FaultKind::Refusal => Outcome::Works,
        }
    }
}

/// Calls a registry within its limits.
#[derive(Debug)]
pub(super) struct Caller {
    limits: CallLimits,
    breaker: Mutex<Breaker>,
}

impl Caller {
    pub fn new(limits: CallLimits) -> Result<Self, Misconfigured> {
        if limits.timeout_ms == 0 {
            return Err(Misconfigured::new("limits.timeout_ms", "must be at least 1"));
        }
        if limits.breaker_failures == 0 {
            return Err(Misconfigured::new("limits.breaker_failures", "must be at least 1"));
        }
        if limits.max_response_bytes == 0 {
            return Err(Misconfigured::new("limits.max_response_bytes", "must be at least 1"));
        }
        let rule = Rule { failures: limits.breaker_failures, open_for: Duration::from_millis(limits.breaker_open_ms) };
        Ok(Self { limits, breaker: Mutex::new(Breaker::new(rule)) })
    }

    pub const fn limits(&self) -> &CallLimits {
        &self.limits
    }

    /// Makes `attempt`, again where that is safe, until there is an answer or the time is over.
    pub async fn call<Attempt, Asking>(&self, attempt: Attempt) -> Result<Answer, Unavailable>
    where
        Attempt: FnMut() -> Asking,
        Asking: Future<Output = Result<Answer, Fault>>,
    {
        let ticket = self.admit()?;
        let pauses =
            ExponentialBuilder::default().with_min_delay(FIRST_PAUSE).with_max_times(self.limits.retries).with_jitter();
        let asking = attempt.retry(pauses).when(|fault: &Fault| fault.kind == FaultKind::Unreached);
        let limit = Duration::from_millis(self.limits.timeout_ms);
        let result = match tokio::time::timeout(limit, asking).await {
            Ok(result) => result,
            Err(_) => Err(Fault::sick(format!("no answer within {} ms", self.limits.timeout_ms))),
        };
        self.report(ticket, result.as_ref().map_or_else(Fault::outcome, |_| Outcome::Works));
        result.map_err(|fault| Unavailable { cause: fault.cause })
    }

    fn admit(&self) -> Result<Ticket, Unavailable> {
        self.breaker()
            .admit(Instant::now())
            .map_err(|Refused| Unavailable { cause: "left alone for a while after failures in a row".to_owned() })
    }

    fn report(&self, ticket: Ticket, outcome: Outcome) {
        match self.breaker().report(ticket, outcome, Instant::now()) {
            Change::Opened => {
                tracing::warn!(for_ms = self.limits.breaker_open_ms, "the registry fails: nobody asks it for a while");
            }
            Change::Closed => tracing::info!("the registry answers again"),
            Change::Unchanged => {}
        }
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        // The breaker is whole between any two statements, so a panic elsewhere cannot have broken it.
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Refuses an address over which personal data would travel in clear to another machine.
pub(super) fn safe_address(url: &str) -> Result<reqwest::Url, Misconfigured> {
    let parsed = reqwest::Url::parse(url).map_err(|error| Misconfigured::new("url", error))?;
    let host = parsed.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    match parsed.scheme() {
        "https" => Ok(parsed),
        "http" if local => Ok(parsed),
        _ => Err(Misconfigured::new("url", "must be https, or http to this machine itself")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_leaves_the_machine_only_sealed() {
        for good in ["https://registry.example/x", "http://127.0.0.1:8080", "http://[::1]:8080", "http://localhost/x"] {
            assert!(safe_address(good).is_ok(), "{good}");
        }
        for bad in ["http://registry.example", "http://10.0.0.7", "ftp://127.0.0.1", "registry", ""] {
            assert_eq!(safe_address(bad).expect_err(bad).setting, "url");
        }
    }
}
