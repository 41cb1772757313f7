//! Audit: leaves and their verification.
