//! The store of files: a folder, or a bucket that speaks S3. The database knows which files it holds, and their keys.

mod upload;

use std::path::Path as FsPath;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientOptions, GetOptions, GetResult, GetResultPayload, ObjectStore, ObjectStoreExt as _, RetryConfig,
};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::bytes::Bytes;
use tokio_util::io::ReaderStream;

pub(crate) use upload::{Upload, Written};

/// Bytes read at once from a file in a folder.
const READ_SIZE: usize = 256 << 10;
/// How long a bucket may take to accept a connection, and to send the next piece of a response.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The environment variables with a bucket's credentials.
const KEY_VARIABLES: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
/// Other ways to get credentials, or to go without.
const OTHER_WAYS: [&str; 4] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_SKIP_SIGNATURE",
];

/// Why the store, or a file in it, can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The setting is neither a folder nor an S3 address.
    #[error("“{0}” is neither a folder nor s3://BUCKET or s3://BUCKET/PREFIX")]
    Setting(String),
    /// The folder can't be created.
    #[error("the folder {folder} can't be created: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's error.
        source: io::Error,
    },
    /// Only one of a bucket's two credentials is set.
    #[error("{given} is set, but {missing} is not; a bucket needs both")]
    HalfCredentials {
        /// The variable that is set.
        given: &'static str,
        /// The variable that is not set.
        missing: &'static str,
    },
    /// There are no credentials for a bucket.
    #[error(
        "the bucket's credentials are missing: {} and {} are not set, and this machine has no role of its own ({source})",
        KEY_VARIABLES[0], KEY_VARIABLES[1]
    )]
    NoCredentials {
        /// The error from asking for the machine's role.
        source: object_store::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] object_store::Error),
    /// A file's size differs from the one in the database.
    #[error("the file {key} has {found} bytes in the store instead of {expected}")]
    Size {
        /// Its key.
        key: String,
        /// The size in the store.
        found: u64,
        /// The size in the database.
        expected: u64,
    },
}

/// A store of files. Clones share it.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    is_folder: bool,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.store)
    }
}

/// Whether the environment has a bucket's credentials, or another way to get them. Fails if it has only half.
fn credentials(is_set: impl Fn(&str) -> bool) -> Result<bool, FilesError> {
    let [id, secret] = KEY_VARIABLES;
    match (is_set(id), is_set(secret)) {
        (true, true) => Ok(true),
        (true, false) => Err(FilesError::HalfCredentials { given: id, missing: secret }),
        (false, true) => Err(FilesError::HalfCredentials { given: secret, missing: id }),
        (false, false) => Ok(OTHER_WAYS.into_iter().any(is_set)),
    }
}

