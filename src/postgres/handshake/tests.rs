//! What the answer of a server to a start-up packet means.

use proptest::prelude::*;

use super::StartupTransport::{Negotiation, Plaintext, Ssl, SslWithCertificate};
use super::*;
use crate::domain::proof::{LoginOrigin, ProbeEndpoint, ProbeReport, Proof, Question, Run};

/// An `ErrorResponse` of these fields.
fn error(fields: &[(char, &str)]) -> Vec<u8> {
    let fields: Vec<String> = fields
        .iter()
        .map(|(field, value)| format!("{field}{value}\0"))
        .collect();
    let body = fields.concat();
    message_of(b'E', format!("{body}\0").as_bytes())
}

fn message_of(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind], length.to_be_bytes().as_slice(), body].concat()
}

/// A refusal as PostgreSQL words it; `L` and the words vary with version and language.
fn refusal(code: &str, routine: &str, words: &str) -> Vec<u8> {
    let known = [
        ('S', "FATAL"),
        ('V', "FATAL"),
        ('F', "auth.c"),
        ('L', "544"),
    ];
    let told = [('C', code), ('M', words), ('R', routine)];
    error(&[known.as_slice(), &told].concat())
}

const NO_ENTRY: &str =
    "no pg_hba.conf entry for host \"127.0.0.1\", user \"app\", database \"appdb\", no encryption";
const DEMAND: &str = "connection requires a valid client certificate";
const OK: &[u8] = b"R\0\0\0\x08\0\0\0\0";
const READY: &[u8] = b"Z\0\0\0\x05I";
const SCRAM: &[u8] = b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0";
const SCRAM_PLUS: &[u8] = b"R\0\0\0\x2a\0\0\0\x0aSCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0";

/// The verdict on these bytes, then end of file.
fn verdict(transport: StartupTransport, bytes: &[u8]) -> ServerAnswer {
    let mut conversation = Conversation::new(transport);
    conversation
        .receive(bytes)
        .unwrap_or_else(|| conversation.closed())
}

fn outcome(transport: StartupTransport, bytes: &[u8]) -> Outcome {
    verdict(transport, bytes).outcome
}

#[test]
fn startup_message_is_byte_for_byte_the_documented_one() {
    let ordinary: &[u8] = b"\0\0\0\x21\0\x03\0\0user\0app\0database\0appdb\0\0";
    let stream = b"\0\0\0\x23\0\x03\0\0user\0app\0replication\0true\0\0";
    for (replication, expected) in [(false, ordinary), (true, stream)] {
        let login = StartupLogin {
            user: "app",
            database: "appdb",
            replication,
        };
        assert_eq!(startup_message(login), expected);
    }
}

#[test]
fn names_cannot_smuggle_parameters_into_the_startup_message() {
    let login = StartupLogin {
        user: "app\0replication\0true",
        database: "d",
        replication: false,
    };
    assert!(startup_message(login).ends_with(b"user\0app\0database\0d\0\0"));
}

#[test]
fn authentication_requests_name_their_method() {
    let cases: [(&[u8], &str, Option<bool>); 7] = [
        (SCRAM, "scram-sha-256", Some(false)),
        (SCRAM_PLUS, "scram-sha-256", Some(true)),
        (b"R\0\0\0\x08\0\0\0\x03", "password", None),
        (b"R\0\0\0\x0c\0\0\0\x05salt", "md5", None),
        (b"R\0\0\0\x08\0\0\0\x07", "7", None),
        (b"R\0\0\0\x08\0\0\0\x09", "9", None),
        (b"R\0\0\0\x15\0\0\0\x0aOAUTHBEARER\0\0", "10", None),
    ];
    for (bytes, method, channel_binding) in cases {
        let verdict = verdict(Ssl, bytes);
        let method = method.into();
        assert_eq!(verdict.outcome, Outcome::AcceptedToAuth { method });
        assert_eq!(verdict.channel_binding, channel_binding);
        assert!(!verdict.session);
    }
}

