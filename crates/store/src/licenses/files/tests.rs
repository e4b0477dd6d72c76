use futures::TryStreamExt as _;

use super::*;

async fn stores() -> (tempfile::TempDir, [(&'static str, Files); 2]) {
    let folder = tempfile::tempdir().unwrap();
    let setting = folder.path().join("a/b");
    let in_folder = Files::open(setting.to_str().unwrap(), [1; 32]).await.unwrap();
    assert!(in_folder.is_folder() && !Files::in_memory().is_folder());
    (folder, [("folder", in_folder), ("memory", Files::in_memory())])
}

async fn bytes(files: &Files, size: u64, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
    let stream = files.read("key", size, range).await.unwrap();
    let chunks: Vec<Bytes> = stream.try_collect().await.unwrap();
    chunks.concat()
}

/// The number of entries in a folder, including hidden and half-written ones.
fn entries(folder: &FsPath) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn a_file_is_there_once_it_is_finished() {
    let (_folder, stores) = stores().await;
    for (name, files) in stores {
        assert_eq!(files.count().await, 0, "{name}: the check at the start leaves nothing");
        // Parts of 8 MiB, and a smaller last one.
        let content: Vec<u8> = (0..20_u32 << 20).map(|at| at.to_le_bytes()[(at % 3) as usize]).collect();
        let mut upload = files.write("key", 1 << 30).await.unwrap();
        for chunk in content.chunks(700_001) {
            upload.push(Bytes::copy_from_slice(chunk)).await.unwrap();
        }
        assert_eq!(files.count().await, 0, "{name}");
        let written = upload.written();
        assert_eq!(written.sha256, hexadecimal_of(&content));
        assert_eq!(written.size, 20 << 20);
        upload.finish().await.unwrap();
        assert_eq!(files.count().await, 1, "{name}");
        assert!(bytes(&files, written.size, None).await == content, "{name}");
        let range = 9_000_000..17_000_001;
        let part = &content[9_000_000..17_000_001];
        assert!(bytes(&files, written.size, Some(range)).await == part, "{name}");
        files.look("key", written.size).await.unwrap();
        for other in [0, written.size - 1, written.size + 1] {
            let refused = files.read("key", other, None).await.err();
            assert!(matches!(refused, Some(FilesError::Size { .. })), "{name}");
            assert!(matches!(files.look("key", other).await, Err(FilesError::Size { .. })), "{name}");
        }
        for _ in 0..2 {
            files.delete("key").await.unwrap();
            assert_eq!(files.count().await, 0, "{name}");
        }
        assert!(files.read("key", written.size, None).await.is_err(), "{name}");
    }
}

fn hexadecimal_of(content: &[u8]) -> String {
    use sha2::Digest as _;
    hex::encode(sha2::Sha256::digest(content))
}

#[tokio::test]
async fn what_is_not_finished_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path().to_str().unwrap(), [1; 32]).await.unwrap();
    let mut upload = files.write("key", 1 << 30).await.unwrap();
    for _ in 0..3 {
        upload.push(Bytes::from(vec![1; 5 << 20])).await.unwrap();
    }
    assert_eq!(entries(folder.path()), 1);
    drop(upload);
    for _ in 0..100 {
        if entries(folder.path()) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a file was left behind");
}

#[tokio::test]
async fn a_setting_that_means_nothing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("folder").display().to_string();
    for (setting, words) in [
        ("", "“” is neither a folder nor s3://BUCKET"),
        ("ftp://host/folder", "“ftp://host/folder” is neither"),
        ("s3://", "“s3://” is neither"),
        ("s3:///prefix", "“s3:///prefix” is neither"),
        (below.as_str(), "can't be created"),
    ] {
        let error = Files::open(setting, [1; 32]).await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn missing_credentials_of_a_bucket_are_named() {
    let told = |set: &[&str]| credentials(|name| set.contains(&name)).map_err(|error| error.to_string());
    assert_eq!(told(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]), Ok(true));
    assert_eq!(told(&["AWS_WEB_IDENTITY_TOKEN_FILE"]), Ok(true));
    assert_eq!(told(&[]), Ok(false));
    let half = told(&["AWS_ACCESS_KEY_ID"]).unwrap_err();
    assert!(half.contains("but AWS_SECRET_ACCESS_KEY is not"), "{half}");
    let source = object_store::Error::NotImplemented { operation: "role".into(), implementer: "S3".into() };
    let none = FilesError::NoCredentials { source }.to_string();
    assert!(none.contains("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"), "{none}");
}
