//! What each finding means, for formats that describe their rules; and what tells one finding of one
//! instance from all others.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::document::Row;
use crate::domain::finding::{Finding, FindingId};

/// What the finding is, in one line without a full stop.
pub(super) const fn title(id: FindingId) -> &'static str {
    match id {
        FindingId::SslOff => "SSL is switched off",
        FindingId::PlaintextAdmitted => "Clients without SSL are let in",
        FindingId::PlaintextReplication => "Replication without SSL is let in",
        FindingId::AclPrefer => "The client ACL demands nothing",
        FindingId::AclWithOwnRecords => "The client ACL stands over changed pg_hba records",
        FindingId::ServerCertExpired => "The server certificate has expired",
        FindingId::ServerCertExpiring => "The server certificate expires soon",
        FindingId::ServerCertName => "An endpoint is not covered by the server certificate",
        FindingId::ClientCaExpired => "The client CA has expired",
        FindingId::ClientCaExpiring => "The client CA expires soon",
        FindingId::CrlExpired => "The revocation list has run out",
        FindingId::CrlExpiring => "The revocation list runs out soon",
        FindingId::WeakMethod => "A record uses a weak authentication method",
        FindingId::ShadowedRecord => "A record is never reached",
        FindingId::ChangeRunning => "A change is running",
        FindingId::ChangeFailed => "The last change failed",
        FindingId::ReplicaOpen => "A replica lets clients without SSL in",
        FindingId::PoolerUnproven => "Enforcement at the pooler is not proven",
        FindingId::BabelfishUnproven => "Enforcement at the port of Babelfish is not proven",
        FindingId::CompanionNotChecked => "Another instance of this one has settings of its own",
        FindingId::ProxyUnproven => "Enforcement at the database proxy is not proven",
        FindingId::WhitelistOpen => "The IP whitelist lets every address in",
        FindingId::Unsupported => "SSL cannot be enforced on this instance",
        FindingId::Drift => "The instance is not as the policy declares it",
        FindingId::Unreadable => "Something that decides could not be read",
    }
}

/// Why it matters and what to do, in a few sentences.
pub(super) const fn help(id: FindingId) -> &'static str {
    match id {
        FindingId::SslOff => {
            "Every connection travels in plain text. Run forcessl enforce, which switches SSL on and refuses clients without it."
        }
        FindingId::PlaintextAdmitted => {
            "A pg_hba record, or a live connection, shows that an ordinary client gets in without SSL. Run forcessl plan to see what closes it, then forcessl enforce."
        }
        FindingId::PlaintextReplication => {
            "A record for database replication admits plaintext; records for all do not cover replication. Run forcessl enforce, which closes it too."
        }
        FindingId::AclPrefer => {
            "The ACL prefer offers SSL without demanding it. That is no gap where pg_hba records refuse plaintext."
        }
        FindingId::AclWithOwnRecords => {
            "How the service combines a client ACL with pg_hba records that differ from the factory ones is not documented. Probe the instance from a host that its records let in, or close plaintext in the records too: forcessl enforce --via hba."
        }
        FindingId::ServerCertExpired => {
            "Clients that verify the certificate can no longer connect. Run forcessl ssl renew."
        }
        FindingId::ServerCertExpiring => {
            "Clients that verify the certificate fail once it has expired. Run forcessl ssl renew in a maintenance window: it restarts the instance."
        }
        FindingId::ServerCertName => {
            "Clients with sslmode=verify-full fail at that endpoint. Make the certificate for the endpoint that clients use."
        }
        FindingId::ClientCaExpired => {
            "No client certificate is accepted any more. Install a new client CA with forcessl ca set."
        }
        FindingId::ClientCaExpiring => {
            "Client certificates stop working when their CA expires. Run forcessl ca rotate, which trusts old and new for a while."
        }
        FindingId::CrlExpired => {
            "Past its next update a revocation list makes PostgreSQL refuse every client certificate. Install a new one with forcessl crl set."
        }
        FindingId::CrlExpiring => {
            "When the list runs out, every client certificate is refused. Install a new one with forcessl crl set."
        }
        FindingId::WeakMethod => {
            "trust asks for no password, password sends it as it is, md5 can be replayed by whoever has the hash. Prefer scram-sha-256 or cert."
        }
        FindingId::ShadowedRecord => {
            "Earlier records take every connection it names, so it does not do what its author meant. Run forcessl hba explain."
        }
        FindingId::ChangeRunning => {
            "What was read may be about to change. Run forcessl wait, then check again."
        }
        FindingId::ChangeFailed => {
            "The service did not carry the last change out. Read its reason, correct it and send the change again."
        }
        FindingId::ReplicaOpen => {
            "A replica has settings of its own and holds the same data. Enforce SSL on it too."
        }
        FindingId::PoolerUnproven => {
            "PgBouncer takes connections on a port of its own. Probe that port with forcessl probe."
        }
        FindingId::BabelfishUnproven => {
            "Babelfish takes connections of another protocol on a port of its own, which forcessl does not probe. Try a client without SSL there, or close the port."
        }
        FindingId::CompanionNotChecked => {
            "A disaster recovery or standby instance holds the same data. Check it too."
        }
        FindingId::ProxyUnproven => {
            "The database proxy has endpoints of its own. Probe them with forcessl probe, and set SSL on the proxy."
        }
        FindingId::WhitelistOpen => {
            "Anyone on the network can try to log in. Narrow the whitelist to the addresses of the clients."
        }
        FindingId::Unsupported => {
            "The engine, version, storage or category does not offer SSL that can be enforced. Upgrade or move the instance, or accept it with a reason."
        }
        FindingId::Drift => {
            "The client CA, the revocation list or the pg_hba records differ from the files that the policy names. Find out who changed them, then run forcessl plan --policy to see what puts them back."
        }
        FindingId::Unreadable => {
            "Without it there is no verdict: this is neither a pass nor a failure. Grant the permission that is missing, or check again."
        }
    }
}

/// Whether the finding is what the verdict says anyway, so that a format with an entry for the
/// verdict needs none for it.
pub(super) const fn is_verdict(id: FindingId) -> bool {
    matches!(
        id,
        FindingId::SslOff
            | FindingId::PlaintextAdmitted
            | FindingId::PlaintextReplication
            | FindingId::Unsupported
            | FindingId::Unreadable
    )
}

/// What stays the same from run to run as long as the finding does: 64 hexadecimal digits.
pub(super) fn fingerprint(row: &Row, finding: &Finding) -> String {
    digest(&[
        &row.place().to_string(),
        finding.id.as_str(),
        &finding.message.english(),
    ])
}

/// The same for an instance as a whole.
pub(super) fn instance_fingerprint(row: &Row) -> String {
    digest(&[&row.place().to_string(), "verdict"])
}

/// The digest of several texts: 64 hexadecimal digits.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        // Keeps the parts apart.
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize())
}