#[test]
fn login_without_a_password_is_an_answer_whatever_follows() {
    let parameters = message_of(b'S', b"server_version\x0015.18\0");
    let key = message_of(b'K', &[0; 8]);
    let whole = [OK, &parameters, &key, READY].concat();
    let ready = verdict(Plaintext, &whole);
    assert_eq!(ready.outcome, Outcome::AcceptedNoAuth);
    assert!(ready.session);
    let words = "role \"app\" does not exist";
    let unknown_role = refusal("28000", "InitializeSessionUserId", words);
    let refused = verdict(Plaintext, &[OK, &unknown_role].concat());
    assert_eq!(refused.outcome, Outcome::AcceptedNoAuth);
    assert!(!refused.session);
    assert_eq!(refused.sqlstate.as_deref(), Some("28000"));
    for rest in [b"".as_slice(), b"garbage", b"R\0\0\0\x08\0\0\0\x03", b"Z"] {
        let outcome = outcome(Plaintext, &[OK, rest].concat());
        assert_eq!(outcome, Outcome::AcceptedNoAuth, "after {rest:?}");
    }
    let mut conversation = Conversation::new(Plaintext);
    assert_eq!(conversation.receive(OK), None);
    assert_eq!(conversation.timed_out().outcome, Outcome::AcceptedNoAuth);
}

#[test]
fn errors_before_authentication_are_told_apart() {
    const ROWS: [(&str, StartupTransport, Outcome); 19] = [
        (NO_ENTRY, Plaintext, Outcome::RefusedByHba),
        (NO_ENTRY, Ssl, Outcome::RefusedByHba),
        (NO_ENTRY, Negotiation, Outcome::OtherError),
        (REJECTS, Plaintext, Outcome::RefusedByHba),
        (REJECTS, SslWithCertificate, Outcome::RefusedByHba),
        (DEMAND, Ssl, Outcome::CertificateRequired),
        (DEMAND, SslWithCertificate, Outcome::CertificateRequired),
        (DEMAND, Plaintext, Outcome::OtherError),
        (
            MISMATCH,
            SslWithCertificate,
            Outcome::CertificateUserMismatch,
        ),
        (IDENT, Plaintext, Outcome::OtherError),
        (IDENT, Ssl, Outcome::OtherError),
        (PASSWORD, Ssl, Outcome::OtherError),
        (NO_USER, Ssl, Outcome::OtherError),
        (NO_STORE, Ssl, Outcome::Misconfigured),
        (CONFIGURATION, Plaintext, Outcome::OtherError),
        (BUSY, Plaintext, Outcome::Busy),
        (BUSY, Negotiation, Outcome::Busy),
        (STARTING, Ssl, Outcome::NotReady),
        (DEMANDS_SSL, Plaintext, Outcome::OtherError),
    ];
    const REJECTS: &str = "pg_hba.conf rejects connection for host \"10.0.0.9\", user \"app\"";
    const MISMATCH: &str = "certificate authentication failed for user \"app\"";
    const IDENT: &str = "Ident authentication failed";
    const PASSWORD: &str = "password authentication failed";
    const NO_USER: &str = "no PostgreSQL user name";
    const NO_STORE: &str = "client certificates can only be checked if";
    const CONFIGURATION: &str = "configuration file";
    const BUSY: &str = "sorry, too many clients already";
    const STARTING: &str = "starting up";
    const DEMANDS_SSL: &str = "SSL required";

    for (words, transport, expected) in ROWS {
        let (code, routine) = match words {
            MISMATCH | IDENT => ("28000", "auth_failed"),
            PASSWORD => ("28P01", "auth_failed"),
            NO_USER => ("28000", "ProcessStartupPacket"),
            NO_STORE | CONFIGURATION => ("F0000", "ClientAuthentication"),
            BUSY => ("53300", "InitProcess"),
            STARTING => ("57P03", "ProcessStartupPacket"),
            DEMANDS_SSL => ("08P01", ""),
            _ => ("28000", "ClientAuthentication"),
        };
        let verdict = verdict(transport, &refusal(code, routine, words));
        assert_eq!(verdict.outcome, expected, "{words} {transport:?}");
        assert_eq!(verdict.sqlstate.as_deref(), Some(code));
    }
}

