//! The TLS side of probes and logins: a handshake that remembers what it was shown.
//!
//! The server's chain is kept, and judged where a login hands in a judge; the server always has to
//! prove that it holds the key of its certificate. Sessions are never resumed, so that each run sees a full handshake. ALPN
//! is offered for direct SSL only, which demands it; PostgreSQL 17 refuses a foreign one.

use core::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, ClientConnection, ResolvesClientCert, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::sign::CertifiedKey;
use rustls::{
    ALL_VERSIONS, CertificateError, DigitallySignedStruct, Error, ProtocolVersion, SignatureScheme,
    SupportedProtocolVersion,
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio::net::TcpStream;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::ClientIdentity;
use super::dial::bare;
pub use super::identity::{IdentityError, identity, sealed_identity};
use crate::domain::certificate::distinguished_name;
use crate::domain::proof::{Outcome, TlsFacts};
use crate::text::Text;

/// Judges the chain of a server, leaf first, at a time; the error is why it is not trusted.
pub(super) type ChainJudge = dyn Fn(&[Vec<u8>], UnixTime) -> Result<(), Text> + Send + Sync;

/// Makes the configuration of one probe, and the witness that remembers its handshake. Direct SSL
/// has to name the protocol inside (ALPN).
///
/// # Errors
/// The TLS library's.
///
/// Source: PostgreSQL 17, chapter 55.2.10.
pub fn configuration(
    identity: Option<&ClientIdentity>,
    direct: bool,
) -> Result<(ClientConfig, Arc<RecordingVerifier>), Error> {
    judged_configuration(identity, direct, ALL_VERSIONS, None)
}

/// The same with certain versions of TLS, for a server whose chain has to please a judge.
pub(super) fn judged_configuration(
    identity: Option<&ClientIdentity>,
    direct: bool,
    versions: &[&'static SupportedProtocolVersion],
    judge: Option<Box<ChainJudge>>,
) -> Result<(ClientConfig, Arc<RecordingVerifier>), Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let witness = Arc::new(RecordingVerifier {
        provider: Arc::clone(&provider),
        key: identity.map(|identity| Arc::clone(&identity.0)),
        judge,
        untrusted: OnceLock::new(),
        chain: OnceLock::new(),
        client_cas: OnceLock::new(),
        presented: AtomicBool::new(false),
    });
    let mut configuration = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::<RecordingVerifier>::clone(&witness))
        .with_client_cert_resolver(Arc::<RecordingVerifier>::clone(&witness));
    configuration.resumption = Resumption::disabled();
    if direct {
        configuration.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok((configuration, witness))
}

/// The name that a handshake is for: the host, or the address of the other side where the host is none.
pub(super) fn server_name(host: &str, stream: &TcpStream) -> io::Result<ServerName<'static>> {
    match ServerName::try_from(bare(host).to_owned()) {
        Ok(name) => Ok(name),
        Err(_) => stream.peer_addr().map(|peer| peer.ip().into()),
    }
}

/// Sees one handshake: keeps the server's chain and its request for a certificate.
pub struct RecordingVerifier {
    provider: Arc<CryptoProvider>,
    key: Option<Arc<CertifiedKey>>,
    judge: Option<Box<ChainJudge>>,
    untrusted: OnceLock<Text>,
    chain: OnceLock<Vec<Vec<u8>>>,
    client_cas: OnceLock<Vec<String>>,
    presented: AtomicBool,
}

impl RecordingVerifier {
    /// Whether a client certificate was presented to a server that asked for one.
    pub fn presented(&self) -> bool {
        self.presented.load(Ordering::Acquire)
    }

    /// Why the judge did not trust the server's chain.
    pub(super) fn untrusted(&self) -> Option<&Text> {
        self.untrusted.get()
    }

