//! Session: commands, events, state, and the next step.
