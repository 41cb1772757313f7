//! A number that was measured on a picture, and what it has to be.

use std::ops::RangeInclusive;

use serde::Serialize;

/// A number that was measured on a picture, and what it has to be. With both limits absent it decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// What was measured; its unit stands where it is measured.
    pub name: &'static str,
    /// How much it is.
    pub value: f32,
    /// The least that is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f32>,
    /// The most that is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f32>,
}

impl Measured {
    /// A number that is good from `at_least` on.
    pub const fn least(name: &'static str, value: f32, at_least: f32) -> Self {
        Self { name, value, at_least: Some(at_least), at_most: None }
    }

    /// A number that is good up to `at_most`.
    pub const fn most(name: &'static str, value: f32, at_most: f32) -> Self {
        Self { name, value, at_least: None, at_most: Some(at_most) }
    }

    /// A number that is good within `limits`.
    pub const fn within(name: &'static str, value: f32, limits: RangeInclusive<f32>) -> Self {
        Self { name, value, at_least: Some(*limits.start()), at_most: Some(*limits.end()) }
    }

    /// A number that decides nothing.
    pub const fn only(name: &'static str, value: f32) -> Self {
        Self { name, value, at_least: None, at_most: None }
    }

    /// Whether it is within its limits.
    pub fn is_good(&self) -> bool {
        self.at_least.is_none_or(|least| self.value >= least) && self.at_most.is_none_or(|most| self.value <= most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_itself_is_good() {
        assert!(Measured::least("sharpness", 4.0, 4.0).is_good() && !Measured::least("sharpness", 3.9, 4.0).is_good());
        assert!(Measured::most("glare", 0.04, 0.04).is_good() && !Measured::most("glare", 0.05, 0.04).is_good());
    }
}
