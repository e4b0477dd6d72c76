//! Work that would hold up an async thread.

use std::panic::resume_unwind;

use futures::future::{AbortHandle, Abortable, Aborted, pending};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::db::request_origin;

/// The niceness of such a thread: half of the range. Beside busy threads of normal priority it gets about a tenth of the
/// processor time, and all of it when nobody else wants it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Runs long computations on a low-priority thread, so that short requests are answered in the meantime. Such threads do nothing
/// else, because their priority can't be raised again.
pub fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    spawn_blocking(move || {
        // On Linux this is for the thread alone. It takes no privilege; if it fails, the work is done anyway.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::setpriority_process(None, NICENESS);
        work()
    })
}

/// Runs work on a thread of its own, where it may compute for any time between its waits. Its events record where the request
/// came from. If nobody waits for it anymore, because a reader has gone, it ends at its next wait.
pub async fn aside<T, F>(work: impl FnOnce() -> F + Send + 'static) -> T
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let (end, registration) = AbortHandle::new_pair();
    let _end = EndWhenDropped(end);
    let (runtime, address) = (Handle::current(), request_origin::network_address());
    let done = in_background(move || {
        runtime.block_on(Abortable::new(request_origin::with(address, work()), registration))
    });
    match done.await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(Ok(result)) => result,
        Err(Ok(panic)) => resume_unwind(panic),
        // Only its caller, who is still here, or the end of the server aborts it.
        Ok(Err(Aborted)) | Err(Err(_)) => pending().await,
    }
}

struct EndWhenDropped(AbortHandle);

impl Drop for EndWhenDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::time::{sleep, timeout};

    use super::*;

    #[tokio::test]
    async fn work_whose_caller_has_gone_ends_at_its_next_wait() {
        let (held, gone) = oneshot::channel::<()>();
        let work = aside(move || async move {
            sleep(Duration::from_hours(1)).await;
            drop(held);
        });
        assert!(timeout(Duration::from_millis(50), work).await.is_err());
        let ended = timeout(Duration::from_secs(10), gone).await;
        assert!(ended.is_ok(), "the work continues without its caller");
    }

    /// Files that read or compute a whole list or file.
    const WHOLE: [&str; 8] = [
        "crates/store/src/console/organizations.rs",
        "crates/store/src/deployments/list.rs",
        "crates/store/src/licenses/report/open/mod.rs",
        "crates/store/src/licenses/report/rank.rs",
        "crates/store/src/people/users/list.rs",
        "app/src/import/run/mod.rs",
        "app/src/list/reports.rs",
        "server/src/export/licenses.rs",
    ];

    #[tokio::test]
    async fn its_events_tell_where_the_request_comes_from() {
        let told = request_origin::from(
            "192.0.2.8".to_owned(),
            aside(|| async { request_origin::network_address() }),
        )
        .await;
        assert_eq!(told.as_deref(), Some("192.0.2.8"));
    }

    #[test]
    fn whole_lists_are_computed_aside() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in WHOLE {
            let text = fs::read_to_string(root.join(file)).unwrap();
            assert!(text.contains("aside(move ||"), "{file} computes on an async thread");
        }
    }

    #[tokio::test]
    async fn other_work_goes_on_beside_it() {
        let (ready, beside) = oneshot::channel();
        let waiting = aside(move || async move {
            // Blocks the only async thread of this test, if it runs there.
            let (told, tell) = std::sync::mpsc::channel();
            ready.send(told).unwrap();
            tell.recv_timeout(Duration::from_secs(10))
        });
        let telling = async { beside.await.unwrap().send(7).unwrap() };
        assert_eq!(tokio::join!(waiting, telling).0, Ok(7));
    }
}
