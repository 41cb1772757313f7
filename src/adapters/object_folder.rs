//! Sealed objects in a folder of the local file system.

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use tokio::{
    fs::{self, File, OpenOptions},
    io::AsyncWriteExt,
};

use crate::vault::{
    object_store::{ObjectKey, ObjectStore, ObjectStoreError},
    stream::SealedObject,
};

/// Ending of a file that is not whole yet. No object's key has a dot, so none can be taken for one.
const UNFINISHED: &str = ".unfinished";

/// A folder that holds one file per object.
///
/// A file is written under another name, synced, renamed, and the folder synced: whoever kills the process or the power
/// at any moment finds the old object or the new one, never a part. One process writes to a folder at a time.
#[derive(Debug)]
pub struct ObjectFolder {
    root: PathBuf,
    writes: AtomicU64,
}

impl ObjectFolder {
    /// Opens the folder, which is made if it is missing, and removes what an earlier process did not finish.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, read or cleaned.
    pub async fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        make_folder(&root).await?;
        remove_unfinished(&root).await?;
        Ok(Self { root, writes: AtomicU64::new(0) })
    }

    async fn write(&self, key: &ObjectKey, object: &SealedObject) -> io::Result<()> {
        let path = self.root.join(key.as_str());
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folders_of(folder).await?;
        // A number of its own for each write: two writers of one key do not write into one another's file.
        let number = self.writes.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!("{number}{UNFINISHED}"));
        let written = write_whole(&unfinished, object.as_bytes()).await;
        let renamed = match written {
            Ok(()) => fs::rename(&unfinished, &path).await,
            Err(error) => Err(error),
        };
        if let Err(error) = renamed {
            // Best effort: what stays is removed when the folder is opened next.
            let _ = fs::remove_file(&unfinished).await;
            return Err(error);
        }
        sync_folder(folder).await
    }

    /// Makes the folders between the root and `folder`, each synced into its parent.
    async fn make_folders_of(&self, folder: &Path) -> io::Result<()> {
        let mut at = self.root.clone();
        for part in folder.strip_prefix(&self.root).unwrap_or(Path::new("")) {
            let parent = at.clone();
            at.push(part);
            if make_folder(&at).await? == Made::Now {
                sync_folder(&parent).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl ObjectStore for ObjectFolder {
    async fn put(&self, key: &ObjectKey, object: &SealedObject) -> Result<(), ObjectStoreError> {
        self.write(key, object).await.map_err(|error| unavailable(&error))
    }

    async fn get(&self, key: &ObjectKey) -> Result<SealedObject, ObjectStoreError> {
        match fs::read(self.root.join(key.as_str())).await {
            Ok(bytes) => Ok(SealedObject::from_stored(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(ObjectStoreError::Missing(key.clone())),
            Err(error) => Err(unavailable(&error)),
        }
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), ObjectStoreError> {
        let path = self.root.join(key.as_str());
        match fs::remove_file(&path).await {
            // Synced too: an erasure that a power cut undoes is none.
            Ok(()) => sync_folder(path.parent().unwrap_or(&self.root)).await.map_err(|error| unavailable(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Made {
    Now,
    Before,
}

async fn make_folder(path: &Path) -> io::Result<Made> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    match builder.create(path).await {
        Ok(()) => Ok(Made::Now),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(Made::Before),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            builder.recursive(true).create(path).await.map(|()| Made::Now)
        }
        Err(error) => Err(error),
    }
}

async fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await?;
    file.write_all(bytes).await?;
    // Tokio's file writes behind the caller's back; flush waits for it and gives its error.
    file.flush().await?;
    file.sync_all().await
}

/// Makes the names in `folder` last. A file's own sync does not: the name belongs to the folder.
async fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

async fn remove_unfinished(root: &Path) -> io::Result<()> {
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut entries = fs::read_dir(&folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            if entry.file_type().await?.is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
                fs::remove_file(entry.path()).await?;
            }
        }
    }
    Ok(())
}

/// The kind of error only: its path would tell where the bank keeps its data.
fn unavailable(error: &io::Error) -> ObjectStoreError {
    ObjectStoreError::Unavailable { cause: error.kind().to_string() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn key(text: &str) -> ObjectKey {
        ObjectKey::parse(text).expect("a key")
    }

    fn object(bytes: &[u8]) -> SealedObject {
        SealedObject::from_stored(bytes.to_vec())
    }

    async fn open() -> (tempfile::TempDir, ObjectFolder) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = ObjectFolder::open(folder.path().join("objects")).await.expect("opens");
        (folder, store)
    }

    #[tokio::test]
    async fn an_object_is_kept_replaced_and_removed() {
        let (_folder, store) = open().await;
        let key = key("0189/front");
        assert_eq!(store.get(&key).await, Err(ObjectStoreError::Missing(key.clone())));
        store.put(&key, &object(b"one")).await.expect("kept");
        store.put(&key, &object(b"two, longer")).await.expect("replaced");
        assert_eq!(store.get(&key).await, Ok(object(b"two, longer")));
        store.delete(&key).await.expect("removed");
        store.delete(&key).await.expect("nothing to remove");
        assert_eq!(store.get(&key).await, Err(ObjectStoreError::Missing(key)));
    }

    #[tokio::test]
    async fn what_a_killed_process_left_half_written_is_removed_and_the_rest_kept() {
        let (folder, store) = open().await;
        store.put(&key("0189/front"), &object(b"whole")).await.expect("kept");
        let half = folder.path().join("objects/0189/7.unfinished");
        std::fs::write(&half, b"hal").expect("written");
        let store = ObjectFolder::open(folder.path().join("objects")).await.expect("opens again");
        assert!(!half.exists());
        assert_eq!(store.get(&key("0189/front")).await, Ok(object(b"whole")));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_reader_never_sees_a_part_while_two_writers_replace_the_object() {
        let (_folder, store) = open().await;
        let store = Arc::new(store);
        let (ones, twos) = (object(&vec![1; 300_000]), object(&vec![2; 200_000]));
        store.put(&key("a"), &ones).await.expect("kept");
        let writers = [ones.clone(), twos.clone()].map(|object| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for _ in 0..20 {
                    store.put(&key("a"), &object).await.expect("kept");
                }
            })
        });
        while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
            let seen = store.get(&key("a")).await.expect("always there");
            assert!(seen == ones || seen == twos, "a part of {} bytes", seen.as_bytes().len());
        }
    }

    #[tokio::test]
    async fn a_store_that_cannot_write_says_so_without_its_path() {
        let (folder, store) = open().await;
        std::fs::write(folder.path().join("objects/0189"), b"a file where a folder should be").expect("written");
        let fault = store.put(&key("0189/front"), &object(b"x")).await.expect_err("cannot");
        assert!(matches!(fault, ObjectStoreError::Unavailable { .. }));
        assert!(!fault.to_string().contains("objects/"), "{fault}");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, store) = open().await;
        store.put(&key("a"), &object(b"x")).await.expect("kept");
        let mode =
            |path: &str| std::fs::metadata(folder.path().join(path)).expect("exists").permissions().mode() & 0o777;
        assert_eq!((mode("objects"), mode("objects/a")), (0o700, 0o600));
    }
}
