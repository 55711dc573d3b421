//! Reaches a server: the first of several addresses that answers, and whether it goes on with SSL.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::handshake::SSL_REQUEST;
use crate::text::{Text, text};

/// Tries each address in turn, with an equal share of the time limit.
///
/// # Errors
/// Why the last one could not be reached.
pub(super) async fn dial(addresses: Vec<SocketAddr>, limit: Duration) -> Result<TcpStream, Text> {
    let share = u32::try_from(addresses.len())
        .ok()
        .and_then(|count| limit.checked_div(count))
        .unwrap_or(limit);
    let mut reason = text!("dial-no-address");
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it two small writes wait for an acknowledgement; still correct.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => {
                reason = text!("dial-failed", address = address.to_string(), error = &error);
            }
            Err(_) => reason = text!("dial-address-late", address = address.to_string()),
        }
    }
    Err(reason)
}

/// Asks for SSL, and gives the answer: exactly one byte, since what follows it belongs to TLS.
pub(super) async fn ask_for_ssl(stream: &mut TcpStream) -> io::Result<u8> {
    stream.write_all(&SSL_REQUEST).await?;
    stream.read_u8().await
}

/// The host without the brackets of an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}
