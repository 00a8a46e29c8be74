//! Plain files that certificates point to, and the health check.

use core::time::Duration;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use http::{StatusCode, header};
use muster_shared::ports::{Copies as _, CrlIssuer as _, Objects as _, PublishedCrl};
use muster_shared::store::StoreFault;
use muster_shared::tenant::{ReadRevocations, RefreshCrl};

use crate::app::{App, Platform};
use crate::crl::Crl;
use crate::http::{Answer, ApiError, Call};

/// A list older than this is made anew, though it would still count.
const REMADE_AFTER: Duration = Duration::from_hours(24);

/// `GET /healthz`: the Worker runs and its configuration is sound.
///
/// # Errors
/// None.
pub async fn health<P: Platform>(
    _app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    Ok(Answer::new(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        b"ok\n".to_vec(),
    ))
}

/// The agent for Linux. The deployment's address stands in it as [`URL_PLACEHOLDER`].
///
/// It is written in parts, which stand one after the other in the order of their names.
static LINUX_AGENT: &str = concat!(
    include_str!("../../agent/linux/00-head.sh"),
    include_str!("../../agent/linux/10-report.sh"),
    include_str!("../../agent/linux/20-files.sh"),
    include_str!("../../agent/linux/30-server.sh"),
    include_str!("../../agent/linux/40-key.sh"),
    include_str!("../../agent/linux/50-program.sh"),
    include_str!("../../agent/linux/60-enrollment.sh"),
    include_str!("../../agent/linux/70-commands.sh"),
    include_str!("../../agent/linux/75-scripts.sh"),
    include_str!("../../agent/linux/80-profile.sh"),
    include_str!("../../agent/linux/90-main.sh"),
);

/// What stands for the deployment's address in an agent.
const URL_PLACEHOLDER: &str = "@MUSTER_URL@";

/// `GET /agent/linux.sh`: the agent for Linux, which knows where it was fetched from.
///
/// # Errors
/// None.
pub async fn linux_agent<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    _call: Call,
) -> Result<Answer, ApiError> {
    let script = LINUX_AGENT.replace(URL_PLACEHOLDER, &app.config.public_url);
    let answer = Answer::new(
        StatusCode::OK,
        "text/x-shellscript; charset=utf-8",
        script.into_bytes(),
    );
    // A new release of the agent is there for whoever fetches it next.
    let answer = answer.with(header::CACHE_CONTROL, "no-cache");
    Ok(answer.with(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

/// `GET /ca/{id}.cer`: the issuing CA's certificate, DER (RFC 5280 section 4.2.2.1).
///
/// # Errors
/// [`ApiError::NotFound`] for another CA.
pub async fn ca_certificate<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    if call.path.get("file") != Some(&format!("{}.cer", app.issuer.id())) {
        return Err(ApiError::NotFound);
    }
    let answer = Answer::new(
        StatusCode::OK,
        "application/pkix-cert",
        app.issuer.certificate_der().to_vec(),
    );
    Ok(answer.with(header::CACHE_CONTROL, "public, max-age=86400"))
}

/// `GET /crl/{id}.crl`: the revocation list, DER (RFC 5280 section 4.2.1.13).
///
/// # Errors
/// [`ApiError::NotFound`] for another CA; a fault of ours.
pub async fn revocation_list<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    if call.path.get("file") != Some(&format!("{}.crl", app.issuer.id())) {
        return Err(ApiError::NotFound);
    }
    let der = current_list(&app).await?;
    let answer = Answer::new(StatusCode::OK, "application/pkix-crl", der);
    Ok(answer.with(header::CACHE_CONTROL, "public, max-age=60"))
}

/// The revocation list of today, DER.
///
/// # Errors
/// A fault of ours.
pub(crate) async fn current_list<P: Platform>(app: &App<P>) -> Result<Vec<u8>, ApiError> {
    let tenant = &app.config.tenant;
    let copy: Option<PublishedCrl> = app.platform.copies().read(tenant, app.issuer.id()).await?;
    let now = app.now();
    let list = match copy {
        Some(list) if now.since(list.this_update) < REMADE_AFTER => list,
        copy => match remade(app).await {
            Ok(list) => list,
            // Whoever relies on the list is better served with one that still counts than with none.
            Err(fault) => copy.filter(|list| now < list.next_update).ok_or(fault)?,
        },
    };
    Base64::decode_vec(&list.der)
        .map_err(|_| ApiError::Fault("a published CRL is not base64".to_owned()))
}

/// A list made for one answer, when nothing has been revoked yet, or for a day. The tenant object publishes another for
/// whoever comes next.
async fn remade<P: Platform>(app: &App<P>) -> Result<PublishedCrl, StoreFault> {
    let (tenant, objects) = (&app.config.tenant, app.platform.objects());
    objects.tenant(tenant, &RefreshCrl {}).await?;
    let content = objects.tenant(tenant, &ReadRevocations {}).await?;
    let crl = Crl {
        issuer: &app.issuer,
        signer: app.platform.signer(),
    };
    crl.sign_crl(&content).await
}
