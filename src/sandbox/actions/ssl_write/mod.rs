//! `ModifyDBInstanceSSL`: the switch, the server certificate, client CA, revocation list and ACL.
//!
//! Everything one call asks for is one change with at most one restart. What the settings need of
//! each other is asked of the state after the call, so a client CA and an ACL may come together.

mod asked;
#[cfg(test)]
mod tests;

use super::{Call, Reply};
use crate::domain::acl::Acl;
use crate::domain::ssl::CaType;
use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::certificates::check_identity;
use crate::sandbox::state::State;
use crate::sandbox::state::change::NewSettings;
use crate::sandbox::state::instance::SandboxInstance;
use crate::sandbox::state::settings::SandboxSsl;
use asked::{RequestedCertificate, SslRequest, Upload, required};

/// Source: `ModifyDBInstanceSSL`, API version 2014-08-15, and its error table.
pub(super) fn modify(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceId.NotFound")?;
    let endpoint = required(call, "ConnectionString")?;
    check_support(instance)?;
    let asked = SslRequest::read(call, &instance.ssl)?;
    if instance.lock_mode != "Unlock" {
        return Err(Refusal::locked(403, "IncorrectDBInstanceLockMode"));
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
        target: NewSettings::Ssl(Box::new(next)),
        restart: asked.restarts(),
    })
}

/// Which code stands for which lack is inferred.
fn check_support(instance: &SandboxInstance) -> Result<(), Refusal> {
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

impl SslRequest {
    /// The settings after the call.
    fn next(
        &self,
        call: &Call<'_>,
        instance: &SandboxInstance,
        endpoint: &str,
    ) -> Result<SandboxSsl, Refusal> {
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
    fn off(&self, before: &SandboxSsl) -> Result<SandboxSsl, Refusal> {
        let sets = |upload: &Option<Upload>| matches!(upload, Some(Upload::Set(_)));
        let forces = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
        if sets(&self.client_ca)
            || sets(&self.crl)
            || forces(self.acl)
            || forces(self.replication_acl)
            || matches!(self.certificate, RequestedCertificate::Own(_))
        {
            return Err(bad(
                "InvalidSSLStatus",
                "SSL cannot be disabled and configured at once.",
            ));
        }
        if before.is_on() {
            Ok(SandboxSsl::off())
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
        before: &SandboxSsl,
        next: &SandboxSsl,
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
        next: &mut SandboxSsl,
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
            RequestedCertificate::Keep => return Ok(()),
            RequestedCertificate::Issue => {
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
            RequestedCertificate::Own(identity) => {
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
