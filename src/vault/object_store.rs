//! Where sealed objects are kept, as a port.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;

use super::stream::SealedObject;

/// The name of an object: parts of `a-z`, `0-9` and `-`, joined by `/`, at most 200 characters.
///
/// It cannot leave the store's folder, means the same on every file system, and an S3-compatible store takes it as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey(String);

/// Not the name of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an object's key has parts of a-z, 0-9 and '-', joined by '/', at most 200 characters")]
pub struct BadObjectKey;

impl ObjectKey {
    /// Takes a name in.
    ///
    /// # Errors
    ///
    /// [`BadObjectKey`] when it has other characters, an empty part, or is too long.
    pub fn parse(text: &str) -> Result<Self, BadObjectKey> {
        let good_part = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let good = text.len() <= 200 && text.split('/').all(good_part);
        if good { Ok(Self(text.to_owned())) } else { Err(BadObjectKey) }
    }

    /// The name as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why the store did not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectStoreError {
    /// There is no such object.
    #[error("no object {0}")]
    Missing(ObjectKey),
    /// The store does not work at the moment; a retry may succeed.
    #[error("the object store is unavailable: {cause}")]
    Unavailable {
        /// What went wrong, for the operator's log.
        cause: String,
    },
}

/// Keeps sealed objects.
#[async_trait]
pub trait ObjectStore: Send + Sync {
    /// Keeps `object` under `key`, in place of what was there. Once this returns the object survives a power cut.
    ///
    /// # Errors
    ///
    /// [`ObjectStoreError::Unavailable`]; what was there before is then still there, whole.
    async fn put(&self, key: &ObjectKey, object: &SealedObject) -> Result<(), ObjectStoreError>;

    /// The object under `key`, whole.
    ///
    /// # Errors
    ///
    /// [`ObjectStoreError::Missing`] when there is none.
    async fn get(&self, key: &ObjectKey) -> Result<SealedObject, ObjectStoreError>;

    /// Removes the object under `key`. Removing what is not there is no error, so that it can be repeated.
    ///
    /// # Errors
    ///
    /// [`ObjectStoreError::Unavailable`]; the object may still be there.
    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectStoreError>;
}

/// A store in memory, for tests. It can be switched off.
#[derive(Debug, Default)]
pub struct FakeObjectStore(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    objects: BTreeMap<ObjectKey, SealedObject>,
    off: bool,
}

impl FakeObjectStore {
    /// From now on every call fails, until [`FakeObjectStore::recover`].
    pub fn fail(&self) {
        self.with(|shelf| shelf.off = true);
    }

    /// Works again; what was kept is still there.
    pub fn recover(&self) {
        self.with(|shelf| shelf.off = false);
    }

    /// Every key that is kept, in order.
    pub fn keys(&self) -> Vec<ObjectKey> {
        self.with(|shelf| shelf.objects.keys().cloned().collect())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shelf) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn while_on<T>(&self, work: impl FnOnce(&mut Shelf) -> T) -> Result<T, ObjectStoreError> {
        self.with(|shelf| {
            if shelf.off {
                return Err(ObjectStoreError::Unavailable { cause: "switched off by the test".into() });
            }
            Ok(work(shelf))
        })
    }
}

#[async_trait]
impl ObjectStore for FakeObjectStore {
    async fn put(&self, key: &ObjectKey, object: &SealedObject) -> Result<(), ObjectStoreError> {
        self.while_on(|shelf| {
            shelf.objects.insert(key.clone(), object.clone());
        })
    }

    async fn get(&self, key: &ObjectKey) -> Result<SealedObject, ObjectStoreError> {
        self.while_on(|shelf| shelf.objects.get(key).cloned())?.ok_or_else(|| ObjectStoreError::Missing(key.clone()))
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectStoreError> {
        self.while_on(|shelf| {
            shelf.objects.remove(key);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_cannot_leave_the_store() {
        for bad in
            ["", "/", "a/", "/a", "a//b", "..", "a/../b", "./a", "a.b", "A", "a\\b", "a\0", "ä", &"a".repeat(201)]
        {
            assert_eq!(ObjectKey::parse(bad), Err(BadObjectKey), "{bad:?}");
        }
        for good in ["a", "0189-ab/front", &"a".repeat(200)] {
            assert_eq!(ObjectKey::parse(good).expect("a key").as_str(), good);
        }
    }

    #[tokio::test]
    async fn the_fake_keeps_replaces_removes_and_fails_on_demand() {
        let store = FakeObjectStore::default();
        let key = ObjectKey::parse("a/b").expect("a key");
        let object = |byte| SealedObject::from_stored(vec![byte]);
        assert_eq!(store.get(&key).await, Err(ObjectStoreError::Missing(key.clone())));
        store.put(&key, &object(1)).await.expect("kept");
        store.put(&key, &object(2)).await.expect("replaced");
        store.fail();
        assert!(matches!(store.delete(&key).await, Err(ObjectStoreError::Unavailable { .. })));
        store.recover();
        assert_eq!(store.get(&key).await, Ok(object(2)));
        store.delete(&key).await.expect("removed");
        store.delete(&key).await.expect("nothing to remove");
        assert_eq!(store.keys(), vec![]);
    }
}