impl Files {
    /// Opens the store that a setting names: a folder, which is created if missing, or `s3://BUCKET/PREFIX` with the usual
    /// `AWS_…` environment variables. Writes, reads and deletes a byte, so that problems show at the start; `random` gives it a
    /// key that no other server uses.
    pub async fn open(setting: &str, random: [u8; 32]) -> Result<Self, FilesError> {
        let mut has_credentials = true;
        let files = match setting.split_once("://") {
            Some(("s3", place)) => {
                has_credentials =
                    credentials(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()))?;
                Self::bucket(setting, place)?
            }
            Some(_) => return Err(FilesError::Setting(setting.to_owned())),
            None if setting.trim().is_empty() => return Err(FilesError::Setting(setting.to_owned())),
            None => Self::folder(FsPath::new(setting))?,
        };
        match files.check(&hex::encode(random)).await {
            Err(FilesError::Store(source)) if !has_credentials => Err(FilesError::NoCredentials { source }),
            checked => checked.map(|()| files),
        }
    }

    /// A folder. A write is on the disk before it is reported as done.
    fn folder(folder: &FsPath) -> Result<Self, FilesError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| FilesError::Folder { folder: folder.display().to_string(), source })?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), is_folder: true })
    }

    fn bucket(setting: &str, place: &str) -> Result<Self, FilesError> {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(FilesError::Setting(setting.to_owned()));
        }
        let prefix = Path::parse(prefix).map_err(object_store::Error::from)?;
        // Fails if a provider is already installed, which is just as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // No timeout for a whole request: a large file takes longer than any.
        let client = ClientOptions::default()
            .with_timeout_disabled()
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_read_timeout(READ_TIMEOUT);
        let retry =
            RetryConfig { max_retries: 4, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
        // `AWS_ALLOW_HTTP` is one of the client's options.
        let allow_http =
            std::env::var("AWS_ALLOW_HTTP").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_client_options(client.with_allow_http(allow_http))
            .with_retry(retry)
            .build()?;
        let store: Arc<dyn ObjectStore> = if prefix.as_ref().is_empty() {
            Arc::new(store)
        } else {
            Arc::new(PrefixStore::new(store, prefix))
        };
        Ok(Self { store, is_folder: false })
    }

    async fn check(&self, name: &str) -> Result<(), FilesError> {
        let probe = Path::from(format!("check-{name}"));
        self.store.put(&probe, "1".into()).await?;
        self.store.get(&probe).await?.bytes().await?;
        Ok(self.store.delete(&probe).await?)
    }

    /// Whether the store is a folder on this machine.
    pub fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// Begins to write a file of up to `limit` bytes. The key has no file until the upload is [finished](Upload::finish).
    pub(crate) async fn write(&self, key: &str, limit: u64) -> Result<Upload, FilesError> {
        Ok(Upload::new(self.store.put_multipart(&Path::from(key)).await?, limit))
    }

    /// Streams a file's bytes, or a range of them. Fails if the file's size is not `size`.
    pub(crate) async fn read(
        &self,
        key: &str,
        size: u64,
        range: Option<std::ops::Range<u64>>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, FilesError> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        let found = self.store.get_opts(&Path::from(key), options).await?;
        check_size(key, found.meta.size, size)?;
        stream(found).await.map_err(|source| {
            object_store::Error::Generic { store: "folder", source: Box::new(source) }.into()
        })
    }

    /// Checks that a file exists with that size, without reading it.
    pub(crate) async fn look(&self, key: &str, size: u64) -> Result<(), FilesError> {
        check_size(key, self.store.head(&Path::from(key)).await?.size, size)
    }

    /// Deletes a file. Deleting a missing one is not an error.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), FilesError> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// A store in memory, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()), is_folder: false }
    }

    /// The number of files, for tests.
    #[cfg(any(test, feature = "testing"))]
    pub async fn count(&self) -> usize {
        self.store.list(None).count().await
    }

    /// Replaces the bytes of all files, as somebody might do in a folder by hand; for tests.
    #[cfg(any(test, feature = "testing"))]
    pub async fn spoil(&self) -> Result<(), FilesError> {
        let files: Vec<_> = self.store.list(None).try_collect().await?;
        for file in files {
            self.store.put(&file.location, "spoiled".into()).await?;
        }
        Ok(())
    }
}

fn check_size(key: &str, found: u64, expected: u64) -> Result<(), FilesError> {
    if found == expected { Ok(()) } else { Err(FilesError::Size { key: key.to_owned(), found, expected }) }
}

/// Streams the bytes. Reads a folder's files in larger pieces than the crate's own stream does.
async fn stream(found: GetResult) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    let range = found.range.clone();
    match found.payload {
        GetResultPayload::Stream(stream) => Ok(stream.map_err(io::Error::other).boxed()),
        GetResultPayload::File(file, _) => {
            let mut file = tokio::fs::File::from_std(file);
            file.seek(io::SeekFrom::Start(range.start)).await?;
            let bytes = file.take(range.end - range.start);
            Ok(ReaderStream::with_capacity(bytes, READ_SIZE).boxed())
        }
    }
}

#[cfg(test)]
mod tests;
