//! A device shows who it is by signing its request (RFC 9421).

use http::header;
use muster_shared::ca::{SignatureAlgorithm, SignatureVerifier as _};
use muster_shared::enrollment::enrollee::RequestProof;
use muster_shared::ids::Digest;
use muster_shared::protocol::http_signature::{
    ParsedSignature, SignatureError, SignatureInput, SignatureScheme, SignedRequest, WINDOW,
};

use crate::app::{App, Platform};
use crate::http::call::single_header;
use crate::http::who::{DeviceIdentity, verify_certificate};
use crate::http::{ApiError, Call};

/// Reads and verifies the signature of a request, and the certificate it names.
///
/// # Errors
/// [`ApiError::DeviceNotIdentified`] with the one cause; a refusal when the certificate has expired.
pub fn identify<P: Platform>(app: &App<P>, call: &Call) -> Result<DeviceIdentity, ApiError> {
    let parsed = parse(app, call).map_err(|error| not_identified(&error))?;
    parsed
        .check_window(app.now(), WINDOW)
        .map_err(|error| not_identified(&error))?;
    let certificate = verify_certificate(app, parsed.certificate_der())?;
    let signed = app.platform.verifier().verify(
        algorithm_of(parsed.algorithm()),
        certificate.spki_der(),
        parsed.signature_base(),
        parsed.signature(),
    )?;
    if !signed {
        return Err(ApiError::DeviceNotIdentified {
            reason: "the signature does not verify with the key of the certificate".to_owned(),
        });
    }
    let proof = RequestProof::Signature {
        created: parsed.created(),
        nonce: Digest::of(parsed.nonce().as_bytes()),
    };
    Ok(DeviceIdentity { certificate, proof })
}

fn parse<P: Platform>(app: &App<P>, call: &Call) -> Result<ParsedSignature, SignatureError> {
    let headers = |name: &str| single_header(&call.parts.headers, name);
    // What the device addressed; a client that leaves the header out addressed what we are called.
    let own = app
        .config
        .public_url
        .split_once("://")
        .map_or("", |(_, authority)| authority);
    let authority = single_header(&call.parts.headers, header::HOST.as_str()).unwrap_or(own);
    SignatureInput::parse(&SignedRequest {
        method: call.parts.method.as_str(),
        authority,
        path: call.parts.uri.path(),
        query: call.parts.uri.query(),
        headers: &headers,
        body: &call.body,
    })
}

fn not_identified(error: &SignatureError) -> ApiError {
    ApiError::DeviceNotIdentified {
        reason: format!(
            "{} ({})",
            error.sentence().trim_end_matches('.'),
            error.code()
        ),
    }
}

const fn algorithm_of(scheme: SignatureScheme) -> SignatureAlgorithm {
    match scheme {
        SignatureScheme::EcdsaP256Sha256 => SignatureAlgorithm::EcdsaSha256,
        SignatureScheme::EcdsaP384Sha384 => SignatureAlgorithm::EcdsaSha384,
        SignatureScheme::RsaV15Sha256 => SignatureAlgorithm::RsaPkcs1Sha256,
    }
}