#[test]
fn refusal_and_demand_are_told_apart_in_any_language_and_family() {
    let hba = "ClientAuthentication";
    let refusals = [
        "没有用于主机 \"203.0.113.7\", 用户 \"app\", 数据库 \"appdb\", SSL加密 的记录",
        "kein Eintrag für Host »2001:db8::7«, Benutzer »app«",
        "нет записи для компьютера \"fe80::1%eth0\", пользователя \"app\"",
        "pas d'entrée pour l'hôte « ::1 », utilisateur « app »",
    ];
    for words in refusals {
        let outcome = outcome(Ssl, &refusal("28000", hba, words));
        assert_eq!(outcome, Outcome::RefusedByHba, "{words}");
    }
    for words in [
        "连接中需要一个有效的客户端认证",
        "Verbindung erfordert ein gültiges Client-Zertifikat",
    ] {
        let outcome = outcome(Ssl, &refusal("28000", hba, words));
        assert_eq!(outcome, Outcome::CertificateRequired, "{words}");
    }
}

#[test]
fn a_demand_without_the_routine_is_no_evidence() {
    let bare = error(&[('S', "FATAL"), ('C', "28000"), ('M', DEMAND)]);
    assert_eq!(outcome(Ssl, &bare), Outcome::OtherError);
    let pooler = error(&[('S', "FATAL"), ('C', "28000"), ('M', "pg_hba.conf says no")]);
    assert_eq!(outcome(Ssl, &pooler), Outcome::RefusedByHba);
}

#[test]
fn sqlstate_of_a_stranger_is_not_repeated() {
    for code in ["", "2800", "28000x", "28\u{1b}00", "abcde"] {
        let verdict = verdict(Plaintext, &error(&[('C', code), ('M', NO_ENTRY)]));
        assert_eq!(verdict.outcome, Outcome::OtherError, "{code:?}");
        assert_eq!(verdict.sqlstate, None);
    }
}

#[test]
fn version_negotiation_and_notices_are_passed_over() {
    let negotiation = message_of(b'v', b"\0\x03\0\0\0\0\0\0");
    let notice = message_of(b'N', b"SNOTICE\0\0");
    let bytes = [&negotiation, &notice, SCRAM].concat();
    assert!(outcome(Plaintext, &bytes).passed_hba());
}

#[test]
fn strangers_are_not_postgres() {
    let long = [b"E".as_slice(), &b"x".repeat(70_000)].concat();
    let unended = message_of(b'E', b"Cbad");
    let cases: [&[u8]; 15] = [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"ERROR\r\n",
        b"R\0\0\0\0",
        b"R\0\0\0\x03",
        b"R\xff\xff\xff\xff",
        b"R\0\0\x10\0",
        b"R\0\0\0\x09\0\0\0\0x",
        b"R\0\0\0\x08\0\0\0\x05",
        b"R\0\0\0\x0a\0\0\0\x0a\0\0",
        b"E\0\0\0\x08C280",
        READY,
        &long,
        &unended,
    ];
    for bytes in cases {
        assert_eq!(outcome(Plaintext, bytes), Outcome::NotPostgres, "{bytes:?}");
    }
}

#[test]
fn old_style_error_is_an_error() {
    let bytes = b"Ecould not fork new process for connection: Cannot allocate memory\n\0";
    for transport in [Plaintext, Negotiation] {
        assert_eq!(outcome(transport, bytes), Outcome::OtherError);
    }
}

#[test]
fn nothing_and_a_cut_off_answer_are_a_closed_connection() {
    let refusal = refusal("28000", "ClientAuthentication", NO_ENTRY);
    for length in 0..refusal.len() {
        let outcome = outcome(Plaintext, &refusal[..length]);
        assert_eq!(outcome, Outcome::Closed, "{length}");
    }
}

