//! What a device of the organisation's has on it: its apps and its certificates. It is asked for them once a week, and when somebody
//! wants to know everything afresh.

use super::inventory::readable;
use crate::api::{
    Installed, InstalledApp, InstalledApps, InstalledCertificate, InstalledCertificates,
};
use crate::ca;
use crate::few::sort_many;
use crate::ids::Digest;
use crate::protocol::plist::Dict;
use crate::time::Timestamp;

/// What iPhones and iPads are to say of an app
/// (<https://developer.apple.com/documentation/devicemanagement/installedapplicationlistcommand>); Macs say everything.
pub const ITEMS: &[&str] = &["Identifier", "Name", "ShortVersion", "Version"];

/// How many apps are kept.
const MOST_APPS: usize = 1_000;

/// How many certificates are kept.
const MOST_CERTIFICATES: usize = 200;

/// What `InstalledApplicationList` tells; none where there is no list.
#[must_use]
pub fn apps(body: &Dict, now: Timestamp) -> Option<Installed> {
    body.get("InstalledApplicationList")?;
    let text = |app: &Dict, name: &str| app.text(name).and_then(readable);
    let listed = body.dicts("InstalledApplicationList");
    let mut apps: Vec<InstalledApp> = listed
        .filter_map(|app| {
            let identifier = text(app, "Identifier");
            Some(InstalledApp {
                name: text(app, "Name").or_else(|| identifier.clone())?,
                identifier,
                version: text(app, "ShortVersion").or_else(|| text(app, "Version")),
            })
        })
        .collect();
    let count = u32::try_from(apps.len()).unwrap_or(u32::MAX);
    apps.truncate(MOST_APPS);
    sort_many(&mut apps, |one, other| {
        let key = |app: &InstalledApp| (app.name.to_lowercase(), app.identifier.clone());
        key(one).cmp(&key(other))
    });
    Some(Installed {
        apps: Some(InstalledApps {
            listed_at: now,
            count,
            apps,
        }),
        certificates: None,
    })
}

/// What `CertificateList` tells
/// (<https://developer.apple.com/documentation/devicemanagement/certificatelistresponse>); none where there is no list.
#[must_use]
pub fn certificates(body: &Dict, now: Timestamp) -> Option<Installed> {
    body.get("CertificateList")?;
    let listed = body.dicts("CertificateList");
    let listed: Vec<(&Dict, &[u8])> = listed
        .filter_map(|one| Some((one, one.data("Data")?)))
        .collect();
    let count = u32::try_from(listed.len()).unwrap_or(u32::MAX);
    let mut certificates: Vec<InstalledCertificate> = listed
        .into_iter()
        .take(MOST_CERTIFICATES)
        .map(|(one, der)| {
            let said = ca::read_label(der);
            let (subject, issuer, not_after) = said.map_or((None, None, None), |said| {
                (said.subject, said.issuer, Some(said.not_after))
            });
            let named = one.text("CommonName").and_then(readable);
            InstalledCertificate {
                name: named
                    .or_else(|| subject.as_deref().and_then(readable))
                    .unwrap_or_default(),
                issuer: issuer.as_deref().and_then(readable),
                not_after,
                sha256: Digest::of(der),
                is_identity: one.flag("IsIdentity") == Some(true),
            }
        })
        .collect();
    sort_many(&mut certificates, |one, other| {
        let key = |one: &InstalledCertificate| (one.name.to_lowercase(), one.not_after);
        key(one).cmp(&key(other))
    });
    Some(Installed {
        apps: None,
        certificates: Some(InstalledCertificates {
            listed_at: now,
            count,
            certificates,
        }),
    })
}
