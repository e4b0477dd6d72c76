//! Looks up the DNS records that prove that a mail domain belongs to an organization.

use std::net::SocketAddr;
use std::sync::Arc;

use app::context::Dns;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;

/// The DNS server to ask; None for the system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resolving(pub Option<SocketAddr>);

impl Resolving {
    /// The look-up as server functions use it.
    pub(crate) fn for_context(self) -> Dns {
        Dns(Arc::new(move |domain| {
            Box::pin(async move { self.texts(&domain).await.map_err(|error| error.to_string()) })
        }))
    }

    /// The strings of the domain's TXT records. Never cached: somebody who has just added a record must not get an older
    /// answer.
    async fn texts(self, domain: &str) -> Result<Vec<String>, NetError> {
        // The last dot keeps the system from trying its own search domains.
        match self.resolver()?.txt_lookup(format!("{domain}.")).await {
            Ok(found) => Ok(found.answers().iter().filter_map(|record| text(&record.data)).collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn resolver(self) -> Result<TokioResolver, NetError> {
        let Some(address) = self.0 else { return TokioResolver::builder_tokio()?.build() };
        let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
            connection.port = address.port();
            connection
        });
        let server = NameServerConfig::new(address.ip(), true, connections.into());
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
        TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()).build()
    }
}

/// A record's text: its parts joined (as RFC 7208, 3.3, requires for mail).
fn text(data: &RData) -> Option<String> {
    let RData::TXT(text) = data else { return None };
    let bytes: Vec<u8> = text.txt_data.iter().flat_map(|part| part.iter().copied()).collect();
    String::from_utf8(bytes).ok()
}
