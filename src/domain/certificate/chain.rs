//! The chain of a certificate, built and judged as OpenSSL does it, for either side.
//!
//! Where OpenSSL could take one of several issuers, every one is followed, and an answer is given
//! only when all lead to the same. Deliberately absent: names of users and hosts.
//!
//! Source: OpenSSL 3, `build_chain`, `check_extensions`, `check_revocation`, `internal_verify`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use x509_cert::der::oid::db::DB;

use super::algorithm::is_listed;
use super::lists::{CrlGap, List, in_force};
use super::profile::{Profiled, Read};
use super::reason::Reason;

/// Longest chain that is followed, and largest number of chains.
const DEPTH: usize = 16;

/// What OpenSSL would say of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Let in, as far as the certificate goes.
    Admitted,
    /// Refused, with every reason.
    Refused(Vec<Reason>),
    /// Something takes part that is not checked in full; what it is.
    NotKnown(String),
}

impl From<Result<Vec<Reason>, String>> for Admission {
    fn from(judged: Result<Vec<Reason>, String>) -> Self {
        match judged {
            Ok(reasons) if reasons.is_empty() => Self::Admitted,
            Ok(reasons) => Self::Refused(reasons),
            Err(what) => Self::NotKnown(what),
        }
    }
}

/// Which side of a connection shows the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

impl Side {
    /// Id of the reason, name of the purpose, its object identifier, the trusted CAs.
    const fn words(self) -> [&'static str; 4] {
        match self {
            Self::Client => [
                "not-for-clients",
                "client authentication",
                "1.3.6.1.5.5.7.3.2",
                "client CAs",
            ],
            Self::Server => [
                "not-for-servers",
                "server authentication",
                "1.3.6.1.5.5.7.3.1",
                "trusted CAs",
            ],
        }
    }

    /// Refuses an extended key usage without this side. `anyExtendedKeyUsage` counts for neither.
    pub(super) fn judge_purpose(self, one: &Profiled, whose: &str, reasons: &mut Vec<Reason>) {
        let [id, purpose, oid, _] = self.words();
        if let Some(usages) = &one.extended
            && !usages.iter().any(|usage| usage == oid)
        {
            let message = format!("the extended key usage of {whose} does not allow {purpose}");
            reasons.push(Reason::new(id, message));
        }
    }
}

/// What a chain is judged by.
pub(super) struct ChainContext {
    /// What the other side sends, leaf first.
    pub(super) sent: Vec<Read<Profiled>>,
    /// The certificates of the CA file.
    pub(super) trusted: Vec<Read<Profiled>>,
    /// Every revocation list; `None` checks no revocation.
    pub(super) lists: Option<Vec<Read<List>>>,
    pub(super) side: Side,
    pub(super) now: DateTime<Utc>,
}

impl ChainContext {
    /// Why the first certificate is refused, beside its name; empty when it is not.
    ///
    /// # Errors
    /// What takes part and is not checked in full.
    pub(super) fn judge(&self) -> Result<Vec<Reason>, String> {
        let leaf = self.leaf()?;
        if leaf.is_self_issued() && !leaf.is_self_signed() {
            return Err("the certificate names itself as its issuer".to_owned());
        }
        let mut answers = Vec::new();
        self.follow(&[leaf], false, &mut answers)?;
        let refused = answers.iter().filter(|reasons| !reasons.is_empty()).count();
        if refused != 0 && refused != answers.len() {
            let issuer = leaf.name();
            return Err(format!(
                "the chain of `{issuer}` has more than one possible issuer"
            ));
        }
        Ok(answers.into_iter().next().unwrap_or_default())
    }

    /// Whether a client sends all of this: its own OpenSSL takes no certificate with a weak key or
    /// signature, also where no chain leads through it.
    ///
    /// # Errors
    /// The certificate of which that cannot be told.
    ///
    /// Source: OpenSSL, `ssl_security_cert`; it looks at no signature of a root on itself.
    pub(super) fn judge_sending(&self) -> Result<(), String> {
        for read in &self.sent {
            let one = read.profiled.as_ref();
            let one = one.map_err(|what| format!("a certificate that is sent along {what}"))?;
            if !one.is_self_signed() && !is_listed(one.algorithm()) {
                return Err(unlisted_signature(one));
            }
        }
        Ok(())
    }

    /// The first certificate, when it is in the profile.
    pub(super) fn leaf(&self) -> Result<&Profiled, String> {
        let leaf = self.sent.first().ok_or("there is no certificate")?;
        let profiled = leaf.profiled.as_ref();
        profiled.map_err(|what| format!("the certificate {what}"))
    }

