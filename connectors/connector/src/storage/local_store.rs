//! Object stores over local folders, closed at their root.
//!
//! A bucket is a folder; a `file:///…` address lies below one of the configured roots. Every access
//! resolves symbolic links first and refuses what then lies outside, so that a link below a root cannot
//! make other files of the machine readable by SQL. (A link exchanged between this check and the opening
//! of the file is beyond it: who can do that has the machine's files anyway.)

use std::ffi::OsString;
use std::ops::Range;
use std::path::{Path as FsPath, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result,
};

/// A folder as an object store. The folder need not exist: it then lists nothing, and writing makes it.
#[derive(Debug)]
pub(super) struct LocalStore {
    inner: PrefixStore<LocalFileSystem>,
    gate: Arc<Gate>,
}

/// What may be touched.
#[derive(Debug)]
struct Gate {
    /// The store's paths are relative to this folder.
    base: PathBuf,
    /// Resolved folders; everything touched lies below one of them.
    roots: Vec<PathBuf>,
}

impl LocalStore {
    /// The store of a local bucket.
    pub(super) fn bucket(folder: &FsPath) -> Result<Self> {
        let folder = resolve(folder).map_err(|error| generic(folder, error))?;
        Self::new(folder.clone(), vec![folder])
    }

    /// The store of `file:///…` addresses below `roots`.
    pub(super) fn files(roots: &[PathBuf]) -> Result<Self> {
        let roots = roots.iter().map(|root| resolve(root).map_err(|error| generic(root, error)));
        Self::new(PathBuf::from("/"), roots.collect::<Result<_>>()?)
    }

    fn new(base: PathBuf, roots: Vec<PathBuf>) -> Result<Self> {
        let prefix = Path::from_absolute_path(&base)?;
        let inner = PrefixStore::new(LocalFileSystem::new(), prefix);
        Ok(Self { inner, gate: Arc::new(Gate { base, roots }) })
    }

    /// Fails unless `location` lies below a root.
    pub(super) fn check(&self, location: &Path) -> Result<()> {
        self.gate.check(location)
    }

    fn checked_prefix(&self, prefix: Option<&Path>) -> Result<()> {
        self.gate.check(prefix.unwrap_or(&Path::ROOT))
    }
}

impl Gate {
    fn check(&self, location: &Path) -> Result<()> {
        let path = self.base.join(location.as_ref());
        let resolved = resolve(&path).map_err(|error| generic(&path, error))?;
        match self.roots.iter().any(|root| resolved.starts_with(root)) {
            true => Ok(()),
            false => Err(object_store::Error::PermissionDenied {
                path: location.to_string(),
                source: "it lies outside of the configured folders (symbolic links resolved)".into(),
            }),
        }
    }

    /// [`Self::check`] for the entries of a listing: their parent is resolved once, the entry only where
    /// it is itself a link.
    fn check_entry(&self, location: &Path, last_parent: &mut Option<Path>) -> Result<()> {
        let parent = location.parent();
        if parent != *last_parent {
            self.check(parent.as_ref().unwrap_or(&Path::ROOT))?;
            *last_parent = parent;
        }
        match std::fs::symlink_metadata(self.base.join(location.as_ref())) {
            Ok(metadata) if metadata.is_symlink() => self.check(location),
            _ => Ok(()),
        }
    }
}

/// Resolves symbolic links; what does not exist yet is appended to the deepest folder that does.
fn resolve(path: &FsPath) -> std::io::Result<PathBuf> {
    let mut missing: Vec<OsString> = Vec::new();
    let mut existing = std::path::absolute(path)?;
    loop {
        match existing.canonicalize() {
            Ok(mut resolved) => {
                resolved.extend(missing.iter().rev());
                return Ok(resolved);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !existing.is_symlink() => {
                let name = existing.file_name().map(OsString::from);
                match name {
                    Some(name) if existing.pop() => missing.push(name),
                    _ => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
}

fn generic(path: &FsPath, error: std::io::Error) -> object_store::Error {
    let path = path.display().to_string();
    match error.kind() {
        std::io::ErrorKind::NotFound => object_store::Error::NotFound { path, source: Box::new(error) },
        std::io::ErrorKind::PermissionDenied => {
            object_store::Error::PermissionDenied { path, source: Box::new(error) }
        }
        // A file where a folder is expected: nothing lies below it.
        std::io::ErrorKind::NotADirectory => object_store::Error::NotFound { path, source: Box::new(error) },
        _ => object_store::Error::Generic { store: "local", source: Box::new(error) },
    }
}

impl std::fmt::Display for LocalStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LocalStore({})", self.gate.base.display())
    }
}

#[async_trait]
impl ObjectStore for LocalStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, opts: PutOptions) -> Result<PutResult> {
        self.check(location)?;
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.check(location)?;
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.check(location)?;
        let mut answer = self.inner.get_opts(location, options).await?;
        answer.meta.location = location.clone();
        Ok(answer)
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.check(location)?;
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let gate = Arc::clone(&self.gate);
        let checked = locations.map(move |location| {
            let location = location?;
            gate.check(&location)?;
            Ok(location)
        });
        self.inner.delete_stream(checked.boxed())
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        if let Err(error) = self.checked_prefix(prefix) {
            return futures::stream::once(async { Err(error) }).boxed();
        }
        let gate = Arc::clone(&self.gate);
        let mut last_parent = None;
        self.inner
            .list(prefix)
            .map(move |entry| {
                let entry = entry?;
                gate.check_entry(&entry.location, &mut last_parent)?;
                Ok(entry)
            })
            .boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.checked_prefix(prefix)?;
        self.inner.list_with_delimiter(prefix).await
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        let offset = offset.clone();
        self.list(prefix).try_filter(move |entry| futures::future::ready(entry.location > offset)).boxed()
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.check(from)?;
        self.check(to)?;
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.check(from)?;
        self.check(to)?;
        self.inner.rename_opts(from, to, options).await
    }
}
