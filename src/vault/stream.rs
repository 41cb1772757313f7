//! Large objects, sealed in segments: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over AES-256-GCM.
//!
//! Header: one byte of format version, 16 of salt, 7 of nonce prefix. Then segments of 1 MiB, each with its 16-byte tag;
//! the nonce of each is prefix ‖ position ‖ last-flag, so a segment that is missing, moved or appended does not open.
//! Each object has a key of its own, HMAC-SHA-256 of the salt under the data key: the 56-bit prefix then need not be
//! unique among the objects of a session, nor meet the nonces of [`super::seal`].

use std::fmt;

use zeroize::Zeroizing;

use super::{
    keys::DataKey,
    mac::hmac_sha256,
    seal::{Place, SealError, TAG, cipher, decrypt, encrypt},
};
use crate::base::randomness::{Randomness, draw};

const DOMAIN: &str = "ahlan/stream/v1";
const VERSION: u8 = 1;
const SALT: usize = 16;
const PREFIX: usize = 7;
const HEADER: usize = 1 + SALT + PREFIX;
/// Bytes of an object in one segment.
const SEGMENT: usize = 1 << 20;

/// The randomness of one object: salt and nonce prefix. It cannot be copied, so it cannot be used twice.
#[derive(Debug)]
pub struct StreamSeed([u8; SALT + PREFIX]);

impl StreamSeed {
    /// A fresh seed.
    pub fn draw(randomness: &dyn Randomness) -> Self {
        Self(draw(randomness))
    }
}

/// A sealed object as it is stored. Only [`seal_object`] makes one of clear bytes, and the object store takes nothing
/// else, so nothing clear can be stored by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedObject(Vec<u8>);

impl SealedObject {
    /// An object read from the store; whether it opens is found by [`open_object`].
    pub fn from_stored(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedObject({} bytes)", self.0.len())
    }
}

/// Seals a whole object into `place`.
///
/// # Errors
///
/// [`SealError`] beyond 2^32 segments.
#[expect(clippy::needless_pass_by_value, reason = "a seed is good for one object; the move keeps it from a second")]
pub fn seal_object(
    key: &DataKey,
    place: &Place<'_>,
    seed: StreamSeed,
    object: &[u8],
) -> Result<SealedObject, SealError> {
    let StreamSeed(seed) = seed;
    let mut header = [VERSION; HEADER];
    header[1..].copy_from_slice(&seed);
    let (object_key, mut nonces, aad) = parameters(key, place, &header);
    let cipher = cipher(&object_key)?;

    let (body, last) = split_last_segment(object, SEGMENT);
    let segments = body.len() / SEGMENT + 1;
    let mut sealed = vec![0; HEADER + object.len() + segments * TAG];
    let (head, rest) = sealed.split_at_mut(HEADER);
    head.copy_from_slice(&header);
    let (whole, end) = rest.split_at_mut(body.len() + (segments - 1) * TAG);
    for (clear, sealed) in body.chunks(SEGMENT).zip(whole.chunks_mut(SEGMENT + TAG)) {
        encrypt(&cipher, nonces.next(false)?, &aad, clear, sealed)?;
    }
    encrypt(&cipher, nonces.next(true)?, &aad, last, end)?;
    Ok(SealedObject(sealed))
}

/// Opens an object that was sealed into `place`: the whole of it or nothing.
///
/// # Errors
///
/// [`SealError`] when key or place is another, or bytes were changed, cut off, moved or appended.
pub fn open_object(key: &DataKey, place: &Place<'_>, sealed: &SealedObject) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (header, segments) = sealed.0.split_first_chunk::<HEADER>().ok_or(SealError)?;
    if header[0] != VERSION {
        return Err(SealError);
    }
    let (object_key, mut nonces, aad) = parameters(key, place, header);
    let cipher = cipher(&object_key)?;

    let (body, last) = split_last_segment(segments, SEGMENT + TAG);
    let count = body.len() / (SEGMENT + TAG) + 1;
    let mut object = Zeroizing::new(vec![0; segments.len().checked_sub(count * TAG).ok_or(SealError)?]);
    // An object that was cut off within a tag is shorter than its segments.
    let (whole, end) = object.split_at_mut_checked((count - 1) * SEGMENT).ok_or(SealError)?;
    for (sealed, clear) in body.chunks(SEGMENT + TAG).zip(whole.chunks_mut(SEGMENT)) {
        decrypt(&cipher, nonces.next(false)?, &aad, sealed, clear)?;
    }
    decrypt(&cipher, nonces.next(true)?, &aad, last, end)?;
    Ok(object)
}

/// The nonces of an object's segments, in their order.
struct Nonces {
    prefix: [u8; PREFIX],
    position: Option<u32>,
}

impl Nonces {
    /// The next segment's: prefix ‖ position ‖ whether it is the last.
    fn next(&mut self, last: bool) -> Result<[u8; PREFIX + 5], SealError> {
        let position = self.position.ok_or(SealError)?;
        self.position = position.checked_add(1);
        let mut nonce = [u8::from(last); PREFIX + 5];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&position.to_be_bytes());
        Ok(nonce)
    }
}

