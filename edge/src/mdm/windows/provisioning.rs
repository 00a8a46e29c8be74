//! What Windows is given when it enrolls and when it renews.

use muster_shared::ca::VerifiedDeviceCertificate;
use muster_shared::device::CertificateStore;
use muster_shared::enrollment::Credential;
use muster_shared::enrollment::enrollee::ReadCertificateStore;
use muster_shared::identity::DeviceAccount;
use muster_shared::ids::{DeviceId, EnrolleeId};
use muster_shared::ports::Objects as _;
use muster_shared::protocol::wap::{
    Account, AppSrvAuth, Poll, ProvisioningDocument, Renewal, renewal_document,
};

use super::messages::RENEW_PERIOD_DAYS;
use crate::app::{App, Platform};
use crate::http::ApiError;

/// Our name in the device's tree; a command that ends the management names it.
pub(super) const PROVIDER_ID: &str = "Muster";

/// Where the device comes for its management sessions.
pub(super) const MANAGEMENT_ADDRESS: &str = "/ManagementServer/MDM.svc";

/// How Windows renews: from 60 days before the end on, every four days, so that the attempts fall on different days of the
/// week.
const RENEWAL: Renewal = Renewal {
    period_days: RENEW_PERIOD_DAYS,
    retry_days: 4,
};

/// The document that follows a first certificate: the chain, the account, and when to come by. The same for the same device, so
/// that a repeated request gets the same.
///
/// # Errors
/// A fault of ours.
pub(super) async fn first<P: Platform>(
    app: &App<P>,
    credential: &Credential,
    certificate: &[u8],
    store: CertificateStore,
) -> Result<String, ApiError> {
    let enrollee = credential.enrollee();
    let device = device_of(app, certificate)?;
    let account = account(app, enrollee, device);
    let key = &app.config.sealing_key;
    let (name, secret) = (account.name(key), account.device_secret(key));
    let client_secret = account.server_secret(key);
    let person = app.person(&enrollee).await?;
    let organisation = app.organisation().await?;
    let document = ProvisioningDocument {
        root_der: app.issuer.root_der(),
        intermediate_der: Some(app.issuer.certificate_der()),
        client_der: certificate,
        device,
        store,
        renewal: RENEWAL,
        provider_id: PROVIDER_ID,
        provider_name: &organisation,
        address: &format!("{}{MANAGEMENT_ADDRESS}", app.config.public_url),
        account: Account {
            name: &name,
            secret: &secret,
            nonce: &account.first_nonce(key),
            auth: AppSrvAuth::Digest,
            client_secret: &client_secret,
            client_nonce: &account.server_nonce(key),
        },
        upn: person.as_ref().map(|person| person.username.as_str()),
        device_name: None,
        ent_dm_id: &device.to_string(),
        poll: Poll::AFTER_ENROLLMENT,
    };
    Ok(document.write())
}

/// The document that follows a renewal: the next certificate, in the store of the one before. Names and secrets stay.
///
/// # Errors
/// A fault of ours.
pub(super) async fn next<P: Platform>(
    app: &App<P>,
    current: &VerifiedDeviceCertificate,
    certificate: &[u8],
) -> Result<String, ApiError> {
    let read = ReadCertificateStore {
        device: current.device(),
    };
    let store = app
        .platform
        .objects()
        .enrollee(current.tenant(), &current.enrollee(), &read)
        .await?;
    let store = store.unwrap_or(CertificateStore::User);
    Ok(renewal_document(certificate, store, PROVIDER_ID))
}

fn device_of<P: Platform>(app: &App<P>, certificate: &[u8]) -> Result<DeviceId, ApiError> {
    let verified = crate::http::who::verify_certificate(app, certificate)
        .map_err(|_| ApiError::Fault("a certificate just issued is not ours".to_owned()))?;
    Ok(verified.device())
}

/// The account of a device.
pub(super) fn account<P: Platform>(
    app: &App<P>,
    enrollee: EnrolleeId,
    device: DeviceId,
) -> DeviceAccount {
    DeviceAccount {
        tenant: app.config.tenant.clone(),
        enrollee,
        device,
    }
}
