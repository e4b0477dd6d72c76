//! Files and folders for their owner alone: mode 0600 and 0700.
//!
//! A file that root makes in somebody else's folder is given to the owner of that folder. An operator may type commands as
//! root while the server runs under its own account, and that account must be able to read the files. Windows has neither
//! modes nor such owners: there, a file is as safe as its folder.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Creates the folder and its missing parents, mode 0700. Leaves existing ones as they are.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let missing: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    for folder in missing.into_iter().rev() {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(folder) {
            Ok(()) => give_folder(folder)?,
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Creates an empty file, mode 0600. Fails if the path is taken.
pub fn make_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    give(&file, folder_of(path))?;
    Ok(file)
}

/// Gives a file or folder that root has just made to the owner of the folder it is in. Leaves anybody else's alone.
pub fn give(made: &File, folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let above = fs::metadata(folder)?;
        if made.metadata()?.uid() == 0 && above.uid() != 0 {
            fchown(made, Some(above.uid()), Some(above.gid()))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (made, folder);
    Ok(())
}

fn give_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let made = File::open(folder)?;
        let (opened, named) = (made.metadata()?, fs::symlink_metadata(folder)?);
        // The owner of the parent folder may have put a link in its place, to have another folder given away.
        if !named.is_dir() || (named.dev(), named.ino()) != (opened.dev(), opened.ino()) {
            return Err(io::Error::other(format!("{} was replaced while it was made", folder.display())));
        }
        give(&made, folder_of(folder))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The folder that contains a path.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Permission bits; 0 on Windows, which has none.
pub fn mode(metadata: &Metadata) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777;
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, chown};

    use super::*;

    #[test]
    fn what_is_made_is_for_its_owner_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        let file = folder.join("file");
        make_file(&file).unwrap();
        assert_eq!(make_file(&file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        for (path, expected) in [(parent.path().join("a"), 0o700), (folder, 0o700), (file, 0o600)] {
            assert_eq!(mode(&fs::metadata(&path).unwrap()), expected, "{}", path.display());
        }
    }

    #[test]
    fn what_root_makes_in_a_folder_of_somebody_else_is_theirs() {
        let parent = tempfile::tempdir().unwrap();
        if fs::metadata(parent.path()).unwrap().uid() != 0 {
            return eprintln!("skipped: only root makes files for others");
        }
        chown(parent.path(), Some(4_321), Some(1_234)).unwrap();
        let folder = parent.path().join("data/keys");
        make_folder(&folder).unwrap();
        make_file(&folder.join("file")).unwrap();
        for path in [parent.path().join("data"), folder.clone(), folder.join("file")] {
            let made = fs::metadata(&path).unwrap();
            assert_eq!((made.uid(), made.gid()), (4_321, 1_234), "{}", path.display());
        }
    }
}
