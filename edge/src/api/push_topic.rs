//! A push certificate of another topic than the one there is would orphan every Apple device that has enrolled: it could never be
//! woken again. So it is not taken by accident, be it in the section or in a whole configuration.

use muster_shared::field::FieldFault;
use muster_shared::fleet::CountDevices;
use muster_shared::platform::EnrollmentMethod;
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::Apple;
use muster_shared::tenant::{ReadSection, SectionKind};

use crate::app::{App, Platform};
use crate::http::{ApiError, Call};

/// Refuses what `text`, the section to be, would orphan, unless the caller says how many those are (`?orphans=N`). What is no
/// section, or breaks a rule, is for the tenant object to say.
///
/// # Errors
/// [`ApiError::BadField`] at `push_certificate` below `parent`, with the number of devices.
pub(super) async fn orphans_nobody<P: Platform>(
    app: &App<P>,
    call: &Call,
    parent: &str,
    text: &str,
) -> Result<(), ApiError> {
    let topic = |section: &Apple| Some(section.push().ok()??.topic);
    let Ok(next) = muster_shared::json::from_str::<Apple>(text) else {
        return Ok(());
    };
    if next.push().is_err() {
        return Ok(());
    }
    let (objects, tenant) = (app.platform.objects(), &app.config.tenant);
    let kind = SectionKind::Apple;
    let current = objects.tenant(tenant, &ReadSection { kind }).await?;
    let current: Apple = muster_shared::json::from_str(&current.text).map_err(|error| {
        muster_shared::store::StoreFault::new(format_args!("section apple: {error}"))
    })?;
    let Some(current) = topic(&current).filter(|current| Some(current) != topic(&next).as_ref())
    else {
        return Ok(());
    };
    let methods = vec![
        EnrollmentMethod::AppleDevice,
        EnrollmentMethod::AppleUser,
        EnrollmentMethod::AppleAutomated,
    ];
    let orphans = objects.fleet(tenant, &CountDevices { methods }).await?;
    if orphans == 0 || call.query("orphans") == Some(orphans.to_string().as_str()) {
        return Ok(());
    }
    let rule = format!(
        "must keep the topic {current}, which {orphans} enrolled devices are woken by: renew that certificate with the same \
         Apple account; with `?orphans={orphans}` it is changed all the same, and they must enroll again"
    );
    Err(FieldFault::at("push_certificate", rule)
        .below(parent)
        .into())
}
