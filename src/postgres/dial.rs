//! Connects to the first of several addresses that can be reached.

use std::net::SocketAddr;
use std::time::Duration;

use crate::text;
use crate::text::Text;
use tokio::net::TcpStream;
use tokio::time::timeout;

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
