//! What keeps a list of records from being sent: whether the server loads it, whether anybody gets in by it, and
//! who does not get in any more.

use super::super::steps::acl_after;
use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::certificate::{self, Admission};
use crate::domain::hba::{
    self, Knowledge, LockoutCause, LockoutSetting, Lockouts, LookedFor, Record, RecordType,
    Replication,
};
use crate::domain::policy::HbaGoal;
use crate::domain::ssl::{Pem, Replace, SslChange, SslState};
use crate::domain::verdict::knowledge;
use crate::text::{Text, text};

/// How many groups of logins a plan names before the rest is counted.
const NAMED: usize = 5;

/// A list of records with the settings that it will meet, beside the list and the settings of before.
struct Meeting<'a> {
    before: &'a [Record],
    after: &'a [Record],
    /// The same under the ACLs of before and of afterwards.
    under_acl: (Vec<Record>, Vec<Record>),
    /// Each record of before by what it says.
    known: Vec<Vec<Record>>,
    /// Whether no records have to be sent.
    same: bool,
    setting: LockoutSetting<'a>,
}

/// A record by what it says.
pub(super) fn said(record: &Record) -> Vec<Record> {
    hba::canonical(std::slice::from_ref(record))
}

/// The records as ACLs that force SSL, for ordinary logins and for replication, leave them where they are strict:
/// nobody gets in without SSL, whatever a record says.
fn under_acl(records: &[Record], [ordinary, replication]: [bool; 2]) -> Vec<Record> {
    let is_closed = |record: &Record| {
        let mut databases = record.database.split(',').map(str::trim);
        let of_replication = |database| database == "replication";
        if databases.clone().all(of_replication) {
            replication
        } else {
            ordinary && (replication || !databases.any(of_replication))
        }
    };
    let closed = |record: &Record| match record.kind {
        RecordType::HostNoSsl if is_closed(record) => None,
        RecordType::Host if is_closed(record) && !record.rejects() => Some(Record {
            kind: RecordType::HostSsl,
            ..record.clone()
        }),
        RecordType::Host | RecordType::HostSsl | RecordType::HostNoSsl | RecordType::Other(_) => {
            Some(record.clone())
        }
    };
    records.iter().filter_map(closed).collect()
}

impl Meeting<'_> {
    fn is_new(&self, record: &Record) -> bool {
        !self.known.contains(&said(record))
    }

    const fn loses_ca(&self) -> bool {
        self.setting.client_ca_before && !self.setting.client_ca
    }

    /// Whether the records meet what they met before.
    fn is_as_before(&self) -> bool {
        let (before, after) = &self.under_acl;
        self.same
            && before == after
            && !self.loses_ca()
            && self.setting.ssl_before == Some(self.setting.ssl)
    }

    /// Whether logins of this kind get in before.
    fn let_in(&self, only: Option<Replication>) -> bool {
        let setting = &self.setting;
        let (ssl, ca) = (setting.ssl_before == Some(true), setting.client_ca_before);
        hba::lets_somebody_in(&self.under_acl.0, ssl, ca, only, setting.knowledge)
    }

    /// Whether logins of this kind get in afterwards.
    fn lets_in(&self, only: Option<Replication>) -> bool {
        let setting = &self.setting;
        let (ssl, ca) = (setting.ssl, setting.client_ca);
        hba::lets_somebody_in(&self.under_acl.1, ssl, ca, only, setting.knowledge)
    }

    /// Whether nobody gets in any more, or nobody does and the list is new.
    fn shuts_all_out(&self) -> bool {
        let ordinary = Some(Replication::No);
        let stays_shut = self.same && !self.let_in(None);
        !stays_shut && (self.let_in(ordinary) && !self.lets_in(ordinary) || !self.lets_in(None))
    }
}

