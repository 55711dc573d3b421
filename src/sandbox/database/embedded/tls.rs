//! TLS as a PostgreSQL server ends it, with rustls.
//!
//! Invariant: a client certificate that PostgreSQL refuses in the handshake is refused with the
//! same alert, whatever the records say; a client without one passes.
//!
//! Three things differ, because rustls does not do them: a client certificate of X.509 version 1
//! is refused (alert 48), TLS 1.0 and 1.1 are never spoken, and a trusted CA need not be
//! self-signed.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError as Fault, DigitallySignedStruct, DistinguishedName, Error, InconsistentKeys,
    RootCertStore, ServerConfig, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime};
use secrecy::ExposeSecret;
use tokio_rustls::TlsAcceptor;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::domain::ssl::Pem;
use crate::sandbox::database::Desired;

/// The protocol name of direct TLS.
pub(super) const ALPN: &[u8] = b"postgresql";

/// What ends TLS for the wanted state; `None` when SSL is off.
///
/// # Errors
/// Which of certificate, key, client CA and revocation list cannot be used.
pub(super) fn acceptor(desired: &Desired, major: u16) -> Result<Option<TlsAcceptor>, String> {
    let Some(identity) = &desired.ssl else {
        return Ok(None);
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());

    let chain = certificates(&identity.certificate)
        .map_err(|e| format!("could not load server certificate file \"server.crt\": {e}"))?;
    let unusable = |e: String| format!("could not load private key file \"server.key\": {e}");
    let key = PrivateKeyDer::from_pem_slice(identity.key.expose_secret().as_bytes())
        .map_err(|e| unusable(e.to_string()))?;
    let key = provider
        .key_provider
        .load_private_key(key)
        .map_err(|e| unusable(e.to_string()))?;
    let certified = CertifiedKey::new(chain, key);
    if let Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) = certified.keys_match() {
        return Err("check of private key failed: key values mismatch".to_owned());
    }

    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|e| format!("could not set the TLS versions: {e}"))?;
    let builder = match &desired.client_ca {
        Some(ca) => builder.with_client_cert_verifier(Arc::new(verifier(
            ca,
            desired.crl.as_ref(),
            provider,
        )?)),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    // The server resumes no sessions: each handshake shows the certificate request.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    if major >= 17 {
        config.alpn_protocols = vec![ALPN.to_vec()];
    }
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

/// The certificates of a PEM text; at least one.
fn certificates(pem: &Pem) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(pem.as_str().as_bytes()).collect();
    match found {
        Ok(found) if found.is_empty() => Err("no certificate found".to_owned()),
        Ok(found) => Ok(found),
        Err(e) => Err(e.to_string()),
    }
}

fn verifier(
    ca: &Pem,
    crl: Option<&Pem>,
    provider: Arc<CryptoProvider>,
) -> Result<AlertsOfPostgres, String> {
    let bad_ca = |e| format!("could not load root certificate file \"client-ca.crt\": {e}");
    let mut roots = RootCertStore::empty();
    for certificate in certificates(ca).map_err(bad_ca)? {
        roots.add(certificate).map_err(|e| bad_ca(e.to_string()))?;
    }
    let bad_crl =
        |e| format!("could not load SSL certificate revocation list file \"client.crl\": {e}");
    let lists = match crl {
        None => Vec::new(),
        Some(crl) => CertificateRevocationListDer::pem_slice_iter(crl.as_str().as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| bad_crl(e.to_string()))?,
    };
    if crl.is_some() && lists.is_empty() {
        return Err(bad_crl("no revocation list found".to_owned()));
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .allow_unauthenticated()
        .with_crls(lists)
        .enforce_revocation_expiration()
        .build()
        .map(AlertsOfPostgres)
        .map_err(|e| bad_crl(e.to_string()))
}

/// The first CN of a certificate's subject.
///
/// Source: `be_tls_open_server`, which asks OpenSSL for the first `commonName`.
pub(super) fn common_name(certificate: &CertificateDer<'_>) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let name = certificate.subject().iter_common_name().next()?;
    name.as_str().ok().map(str::to_owned)
}

/// The verifier of rustls, with the alerts that OpenSSL sends for the same faults.
#[derive(Debug)]
struct AlertsOfPostgres(Arc<dyn ClientCertVerifier>);

/// The error whose alert is the one of PostgreSQL, measured on 11 to 18: not yet valid 42, an
/// overdue revocation list 45, everything else that has no alert of its own 48.
fn translate(error: Error) -> Error {
    let Error::InvalidCertificate(fault) = &error else {
        return error;
    };
    if matches!(fault, Fault::NotValidYet | Fault::NotValidYetContext { .. }) {
        Fault::BadEncoding.into()
    } else if matches!(
        fault,
        Fault::ExpiredRevocationList | Fault::ExpiredRevocationListContext { .. }
    ) {
        Fault::Expired.into()
    } else if matches!(fault, Fault::Other(_)) {
        Fault::UnknownIssuer.into()
    } else {
        error
    }
}

impl ClientCertVerifier for AlertsOfPostgres {
    fn client_auth_mandatory(&self) -> bool {
        self.0.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.0
            .verify_client_cert(end_entity, intermediates, now)
            .map_err(translate)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
