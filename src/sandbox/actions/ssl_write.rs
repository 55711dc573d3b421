//! `ModifyDBInstanceSSL`: the switch, the server certificate, client CA, revocation list and ACL.
//!
//! Everything one call asks for is one change with at most one restart. What the settings need of
//! each other is asked of the state after the call, so a client CA and an ACL may come together.

use secrecy::SecretString;

use super::{Call, Reply};
use crate::domain::acl::Acl;
use crate::domain::ssl::{CaType, Pem};
use crate::sandbox::answer::Refusal;
use crate::sandbox::certificates::{check_client_ca, check_crl, check_identity};
use crate::sandbox::database::ServerIdentity;
use crate::sandbox::state::State;
use crate::sandbox::state::change::Target;
use crate::sandbox::state::instance::{Instance, Ssl};

/// Source: `ModifyDBInstanceSSL`, API version 2014-08-15, and its error table.
pub(super) fn modify(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceId.NotFound")?;
    let endpoint = required(call, "ConnectionString")?;
    check_support(instance)?;
    let asked = Asked::read(call, &instance.ssl)?;
    if instance.lock_mode != "Unlock" {
        return Err(Refusal::new(
            403,
            "IncorrectDBInstanceLockMode",
            "Current DB instance lock mode does not support this operation.",
        ));
    }
    if instance.is_busy() {
        // Source: "InvalideStatus.Format: instance status does not allow it: wait and retry".
        return Err(Refusal::new(
            400,
            "InvalideStatus.Format",
            "Current DB instance status does not support this operation.",
        ));
    }
    if !instance.has_endpoint(endpoint) {
        return Err(Refusal::new(
            404,
            "Endpoint.NotFound",
            "The specified ConnectionString is not an endpoint of the instance.",
        ));
    }
    let next = asked.next(call, instance, endpoint)?;
    Ok(Reply::Begin {
        instance_id: instance.id.clone(),
        target: Target::Ssl(Box::new(next)),
        restart: asked.restarts(),
    })
}

/// Which code stands for which lack is inferred.
fn check_support(instance: &Instance) -> Result<(), Refusal> {
    if !instance.is_postgresql() {
        return Err(Refusal::new(
            400,
            "InvalidDBInstanceEngineType.Format",
            "The specified instance engine type is not valid.",
        ));
    }
    if instance.is_serverless() || instance.storage == "local_ssd" || instance.major() < 10 {
        return Err(Refusal::new(
            400,
            "Api.NotSupport",
            "The API does not support the specified instance.",
        ));
    }
    Ok(())
}

/// A new text, or its removal.
enum Upload {
    Set(Pem),
    Clear,
}

/// The server certificate that a call brings or orders.
enum Certificate {
    Keep,
    Issue,
    Own(ServerIdentity),
}

/// One call, its texts read and checked each for itself.
struct Asked {
    switch: Option<bool>,
    certificate: Certificate,
    client_ca: Option<Upload>,
    crl: Option<Upload>,
    acl: Option<Acl>,
    replication_acl: Option<Acl>,
}

impl Asked {
    fn read(call: &Call<'_>, now: &Ssl) -> Result<Self, Refusal> {
        let switch = match call.optional("SSLEnabled") {
            None => None,
            Some("1") => Some(true),
            Some("0") => Some(false),
            Some(_) => return Err(bad("InvalidSSLStatus", "SSLEnabled is 1 or 0.")),
        };
        let asked = Self {
            certificate: certificate(call, switch)?,
            switch,
            client_ca: upload(
                call,
                ("ClientCAEnabled", "ClientCACert"),
                now.client_ca.is_some(),
                "InvalidClientCACert",
                check_client_ca,
            )?,
            crl: upload(
                call,
                ("ClientCrlEnabled", "ClientCertRevocationList"),
                now.crl.is_some(),
                "InvalidClientCrl",
                check_crl,
            )?,
            acl: acl(call, "ACL")?,
            replication_acl: acl(call, "ReplicationACL")?,
        };
        if asked.switch.is_none() && !asked.restarts() && asked.no_acl() {
            return Err(bad("Parameters.Invalid", "Nothing is to be changed."));
        }
        Ok(asked)
    }

    const fn no_acl(&self) -> bool {
        self.acl.is_none() && self.replication_acl.is_none()
    }

