//! Staff: callers, roles and tokens.
