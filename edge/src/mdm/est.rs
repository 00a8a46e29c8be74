//! Enrollment over Secure Transport (RFC 7030, RFC 8951).

use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::ca::{CertificateRequest, VerifiedRequest};
use muster_shared::enrollment::Credential;
use muster_shared::protocol::est::{
    EstLabel, Wrapping, certs_only, csr_attributes, decode_simple_request, encode_response,
};

use crate::app::{App, Platform};
use crate::enrollment::{self, RenewalRule, SaidAtOnce};
use crate::http::who::DeviceIdentity;
use crate::http::{Answer, ApiError, Call};

const CERTIFICATES: &str = "application/pkcs7-mime";
const CERTIFICATE: &str = "application/pkcs7-mime; smime-type=certs-only";

/// `GET /.well-known/est/cacerts`: the issuing CA and the root (RFC 7030 section 4.1).
///
/// # Errors
/// [`ApiError::NotFound`] for a label that is none.
pub async fn ca_certs<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    check_label(&call)?;
    let chain = core::iter::once(app.issuer.certificate_der())
        .chain(app.issuer.chain().iter().map(Vec::as_slice));
    respond(&call, &chain.collect::<Vec<_>>(), CERTIFICATES)
}

/// `GET /.well-known/est/csrattrs`: which keys and hashes are liked (RFC 7030 section 4.5).
///
/// # Errors
/// [`ApiError::NotFound`] for a label that is none.
pub async fn csr_attrs<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    check_label(&call)?;
    let body = encode_response(csr_attributes(), wrapping(&call));
    Ok(encoded(Answer::new(
        StatusCode::OK,
        "application/csrattrs",
        body,
    )))
}

/// `POST /.well-known/est/simpleenroll`: a first certificate for the holder of a ticket or an enrollment
/// token (RFC 7030 section 4.2.1).
///
/// # Errors
/// The refusal, or a fault of ours.
pub async fn simple_enroll<P: Platform>(
    app: Arc<App<P>>,
    credential: Credential,
    call: Call,
) -> Result<Answer, ApiError> {
    check_label(&call)?;
    let request = certificate_request(&app, &call)?;
    let certificate =
        enrollment::enroll(&app, &credential, &request, SaidAtOnce::default()).await?;
    respond(&call, &[&certificate], CERTIFICATE)
}

/// `POST /.well-known/est/simplereenroll`: the next certificate for a device that has one (RFC 7030 section 4.2.2).
///
/// # Errors
/// The refusal, or a fault of ours.
pub async fn simple_reenroll<P: Platform>(
    app: Arc<App<P>>,
    device: DeviceIdentity,
    call: Call,
) -> Result<Answer, ApiError> {
    check_label(&call)?;
    let request = certificate_request(&app, &call)?;
    let rule = RenewalRule::SameNames;
    let certificate =
        enrollment::renew(&app, &device.certificate, device.proof, &request, rule).await?;
    respond(&call, &[&certificate], CERTIFICATE)
}

/// `fullcmc` and `serverkeygen`: optional in RFC 7030 and not offered; a device makes its own key.
///
/// # Errors
/// Always [`ApiError::NotOffered`].
pub async fn not_offered<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    Err(ApiError::NotOffered)
}

/// With and without a label the same CA answers; a label must only be one.
fn check_label(call: &Call) -> Result<(), ApiError> {
    if call.path.contains_key("label") {
        call.path::<EstLabel>("label").map(|_| ())
    } else {
        Ok(())
    }
}

fn certificate_request<P: Platform>(
    app: &App<P>,
    call: &Call,
) -> Result<VerifiedRequest, ApiError> {
    let media_type = call.header("content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/pkcs10") {
        return Err(ApiError::UnsupportedMediaType {
            expected: "application/pkcs10",
        });
    }
    let der = decode_simple_request(&call.body).map_err(ApiError::refused)?;
    let request = CertificateRequest::parse(&der).map_err(ApiError::refused)?;
    Ok(request.verify(app.platform.verifier())?)
}

fn respond(
    call: &Call,
    certificates: &[&[u8]],
    content_type: &'static str,
) -> Result<Answer, ApiError> {
    let der = certs_only(certificates).map_err(|error| ApiError::Fault(error.to_string()))?;
    let body = encode_response(&der, wrapping(call));
    Ok(encoded(Answer::new(StatusCode::OK, content_type, body)))
}

fn wrapping(call: &Call) -> Wrapping {
    Wrapping::for_user_agent(call.header(header::USER_AGENT.as_str()))
}

/// RFC 8951 says to ignore this header; clients of RFC 7030 look for it.
fn encoded(answer: Answer) -> Answer {
    answer.with(
        header::HeaderName::from_static("content-transfer-encoding"),
        "base64",
    )
}