    /// Follows every way to a trusted root, and notes the answer at the end of each.
    ///
    /// Trusted issuers come first, and after one of them only trusted ones are looked for.
    fn follow<'a>(
        &'a self,
        chain: &[&'a Profiled],
        only_trusted: bool,
        answers: &mut Vec<Vec<Reason>>,
    ) -> Result<(), String> {
        let Some(current) = chain.last() else {
            return Ok(());
        };
        if chain.len() > DEPTH || answers.len() > DEPTH {
            return Err("the chain is too long".to_owned());
        }
        let trusted = self.issuers(&self.trusted, current, &[])?;
        if current.is_self_signed() {
            let same = trusted.iter().filter(|ca| ca.der == current.der).count();
            // What nobody signs with is not looked at, but this one logs in.
            if chain.len() == 1 && current.signed(current) != Some(true) {
                return Err(unlisted_signature(current));
            }
            if same != 0 {
                answers.push(self.judge_chain(chain)?);
            }
            if same == 0 || same != trusted.len() {
                let id = if chain.len() == 1 {
                    "self-signed"
                } else {
                    "other-ca"
                };
                let [.., trusted] = self.side.words();
                let name = current.name();
                let message = format!("`{name}` is self-signed and not among the {trusted}");
                answers.push(vec![Reason::new(id, message)]);
            }
            return Ok(());
        }
        let (found, from_file) = if trusted.is_empty() && !only_trusted {
            (self.issuers(&self.sent, current, chain)?, false)
        } else {
            (trusted, true)
        };
        if found.is_empty() {
            let mut reasons = self.judge_chain(chain)?;
            reasons.push(self.no_issuer(current));
            answers.push(reasons);
        }
        for ca in found {
            let longer = [chain, &[ca]].concat();
            if from_file && ca.is_self_signed() {
                answers.push(self.judge_chain(&longer)?);
            } else {
                self.follow(&longer, from_file, answers)?;
            }
        }
        Ok(())
    }

