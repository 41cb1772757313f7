//! Webhooks: signed notices of status changes.
