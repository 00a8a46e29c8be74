//! Policies and certificates for Windows ([MS-XCEP], [MS-WSTEP]): who sends a message, and what it is answered.

use core::time::Duration;
use std::sync::Arc;

use http::{HeaderName, StatusCode, header};
use muster_shared::ca::{CertificateProfile, CertificateRequest, SignedData, VerifiedRequest};
use muster_shared::device::CertificateStore;
use muster_shared::enrollment::enrollee::RequestProof;
use muster_shared::enrollment::{Credential, Refusal};
use muster_shared::protocol::mde::{
    self, CertificatePolicy, ContextItems, EnrollmentMessage, EnrollmentType, Header, MessageId,
    SecurityToken, get_policies_response, token_response,
};

use super::on_premise;
use super::provisioning;
use crate::app::{App, Platform};
use crate::enrollment::{self, RenewalRule, SaidAtOnce};
use crate::http::who::{DeviceIdentity, Who, credential_of, verify_certificate};
use crate::http::{Answer, ApiError, Call};

/// Where policies are asked for.
pub(super) const POLICY_ADDRESS: &str = "/EnrollmentServer/Policy.svc";

/// Where certificates are asked for; on the same host.
pub(super) const ENROLLMENT_ADDRESS: &str = "/EnrollmentServer/Enrollment.svc";

const SOAP: &str = "application/soap+xml; charset=utf-8";

/// How long before its end a certificate can be renewed, as Windows is told; the rules allow it from the last third on.
pub(super) const RENEW_PERIOD_DAYS: u16 = 60;

/// Windows reads no other than these key lengths from a policy; longer ones are accepted.
const MINIMAL_KEY_LENGTH: u16 = 2_048;

/// An answer in SOAP. Nothing on the way may change its length: Windows reads no chunks.
pub(super) fn soap(xml: String) -> Answer {
    Answer::new(StatusCode::OK, SOAP, xml.into_bytes())
        .with(header::CACHE_CONTROL, "no-store, no-transform")
}

/// A fault in SOAP.
pub(crate) fn fault(error: &ApiError, text: &str, asked: &[u8], correlation_id: &str) -> Answer {
    let (relates_to, action) = match mde::read(asked) {
        Ok((header, _)) => (Some(header.message_id), Some(header.action)),
        Err(error) => (error.message_id, error.action),
    };
    let kind = super::fault_of(error);
    let xml = mde::fault(relates_to.as_ref(), action, kind, text, correlation_id);
    let mut answer = soap(xml);
    // SOAP 1.2 over HTTP (part 2, section 7.5.2.2): a fault of the receiver is a 500.
    answer.status = StatusCode::INTERNAL_SERVER_ERROR;
    answer
}

/// Reads a message that calls itself SOAP 1.2.
pub(super) fn read(call: &Call) -> Result<(Header, EnrollmentMessage), ApiError> {
    call.expect_media_type("application/soap+xml")?;
    mde::read(&call.body).map_err(ApiError::Soap)
}

/// A message that another of the three addresses answers.
pub(super) fn asked_elsewhere() -> ApiError {
    ApiError::BadBody {
        reason: "the message asks what is answered at another address".to_owned(),
    }
}

/// Whoever sends an enrollment message and shows in it who that is.
pub(super) struct MessageSender;

/// A message whose sender has shown who it is.
pub(super) struct Sent {
    id: MessageId,
    asks: Asks,
}

/// What is asked, and by whom.
enum Asks {
    /// What a certificate request should look like.
    Policies,
    /// A first certificate.
    Certificate {
        credential: Credential,
        request: Box<VerifiedRequest>,
        context: ContextItems,
    },
    /// The next one, by the key of the present one.
    Renewal {
        device: Box<DeviceIdentity>,
        request: Box<VerifiedRequest>,
    },
}

impl Who for MessageSender {
    type Identity = Sent;
    const STATEMENT: &'static str = "the holder of a ticket or of a device's key, in the message";

