//! What one `ModifyDBInstanceSSL` call asks for: its parameters, each read and checked for itself.

use secrecy::SecretString;

use crate::domain::acl::Acl;
use crate::domain::ssl::Pem;
use crate::sandbox::actions::Call;
use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::certificates::{check_client_ca, check_crl};
use crate::sandbox::database::ServerIdentity;
use crate::sandbox::state::settings::SandboxSsl;

/// A new text, or its removal.
pub(super) enum Upload {
    Set(Pem),
    Clear,
}

/// The server certificate that a call brings or orders.
pub(super) enum RequestedCertificate {
    Keep,
    Issue,
    Own(ServerIdentity),
}

/// One call, its texts read and checked each for itself.
pub(super) struct SslRequest {
    pub(super) switch: Option<bool>,
    pub(super) certificate: RequestedCertificate,
    pub(super) client_ca: Option<Upload>,
    pub(super) crl: Option<Upload>,
    pub(super) acl: Option<Acl>,
    pub(super) replication_acl: Option<Acl>,
}

impl SslRequest {
    /// Reads the call; `now` is what is in force.
    pub(super) fn read(call: &Call<'_>, now: &SandboxSsl) -> Result<Self, Refusal> {
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

    /// Whether it leaves both ACLs alone.
    pub(super) const fn no_acl(&self) -> bool {
        self.acl.is_none() && self.replication_acl.is_none()
    }

    /// Source: what restarts the instance, RDS documentation: everything but a change of the ACL.
    pub(super) const fn restarts(&self) -> bool {
        self.switch.is_some()
            || self.client_ca.is_some()
            || self.crl.is_some()
            || !matches!(self.certificate, RequestedCertificate::Keep)
    }
}

impl Upload {
    /// The text in force afterwards.
    pub(super) fn after(&self) -> Option<Pem> {
        match self {
            Self::Set(pem) => Some(pem.clone()),
            Self::Clear => None,
        }
    }
}

/// Source: `CAType`: `aliyun` is the default with `SSLEnabled=1`; `custom` needs both texts.
fn certificate(call: &Call<'_>, switch: Option<bool>) -> Result<RequestedCertificate, Refusal> {
    let text = call.optional("ServerCert");
    let custom = match call.optional("CAType") {
        Some("custom") => true,
        Some("aliyun") => false,
        None => text.is_some(),
        Some(_) => return Err(bad("InvalidCAType.NotFound", "CAType is aliyun or custom.")),
    };
    if switch == Some(false) && !custom {
        return Ok(RequestedCertificate::Keep);
    }
    if custom {
        let certificate = Pem::new(required(call, "ServerCert")?)
            .ok_or_else(|| bad("InvalidServerCertOrPrivateKey", "The certificate is empty."))?;
        let key = SecretString::from(required(call, "ServerKey")?);
        return Ok(RequestedCertificate::Own(ServerIdentity {
            certificate,
            key,
        }));
    }
    let ordered = switch == Some(true) || call.optional("CAType").is_some();
    Ok(if ordered {
        RequestedCertificate::Issue
    } else {
        RequestedCertificate::Keep
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

/// A parameter that the call cannot be without.
pub(super) fn required<'a>(call: &'a Call<'_>, name: &str) -> Result<&'a str, Refusal> {
    call.optional(name)
        .ok_or_else(|| bad("RequiredParam.NotFound", format!("{name} is required.")))
}
