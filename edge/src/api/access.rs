//! The gate: whether a device may reach what the organisation protects, for proxies that ask before they let a request pass.

use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use http::{HeaderName, StatusCode, header};
use muster_shared::access::{Access, AccessRecord, Denial};
use muster_shared::api::AccessAnswer;
use muster_shared::enrollment::enrollee::ReadAccess;
use muster_shared::fleet::FindDevice;
use muster_shared::ids::{CertificateSerial, DeviceId, EnrolleeId};
use muster_shared::platform::Ownership;
use muster_shared::ports::{Copies as _, Objects as _, PublishedDevice};

use crate::app::{App, Platform};
use crate::http::call::percent_decoded;
use crate::http::who::verify_certificate;
use crate::http::{Answer, ApiError, Call};

/// An answer from a copy may be kept no longer than it is read: the copy itself is up to a minute old.
const FROM_COPY: &str = "private, max-age=0";

/// The device that is asked about, as far as the question names it.
struct Named {
    device: DeviceId,
    by_certificate: Option<(EnrolleeId, CertificateSerial)>,
}

/// `GET /api/v1/access?device=&exact=`: whether the device of the certificate in `Client-Cert`, or the device that is named,
/// may pass. The copy answers, which is up to a minute old; with `exact=1` the device's own object does.
///
/// # Errors
/// [`ApiError::NoAccess`] and the refusals of a certificate: no, and why. [`ApiError::DeviceNotIdentified`] when no device is
/// named, or more than one.
pub async fn show<P: Platform>(app: Arc<App<P>>, (): (), call: Call) -> Result<Answer, ApiError> {
    let named = named(&app, &call)?;
    let exact = match call.query("exact") {
        None => false,
        Some("1") => true,
        Some(_) => {
            return Err(ApiError::BadBody {
                reason: "`exact` is 1, or is left out".to_owned(),
            });
        }
    };
    let tenant = &app.config.tenant;
    let mut holder = named.by_certificate.map(|(enrollee, _)| enrollee);
    // Who holds a device never changes, so that its copy says that exactly too.
    if !exact || holder.is_none() {
        let key = named.device.to_string();
        let copy: Option<PublishedDevice> = app.platform.copies().read(tenant, &key).await?;
        if let Some(PublishedDevice { record, .. }) = copy {
            if !exact && let Some(answered) = from_copy(&record, &named, &app) {
                answered?;
                return allowed(&record, FROM_COPY);
            }
            holder = holder.or(Some(record.enrollee));
        }
    }
    let objects = app.platform.objects();
    let enrollee = match holder {
        Some(enrollee) => enrollee,
        None => {
            let find = FindDevice {
                device: named.device,
            };
            let found = objects.fleet(tenant, &find).await?;
            found
                .ok_or(ApiError::NoAccess(Denial::DeviceUnknown))?
                .enrollee
        }
    };
    let read = ReadAccess {
        device: named.device,
        presented: named.by_certificate.map(|(_, serial)| serial),
    };
    match objects.enrollee(tenant, &enrollee, &read).await? {
        Access::Allowed { record } => allowed(&record, "no-store"),
        Access::Denied { denial } => Err(ApiError::NoAccess(denial)),
    }
}

/// What the copy says; none when it does not know the certificate that was shown, which may be the one before or the next.
fn from_copy<P: Platform>(
    record: &AccessRecord,
    named: &Named,
    app: &App<P>,
) -> Option<Result<(), ApiError>> {
    if let Err(denial) = record.decide(app.now()) {
        // A copy does not hear of each check-in: only the object knows how long the device has been silent.
        if denial == Denial::NotCompliant && record.may_have_been_heard_of(app.now()) {
            return None;
        }
        return Some(Err(ApiError::NoAccess(denial)));
    }
    let knows = named.by_certificate.is_none_or(|(enrollee, serial)| {
        record.enrollee == enrollee && record.certificate == Some(serial)
    });
    knows.then_some(Ok(()))
}

fn allowed(record: &AccessRecord, cache: &str) -> Result<Answer, ApiError> {
    let ownership = match record.ownership {
        Ownership::Personal => "personal",
        Ownership::Corporate => "corporate",
    };
    let answer = AccessAnswer {
        device_id: record.device,
        enrollee: record.enrollee,
        ownership: record.ownership,
        status: record.status,
    };
    let named = HeaderName::from_static;
    Ok(Answer::json(StatusCode::OK, &answer)?
        .with(header::CACHE_CONTROL, cache)
        .with(named("x-muster-device"), &record.device.to_string())
        .with(named("x-muster-enrollee"), &record.enrollee.to_string())
        .with(named("x-muster-ownership"), ownership))
}

/// The one device that the question names. What a gate is asked comes from outside: two names could be two devices.
fn named<P: Platform>(app: &App<P>, call: &Call) -> Result<Named, ApiError> {
    let unnamed = |reason: &str| ApiError::DeviceNotIdentified {
        reason: reason.to_owned(),
    };
    let has_certificate = call.parts.headers.contains_key("client-cert");
    match (has_certificate, call.query("device")) {
        (false, None) => Err(unnamed("there is neither a certificate nor `device`")),
        (true, Some(_)) => Err(unnamed("there are both a certificate and `device`")),
        (false, Some(text)) => Ok(Named {
            device: text
                .parse()
                .map_err(|_| unnamed("`device` is not a device's identifier"))?,
            by_certificate: None,
        }),
        (true, None) => {
            let der = call
                .header("client-cert")
                .and_then(certificate_of)
                .ok_or_else(|| unnamed("the header Client-Cert is not one certificate"))?;
            let certificate = verify_certificate(app, &der)?;
            Ok(Named {
                device: certificate.device(),
                by_certificate: Some((certificate.enrollee(), certificate.serial())),
            })
        }
    }
}

/// A certificate as a proxy hands it on: as RFC 9440 section 2 has it, or as nginx's `$ssl_client_escaped_cert`, PEM that is
/// percent-encoded.
fn certificate_of(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(':') {
        return Base64::decode_vec(rest.strip_suffix(':')?).ok();
    }
    let pem = percent_decoded(text)?;
    let (base64, rest) = pem
        .strip_prefix("-----BEGIN CERTIFICATE-----")?
        .split_once("-----END CERTIFICATE-----")?;
    let base64: String = base64.split_ascii_whitespace().collect();
    rest.trim()
        .is_empty()
        .then(|| Base64::decode_vec(&base64).ok())?
}
