//! What a device of the organisation's has listed of what is on it.

use muster_shared::ids::DeviceId;
use muster_shared::time::Timestamp;

use super::device_path;
use super::fetch::{Method, send};
use super::reply::Failure;
use crate::answer::Answer;

/// What a page shows of [`muster_shared::api::Installed`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnIt {
    /// The apps.
    pub apps: Option<Listed>,
    /// The certificates.
    pub certificates: Option<Listed>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// When the device listed it.
    pub at: Timestamp,
    /// How many it listed.
    pub count: u16,
    /// Each that is kept.
    pub items: Vec<ListedItem>,
}

/// Something on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedItem {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// When it ends.
    pub ends: Option<Timestamp>,
}

/// The names of the API that are read.
const LISTS: [&str; 2] = ["apps", "certificates"];
const IN_A_LIST: [&str; 2] = ["listed_at", "count"];
const OF_AN_ITEM: [&str; 4] = ["name", "version", "issuer", "not_after"];

fn listed(answer: &Answer, list: &str) -> Option<Listed> {
    let [at, count] = IN_A_LIST;
    let [name, version, issuer, not_after] = OF_AN_ITEM;
    let answer = answer.get(list);
    let at = answer.said(at)?.parse().ok()?;
    let items = answer.each(list).into_iter().map(|item| ListedItem {
        name: item.text(name),
        version: item.said(version),
        issuer: item.said(issuer),
        ends: item.said(not_after).and_then(|at| at.parse().ok()),
    });
    Some(Listed {
        at,
        count: answer.number(count),
        items: items.collect(),
    })
}

/// What is on a device, as far as it has listed that: `GET /api/v1/me/devices/{device}/installed`. Of a person's own there is nothing.
///
/// # Errors
/// Any [`Failure`].
pub async fn on_it(device: DeviceId) -> Result<OnIt, Failure> {
    let path = format!("{}/installed", device_path(device));
    let answer = send(Method::Get, &path, None, None).await?.answer()?;
    let [apps, certificates] = LISTS.map(|list| listed(&answer, list));
    Ok(OnIt { apps, certificates })
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::{
        Installed, InstalledApp, InstalledApps, InstalledCertificate, InstalledCertificates,
    };
    use muster_shared::ids::Digest;

    #[test]
    fn every_name_that_is_read_is_one_of_the_apis() {
        let at = Timestamp::from_unix_seconds(1);
        let (name, count) = (String::from("n"), 1);
        let installed = Installed {
            apps: Some(InstalledApps {
                listed_at: at,
                count,
                apps: vec![InstalledApp {
                    name: name.clone(),
                    identifier: None,
                    version: Some(String::from("1")),
                }],
            }),
            certificates: Some(InstalledCertificates {
                listed_at: at,
                count,
                certificates: vec![InstalledCertificate {
                    name,
                    issuer: Some(String::from("i")),
                    not_after: Some(at),
                    sha256: Digest::of(b""),
                    is_identity: true,
                }],
            }),
        };
        let written = serde_json::to_value(installed).unwrap();
        for list in LISTS {
            let read = &written[list];
            assert!(
                IN_A_LIST.iter().all(|name| !read[*name].is_null()),
                "{list}"
            );
            assert!(!read[list][0][OF_AN_ITEM[0]].is_null());
        }
        let [_, version, issuer, not_after] = OF_AN_ITEM;
        assert!(!written["apps"]["apps"][0][version].is_null());
        for name in [issuer, not_after] {
            assert!(!written["certificates"]["certificates"][0][name].is_null());
        }
    }
}
