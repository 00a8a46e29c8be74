//! Who may call a route. Each statement is a type: a handler gets the identity that its statement yields, and nothing reaches
//! a handler without one.

use core::future::Future;

use base64ct::{Base64, Encoding as _};
use http::{Method, header};
use muster_shared::api::CSRF_HEADER;
use muster_shared::ca::{CertificateError, DeviceCertificate, VerifiedDeviceCertificate};
use muster_shared::enrollment::enrollee::{RequestProof, ResolveSession, SessionState};
use muster_shared::enrollment::{Credential, RENEWAL_PREFIX, Refusal, RenewalTicket};
use muster_shared::identity::SessionToken;
use muster_shared::ports::Objects as _;
use muster_shared::protocol::est::BasicCredentials;
use muster_shared::tenant::{Permission, Person};
use muster_shared::time::Timestamp;

use super::call::{Call, single_header};
use super::error::ApiError;
use crate::app::{App, Platform};
use crate::device_signature;

/// The name of the session cookie. The prefix makes browsers insist on HTTPS (or localhost), the whole host and the root path.
pub const SESSION_COOKIE: &str = "__Host-muster_session";

/// A statement of who may call.
pub trait Who: 'static {
    /// What the handler learns about the caller.
    type Identity: Send;
    /// The statement in words, for the table's test and the API's description.
    const STATEMENT: &'static str;

    /// Recognises the caller, or says why not.
    fn identify<P: Platform>(
        app: &App<P>,
        call: &Call,
    ) -> impl Future<Output = Result<Self::Identity, ApiError>> + Send;
}

/// Everyone. The handler learns nothing about the caller.
pub struct Anyone;

impl Who for Anyone {
    type Identity = ();
    const STATEMENT: &'static str = "anyone";

    async fn identify<P: Platform>(_app: &App<P>, _call: &Call) -> Result<(), ApiError> {
        Ok(())
    }
}

/// A person with a session; for everything but reading, also with its CSRF token.
pub struct SignedIn;

/// A session and its person.
pub struct Session {
    /// The person as last published.
    pub person: Person,
    /// What the cookie carried.
    pub token: SessionToken,
    /// When the session ends.
    pub ends_at: Timestamp,
}

impl Who for SignedIn {
    type Identity = Session;
    const STATEMENT: &'static str = "a signed-in person";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Session, ApiError> {
        let csrf = call.header(CSRF_HEADER).unwrap_or_default();
        session_of(app, call, csrf).await
    }
}

/// A person with a session, by a plain form of ours: the CSRF token is one of its fields.
pub struct SignedInByForm;

/// Anybody, but by no form of another site: a sign-in that another site begins would make a person somebody else (RFC 6454
/// section 7; browsers say where a form comes from).
pub struct NotFromAnotherSite;

impl Who for NotFromAnotherSite {
    type Identity = ();
    const STATEMENT: &'static str = "anyone, by no form of another site";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<(), ApiError> {
        match call.header(header::ORIGIN.as_str()) {
            Some(origin) if origin != app.config.public_url => Err(ApiError::WrongOrigin),
            _ => Ok(()),
        }
    }
}

/// The field of a form that holds the CSRF token.
pub const CSRF_FIELD: &str = "csrf_token";

impl Who for SignedInByForm {
    type Identity = Session;
    const STATEMENT: &'static str = "a signed-in person, by a form of ours";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Session, ApiError> {
        let csrf = call.form(CSRF_FIELD).unwrap_or_default();
        session_of(app, call, &csrf).await
    }
}

/// The session that a request's cookie names. What changes something must show the session's CSRF token.
async fn session_of<P: Platform>(
    app: &App<P>,
    call: &Call,
    csrf: &str,
) -> Result<Session, ApiError> {
    let token = session_cookie(call)
        .and_then(|text| SessionToken::open(text, &app.config.sealing_key))
        .filter(|token| token.tenant == app.config.tenant)
        .ok_or(ApiError::SignInRequired)?;
    let reads = matches!(call.parts.method, Method::GET | Method::HEAD);
    if !reads && !token.csrf_matches(&app.config.sealing_key, csrf) {
        return Err(ApiError::CsrfTokenWrong);
    }
    let resolve = ResolveSession {
        session: token.session,
        secret: token.secret_digest(),
    };
    let state = app
        .platform
        .objects()
        .enrollee(&token.tenant, &token.enrollee, &resolve)
        .await?;
    let SessionState::Valid { ends_at } = state else {
        return Err(ApiError::SignInRequired);
    };
    match app.person(&token.enrollee).await? {
        Some(person) if !person.disabled => Ok(Session {
            person,
            token,
            ends_at,
        }),
        _ => Err(ApiError::SignInRequired),
    }
}

/// A person with a session whose request comes from a page of ours, as its `Origin` says (RFC 6454 section 7). A browser
/// opens a WebSocket from any page, with the cookie and with no place for a CSRF token, so this is what tells our pages
/// from others (RFC 6455 section 10.2).
pub struct SignedInOnOurPage;