    /// Source: what restarts the instance, RDS documentation: everything but a change of the ACL.
    const fn restarts(&self) -> bool {
        self.switch.is_some()
            || self.client_ca.is_some()
            || self.crl.is_some()
            || !matches!(self.certificate, Certificate::Keep)
    }

    /// The settings after the call.
    fn next(&self, call: &Call<'_>, instance: &Instance, endpoint: &str) -> Result<Ssl, Refusal> {
        let before = &instance.ssl;
        if self.switch == Some(false) {
            return self.off(before);
        }
        let mut next = before.clone();
        if let Some(upload) = &self.client_ca {
            next.client_ca = upload.after();
        }
        if let Some(upload) = &self.crl {
            next.crl = upload.after();
        }
        next.acl = self.acl.unwrap_or(before.acl);
        next.replication_acl = self.replication_acl.unwrap_or(before.replication_acl);
        self.check_permissions(before, &next, call.refuse_combined)?;
        let full = [next.acl, next.replication_acl].contains(&Acl::VerifyFull);
        if full && instance.major() < 12 {
            // Source: `verify-full` is for PostgreSQL 12 and later; the code is inferred.
            return Err(bad(
                "InvalidACL.NotFound",
                "verify-full needs PostgreSQL 12 or later.",
            ));
        }
        if self.switch.is_none() && !before.is_on() {
            return Err(bad(
                "IncorrectDBSslStatus",
                "SSL of the instance is not enabled.",
            ));
        }
        self.put_certificate(&mut next, call, endpoint)?;
        Ok(next)
    }

    /// Off takes everything with it: the describe call shows every field empty afterwards.
    fn off(&self, before: &Ssl) -> Result<Ssl, Refusal> {
        let sets = |upload: &Option<Upload>| matches!(upload, Some(Upload::Set(_)));
        let forces = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
        if sets(&self.client_ca)
            || sets(&self.crl)
            || forces(self.acl)
            || forces(self.replication_acl)
            || matches!(self.certificate, Certificate::Own(_))
        {
            return Err(bad(
                "InvalidSSLStatus",
                "SSL cannot be disabled and configured at once.",
            ));
        }
        if before.is_on() {
            Ok(Ssl::off())
        } else {
            Err(bad(
                "IncorrectDBSslStatus",
                "SSL of the instance is not enabled.",
            ))
        }
    }

    /// An ACL and a revocation list need a client CA: in force before, or set by the same call.
    ///
    /// Taking the CA away under an ACL or a list is refused with the same codes. That is inferred:
    /// PostgreSQL itself does not load such a `pg_hba.conf`.
    fn check_permissions(
        &self,
        before: &Ssl,
        next: &Ssl,
        refuse_combined: bool,
    ) -> Result<(), Refusal> {
        let lacks = |after: bool| {
            (before.client_ca.is_none() && (next.client_ca.is_none() || refuse_combined))
                || (after && next.client_ca.is_none())
        };
        let forced = next.acl.forces_ssl() || next.replication_acl.forces_ssl();
        if (!self.no_acl() || forced) && lacks(forced) {
            return Err(Refusal::new(
                403,
                "InvalidACL.Permission",
                "The ACL needs a client CA certificate.",
            ));
        }
        let sends = matches!(self.crl, Some(Upload::Set(_)));
        if (sends || next.crl.is_some()) && lacks(next.crl.is_some()) {
            return Err(Refusal::new(
                403,
                "InvalidClientCrl.Permission",
                "The revocation list needs a client CA certificate.",
            ));
        }
        Ok(())
    }

    fn put_certificate(
        &self,
        next: &mut Ssl,
        call: &Call<'_>,
        endpoint: &str,
    ) -> Result<(), Refusal> {
        let refused = || {
            bad(
                "InvalidServerCertOrPrivateKey",
                "The certificate is not valid.",
            )
        };
        match &self.certificate {
            Certificate::Keep => return Ok(()),
            Certificate::Issue => {
                // The API shows whole seconds: a renewal right after the last one moves them too.
                let at = call.now.max(next.created + chrono::TimeDelta::seconds(1));
                let issued = call
                    .authority
                    .issue(endpoint, at, None)
                    .map_err(|_| refused())?;
                next.identity = Some(issued.identity);
                next.ca_type = CaType::Aliyun;
                next.created = issued.created;
                next.expires = issued.expires;
            }
            Certificate::Own(identity) => {
                let (created, expires) = check_identity(&identity.certificate, &identity.key)
                    .map_err(|reason| bad("InvalidServerCertOrPrivateKey", reason))?;
                next.identity = Some(identity.clone());
                next.ca_type = CaType::Custom;
                next.created = created;
                next.expires = expires;
            }
        }
        endpoint.clone_into(&mut next.endpoint);
        next.requires_update = false;
        Ok(())
    }
}

