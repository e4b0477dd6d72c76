//! Work that would hold up an async thread.

use std::panic::resume_unwind;

use futures::future::{AbortHandle, Abortable, Aborted, pending};
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::db::origin;

/// How much its thread gives way to others: half of what there is. A thread gets about a tenth of the processor time of one
/// that gives way to nobody, and all that is left when nobody else wants it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Runs work that takes the processor for long on a thread that gives way to the async ones, so that short requests are
/// answered beside it. Such threads do nothing else: they cannot be made to matter more again.
pub fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    spawn_blocking(move || {
        // On Linux that is the thread alone. It takes no privilege; without it the work is done all the same.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::setpriority_process(None, NICENESS);
        work()
    })
}

/// Does work on a thread of its own, where it may compute between its waits for as long as it likes. Events that it writes
/// tell where the request comes from. When nobody waits for it any more, because a reader has gone, it ends at its next wait.
pub async fn aside<T, F>(work: impl FnOnce() -> F + Send + 'static) -> T
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let (end, registration) = AbortHandle::new_pair();
    let _end = EndWhenDropped(end);
    let (runtime, address) = (Handle::current(), origin::network_address());
    let done =
        in_background(move || runtime.block_on(Abortable::new(origin::with(address, work()), registration)));
    match done.await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(Ok(result)) => result,
        Err(Ok(panic)) => resume_unwind(panic),
        // It is ended by its caller alone, who is still here, or with the whole server.
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
        assert!(ended.is_ok(), "the work goes on without its caller");
    }

    /// What reads or computes a list or a file as a whole.
    const WHOLE: [&str; 6] = [
        "crates/store/src/deployments/list.rs",
        "crates/store/src/licenses/report/open/mod.rs",
        "crates/store/src/licenses/report/rank.rs",
        "app/src/import/api.rs",
        "app/src/list/reports.rs",
        "server/src/export/licenses.rs",
    ];

    #[tokio::test]
    async fn its_events_tell_where_the_request_comes_from() {
        let told = origin::from("192.0.2.8".to_owned(), aside(|| async { origin::network_address() })).await;
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