    /// What a finished handshake told; channel binding is not known yet.
    pub fn facts(&self, connection: &ClientConnection) -> TlsFacts {
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2".to_owned(),
            Some(ProtocolVersion::TLSv1_3) => "TLSv1.3".to_owned(),
            other => format!("{other:?}"),
        };
        let suite = connection.negotiated_cipher_suite();
        TlsFacts {
            version,
            cipher: suite
                .map(|suite| format!("{:?}", suite.suite()))
                .unwrap_or_default(),
            chain: self.chain.get().cloned().unwrap_or_default(),
            client_cas: self.client_cas.get().cloned(),
            channel_binding: None,
        }
    }

    /// Judges a TLS error, of the handshake or of the first read after it.
    ///
    /// Source: RFC 8446, section 6.2 (alerts). Under TLS 1.3 the server refuses a certificate only
    /// after the client's handshake is done, and the alert can be lost to a connection reset.
    pub fn failure(&self, error: &io::Error) -> Outcome {
        if self.presented() {
            if let Some(alert) = alert(error).filter(|alert| about_certificate(*alert)) {
                return Outcome::CertificateRejected { alert: Some(alert) };
            }
            if is_reset(error) {
                return Outcome::CertificateRejected { alert: None };
            }
        }
        Outcome::TlsFailed {
            reason: error.into(),
        }
    }
}

/// Checks a handshake signature with the raw key of the certificate.
///
/// The library's own check refuses X.509 v1 certificates, which libpq takes.
///
/// # Errors
/// For a certificate that cannot be read and a signature that is not its key's.
fn check_handshake_signature(
    provider: &CryptoProvider,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    let (_, x509) = X509Certificate::from_der(certificate)
        .map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
    let key = &x509.public_key().subject_public_key.data;
    let mapping = provider.signature_verification_algorithms.mapping;
    let valid = mapping
        .iter()
        .filter(|(scheme, _)| *scheme == signed.scheme)
        .flat_map(|(_, algorithms)| *algorithms)
        .any(|algorithm| {
            algorithm
                .verify_signature(key, message, signed.signature())
                .is_ok()
        });
    if valid {
        Ok(HandshakeSignatureValid::assertion())
    } else {
        Err(Error::InvalidCertificate(CertificateError::BadSignature))
    }
}

/// Leaves out the key.
impl fmt::Debug for RecordingVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness")
            .field("presented", &self.presented())
            .finish_non_exhaustive()
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = core::iter::once(end_entity).chain(intermediates);
        let chain = self
            .chain
            .get_or_init(|| chain.map(|certificate| certificate.to_vec()).collect());
        match self.judge.as_ref().map(|judge| judge(chain, now)) {
            None | Some(Ok(())) => Ok(ServerCertVerified::assertion()),
            Some(Err(why)) => {
                self.untrusted.get_or_init(|| why);
                let kind = CertificateError::ApplicationVerificationFailure;
                Err(Error::InvalidCertificate(kind))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_handshake_signature(&self.provider, message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        check_handshake_signature(&self.provider, message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl ResolvesClientCert for RecordingVerifier {
    /// Called exactly when the server asked for a certificate. The identity is presented whatever
    /// CAs the server names: its refusal of a foreign one is an answer too.
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.client_cas.get_or_init(|| {
            root_hint_subjects
                .iter()
                .map(|name| distinguished_name(name))
                .collect()
        });
        let key = self
            .key
            .as_ref()
            .filter(|key| key.key.choose_scheme(schemes).is_some())?;
        self.presented.store(true, Ordering::Release);
        Some(Arc::clone(key))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// The number of the TLS alert that an error carries.
pub fn alert(error: &io::Error) -> Option<u8> {
    let source = error.get_ref()?.downcast_ref::<Error>()?;
    if let Error::AlertReceived(description) = source {
        Some(u8::from(*description))
    } else {
        None
    }
}

/// Whether the other side broke the connection off.
pub fn is_reset(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
    )
}

/// Alerts by which a server refuses a client certificate: 42 bad, 43 unsupported, 44 revoked,
/// 45 expired, 46 unknown, 48 unknown CA, 49 access denied, 51 decrypt error, 116 required.
const fn about_certificate(alert: u8) -> bool {
    matches!(alert, 42..=46 | 48 | 49 | 51 | 116)
}
