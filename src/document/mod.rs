//! Document: a photographed ID document, read.
//!
//! A picture goes: quality, the machine readable zone (`mrz`), the document's outline (`card`), the layout file that
//! fits (`layout`), the printed fields by that layout (`visual_zone`), the portrait; where there is no zone, barcodes
//! (`barcode`); at the end what may be wrong with it (`hints`). Nothing here decides anything.

pub mod barcode;
mod card;
pub mod digits;
mod effort;
mod expected;
pub mod form;
mod hints;
pub mod layout;
mod line_crop;
pub mod mrz;
mod normal;
mod outline;
mod outlines;
mod pixels;
mod portrait;
pub mod quality;
mod reader;
mod reflection;
pub mod report;
pub mod text_reader;
mod visual_zone;

pub use effort::Effort;
pub use hints::{Hint, Kind as HintKind};
pub use layout::{BadLayout, DocumentKind, Layout, LayoutRef};
pub use mrz::Mrz;
pub use quality::{CaptureCause, CaptureFault, SideQuality};
pub use reader::{DocumentError, DocumentReader, DocumentReading, Proof, Sides};
pub use visual_zone::Seen;