    async fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<Sent, ApiError> {
        let (header, message) = read(call)?;
        let asks = match message {
            EnrollmentMessage::Discover(_) => return Err(asked_elsewhere()),
            EnrollmentMessage::GetPolicies(token) => {
                match token {
                    SecurityToken::Ticket(ticket) => drop(credential_of(app, &ticket)?),
                    SecurityToken::UsernameToken { username, password } if !password.is_empty() => {
                        on_premise::check(app, username, password).await?;
                    }
                    // A renewal asks for policies first, and has nothing to show yet; there is nothing secret in them.
                    SecurityToken::UsernameToken { .. } | SecurityToken::Nothing => {}
                }
                Asks::Policies
            }
            EnrollmentMessage::Issue {
                token,
                csr,
                context,
            } => {
                let request = Box::new(verified(app, &csr)?);
                let credential = match token {
                    SecurityToken::Ticket(ticket) => credential_of(app, &ticket)?,
                    SecurityToken::UsernameToken { username, password } => {
                        on_premise::ticket(app, username, password, &request.key_digest()).await?
                    }
                    SecurityToken::Nothing => {
                        return Err(ApiError::refused(Refusal::TicketInvalid));
                    }
                };
                Asks::Certificate {
                    credential,
                    request,
                    context,
                }
            }
            EnrollmentMessage::Renew { signed, .. } => renewal(app, &signed)?,
        };
        Ok(Sent {
            id: header.message_id,
            asks,
        })
    }
}

fn verified<P: Platform>(app: &App<P>, csr: &[u8]) -> Result<VerifiedRequest, ApiError> {
    let request = CertificateRequest::parse(csr).map_err(ApiError::refused)?;
    Ok(request.verify(app.platform.verifier())?)
}

/// A renewal is signed with the present key, which shows who asks wherever TLS ends.
fn renewal<P: Platform>(app: &App<P>, signed: &[u8]) -> Result<Asks, ApiError> {
    let signed = SignedData::parse(signed).map_err(ApiError::refused)?;
    let presented = signed
        .signer_certificate()
        .ok_or_else(|| ApiError::DeviceNotIdentified {
            reason: "the signed request does not hold the certificate it is signed with".to_owned(),
        })?;
    let certificate = verify_certificate(app, presented)?;
    let content = signed.verify(&certificate, app.platform.verifier())?;
    let request = Box::new(verified(app, &content)?);
    Ok(Asks::Renewal {
        device: Box::new(DeviceIdentity {
            certificate,
            // The same request again is answered with the same certificate, so that a recording of it gains nothing.
            proof: RequestProof::Tls,
        }),
        request,
    })
}

/// `POST /EnrollmentServer/Policy.svc`: what a certificate request should look like.
///
/// # Errors
/// [`ApiError::BadBody`] for another question.
pub(super) async fn policies<P: Platform>(
    _app: Arc<App<P>>,
    sent: Sent,
    _call: Call,
) -> Result<Answer, ApiError> {
    let Asks::Policies = sent.asks else {
        return Err(asked_elsewhere());
    };
    let days = |days: u64| Duration::from_secs(days.saturating_mul(86_400));
    let policy = CertificatePolicy {
        validity: CertificateProfile::device().lifetime(),
        renewal: days(u64::from(RENEW_PERIOD_DAYS)),
        minimal_key_length: MINIMAL_KEY_LENGTH,
    };
    Ok(soap(get_policies_response(&sent.id, &policy)))
}

/// `POST /EnrollmentServer/Enrollment.svc`: a first certificate with everything that a device is managed by, or the next one.
///
/// # Errors
/// The refusal, [`ApiError::BadBody`] for another question, or a fault of ours.
pub(super) async fn certificate<P: Platform>(
    app: Arc<App<P>>,
    sent: Sent,
    _call: Call,
) -> Result<Answer, ApiError> {
    let document = match sent.asks {
        Asks::Policies => return Err(asked_elsewhere()),
        Asks::Certificate {
            credential,
            request,
            context,
        } => {
            let store = match context.enrollment_type() {
                Some(EnrollmentType::Device) => CertificateStore::System,
                _ => CertificateStore::User,
            };
            let said = SaidAtOnce {
                os_version: context.os_version(),
                manufacturer: context.manufacturer().map(str::to_owned),
                store: Some(store),
            };
            let certificate = enrollment::enroll(&app, &credential, &request, said).await?;
            provisioning::first(&app, &credential, &certificate, store).await?
        }
        Asks::Renewal { device, request } => {
            let DeviceIdentity { certificate, proof } = *device;
            let rule = RenewalRule::WhenItIsTime;
            let next = enrollment::renew(&app, &certificate, proof, &request, rule).await?;
            provisioning::next(&app, &certificate, &next).await?
        }
    };
    let answer = token_response(&sent.id, app.now(), document.as_bytes());
    Ok(soap(answer).with(HeaderName::from_static("content-encoding"), "identity"))
}
