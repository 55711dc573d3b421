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
use super::error::Reason;
use super::lists::{CrlGap, List, in_force};
use super::profile::{Profiled, Read};
use crate::text::{Text, text};

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
    NotKnown(Text),
}

impl From<Result<Vec<Reason>, Text>> for Admission {
    fn from(judged: Result<Vec<Reason>, Text>) -> Self {
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
    /// Refuses an extended key usage without this side. `anyExtendedKeyUsage` counts for neither.
    pub(super) fn judge_purpose(self, one: &Profiled, whose: &Text, reasons: &mut Vec<Reason>) {
        let (id, oid) = match self {
            Self::Client => ("not-for-clients", "1.3.6.1.5.5.7.3.2"),
            Self::Server => ("not-for-servers", "1.3.6.1.5.5.7.3.1"),
        };
        if let Some(usages) = &one.extended
            && !usages.iter().any(|usage| usage == oid)
        {
            let message = match self {
                Self::Client => text!("cert-not-for-clients", whose = whose),
                Self::Server => text!("cert-not-for-servers", whose = whose),
            };
            reasons.push(Reason::new(id, message));
        }
    }

    /// The certificates that it trusts.
    fn trusted(self) -> Text {
        match self {
            Self::Client => text!("cert-client-cas"),
            Self::Server => text!("cert-trusted-cas"),
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
    pub(super) fn judge(&self) -> Result<Vec<Reason>, Text> {
        let leaf = self.leaf()?;
        if leaf.is_self_issued() && !leaf.is_self_signed() {
            return Err(text!("cert-own-issuer"));
        }
        let mut answers = Vec::new();
        self.follow(&[leaf], false, &mut answers)?;
        let refused = answers.iter().filter(|reasons| !reasons.is_empty()).count();
        if refused != 0 && refused != answers.len() {
            return Err(text!("cert-several-issuers", name = leaf.name()));
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
    pub(super) fn judge_sending(&self) -> Result<(), Text> {
        for read in &self.sent {
            let doubt = |what| text!("cert-sent-along", what = what);
            let one = read.profiled.as_ref().map_err(doubt)?;
            if !one.is_self_signed() && !is_listed(one.algorithm()) {
                return Err(unlisted_signature(one));
            }
        }
        Ok(())
    }

    /// The first certificate, when it is in the profile.
    pub(super) fn leaf(&self) -> Result<&Profiled, Text> {
        let leaf = self.sent.first().ok_or_else(|| text!("cert-none"))?;
        let profiled = leaf.profiled.as_ref();
        profiled.map_err(|what| text!("cert-what", what = what))
    }

    /// Follows every way to a trusted root, and notes the answer at the end of each.
    ///
    /// Trusted issuers come first, and after one of them only trusted ones are looked for.
    fn follow<'a>(
        &'a self,
        chain: &[&'a Profiled],
        only_trusted: bool,
        answers: &mut Vec<Vec<Reason>>,
    ) -> Result<(), Text> {
        let Some(current) = chain.last() else {
            return Ok(());
        };
        if chain.len() > DEPTH || answers.len() > DEPTH {
            return Err(text!("cert-chain-long"));
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
                let (name, trusted) = (current.name(), self.side.trusted());
                let message = text!("cert-self-signed", name = name, trusted = trusted);
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
    ) -> Result<Vec<&'a Profiled>, Text> {
        let mut found: Vec<&Profiled> = Vec::new();
        for read in pool {
            if read.name.as_ref().is_some_and(|name| *name != of.issuer) {
                continue;
            }
            let doubt = |what| text!("cert-possible-issuer", name = of.name(), what = what);
            let ca = read.profiled.as_ref().map_err(doubt)?;
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
        let trusted = self.side.trusted();
        let mut names = self.trusted.iter().filter_map(|ca| ca.name.as_ref());
        let issuer = super::Certificate::from_der(&of.der).map(|found| found.issuer);
        let issuer = issuer.unwrap_or_default();
        let message = if names.any(|name| *name == of.issuer) {
            text!("cert-key-of-issuer", issuer = issuer, trusted = trusted)
        } else {
            text!("cert-no-issuer", issuer = issuer, trusted = trusted)
        };
        Reason::new("other-ca", message)
    }

    /// Judges a chain, leaf first; the last one is trusted, or nobody is.
    fn judge_chain(&self, chain: &[&Profiled]) -> Result<Vec<Reason>, Text> {
        let mut reasons = Vec::new();
        let mut below = 0_u32;
        for (depth, one) in chain.iter().enumerate() {
            let name = one.name();
            let whose = if depth == 0 {
                text!("cert-it")
            } else {
                text!("cert-its-issuer", name = &name)
            };
            judge_dates(one, &whose, self.now, &mut reasons);
            self.side.judge_purpose(one, &whose, &mut reasons);
            if depth == 0 {
                self.judge_leaf(one, &mut reasons)?;
            } else {
                let last = depth.saturating_add(1) == chain.len();
                if let Some(why) = why_no_ca(one, last) {
                    let message = text!("cert-whose", whose = &whose, why = why);
                    reasons.push(Reason::new("not-a-ca", message));
                }
                let constraints = one.constraints.as_ref();
                let limit = constraints.and_then(|found| found.path_len_constraint);
                if depth > 1 && limit.is_some_and(|limit| below > limit.into()) {
                    let message = text!("cert-path-length", whose = &whose);
                    reasons.push(Reason::new("path-length", message));
                }
                below = below.saturating_add(u32::from(!one.is_self_issued()));
            }
            if let Some(issuer) = chain.get(depth.saturating_add(1)) {
                let signed = issuer.signed(one);
                if !signed.ok_or_else(|| unlisted_signature(one))? {
                    let message = text!("cert-did-not-sign", issuer = issuer.name(), name = &name);
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
    ) -> Result<(), Text> {
        let Some(usage) = &leaf.usage else {
            return Ok(());
        };
        let exchange = self.side == Side::Server && usage.key_encipherment();
        if !usage.digital_signature() && (usage.key_agreement() || exchange) {
            // OpenSSL takes it; whether a handshake does depends on its version.
            return Err(text!("cert-usage-without-signatures"));
        }
        if !usage.digital_signature() {
            let message = text!("cert-key-usage");
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
    ) -> Result<(), Text> {
        let own = one.is_self_issued().then_some(one);
        let Some(issuer) = above.first().copied().or(own) else {
            return Ok(());
        };
        match in_force(lists, issuer, above, self.now) {
            Ok(list) if list.revokes(&one.serial)? => {
                let message = text!("cert-revoked", name = one.name(), issuer = issuer.name());
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
    whose: &Text,
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
) {
    if now > one.until {
        let message = text!("cert-expired", whose = whose, date = one.until);
        reasons.push(Reason::new("expired", message));
    }
    if now < one.from {
        let message = text!("cert-not-yet-valid", whose = whose, date = one.from);
        reasons.push(Reason::new("not-yet-valid", message));
    }
}

/// Why OpenSSL does not take a certificate for a CA; `last` is the end of a chain, where it is
/// laxer.
///
/// Source: OpenSSL, `check_ca`, `check_extensions`.
pub(super) fn why_no_ca(one: &Profiled, last: bool) -> Option<Text> {
    let version_1_root = one.certificate.tbs_certificate().version() == x509_cert::Version::V1
        && one.is_self_signed();
    let is_ca = match (&one.usage, &one.constraints) {
        (Some(usage), _) if !usage.key_cert_sign() => return Some(text!("cert-usage-of-ca")),
        (_, Some(constraints)) => constraints.ca,
        (usage, None) => last && (version_1_root || usage.is_some()),
    };
    (!is_ca).then(|| text!("cert-not-a-ca"))
}

/// Says that the signature on a certificate is not listed.
pub(super) fn unlisted_signature(one: &Profiled) -> Text {
    let oid = one.algorithm().oid;
    let known = DB.by_oid(&oid).map(Text::verbatim);
    text!(
        "cert-unlisted-signature",
        name = one.name(),
        algorithm = known.unwrap_or_else(|| text!("cert-unknown-algorithm")),
        oid = oid.to_string()
    )
}
