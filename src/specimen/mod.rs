//! Specimen: draws and photographs specimen documents of the fictional state Utopia.
//!
//! Every document is plainly marked SPECIMEN and resembles no real state's. Same input and seed, same bytes, as long
//! as the fonts are the same. Only [`write()`] and [`Fonts::from_system`] touch files.

mod actor;
mod barcode;
mod conditions;
mod document;
mod error;
mod fonts;
mod ground;
mod holder;
mod layout;
mod mark;
mod mrz_lines;
mod names;
mod papers;
mod photograph;
mod portrait;
mod proof_sheet;
mod sheet;
mod table;
mod text;
mod truth_table;
mod write;

pub use actor::{ActedFrame, Actor};
pub use conditions::Conditions;
pub use document::{Card, draw_id_card, draw_licence, draw_passport};
pub use error::SpecimenError;
pub use fonts::{Fonts, FontsMissing};
pub use holder::Holder;
pub use layout::{BadLayout, SCRIPTS};
pub use mrz_lines::{td1, td3};
pub use papers::Paper;
pub use photograph::{jpeg, photograph};
pub use portrait::{FaceBox, portrait_from, selfie_from};
pub use proof_sheet::{proof_sheet, ruled};
pub use write::{Look, Request, write};