impl Who for SignedInOnOurPage {
    type Identity = Session;
    const STATEMENT: &'static str = "a signed-in person on a page of ours";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Session, ApiError> {
        if call.header(header::ORIGIN.as_str()) != Some(app.config.public_url.as_str()) {
            return Err(ApiError::WrongOrigin);
        }
        SignedIn::identify(app, call).await
    }
}

fn session_cookie(call: &Call) -> Option<&str> {
    let cookies = call.header("cookie")?;
    cookies
        .split(';')
        .find_map(|pair| {
            pair.trim()
                .split_once('=')
                .filter(|(name, _)| *name == SESSION_COOKIE)
        })
        .map(|(_, value)| value)
}

/// A permission as a type, so that a route names the one it asks for.
pub trait Asks: 'static {
    /// The permission.
    const PERMISSION: Permission;
    /// The statement in words.
    const STATEMENT: &'static str;
}

macro_rules! asks {
    ($($name:ident => $permission:ident, $words:literal;)+) => {
        $(
            #[doc = concat!("Asks for ", $words, ".")]
            pub struct $name;

            impl Asks for $name {
                const PERMISSION: Permission = Permission::$permission;
                const STATEMENT: &'static str = concat!("a person with ", $words);
            }
        )+
    };
}

asks! {
    ReadDevices => DeviceRead, "device-read";
    RetireDevices => DeviceRetire, "device-retire";
    ChangeDevices => DeviceChange, "device-change";
    CommandDevices => DeviceCommand, "device-command";
    ReadIdentifiers => IdentifierRead, "identifier-read";
    WriteIdentifiers => IdentifierWrite, "identifier-write";
    ReadConfiguration => ConfigurationRead, "configuration-read";
    WriteConfiguration => ConfigurationWrite, "configuration-write";
    ReadAudit => AuditRead, "audit-read";
    ReadPeople => PeopleRead, "people-read";
    WritePeople => PeopleWrite, "people-write";
    ReadTokens => EnrollmentTokenRead, "enrollment-token-read";
    WriteTokens => EnrollmentTokenWrite, "enrollment-token-write";
    ReadWebhooks => WebhookRead, "webhook-read";
    WriteWebhooks => WebhookWrite, "webhook-write";
}

/// A person whose role includes a permission.
pub struct Permitted<A: Asks>(core::marker::PhantomData<A>);

/// The statement that a permission is asked for.
#[must_use]
pub const fn permitted<A: Asks>() -> Permitted<A> {
    Permitted(core::marker::PhantomData)
}

impl<A: Asks> Who for Permitted<A> {
    type Identity = Session;
    const STATEMENT: &'static str = A::STATEMENT;

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Session, ApiError> {
        let session = SignedIn::identify(app, call).await?;
        if session.person.may(A::PERMISSION) {
            Ok(session)
        } else {
            Err(ApiError::NotPermitted)
        }
    }
}

/// Whoever holds a ticket or an enrollment token: HTTP Basic with any user name and that as the password.
pub struct TicketHolder;

impl Who for TicketHolder {
    type Identity = Credential;
    const STATEMENT: &'static str = "the holder of a ticket or an enrollment token";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Credential, ApiError> {
        let refused = || ApiError::refused(Refusal::TicketInvalid);
        let header = call
            .header(header::AUTHORIZATION.as_str())
            .ok_or_else(refused)?;
        let credentials = BasicCredentials::parse(header).ok_or_else(refused)?;
        credential_of(app, &credentials.password)
    }
}

/// Whoever has a ticket or an enrollment token in the address: `{token}` of the path.
pub struct TokenInAddress;

/// Whoever shows in its message who it is; nothing is asked at the door.
pub struct ShownInMessage;

/// Somebody who comes with a message of SCEP's.
pub struct ScepCaller {
    /// The ticket or token that the address holds, found to be one.
    pub credential: Option<String>,
}

/// Opens what lets one device renew.
pub(crate) fn renewal_of<P: Platform>(app: &App<P>, text: &str) -> Result<RenewalTicket, ApiError> {
    RenewalTicket::open(text, &app.config.sealing_key, app.now())
        .ok()
        .filter(|ticket| ticket.tenant == app.config.tenant)
        .ok_or_else(|| ApiError::refused(Refusal::TicketInvalid))
}

impl Who for TokenInAddress {
    type Identity = ScepCaller;
    const STATEMENT: &'static str = "the holder of a ticket or an enrollment token, in the address";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<ScepCaller, ApiError> {
        let text = call.path.get("token").map_or("", String::as_str);
        if text.starts_with(RENEWAL_PREFIX) {
            // It counts by the challenge in the message, which is the same.
            renewal_of(app, text)?;
            return Ok(ScepCaller { credential: None });
        }
        credential_of(app, text)?;
        Ok(ScepCaller {
            credential: Some(text.to_owned()),
        })
    }
}

impl Who for ShownInMessage {
    type Identity = ScepCaller;
    const STATEMENT: &'static str = "anyone, by a message that shows who it is";

    async fn identify<P: Platform>(_app: &App<P>, _call: &Call) -> Result<ScepCaller, ApiError> {
        Ok(ScepCaller { credential: None })
    }
}