impl Draft<'_> {
    /// Holds a list of records against the settings that it will meet.
    pub(super) fn check_records(
        &mut self,
        ssl: &SslState,
        wanted: &SslChange,
        before: &[Record],
        after: &[Record],
    ) {
        let knowledge = knowledge(self.posture);
        let meeting = self.meeting(ssl, wanted, (before, after), &knowledge);
        self.check_newly_admitted(&meeting);
        if meeting.is_as_before() {
            return;
        }
        self.check_loading(&meeting);
        if self.lacks_ssl(&meeting) {
            return;
        }
        let lost = hba::lockouts(&meeting.under_acl.0, &meeting.under_acl.1, meeting.setting);
        if meeting.setting.ssl && !meeting.setting.client_ca {
            self.check_without_ca(wanted, &meeting, &lost);
        }
        if meeting.shuts_all_out() {
            return self.block_shut_out(&meeting);
        }
        self.warn_of_lockouts(lost);
    }

    fn meeting<'a>(
        &self,
        ssl: &SslState,
        wanted: &SslChange,
        (before, after): (&'a [Record], &'a [Record]),
        knowledge: &'a Knowledge,
    ) -> Meeting<'a> {
        let now = self.posture.seen_at;
        let is_valid = |ca: &Pem, crl: Option<&Pem>| {
            let admission = certificate::admission_by(ca.as_str(), crl.map(Pem::as_str), now);
            !matches!(admission, Admission::Refused(_))
        };
        let before_ca = ssl.client_ca.as_ref();
        let after_ca = match &wanted.client_ca {
            Some(change) => change.after(),
            None => before_ca.filter(|_| !self.turns_off()),
        };
        let force = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
        let acls = [
            (ssl.acl, self.policy.acl),
            (ssl.replication_acl, self.policy.replication_acl),
        ];
        let was = acls.map(|(acl, _)| force(ssl.demanding(acl)));
        let will = acls.map(|(acl, goal)| after_ca.is_some() && force(acl_after(ssl, goal, acl)));
        Meeting {
            before,
            after,
            under_acl: (under_acl(before, was), under_acl(after, will)),
            known: before.iter().map(said).collect(),
            same: self.is_same(before, after),
            setting: LockoutSetting {
                knowledge,
                ssl_before: ssl.enabled,
                ssl: self.is_on_after(ssl),
                client_ca_before: before_ca.is_some_and(|ca| is_valid(ca, ssl.crl.as_ref())),
                client_ca: after_ca.is_some_and(|ca| is_valid(ca, ssl.after(wanted).crl.as_ref())),
                looked_for: LookedFor::Lockouts,
            },
        }
    }

    /// Names who would get in anew, where SSL is turned on or records are given. Records that are named one by one may
    /// let them in, and the question says so; records that a policy declares may not, since an enforcement closes and
    /// never opens. Turning SSL on may not either, and whom it perhaps lets in is a warning: while it is off every client
    /// is one without SSL, and once it is on `hostnossl` records hold nobody back who uses SSL, and `hostssl` records count.
    fn check_newly_admitted(&mut self, meeting: &Meeting<'_>) {
        let setting = &meeting.setting;
        let (on, ssl) = (setting.ssl_before != Some(false), setting.ssl);
        let is_named = matches!(self.policy.hba, Some(HbaGoal::Exactly(_)));
        let is_declared = matches!(self.policy.hba, Some(HbaGoal::Declared(_))) && !meeting.same;
        let is_given = is_declared || is_named && !meeting.same;
        if !is_given && (on || !ssl) {
            return;
        }
        let (before, after) = (meeting.before, meeting.after);
        let found = hba::admitted(before, after, on, ssl, setting.knowledge);
        let (id, count) = (&self.posture.id, found.openly.len());
        if let (false, Some(first)) = (is_named || is_declared, found.openly.first()) {
            let message = match count {
                1 => text!("plan-ssl-opens", who = first),
                count => text!("plan-ssl-opens-more", who = first, count = count),
            };
            let next = text!("plan-ssl-opens-next", instance = id);
            return self.block("ssl-opens", message, Some(next));
        }
        let unsaid = (!found.complete).then(|| text!("plan-admits-not-looked-for"));
        let rest = found.perhaps.len() + count;
        let mut all = found.openly.into_iter().chain(found.perhaps);
        // Nobody is asked about records that a policy declares, so that they open nothing, not even perhaps.
        if is_declared {
            let what = match all.next() {
                Some(first) => Some(text!("plan-declared-admits", who = first, count = rest)),
                None => unsaid,
            };
            if let Some(what) = what {
                let next = text!("plan-declared-admits-next", instance = id);
                self.block("records-admit", what, Some(next));
            }
            return;
        }
        let all: Vec<Text> = all.collect();
        for one in all.iter().take(NAMED).chain(&unsaid) {
            self.warn("admits-more", one.clone());
        }
        if is_named {
            self.plan.opens.extend(all.into_iter().chain(unsaid));
        }
    }

    /// Refuses new records that the service or the server does not take, whichever command made them, and remarks on those without effect.
    fn check_loading(&mut self, meeting: &Meeting<'_>) {
        let major = meeting.setting.knowledge.server_major;
        let taken: Vec<Text> = meeting.before.iter().filter_map(hba::file::fault).collect();
        let is_restored = self.policy.restores.is_some();
        let fault = |record| hba::file::fault(record).filter(|why| !taken.contains(why));
        for record in meeting.after.iter().filter(|one| meeting.is_new(one)) {
            let (fault, refused) = (fault(record), hba::refused_by(record, major));
            // What was read is put back as it was.
            if let Some(why) = fault.clone().filter(|_| is_restored && refused.is_none()) {
                let what = text!("plan-record-not-judged", record = named(record), why = why);
                self.warn("record-not-judged", what);
            } else if let Some(why) = refused.or(fault) {
                let what = text!("plan-record-not-loaded", record = named(record), why = why);
                self.block(
                    "record-not-loaded",
                    what,
                    Some(text!("plan-correct-record")),
                );
            } else if let Some(why) = hba::without_effect(record, major) {
                let what = text!("plan-record-remark", record = named(record), why = why);
                self.warn("clientcert", what);
            }
        }
    }

    /// Whether records need SSL that will be off. A blocker says so, here or, where SSL is switched off over records
    /// that let somebody in by it, where the steps are laid out.
    fn lacks_ssl(&mut self, meeting: &Meeting<'_>) -> bool {
        let needs_ssl = |record: &Record| record.kind == RecordType::HostSsl;
        let lets_in_by_ssl = |record: &Record| needs_ssl(record) && !record.rejects();
        if self.turns_off() {
            return meeting.after.iter().any(lets_in_by_ssl);
        }
        let lacks = !meeting.setting.ssl && meeting.after.iter().any(needs_ssl);
        if lacks {
            let what = text!("plan-hostssl-needs-ssl");
            self.block("ssl-off", what, Some(self.turn_on()));
        }
        lacks
    }

    /// Records that demand client certificates while no client CA is set: the server loads them and refuses
    /// everyone who meets them. Those that stood there and take the way in from nobody who has one today
    /// are no reason not to close plaintext for all others; the service takes no record of the method `cert`.
    fn check_without_ca(&mut self, wanted: &SslChange, meeting: &Meeting<'_>, lost: &Lockouts) {
        let is_worse = |record: &&Record| {
            let cause = LockoutCause::CertificateWithoutCa(record.priority);
            meeting.loses_ca()
                || meeting.is_new(record)
                || !meeting.same && record.method == "cert"
                || !lost.complete
                || lost.found.iter().any(|one| one.cause == cause)
        };
        let major = meeting.setting.knowledge.server_major;
        let demands = |record: &&Record| hba::demands_certificate(record, major);
        let mut demanding = meeting.after.iter().filter(demands);
        let worse = demanding.clone().find(is_worse);
        let Some(record) = worse.or_else(|| demanding.next()) else {
            return;
        };
        let message = text!("plan-clientcert-without-ca", record = named(record));
        if worse.is_none() {
            return self.warn("clientcert-without-ca", message);
        }
        let id = &self.posture.id;
        let next = if wanted.client_ca == Some(Replace::Clear) {
            text!("plan-change-record-first", instance = id)
        } else if meeting.setting.ssl_before == Some(true) {
            Text::verbatim(format!("forcessl ca set {id} CA.pem"))
        } else {
            Text::verbatim(format!("forcessl enforce {id} --client-ca CA.pem"))
        };
        self.block("clientcert-without-ca", message, Some(next));
    }

    fn block_shut_out(&mut self, meeting: &Meeting<'_>) {
        let on = meeting.setting.ssl;
        let message = if on {
            text!("plan-nobody-with-ssl")
        } else {
            text!("plan-nobody-without-ssl")
        };
        let next = if self.policy.restores.is_some() {
            text!("plan-another-state", instance = &self.posture.id)
        } else if on {
            text!("plan-keep-a-record")
        } else if self.turns_off() {
            text!("plan-change-records-first")
        } else {
            self.turn_on()
        };
        self.block("nobody-gets-in", message, Some(next));
    }

    fn warn_of_lockouts(&mut self, lost: Lockouts) {
        if !lost.complete {
            let what = text!("plan-lockouts-not-looked-for");
            self.warn("lockouts-not-looked-for", what);
        }
        for one in lost.found.iter().take(NAMED) {
            self.warn("lockout", one.text());
        }
        if lost.found.len() > NAMED {
            let what = text!("plan-lockouts", count = lost.found.len());
            self.warn("lockout", what);
        }
        self.plan.lockouts = lost.found;
    }
}

fn named(record: &Record) -> String {
    let line = hba::syntax::text::line(record, hba::Shown::Redacted);
    format!("{} ({line})", record.priority)
}