impl Upload {
    fn after(&self) -> Option<Pem> {
        match self {
            Self::Set(pem) => Some(pem.clone()),
            Self::Clear => None,
        }
    }
}

/// Source: `CAType`: `aliyun` is the default with `SSLEnabled=1`; `custom` needs both texts.
fn certificate(call: &Call<'_>, switch: Option<bool>) -> Result<Certificate, Refusal> {
    let text = call.optional("ServerCert");
    let custom = match call.optional("CAType") {
        Some("custom") => true,
        Some("aliyun") => false,
        None => text.is_some(),
        Some(_) => return Err(bad("InvalidCAType.NotFound", "CAType is aliyun or custom.")),
    };
    if switch == Some(false) && !custom {
        return Ok(Certificate::Keep);
    }
    if custom {
        let certificate = Pem::new(required(call, "ServerCert")?)
            .ok_or_else(|| bad("InvalidServerCertOrPrivateKey", "The certificate is empty."))?;
        let key = SecretString::from(required(call, "ServerKey")?);
        return Ok(Certificate::Own(ServerIdentity { certificate, key }));
    }
    let ordered = switch == Some(true) || call.optional("CAType").is_some();
    Ok(if ordered {
        Certificate::Issue
    } else {
        Certificate::Keep
    })
}

/// Reads a flag and its text. The text alone replaces what is in force, as the vendor's Terraform
/// provider sends it.
fn upload(
    call: &Call<'_>,
    (flag, name): (&str, &str),
    in_force: bool,
    code: &'static str,
    check: fn(&Pem) -> Result<(), String>,
) -> Result<Option<Upload>, Refusal> {
    match call.optional(flag) {
        None if call.optional(name).is_none() => return Ok(None),
        None if in_force => {}
        None => {
            return Err(Refusal::new(
                400,
                "RequiredParam.NotFound",
                format!("{flag} must come with {name}."),
            ));
        }
        Some("1") => {}
        Some("0") => return Ok(Some(Upload::Clear)),
        Some(_) => return Err(bad("Parameters.Invalid", format!("{flag} is 1 or 0."))),
    }
    let pem = Pem::new(required(call, name)?).ok_or_else(|| bad(code, "The text is empty."))?;
    check(&pem).map_err(|reason| bad(code, reason))?;
    Ok(Some(Upload::Set(pem)))
}

/// Source: `ACL` of `ModifyDBInstanceSSL`; `perfer` is what its own description said for years.
fn acl(call: &Call<'_>, name: &str) -> Result<Option<Acl>, Refusal> {
    Ok(Some(match call.optional(name) {
        None => return Ok(None),
        Some("prefer" | "perfer") => Acl::Prefer,
        Some("verify-ca") => Acl::VerifyCa,
        Some("verify-full") => Acl::VerifyFull,
        Some("cert") => Acl::Cert,
        Some(_) => return Err(bad("InvalidACL.NotFound", format!("{name} is not valid."))),
    }))
}

fn required<'a>(call: &'a Call<'_>, name: &str) -> Result<&'a str, Refusal> {
    call.optional(name)
        .ok_or_else(|| bad("RequiredParam.NotFound", format!("{name} is required.")))
}