/// Opens a ticket or an enrollment token of this deployment's organisation.
pub(crate) fn credential_of<P: Platform>(app: &App<P>, text: &str) -> Result<Credential, ApiError> {
    let credential = Credential::open(text, &app.config.sealing_key).map_err(ApiError::refused)?;
    if *credential.tenant() == app.config.tenant {
        Ok(credential)
    } else {
        Err(ApiError::refused(Refusal::TicketInvalid))
    }
}

/// A device with a certificate of ours, over TLS or by signature.
pub struct Device;

/// A device that has shown its certificate and that it holds the key. Whether the certificate still stands is for the
/// enrollee object to say.
pub struct DeviceIdentity {
    /// The certificate, verified.
    pub certificate: VerifiedDeviceCertificate,
    /// What shows that the request is new.
    pub proof: RequestProof,
}

impl Who for Device {
    type Identity = DeviceIdentity;
    const STATEMENT: &'static str = "a device with its certificate";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<DeviceIdentity, ApiError> {
        match device_of_tls(app, call)? {
            Some(device) => Ok(device),
            None => device_signature::identify(app, call),
        }
    }
}

/// The device whose certificate the TLS connection has.
pub(crate) fn device_of_tls<P: Platform>(
    app: &App<P>,
    call: &Call,
) -> Result<Option<DeviceIdentity>, ApiError> {
    let Some(der) = certificate_of_tls(app, call)? else {
        return Ok(None);
    };
    Ok(Some(DeviceIdentity {
        certificate: verify_certificate(app, &der)?,
        proof: RequestProof::Tls,
    }))
}

/// The certificate with which the platform itself ended the TLS connection, as it writes it (RFC 9440): an extension of the
/// request, which no client can set. The host puts it there only where the platform found its chain to be good.
#[derive(Debug, Clone)]
pub struct PlatformClientCert(pub String);

/// The certificate that the platform or the operator's TLS proxy saw (RFC 9440). The proxy's header counts only beside the shared
/// secret; without it, it is as if it were not there.
fn certificate_of_tls<P: Platform>(app: &App<P>, call: &Call) -> Result<Option<Vec<u8>>, ApiError> {
    if let Some(PlatformClientCert(certificate)) = call.parts.extensions.get() {
        return client_cert(certificate).map(Some);
    }
    let Some(header) = single_header(&call.parts.headers, "client-cert") else {
        return Ok(None);
    };
    let vouched = match (
        &app.config.proxy_secret,
        call.header("x-muster-proxy-secret"),
    ) {
        (Some(secret), Some(presented)) => secret.matches(presented),
        _ => false,
    };
    if !vouched {
        return Ok(None);
    }
    client_cert(header).map(Some)
}

/// A byte sequence between colons (RFC 9440 section 2.1).
fn client_cert(value: &str) -> Result<Vec<u8>, ApiError> {
    let base64 = value
        .trim()
        .strip_prefix(':')
        .and_then(|rest| rest.strip_suffix(':'));
    base64
        .and_then(|text| Base64::decode_vec(text).ok())
        .ok_or_else(|| ApiError::DeviceNotIdentified {
            reason: "what the TLS connection's certificate is said to be is none".to_owned(),
        })
}

/// Checks that a certificate is one of ours and in its time.
pub(crate) fn verify_certificate<P: Platform>(
    app: &App<P>,
    der: &[u8],
) -> Result<VerifiedDeviceCertificate, ApiError> {
    let not_ours = || ApiError::DeviceNotIdentified {
        reason: "its certificate was not issued here".to_owned(),
    };
    let parsed = DeviceCertificate::parse(der).map_err(|_| not_ours())?;
    match parsed.verify(&app.issuer, app.platform.verifier(), app.now()) {
        Ok(certificate) if *certificate.tenant() == app.config.tenant => Ok(certificate),
        Ok(_) => Err(not_ours()),
        Err(CertificateError::Refusal(refusal)) => Err(ApiError::refused(refusal)),
        Err(CertificateError::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(not_ours()),
    }
}

/// The header with a gate's secret. Its own, so that `Authorization` stays with whom the request behind the gate is for.
pub const GATE_SECRET_HEADER: &str = "x-muster-gate-secret";

/// Whatever stands before something that only devices may reach, by the deployment's gate secret.
pub struct Gate;

impl Who for Gate {
    type Identity = ();
    const STATEMENT: &'static str = "a gate with the gate secret";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<(), ApiError> {
        match (&app.config.gate_secret, call.header(GATE_SECRET_HEADER)) {
            (Some(secret), Some(presented)) if secret.matches(presented) => Ok(()),
            _ => Err(ApiError::GateSecretWrong),
        }
    }
}

/// The operator, by the deployment's setup token.
pub struct Operator;

impl Who for Operator {
    type Identity = ();
    const STATEMENT: &'static str = "the operator with the setup token";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<(), ApiError> {
        let presented = call
            .header(header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "));
        match (&app.config.setup_token, presented) {
            (Some(token), Some(presented)) if token.matches(presented) => Ok(()),
            _ => Err(ApiError::OperatorTokenWrong),
        }
    }
}
