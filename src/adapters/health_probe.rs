//! Asks a running service whether it is well, for container health checks.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

/// For the whole exchange.
const LIMIT: Duration = Duration::from_secs(2);

/// Why the service does not count as well.
#[derive(Debug, thiserror::Error)]
pub enum Unwell {
    /// Nobody answers there within two seconds.
    #[error("nobody answers on {address}")]
    Silent {
        /// Where it was looked for.
        address: SocketAddr,
        /// Why.
        source: reqwest::Error,
    },
    /// It answers, and says that it is not well.
    #[error("the service on {address} answers {status}")]
    Says {
        /// Where it is.
        address: SocketAddr,
        /// HTTP status.
        status: u16,
    },
}

/// `GET /health` of the service that listens on `listen`; 2xx is well.
///
/// # Errors
///
/// [`Unwell`].
pub async fn ask(listen: SocketAddr) -> Result<(), Unwell> {
    let address = reachable(listen);
    let silent = |source| Unwell::Silent { address, source };
    // No proxy: the question is for this machine.
    let client = reqwest::Client::builder().timeout(LIMIT).no_proxy().build().map_err(silent)?;
    let status = client.get(format!("http://{address}/health")).send().await.map_err(silent)?.status();
    if status.is_success() { Ok(()) } else { Err(Unwell::Says { address, status: status.as_u16() }) }
}

/// "Every address" is one to listen on, not one to call.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// A service that answers one request with `status`, on every address of the machine.
    async fn service(status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a caller");
            let mut head = vec![0; 1024];
            let read = stream.read(&mut head).await.expect("a request");
            assert!(head[..read].starts_with(b"GET /health HTTP/1.1"));
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.expect("answered");
        });
        SocketAddr::from(([0, 0, 0, 0], port))
    }

    #[tokio::test]
    async fn a_service_that_answers_well_is_well_also_when_it_listens_on_every_address() {
        ask(service("200 OK").await).await.expect("well");
    }

    #[tokio::test]
    async fn a_service_that_says_it_is_not_well_is_not() {
        let unwell = ask(service("503 Service Unavailable").await).await.expect_err("not well");
        assert!(unwell.to_string().ends_with("answers 503"), "{unwell}");
    }

    #[tokio::test]
    async fn where_nobody_listens_nobody_is_well() {
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
        assert!(matches!(ask(free).await, Err(Unwell::Silent { .. })));
    }
}
