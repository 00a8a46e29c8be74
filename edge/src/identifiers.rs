//! Looking a device up on the list of corporate identifiers.

use muster_shared::api::CheckInReport;
use muster_shared::identifier::{CorporateIdentifier, ListedKinds, LookUp, candidates};
use muster_shared::ports::Copies as _;
use muster_shared::store::StoreFault;
use muster_shared::tenant::PublishedShard;

use crate::app::{App, Platform};

/// What the list says of what a device tells. A shard is read only for what may be on the list: with no list, or for a
/// device that tells nothing to find it by, nothing is read.
///
/// # Errors
/// [`StoreFault`] when KV does not answer.
pub async fn look_up<P: Platform>(
    app: &App<P>,
    listed: ListedKinds,
    report: &CheckInReport,
) -> Result<LookUp, StoreFault> {
    let mut found = Vec::new();
    if listed.is_empty() {
        return Ok(LookUp { listed, found });
    }
    for identifier in candidates(report) {
        let on_list = listed.has(identifier.kind()) && is_listed(app, &identifier).await?;
        found.push((identifier, on_list));
    }
    Ok(LookUp { listed, found })
}

async fn is_listed<P: Platform>(
    app: &App<P>,
    identifier: &CorporateIdentifier,
) -> Result<bool, StoreFault> {
    let digest = identifier.digest();
    let key = PublishedShard::key_of(CorporateIdentifier::shard_of(&digest));
    let shard: Option<PublishedShard> =
        app.platform.copies().read(&app.config.tenant, &key).await?;
    Ok(shard.is_some_and(|shard| shard.holds(&digest)))
}