    /// The certificates that may have issued this one: the valid ones, or else the expired ones.
    fn issuers<'a>(
        &self,
        pool: &'a [Read<Profiled>],
        of: &Profiled,
        used: &[&Profiled],
    ) -> Result<Vec<&'a Profiled>, String> {
        let mut found: Vec<&Profiled> = Vec::new();
        for read in pool {
            if read.name.as_ref().is_some_and(|name| *name != of.issuer) {
                continue;
            }
            let ca = read.profiled.as_ref();
            let ca = ca.map_err(|what| format!("a possible issuer of `{}` {what}", of.name()))?;
            let known = used.iter().chain(&found).any(|one| one.der == ca.der);
            if of.signed.is_none() {
                return Err(unlisted_signature(of));
            }
            if ca.likely_issued(of) && !known {
                found.push(ca);
            }
        }
        if found.iter().any(|ca| ca.is_valid_at(self.now)) {
            found.retain(|ca| ca.is_valid_at(self.now));
        }
        Ok(found)
    }

    fn no_issuer(&self, of: &Profiled) -> Reason {
        let [.., trusted] = self.side.words();
        let same_name = self
            .trusted
            .iter()
            .any(|ca| ca.name.as_ref() == Some(&of.issuer));
        let issuer = super::Certificate::from_der(&of.der).map(|found| found.issuer);
        let issuer = issuer.unwrap_or_default();
        let message = if same_name {
            format!("it names a key of its issuer `{issuer}` that is not among the {trusted}")
        } else {
            format!("its issuer `{issuer}` is neither among the {trusted} nor sent along")
        };
        Reason::new("other-ca", message)
    }

    /// Judges a chain, leaf first; the last one is trusted, or nobody is.
    fn judge_chain(&self, chain: &[&Profiled]) -> Result<Vec<Reason>, String> {
        let mut reasons = Vec::new();
        let mut below = 0_u32;
        for (depth, one) in chain.iter().enumerate() {
            let name = one.name();
            let whose = if depth == 0 {
                "it".to_owned()
            } else {
                format!("its issuer `{name}`")
            };
            judge_dates(one, &whose, self.now, &mut reasons);
            self.side.judge_purpose(one, &whose, &mut reasons);
            if depth == 0 {
                self.judge_leaf(one, &mut reasons)?;
            } else {
                let last = depth.saturating_add(1) == chain.len();
                if let Some(why) = why_no_ca(one, last) {
                    reasons.push(Reason::new("not-a-ca", format!("{whose} {why}")));
                }
                let limit = one
                    .constraints
                    .as_ref()
                    .and_then(|found| found.path_len_constraint);
                if depth > 1 && limit.is_some_and(|limit| below > limit.into()) {
                    let message = format!("{whose} allows fewer CAs below it");
                    reasons.push(Reason::new("path-length", message));
                }
                below = below.saturating_add(u32::from(!one.is_self_issued()));
            }
            if let Some(issuer) = chain.get(depth.saturating_add(1)) {
                let signed = issuer.signed(one);
                if !signed.ok_or_else(|| unlisted_signature(one))? {
                    let issuer = issuer.name();
                    let message = format!("the key of `{issuer}` did not sign `{name}`");
                    reasons.push(Reason::new("other-ca", message));
                }
            }
            if let Some(lists) = &self.lists {
                let above = chain.get(depth.saturating_add(1)..).unwrap_or_default();
                self.judge_revocation(one, above, lists, &mut reasons)?;
            }
        }
        Ok(reasons)
    }

    /// Judges what only the first certificate has to have.
    pub(super) fn judge_leaf(
        &self,
        leaf: &Profiled,
        reasons: &mut Vec<Reason>,
    ) -> Result<(), String> {
        let Some(usage) = &leaf.usage else {
            return Ok(());
        };
        let exchange = self.side == Side::Server && usage.key_encipherment();
        if !usage.digital_signature() && (usage.key_agreement() || exchange) {
            // OpenSSL takes it; whether a handshake does depends on its version.
            return Err("the key usage of the certificate leaves out signatures".to_owned());
        }
        if !usage.digital_signature() {
            let message = "its key usage allows neither signatures nor key agreement";
            reasons.push(Reason::new("key-usage", message));
        }
        Ok(())
    }

    /// Every CA of the chain needs a current list, and no certificate may be on one.
    fn judge_revocation(
        &self,
        one: &Profiled,
        above: &[&Profiled],
        lists: &[Read<List>],
        reasons: &mut Vec<Reason>,
    ) -> Result<(), String> {
        let own = one.is_self_issued().then_some(one);
        let Some(issuer) = above.first().copied().or(own) else {
            return Ok(());
        };
        match in_force(lists, issuer, above, self.now) {
            Ok(list) if list.revokes(&one.serial)? => {
                let message = format!(
                    "`{}` is on the revocation list of `{}`",
                    one.name(),
                    issuer.name()
                );
                reasons.push(Reason::new("revoked", message));
            }
            Ok(_) => {}
            Err(CrlGap::Missing(reason) | CrlGap::Unusable(reason)) => reasons.push(reason),
            Err(CrlGap::NotKnown(what)) => return Err(what),
        }
        Ok(())
    }
}

/// Judges the validity of one certificate.
pub(super) fn judge_dates(
    one: &Profiled,
    whose: &str,
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
) {
    if now > one.until {
        let message = format!("{whose} expired on {}", one.until);
        reasons.push(Reason::new("expired", message));
    }
    if now < one.from {
        let message = format!("{whose} is not valid before {}", one.from);
        reasons.push(Reason::new("not-yet-valid", message));
    }
}

/// Why OpenSSL does not take a certificate for a CA; `last` is the end of a chain, where it is
/// laxer.
///
/// Source: OpenSSL, `check_ca`, `check_extensions`.
pub(super) fn why_no_ca(one: &Profiled, last: bool) -> Option<&'static str> {
    let version_1_root = one.certificate.tbs_certificate().version() == x509_cert::Version::V1
        && one.is_self_signed();
    match (&one.usage, &one.constraints) {
        (Some(usage), _) if !usage.key_cert_sign() => {
            Some("has a key usage that does not allow it to sign certificates")
        }
        (_, Some(constraints)) => (!constraints.ca).then_some("is not a CA"),
        (usage, None) => {
            let is_ca = last && (version_1_root || usage.is_some());
            (!is_ca).then_some("is not a CA")
        }
    }
}

/// Says that the signature on a certificate is not listed.
pub(super) fn unlisted_signature(one: &Profiled) -> String {
    let oid = one.algorithm().oid;
    let algorithm = DB.by_oid(&oid).unwrap_or("an unknown algorithm");
    let name = one.name();
    format!("`{name}` has a signature that cannot be checked here: {algorithm} ({oid})")
}
