//! The chain of a certificate, built and judged as OpenSSL does it, for either side.
//!
//! Where OpenSSL could take one of several issuers, every one is followed, and an answer is given
//! only when all lead to the same. Deliberately absent: names of users and hosts.
//!
//! Source: OpenSSL 3, `build_chain`, `check_extensions`, `check_revocation`, `internal_verify`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::algorithm::is_listed;
use super::error::Reason;
use super::faults::{Side, judge_dates, unlisted_signature, why_no_ca};
use super::lists::{CrlGap, List, in_force};
use super::profile::{Profiled, Read};
use crate::text::{Text, text};

/// Longest chain that is followed, and largest number of chains.
const DEPTH: usize = 16;

/// The id of the reason that a certificate is on a revocation list.
pub(super) const REVOKED: &str = "revoked";

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
        let mut paths = Vec::new();
        self.follow(&[leaf], false, &mut paths)?;
        agreed(leaf, paths, |chain| self.judge_chain(chain))
    }

    /// Why every client of a trusted CA is refused, whatever its own certificate; empty when one may be let in.
    /// Of the revocation lists only that counts which one says of the CAs: whether they can be used is judged by
    /// [`judge_crl`](super::judge_crl).
    ///
    /// # Errors
    /// What takes part and is not checked in full.
    pub(super) fn judge_clients_of(
        &self,
        ca: &Profiled,
        lists: &[Read<List>],
    ) -> Result<Vec<Reason>, Text> {
        // Such a one may be taken for the issuer of its clients.
        let is_twin =
            |read: &&Read<Profiled>| read.name.as_ref().is_none_or(|name| *name == ca.subject);
        let mut twins = self.trusted.iter().filter(is_twin);
        if let Some(what) = twins.find_map(|read| read.profiled.as_ref().err()) {
            return Err(text!("cert-possible-issuer", name = ca.name(), what = what));
        }
        let mut paths = Vec::new();
        if ca.is_self_signed() {
            paths.push(Path::to_root(&[ca]));
        } else {
            self.follow(&[ca], true, &mut paths)?;
        }
        for path in paths.iter_mut().filter(|path| path.gap.is_some()) {
            let message = text!("ca-what", subject = ca.name(), why = text!("ca-no-root"));
            path.gap = Some(Reason::new("other-ca", message));
        }
        let whose = |name: &str| text!("cert-named", name = name);
        agreed(ca, paths, |cas| {
            let mut reasons = self.judge_issuers(cas, whose)?;
            let mut rest = cas;
            while let Some((one, above)) = rest.split_first() {
                if let Some(issuer) = issuer_of(one, above)
                    && let Ok(list) = in_force(lists, issuer, above, self.now)
                {
                    reasons.extend(revoked_by(list, one, issuer)?);
                }
                rest = above;
            }
            Ok(reasons)
        })
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

    /// Follows every way to a trusted root, and notes each.
    ///
    /// Trusted issuers come first, and after one of them only trusted ones are looked for.
    fn follow<'a>(
        &'a self,
        chain: &[&'a Profiled],
        only_trusted: bool,
        paths: &mut Vec<Path<'a>>,
    ) -> Result<(), Text> {
        let Some(current) = chain.last() else {
            return Ok(());
        };
        if chain.len() > DEPTH || paths.len() > DEPTH {
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
                paths.push(Path::to_root(chain));
            }
            if same == 0 || same != trusted.len() {
                let id = if chain.len() == 1 {
                    "self-signed"
                } else {
                    "other-ca"
                };
                let (name, trusted) = (current.name(), self.side.trusted());
                let message = text!("cert-self-signed", name = name, trusted = trusted);
                paths.push(Path {
                    chain: vec![],
                    gap: Some(Reason::new(id, message)),
                });
            }
            return Ok(());
        }
        let (found, from_file) = if trusted.is_empty() && !only_trusted {
            (self.issuers(&self.sent, current, chain)?, false)
        } else {
            (trusted, true)
        };
        if found.is_empty() {
            paths.push(Path {
                chain: chain.to_vec(),
                gap: Some(self.no_issuer(current)),
            });
        }
        for ca in found {
            let longer = [chain, &[ca]].concat();
            if from_file && ca.is_self_signed() {
                paths.push(Path::to_root(&longer));
            } else {
                self.follow(&longer, from_file, paths)?;
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
        let Some((leaf, above)) = chain.split_first() else {
            return Ok(vec![]);
        };
        let (it, mut reasons) = (text!("cert-it"), Vec::new());
        judge_dates(leaf, &it, self.now, &mut reasons);
        self.side.judge_purpose(leaf, &it, &mut reasons);
        self.judge_leaf(leaf, &mut reasons)?;
        self.judge_issue(leaf, above, &mut reasons)?;
        let whose = |name: &str| text!("cert-its-issuer", name = name);
        reasons.extend(self.judge_issuers(above, whose)?);
        Ok(reasons)
    }

    /// Judges the CAs of a chain, from the one that issued the leaf on; `whose` names one.
    fn judge_issuers(
        &self,
        cas: &[&Profiled],
        whose: impl Fn(&str) -> Text,
    ) -> Result<Vec<Reason>, Text> {
        let (mut reasons, mut below) = (Vec::new(), 0_u32);
        let mut rest = cas;
        while let Some((one, above)) = rest.split_first() {
            let whose = whose(&one.name());
            judge_dates(one, &whose, self.now, &mut reasons);
            self.side.judge_purpose(one, &whose, &mut reasons);
            if let Some(why) = why_no_ca(one, above.is_empty()) {
                let message = text!("cert-whose", whose = &whose, why = why);
                reasons.push(Reason::new("not-a-ca", message));
            }
            let constraints = one.constraints.as_ref();
            let limit = constraints.and_then(|found| found.path_len_constraint);
            if limit.is_some_and(|limit| below > limit.into()) {
                let message = text!("cert-path-length", whose = &whose);
                reasons.push(Reason::new("path-length", message));
            }
            below = below.saturating_add(u32::from(!one.is_self_issued()));
            self.judge_issue(one, above, &mut reasons)?;
            rest = above;
        }
        Ok(reasons)
    }

    /// Judges the signature on a certificate by the CA `above`, and its revocation.
    fn judge_issue(
        &self,
        one: &Profiled,
        above: &[&Profiled],
        reasons: &mut Vec<Reason>,
    ) -> Result<(), Text> {
        if let Some(issuer) = above.first() {
            let signed = issuer.signed(one);
            if !signed.ok_or_else(|| unlisted_signature(one))? {
                let (issuer, name) = (issuer.name(), one.name());
                let message = text!("cert-did-not-sign", issuer = issuer, name = name);
                reasons.push(Reason::new("other-ca", message));
            }
        }
        match &self.lists {
            Some(lists) => self.judge_revocation(one, above, lists, reasons),
            None => Ok(()),
        }
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
        let Some(issuer) = issuer_of(one, above) else {
            return Ok(());
        };
        match in_force(lists, issuer, above, self.now) {
            Ok(list) => reasons.extend(revoked_by(list, one, issuer)?),
            Err(CrlGap::Missing(reason) | CrlGap::Unusable(reason)) => reasons.push(reason),
            Err(CrlGap::NotKnown(what)) => return Err(what),
        }
        Ok(())
    }
}

/// Whose list counts for a certificate, with the CAs `above` it.
fn issuer_of<'a>(one: &'a Profiled, above: &[&'a Profiled]) -> Option<&'a Profiled> {
    let own = one.is_self_issued().then_some(one);
    above.first().copied().or(own)
}

/// That a list revokes a certificate, where it does.
fn revoked_by(list: &List, one: &Profiled, issuer: &Profiled) -> Result<Option<Reason>, Text> {
    Ok(list.revokes(&one.serial)?.then(|| {
        let message = text!("cert-revoked", name = one.name(), issuer = issuer.name());
        Reason::new(REVOKED, message)
    }))
}

/// One way from a certificate to a root, as far as it leads.
struct Path<'a> {
    /// What is judged: each certificate and the one above it.
    chain: Vec<&'a Profiled>,
    /// Why it leads to no trusted root.
    gap: Option<Reason>,
}

impl<'a> Path<'a> {
    fn to_root(chain: &[&'a Profiled]) -> Self {
        let chain = chain.to_vec();
        Self { chain, gap: None }
    }

    /// Why OpenSSL refuses what comes this way.
    fn judge(
        self,
        judge: impl FnOnce(&[&Profiled]) -> Result<Vec<Reason>, Text>,
    ) -> Result<Vec<Reason>, Text> {
        let mut reasons = judge(&self.chain)?;
        reasons.extend(self.gap);
        Ok(reasons)
    }
}

/// The answer that all paths from one certificate lead to.
fn agreed(
    from: &Profiled,
    paths: Vec<Path<'_>>,
    judge: impl Fn(&[&Profiled]) -> Result<Vec<Reason>, Text>,
) -> Result<Vec<Reason>, Text> {
    let answers = paths.into_iter().map(|path| path.judge(&judge));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    let refused = answers.iter().filter(|reasons| !reasons.is_empty()).count();
    if refused != 0 && refused != answers.len() {
        return Err(text!("cert-several-issuers", name = from.name()));
    }
    Ok(answers.into_iter().next().unwrap_or_default())
}
