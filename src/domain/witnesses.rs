//! The logins that live connections try beside those that are named: one for each record that none of these meets.

use core::net::Ipv4Addr;

use super::hba::{self, Encryption, SampleLogin, Transport};
use super::posture::Posture;
use super::proof::{ProbeLogin, Witnesses};
use super::verdict::knowledge;

/// The most logins of records that are tried beside those that are named.
const MOST: usize = 8;

/// Those that are known, and logins of records by which they get in over a transport; of the latter none where records
/// are not known, or SSL is off and nobody gets in with it.
pub fn witnesses(
    posture: &Posture,
    met: Transport,
    named: &[ProbeLogin],
    known: &Witnesses,
) -> Witnesses {
    let mut all = known.clone();
    let is_off = posture.ssl.known().and_then(|ssl| ssl.enabled) == Some(false);
    let Some(hba) = posture
        .hba
        .known()
        .filter(|_| met == Transport::Plaintext || !is_off)
    else {
        return all;
    };
    let anywhere = Ipv4Addr::UNSPECIFIED.into();
    let tried = named.iter().chain(&known.logins);
    let tried: Vec<_> = tried
        .map(|login| login.connection(anywhere, Encryption::None))
        .collect();
    let most = MOST.saturating_sub(known.logins.len());
    let found = hba::witnesses(hba.records(), met, &knowledge(posture), &tried, most);
    let login = |one: SampleLogin| ProbeLogin {
        user: one.user,
        database: one.database,
        replication: one.replication,
    };
    all.logins.extend(found.logins.into_iter().map(login));
    // What was left out before is found again, where it still gets in.
    all.left_out = all.left_out.max(found.left_out);
    all
}
