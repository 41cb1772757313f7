//! How long a piece of WebM is, by the timestamps of its blocks (RFC 8794, RFC 9559).
//!
//! What a browser's recorder writes has no duration in its head and sizes that are left open, so every block is looked at.
//! Only what leads to timestamps is read; pictures and sound are skipped, never decoded.

const EBML: u32 = 0x1A45_DFA3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const CLUSTER: u32 = 0x1F43_B675;
const TIMESTAMP: u32 = 0xE7;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK_GROUP: u32 = 0xA0;
const BLOCK: u32 = 0xA1;

/// Nanoseconds of one tick where the file does not say otherwise.
const MILLISECOND: u64 = 1_000_000;

/// Between two blocks further apart than this, in milliseconds, something is missing.
const HOLE_MS: i64 = 2_000;

/// Most blocks of one segment: at 60 pictures and 50 packets of sound a second, two hours and a half.
const MOST_BLOCKS: usize = 1_000_000;

/// What the timestamps say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From the first block to the last, in milliseconds.
    pub duration_ms: i64,
    /// Of that, what lies between blocks too far apart, in milliseconds.
    pub missing_ms: i64,
}

/// Why no time could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebmFault {
    /// It does not begin as WebM does.
    #[error("not a WebM file: send what one MediaRecorder of type video/webm made, whole")]
    NotWebm,
    /// It ends in the middle, or says what cannot be.
    #[error("the WebM file is cut off or damaged at byte {0}")]
    Damaged(usize),
    /// It has fewer than two blocks.
    #[error("the WebM file has no two blocks with timestamps")]
    NoBlocks,
    /// It has more blocks than a segment may have.
    #[error("the WebM file has more than 1000000 blocks: send shorter segments")]
    TooManyBlocks,
}

/// What the timestamps of `bytes` say.
///
/// # Errors
///
/// [`WebmFault`] when they are no WebM, damaged, or without timestamps.
pub fn span(bytes: &[u8]) -> Result<Span, WebmFault> {
    let mut reader = Reader { bytes, at: 0 };
    head(&mut reader)?;
    let (mut scale, mut cluster, mut times) = (MILLISECOND, 0_u64, Vec::new());
    while reader.at < bytes.len() {
        let Element { id, size } = reader.element()?;
        match id {
            // Entered, not skipped: what they hold comes next, whatever their size says.
            SEGMENT | INFO | CLUSTER | BLOCK_GROUP => {}
            TIMESTAMP_SCALE => scale = reader.number(size)?.max(1),
            TIMESTAMP => cluster = reader.number(size)?,
            SIMPLE_BLOCK | BLOCK => {
                if times.len() == MOST_BLOCKS {
                    return Err(WebmFault::TooManyBlocks);
                }
                times.push(i64::try_from(cluster).unwrap_or(i64::MAX).saturating_add(reader.block(size)?));
            }
            _ => reader.skip(size)?,
        }
    }
    measure(times, scale)
}

fn measure(mut times: Vec<i64>, scale: u64) -> Result<Span, WebmFault> {
    // Sound and picture come interleaved, and not quite in order.
    times.sort_unstable();
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Err(WebmFault::NoBlocks) };
    if times.len() < 2 {
        return Err(WebmFault::NoBlocks);
    }
    let to_ms = |ticks: i64| i64::try_from(i128::from(ticks) * i128::from(scale) / i128::from(MILLISECOND));
    let to_ms = |ticks| to_ms(ticks).unwrap_or(i64::MAX);
    let holes = times.windows(2).map(|pair| to_ms(pair[1].saturating_sub(pair[0]))).filter(|pause| *pause > HOLE_MS);
    Ok(Span { duration_ms: to_ms(last.saturating_sub(*first)), missing_ms: holes.fold(0, i64::saturating_add) })
}

/// The head must say that it is WebM, or the Matroska that WebM is a part of.
fn head(reader: &mut Reader<'_>) -> Result<(), WebmFault> {
    let Ok(Element { id: EBML, size: Some(size) }) = reader.element() else { return Err(WebmFault::NotWebm) };
    let end = reader.end(Some(size)).map_err(|_| WebmFault::NotWebm)?;
    let mut known = false;
    while reader.at < end {
        let Element { id, size } = reader.element()?;
        let from = reader.at;
        reader.skip(size)?;
        if id == DOC_TYPE {
            let name = reader.bytes.get(from..reader.at).unwrap_or_default();
            known = matches!(name, b"webm" | b"matroska");
        }
    }
    if known { Ok(()) } else { Err(WebmFault::NotWebm) }
}

/// An element's head: its id with the marker bits, and its size where it is not left open.
struct Element {
    id: u32,
    size: Option<u64>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn element(&mut self) -> Result<Element, WebmFault> {
        let (id, _) = self.variable(4)?;
        let (raw, length) = self.variable(8)?;
        let value = raw & !(1 << (7 * length));
        // All ones: the size is left open.
        let open = value == (1 << (7 * length)) - 1;
        let id = u32::try_from(id).map_err(|_| self.damaged())?;
        Ok(Element { id, size: (!open).then_some(value) })
    }

    /// A number whose first byte says how many follow, with its marker bit; and its length in bytes.
    fn variable(&mut self, longest: u32) -> Result<(u64, u32), WebmFault> {
        let first = *self.bytes.get(self.at).ok_or_else(|| self.damaged())?;
        let length = first.leading_zeros() + 1;
        if length > longest {
            return Err(self.damaged());
        }
        Ok((self.number(Some(length.into()))?, length))
    }

