//! The operator makes people. The same way in production and in development; later a directory does it.

use std::sync::Arc;

use http::StatusCode;
use muster_shared::api::Setup;
use muster_shared::enrollment::enrollee::{ReadPassword, SetPassword, TellPerson};
use muster_shared::ids::{EnrolleeId, UserId};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::{MAX_ENROLLMENT_MANAGERS, PersonPut, PutPerson};

use crate::app::{App, Platform};
use crate::http::{Answer, ApiError, Call};
use crate::password;

/// How many people one request may bring: each password is work.
const PEOPLE_AT_ONCE: usize = 10;

/// The shortest password that is taken, in characters.
const SHORTEST_PASSWORD: usize = 12;

/// `POST /api/v1/setup`: creates people with local accounts, or changes them. Again with the same people: nothing changes.
///
/// # Errors
/// [`ApiError::BadBody`] for what does not fit.
pub async fn put_people<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let Setup { people } = call.json()?;
    if people.len() > PEOPLE_AT_ONCE {
        return Err(ApiError::BadBody {
            reason: format!("at most {PEOPLE_AT_ONCE} people at once"),
        });
    }
    for person in &people {
        let plain = |text: &str| {
            !text.trim().is_empty() && text.len() <= 128 && !text.chars().any(char::is_control)
        };
        if !plain(&person.username) || !plain(&person.display_name) {
            return Err(ApiError::BadBody {
                reason: "a name is blank, too long or not plain text".to_owned(),
            });
        }
        check_password(&person.password)?;
    }
    let tenant = &app.config.tenant;
    for person in people {
        let put = PutPerson {
            tenant: tenant.clone(),
            username: person.username,
            display_name: person.display_name,
            groups: person.groups,
            roles: person.roles,
            disabled: person.disabled,
            enrollment_manager: person.enrollment_manager,
            fresh_user: UserId::from_random(app.draw()?),
            fresh_enrollee: EnrolleeId::from_random(app.draw()?),
            salt: app.draw()?,
        };
        let objects = app.platform.objects();
        let PersonPut::Yes { person: known } = objects.tenant(tenant, &put).await? else {
            return Err(too_many_managers());
        };
        let tell = TellPerson::about(tenant, &known);
        objects.enrollee(tenant, &known.enrollee, &tell).await?;
        // The same password again ends nobody's session.
        let stored = objects
            .enrollee(tenant, &known.enrollee, &ReadPassword {})
            .await?;
        let same = match stored {
            Some(stored) => password::verify(app.platform.scrypt(), &person.password, &stored)?,
            None => false,
        };
        if !same {
            let hashed = password::hash(app.platform.scrypt(), &person.password, app.draw()?)?;
            let set = SetPassword { password: hashed };
            objects.enrollee(tenant, &known.enrollee, &set).await?;
        }
    }
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// Refuses a password that is too short to be one.
///
/// # Errors
/// [`ApiError::BadBody`].
pub(super) fn check_password(password: &str) -> Result<(), ApiError> {
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > 256 {
        return Err(ApiError::BadBody {
            reason: format!("a password has {SHORTEST_PASSWORD} characters or more"),
        });
    }
    Ok(())
}

pub(super) fn too_many_managers() -> ApiError {
    ApiError::Conflict {
        code: "too-many-enrollment-managers",
        title: format!(
            "There are as many device enrollment managers as there may be: {MAX_ENROLLMENT_MANAGERS}."
        ),
        fix: "Take the role from somebody who no longer needs it.",
    }
}