/// The object's own key, its nonces, and what every segment is bound to: the header and the place.
fn parameters(key: &DataKey, place: &Place<'_>, header: &[u8; HEADER]) -> (Zeroizing<[u8; 32]>, Nonces, Vec<u8>) {
    let mut prefix = [0; PREFIX];
    prefix.copy_from_slice(&header[1 + SALT..]);
    let object_key = Zeroizing::new(hmac_sha256(key.expose(), &[DOMAIN.as_bytes(), &header[..=SALT]]));
    let aad = [header.as_slice(), &place.associated_data(DOMAIN)].concat();
    (object_key, Nonces { prefix, position: Some(0) }, aad)
}

/// All segments but the last, and the last, which may be short and, in an empty object only, empty.
fn split_last_segment(bytes: &[u8], segment: usize) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.len().saturating_sub(1) / segment * segment)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        base::{category::Category, randomness::SeededRandomness},
        vault::seal::{self, Nonce, Sealed},
    };

    fn place() -> Place<'static> {
        let session = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id");
        Place { session, category: Category::Picture, sequence: 2, part: "front" }
    }

    fn key() -> DataKey {
        DataKey::generate(&SeededRandomness::new(1))
    }

    fn sealed(object: &[u8]) -> Vec<u8> {
        seal_object(&key(), &place(), StreamSeed::draw(&SeededRandomness::new(2)), object).expect("seals").0
    }

    fn opened(bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        open_object(&key(), &place(), &SealedObject(bytes.to_vec())).map(|object| object.to_vec())
    }

    /// An object whose segments all differ.
    fn object(length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        SeededRandomness::new(3).fill(&mut bytes);
        bytes
    }

    #[test]
    fn objects_around_the_segment_boundaries_survive() {
        for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 5] {
            let object = object(length);
            let sealed = sealed(&object);
            let segments = length.div_ceil(SEGMENT).max(1);
            assert_eq!(sealed.len(), HEADER + length + segments * TAG, "{length}");
            assert!(opened(&sealed).expect("opens") == object, "{length}");
        }
    }

    #[test]
    fn a_truncated_object_does_not_open_not_even_at_a_segment_boundary() {
        let sealed = sealed(&object(2 * SEGMENT + 5));
        let boundary = HEADER + SEGMENT + TAG;
        for length in [0, 1, HEADER, HEADER + 1, boundary - 1, boundary, boundary + 1, sealed.len() - 1] {
            assert_eq!(opened(&sealed[..length]), Err(SealError), "{length}");
        }
    }

    #[test]
    fn reordered_repeated_and_appended_segments_do_not_open() {
        let whole = sealed(&object(3 * SEGMENT));
        let (header, rest) = whole.split_at(HEADER);
        let segments: Vec<&[u8]> = rest.chunks(SEGMENT + TAG).collect();
        let order = |order: &[usize]| {
            let mut bytes = header.to_vec();
            for &segment in order {
                bytes.extend_from_slice(segments[segment]);
            }
            opened(&bytes).map(|_| ())
        };
        assert_eq!(order(&[0, 1, 2]), Ok(()));
        for wrong in [&[1, 0, 2][..], &[0, 2, 1], &[0, 0, 1, 2], &[0, 1, 2, 2], &[0, 2], &[2]] {
            assert_eq!(order(wrong), Err(SealError), "{wrong:?}");
        }
        assert_eq!(opened(&[whole.as_slice(), b"x"].concat()), Err(SealError));
        assert_eq!(opened(&[whole.as_slice(), &[0; TAG]].concat()), Err(SealError));
    }

    #[test]
    fn a_changed_byte_anywhere_is_found() {
        let sealed = sealed(b"a small picture");
        for byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte] ^= 0x80;
            assert_eq!(opened(&changed), Err(SealError), "byte {byte}");
        }
    }

    #[test]
    fn an_object_moved_to_another_place_or_key_does_not_open() {
        let sealed = SealedObject(sealed(b"a small picture"));
        for other in [
            Place { category: Category::Recording, ..place() },
            Place { sequence: 3, ..place() },
            Place { part: "back", ..place() },
        ] {
            assert_eq!(open_object(&key(), &other, &sealed), Err(SealError), "{other:?}");
        }
        let other = DataKey::generate(&SeededRandomness::new(8));
        assert_eq!(open_object(&other, &place(), &sealed), Err(SealError));
    }

    #[test]
    fn a_sealed_value_is_no_object_and_an_object_no_value() {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
        let value = seal::seal(&key(), &place(), Nonce::draw(&SeededRandomness::new(2)), &[0; 64]).expect("seals");
        assert_eq!(opened(&BASE64.decode(value.as_str()).expect("base64")), Err(SealError));
        let text = Sealed::from_stored(BASE64.encode(sealed(&[0; 64])));
        assert_eq!(seal::open(&key(), &place(), &text), Err(SealError));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_object_survives(object in proptest::collection::vec(any::<u8>(), 0..4096)) {
            prop_assert_eq!(opened(&sealed(&object)).expect("opens"), object);
        }
    }
}