#[test]
fn endless_notices_end() {
    let mut conversation = Conversation::new(Plaintext);
    let notices = message_of(b'N', &[0]).repeat(500);
    let verdict = (0..1000)
        .find_map(|_| conversation.receive(&notices))
        .expect("a bound");
    assert_eq!(verdict.outcome, Outcome::NotPostgres);
    assert!(conversation.received <= CONVERSATION_LIMIT);
}

fn proof(plaintext: Outcome, ssl: Outcome, certificate: Outcome) -> Proof {
    let run = |question, outcome| Run {
        question,
        outcome,
        sqlstate: None,
        address: None,
        from: None,
        took: std::time::Duration::ZERO,
    };
    ProbeReport {
        place: ProbeEndpoint::named(String::new(), 5432),
        user: String::new(),
        database: String::new(),
        replication: false,
        origin: LoginOrigin::Named,
        at: chrono::DateTime::UNIX_EPOCH,
        runs: vec![
            run(Question::Plaintext, plaintext),
            run(Question::Ssl, ssl),
            run(Question::ClientCertificate, certificate),
        ],
        tls: None,
        same_refusal: false,
    }
    .proof()
}

/// Real answers, bent: cut, with bytes changed, glued together.
fn bent() -> impl Strategy<Value = Vec<u8>> {
    let answer = prop_oneof![
        Just(refusal("28000", "ClientAuthentication", NO_ENTRY)),
        Just(refusal("28000", "ClientAuthentication", DEMAND)),
        Just(refusal("53300", "InitProcess", "sorry")),
        Just(SCRAM.to_vec()),
        Just(SCRAM_PLUS.to_vec()),
        Just([OK, READY].concat()),
        prop::collection::vec(any::<u8>(), 0..40),
    ];
    let change = (any::<prop::sample::Index>(), any::<u8>());
    (
        prop::collection::vec(answer, 0..3),
        prop::collection::vec(change, 0..4),
        any::<u16>(),
    )
        .prop_map(|(answers, changes, length)| {
            let mut bytes = answers.concat();
            for (index, byte) in changes {
                if !bytes.is_empty() {
                    let index = index.index(bytes.len());
                    bytes[index] = byte;
                }
            }
            bytes.truncate(usize::from(length).max(8));
            bytes
        })
}

/// Whether the bytes are, somewhere behind passed-over messages, a refusal by `pg_hba`; written
/// apart from the code under test and looser than it.
fn could_be_refusal(bytes: &[u8]) -> bool {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    holds(b"C28000\0") && matches!(bytes.first(), Some(b'E' | b'N' | b'v'))
}

proptest! {
    #[test]
    fn random_bytes_prove_nothing(
        plaintext in prop::collection::vec(any::<u8>(), 0..600),
        ssl in prop::collection::vec(any::<u8>(), 0..600),
        certificate in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let proof = proof(
            outcome(Plaintext, &plaintext),
            outcome(Ssl, &ssl),
            outcome(SslWithCertificate, &certificate),
        );
        prop_assert!(!matches!(proof, Proof::Proven(_)), "{proof:?}");
    }

    #[test]
    fn proven_takes_a_whole_refusal_on_plaintext(plaintext in bent(), ssl in bent(), certificate in bent()) {
        let refused = outcome(Plaintext, &plaintext);
        let proof = proof(
            refused.clone(),
            outcome(Ssl, &ssl),
            outcome(SslWithCertificate, &certificate),
        );
        if matches!(proof, Proof::Proven(_)) {
            prop_assert_eq!(refused, Outcome::RefusedByHba);
            prop_assert!(could_be_refusal(&plaintext));
            prop_assert!(matches!(ssl.first(), Some(b'E' | b'R' | b'N' | b'v')));
        }
    }

    #[test]
    fn pieces_do_not_matter(bytes in bent(), size in 1_usize..20) {
        let whole = verdict(Ssl, &bytes);
        let mut conversation = Conversation::new(Ssl);
        let pieces = bytes.chunks(size).find_map(|piece| conversation.receive(piece));
        prop_assert_eq!(pieces.unwrap_or_else(|| conversation.closed()), whole);
    }
}