    /// An unsigned number of `size` bytes, at most eight.
    fn number(&mut self, size: Option<u64>) -> Result<u64, WebmFault> {
        let end = self.end(size.filter(|size| *size <= 8))?;
        let value = self.bytes[self.at..end].iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        self.at = end;
        Ok(value)
    }

    /// The time of a block against its cluster: behind the track's number, two bytes with a sign.
    fn block(&mut self, size: Option<u64>) -> Result<i64, WebmFault> {
        let end = self.end(size)?;
        self.variable(8)?;
        let time = self.bytes.get(self.at..self.at + 2).filter(|_| self.at + 2 <= end).ok_or_else(|| self.damaged())?;
        let time = i64::from(i16::from_be_bytes([time[0], time[1]]));
        self.at = end;
        Ok(time)
    }

    fn skip(&mut self, size: Option<u64>) -> Result<(), WebmFault> {
        self.at = self.end(size)?;
        Ok(())
    }

    /// Where an element of `size` bytes ends, if it ends inside.
    fn end(&self, size: Option<u64>) -> Result<usize, WebmFault> {
        let end = size.and_then(|size| self.at.checked_add(usize::try_from(size).ok()?));
        end.filter(|end| *end <= self.bytes.len()).ok_or_else(|| self.damaged())
    }

    const fn damaged(&self) -> WebmFault {
        WebmFault::Damaged(self.at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An element with its size in one byte, or in eight where it is longer.
    fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
        let size = u64::try_from(content.len()).expect("small");
        let size = match u8::try_from(size) {
            Ok(small @ 0..127) => vec![0x80 | small],
            Ok(_) | Err(_) => (1 << 56 | size).to_be_bytes().to_vec(),
        };
        [id, &size, content].concat()
    }

    /// An element whose size is left open, as a recorder writes them.
    fn open(id: &[u8], content: &[u8]) -> Vec<u8> {
        [id, &[0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], content].concat()
    }

    fn block(at: i16) -> Vec<u8> {
        element(&[0xA3], &[&[0x81][..], &at.to_be_bytes(), &[0x80, 1, 2, 3]].concat())
    }

    fn cluster(at: u16, blocks: &[i16]) -> Vec<u8> {
        let blocks: Vec<u8> = blocks.iter().flat_map(|at| block(*at)).collect();
        open(&[0x1F, 0x43, 0xB6, 0x75], &[element(&[0xE7], &at.to_be_bytes()), blocks].concat())
    }

    fn file(doc_type: &[u8], scale: u32, clusters: &[Vec<u8>]) -> Vec<u8> {
        let head = element(&[0x1A, 0x45, 0xDF, 0xA3], &element(&[0x42, 0x82], doc_type));
        let info = element(&[0x15, 0x49, 0xA9, 0x66], &element(&[0x2A, 0xD7, 0xB1], &scale.to_be_bytes()));
        [head, open(&[0x18, 0x53, 0x80, 0x67], &[info, clusters.concat()].concat())].concat()
    }

    fn webm(clusters: &[Vec<u8>]) -> Vec<u8> {
        file(b"webm", 1_000_000, clusters)
    }

    #[test]
    fn the_time_is_from_the_first_block_to_the_last_over_all_clusters() {
        let bytes = webm(&[cluster(0, &[0, 500, 33, 1_400]), cluster(3_000, &[-20, 700, 2_000])]);
        assert_eq!(span(&bytes), Ok(Span { duration_ms: 5_000, missing_ms: 0 }));
    }

    #[test]
    fn ticks_are_counted_as_the_file_says() {
        let bytes = file(b"matroska", 2_000_000, &[cluster(0, &[0, 500])]);
        assert_eq!(span(&bytes), Ok(Span { duration_ms: 1_000, missing_ms: 0 }));
    }

    #[test]
    fn what_lies_between_blocks_too_far_apart_is_missing() {
        let bytes = webm(&[cluster(0, &[0, 1_000]), cluster(9_000, &[0, 1_000])]);
        assert_eq!(span(&bytes), Ok(Span { duration_ms: 10_000, missing_ms: 8_000 }));
    }

    #[test]
    fn blocks_in_groups_are_read_too() {
        let inner = element(&[0xA1], &[0x81, 0x01, 0x00, 0x00, 9]);
        let group = element(&[0xA0], &[inner, element(&[0x9B], &[33])].concat());
        let bytes = webm(&[[cluster(0, &[0]), group].concat()]);
        assert_eq!(span(&bytes), Ok(Span { duration_ms: 256, missing_ms: 0 }));
    }

    #[test]
    fn what_is_no_webm_or_has_no_time_is_refused() {
        assert_eq!(span(b""), Err(WebmFault::NotWebm));
        assert_eq!(span(b"\xFF\xD8\xFF a picture"), Err(WebmFault::NotWebm));
        assert_eq!(span(&file(b"mp4", 1, &[])), Err(WebmFault::NotWebm));
        assert_eq!(span(&webm(&[])), Err(WebmFault::NoBlocks));
        assert_eq!(span(&webm(&[cluster(0, &[7])])), Err(WebmFault::NoBlocks));
    }

    #[test]
    fn a_file_that_is_cut_off_inside_an_element_is_damaged() {
        let bytes = webm(&[cluster(0, &[0, 1_000])]);
        assert!(matches!(span(&bytes[..bytes.len() - 1]), Err(WebmFault::Damaged(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_stumble(mut bytes in prop::collection::vec(any::<u8>(), 0..600), honest in any::<bool>()) {
            if honest {
                bytes = [webm(&[cluster(0, &[0, 40])]), bytes].concat();
            }
            if let Ok(span) = span(&bytes) {
                prop_assert!(span.missing_ms <= span.duration_ms && span.duration_ms >= 0);
            }
        }
    }
}