fn bad(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(400, code, message)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, ask, ask_with, now, refusal, state};
    use super::*;
    use crate::sandbox::certificates::Authority;
    use crate::sandbox::state::instance::tests::{complete, instance, revocation_list};

    const ID: (&str, &str) = ("DBInstanceId", "pgm-a");
    const HOST: (&str, &str) = ("ConnectionString", "localhost");

    fn modify(state: &State, more: &[(&str, &str)]) -> Result<Reply, Refusal> {
        let mut parameters = vec![ID, HOST];
        parameters.extend_from_slice(more);
        ask(state, "ModifyDBInstanceSSL", &parameters)
    }

    fn refused(state: &State, more: &[(&str, &str)]) -> (u16, String) {
        let refusal = modify(state, more).err().unwrap();
        (refusal.status, refusal.code.into_owned())
    }

    /// Lets the change land and gives whether it restarts.
    fn land(state: &mut State, more: &[(&str, &str)]) -> bool {
        let Ok(Reply::Begin {
            instance_id,
            target,
            restart,
        }) = modify(state, more)
        else {
            panic!("refused")
        };
        complete(state, &instance_id, target, now());
        restart
    }

    fn ca() -> String {
        Authority::new(now()).unwrap().pem().to_owned()
    }

    fn on() -> State {
        let mut state = state();
        assert!(land(
            &mut state,
            &[("SSLEnabled", "1"), ("CAType", "aliyun")]
        ));
        state
    }

    #[test]
    fn on_then_ca_then_acl_then_off() {
        let mut state = on();
        let look = |state: &State| answer(state, "DescribeDBInstanceSSL", &[ID]);
        let seen = look(&state);
        assert_eq!(seen["SSLEnabled"], "on");
        assert_eq!(seen["ACL"], "prefer");
        assert_eq!(seen["RequireUpdate"], "0");
        assert_eq!(seen["LastModifyStatus"], "success");
        assert!(
            seen["ServerKey"]
                .as_str()
                .unwrap()
                .starts_with("-----BEGIN PRIVATE KEY-----")
        );
        assert!(
            seen["ServerCert"]
                .as_str()
                .unwrap()
                .ends_with("-----END CERTIFICATE-----")
        );
        let ca = ca();
        assert!(land(
            &mut state,
            &[("ClientCAEnabled", "1"), ("ClientCACert", &ca)]
        ));
        assert!(!land(
            &mut state,
            &[("ACL", "cert"), ("ReplicationACL", "verify-ca")]
        ));
        let seen = look(&state);
        assert_eq!(seen["ACL"], "cert");
        assert_eq!(seen["ReplicationACL"], "verify-ca");
        assert_eq!(seen["ClientCACert"], ca.trim());
        assert!(land(&mut state, &[("SSLEnabled", "0")]));
        let seen = look(&state);
        assert_eq!(seen["SSLEnabled"], "off");
        assert_eq!(seen["ACL"], "");
        assert_eq!(seen["ClientCACert"], "");
    }

    #[test]
    fn everything_in_one_call_is_one_change() {
        let mut state = state();
        let (ca, crl) = revocation_list(now());
        let all = [
            ("SSLEnabled", "1"),
            ("CAType", "aliyun"),
            ("ClientCAEnabled", "1"),
            ("ClientCACert", ca.as_str()),
            ("ClientCrlEnabled", "1"),
            ("ClientCertRevocationList", crl.as_str()),
            ("ACL", "verify-full"),
            ("ReplicationACL", "verify-full"),
        ];
        let mut parameters = vec![ID, HOST];
        parameters.extend_from_slice(&all);
        let refusal = ask_with(&state, "ModifyDBInstanceSSL", &parameters, true)
            .err()
            .unwrap();
        assert_eq!(refusal.code, "InvalidACL.Permission");
        assert!(land(&mut state, &all));
        let seen = answer(&state, "DescribeDBInstanceSSL", &[ID]);
        assert_eq!(seen["ACL"], "verify-full");
        assert_eq!(seen["ClientCertRevocationList"], crl.trim());
    }

    #[test]
    fn sending_the_switch_again_renews() {
        let mut state = on();
        let times = |state: &State| {
            let seen = answer(state, "DescribeDBInstanceSSL", &[ID]);
            (
                seen["SSLCreateTime"].clone(),
                seen["SSLExpireTime"].clone(),
                seen["ServerCert"].clone(),
            )
        };
        let before = times(&state);
        assert!(land(&mut state, &[("SSLEnabled", "1")]));
        let after = times(&state);
        assert_ne!(before.0, after.0);
        assert_ne!(before.1, after.1);
        assert_ne!(before.2, after.2);
    }

    #[test]
    fn settings_need_what_comes_before_them() {
        let state = on();
        let (ca, crl) = revocation_list(now());
        let acl = (403, "InvalidACL.Permission".to_owned());
        assert_eq!(refused(&state, &[("ACL", "cert")]), acl);
        assert_eq!(refused(&state, &[("ReplicationACL", "prefer")]), acl);
        assert_eq!(
            refused(
                &state,
                &[
                    ("ClientCrlEnabled", "1"),
                    ("ClientCertRevocationList", &crl)
                ]
            ),
            (403, "InvalidClientCrl.Permission".into())
        );
        let mut state = on();
        land(
            &mut state,
            &[
                ("ClientCAEnabled", "1"),
                ("ClientCACert", &ca),
                ("ClientCrlEnabled", "1"),
                ("ClientCertRevocationList", &crl),
                ("ACL", "cert"),
            ],
        );
        assert_eq!(refused(&state, &[("ClientCAEnabled", "0")]), acl);
        assert_eq!(
            refused(&state, &[("ClientCAEnabled", "0"), ("ACL", "prefer")]),
            (403, "InvalidClientCrl.Permission".into())
        );
        land(&mut state, &[("ACL", "prefer")]);
        land(&mut state, &[("ClientCrlEnabled", "0")]);
        assert!(land(&mut state, &[("ClientCAEnabled", "0")]));
    }

    #[test]
    fn bad_texts_have_their_codes() {
        let state = on();
        let junk = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        for (parameters, code) in [
            (vec![("SSLEnabled", "2")], "InvalidSSLStatus"),
            (vec![("CAType", "self")], "InvalidCAType.NotFound"),
            (vec![("ACL", "require")], "InvalidACL.NotFound"),
            (vec![("ClientCAEnabled", "1")], "RequiredParam.NotFound"),
            (
                vec![("ClientCAEnabled", "1"), ("ClientCACert", junk)],
                "InvalidClientCACert",
            ),
            (
                vec![
                    ("ClientCrlEnabled", "1"),
                    ("ClientCertRevocationList", junk),
                ],
                "InvalidClientCrl",
            ),
            (
                vec![
                    ("CAType", "custom"),
                    ("ServerCert", junk),
                    ("ServerKey", junk),
                ],
                "InvalidServerCertOrPrivateKey",
            ),
            (
                vec![("SSLEnabled", "1"), ("CAType", "custom")],
                "RequiredParam.NotFound",
            ),
            (vec![], "Parameters.Invalid"),
        ] {
            assert_eq!(
                refused(&state, &parameters),
                (400, code.into()),
                "{parameters:?}"
            );
        }
        assert_eq!(
            refusal(&state, "ModifyDBInstanceSSL", &[ID, ("SSLEnabled", "1")]),
            (400, "RequiredParam.NotFound".into())
        );
        assert_eq!(
            refusal(
                &state,
                "ModifyDBInstanceSSL",
                &[ID, ("ConnectionString", "other"), ("SSLEnabled", "1")]
            ),
            (404, "Endpoint.NotFound".into())
        );
    }

    #[test]
    fn instances_that_cannot_are_refused() {
        let refused = |change: fn(&mut Instance)| {
            let mut one = instance("pgm-a", now());
            change(&mut one);
            let mut state = State::default();
            state.insert(one);
            refused(&state, &[("SSLEnabled", "1")])
        };
        assert_eq!(
            refused(|one| "MySQL".clone_into(&mut one.engine)),
            (400, "InvalidDBInstanceEngineType.Format".into())
        );
        assert_eq!(
            refused(|one| "local_ssd".clone_into(&mut one.storage)),
            (400, "Api.NotSupport".into())
        );
        assert_eq!(
            refused(|one| "LockByExpiration".clone_into(&mut one.lock_mode)),
            (403, "IncorrectDBInstanceLockMode".into())
        );
        assert_eq!(
            refused(|one| one.status = Some("Rebooting".to_owned())),
            (400, "InvalideStatus.Format".into())
        );
        let off = state();
        assert_eq!(
            super::tests::refused(&off, &[("SSLEnabled", "0")]),
            (400, "IncorrectDBSslStatus".into())
        );
    }

    #[test]
    fn verify_full_needs_version_12() {
        let mut one = instance("pgm-a", now());
        "11.0".clone_into(&mut one.engine_version);
        let mut state = State::default();
        state.insert(one);
        let ca = ca();
        let with = |acl| {
            vec![
                ("SSLEnabled", "1"),
                ("ClientCAEnabled", "1"),
                ("ClientCACert", ca.as_str()),
                ("ACL", acl),
            ]
        };
        assert_eq!(
            refused(&state, &with("verify-full")),
            (400, "InvalidACL.NotFound".into())
        );
        assert!(modify(&state, &with("verify-ca")).is_ok());
    }
}
