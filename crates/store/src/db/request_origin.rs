//! The network address of the current request.
//!
//! Only the server's edge knows it, and only the event written at the very end needs it. So it travels with the task instead of
//! through the parameters of every operation in between. Outside of a request, as on the command line and in jobs, it is None.

use tokio::task_local;

task_local! {
    static NETWORK_ADDRESS: String;
}

/// Runs `work` for a request from that network address, which its events record.
pub async fn from<T>(network_address: String, work: impl Future<Output = T>) -> T {
    NETWORK_ADDRESS.scope(network_address, work).await
}

/// Wraps `work` so that it keeps the current network address in a task of its own.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    with(network_address(), work)
}

/// Runs `work` for a request from that network address, or for none.
pub(crate) async fn with<T>(network_address: Option<String>, work: impl Future<Output = T>) -> T {
    match network_address {
        Some(address) => from(address, work).await,
        None => work.await,
    }
}

/// The current request's network address; None outside of a request.
pub(crate) fn network_address() -> Option<String> {
    NETWORK_ADDRESS.try_with(String::clone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_goes_along_with_its_own_work_alone() {
        assert_eq!(network_address(), None);
        let (one, other, spawned) = from("192.0.2.1".to_owned(), async {
            let other = tokio::spawn(async { network_address() });
            let spawned = tokio::spawn(carried(async { network_address() }));
            (network_address(), other.await.unwrap(), spawned.await.unwrap())
        })
        .await;
        assert_eq!((one.as_deref(), other, spawned.as_deref()), (Some("192.0.2.1"), None, Some("192.0.2.1")));
    }
}
