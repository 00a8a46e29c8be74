//! The directory, for administrators: people of the organisation.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::{StatusCode, header};
use muster_shared::api::{
    CreatePerson, PeopleReport, PersonEdit, PersonList, PersonPassword, PersonView,
};
use muster_shared::enrollment::enrollee::{PersonTold, SetPassword, TellPerson};
use muster_shared::few::set_of;
use muster_shared::ids::{EnrolleeId, GroupId, UserId};
use muster_shared::ports::Objects as _;
use muster_shared::store::StoreFault;
use muster_shared::tenant::section::Groups;
use muster_shared::tenant::{
    ChangePerson, FreshPerson, ImportPeople, ListPeople, Person, PersonChange, PersonChanged,
    ReadPerson, read_people_csv,
};

use super::setup::{check_password, too_many_managers};
use crate::app::{App, Platform};
use crate::http::who::Session;
use crate::http::{Answer, ApiError, Call};
use crate::password;

/// A page holds at most this many people.
const MAX_PAGE: usize = 100;

/// `GET /api/v1/people?search=&after=&limit=`: a page of people, in the order of their identifiers.
///
/// # Errors
/// [`ApiError::BadBody`] for parameters that do not fit.
pub async fn list<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let (after, limit) = call.page(MAX_PAGE)?;
    let search = call
        .query_text("search")
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    if search.as_ref().is_some_and(|text| text.len() > 128) {
        return Err(ApiError::BadBody {
            reason: "`search` is at most 128 bytes".to_owned(),
        });
    }
    let list = ListPeople {
        after,
        limit,
        search,
    };
    let page = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &list)
        .await?;
    let known = known_groups(&app).await?;
    Answer::json(
        StatusCode::OK,
        &PersonList {
            people: page
                .people
                .into_iter()
                .map(|person| view(person, &known))
                .collect(),
            next: page.next,
        },
    )
}

/// `POST /api/v1/people`: a new person, who has no password yet.
///
/// # Errors
/// [`ApiError::BadField`] for a field that does not fit, [`ApiError::Conflict`] for a user name that is taken.
pub async fn create<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let person: CreatePerson = call.json()?;
    person.check()?;
    let create = PersonChange::Create {
        person,
        fresh_user: UserId::from_random(app.draw()?),
        fresh_enrollee: EnrolleeId::from_random(app.draw()?),
    };
    let person = change(&app, &session, create).await?;
    tell(&app, &person).await?;
    shown(&app, person, StatusCode::CREATED).await
}

/// `GET /api/v1/people/{user}`: one person.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn show<P: Platform>(
    app: Arc<App<P>>,
    _session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let person = read(&app, &call).await?;
    shown(&app, person, StatusCode::OK).await
}

/// `PATCH /api/v1/people/{user}` with `If-Match`: other fields. The user name stays.
///
/// # Errors
/// [`ApiError::VersionRequired`], [`ApiError::VersionConflict`], [`ApiError::NotFound`], [`ApiError::BadField`];
/// [`ApiError::Conflict`] when nobody would administer any more.
pub async fn edit<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let user = call.path("user")?;
    let expected = call.if_match()?;
    let edit: PersonEdit = call.json()?;
    edit.check()?;
    let edit = PersonChange::Edit {
        user,
        expected,
        edit,
    };
    let person = change(&app, &session, edit).await?;
    shown(&app, person, StatusCode::OK).await
}

/// `POST /api/v1/people/{user}/password`: sets a local password, as setup does. Whoever was signed in no longer is.
///
/// # Errors
/// [`ApiError::NotFound`]; [`ApiError::BadBody`] for a password that is too short.
pub async fn set_password<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let user = call.path("user")?;
    let PersonPassword { password } = call.json()?;
    check_password(&password)?;
    // Written down first: a password that was noted and not set does less harm than one that was set and not noted.
    let person = change(&app, &session, PersonChange::NotePassword { user }).await?;
    tell(&app, &person).await?;
    let set = SetPassword {
        password: password::hash(app.platform.scrypt(), &password, app.draw()?)?,
    };
    app.platform
        .objects()
        .enrollee(&app.config.tenant, &person.enrollee, &set)
        .await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// `POST /api/v1/people/{user}/disable`: their sessions end at once, and their tickets enroll nothing. Their devices stay.
///
/// # Errors
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] when nobody would administer any more.
pub async fn disable<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    set_disabled(&app, &session, &call, true).await
}

/// `POST /api/v1/people/{user}/enable`: they sign in again.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn enable<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    set_disabled(&app, &session, &call, false).await
}

async fn set_disabled<P: Platform>(
    app: &App<P>,
    session: &Session,
    call: &Call,
    disabled: bool,
) -> Result<Answer, ApiError> {
    let user = call.path("user")?;
    let person = change(app, session, PersonChange::Disable { user, disabled }).await?;
    // In this request, so that it holds when it is answered; and through the outbox, should this request die here.
    tell(app, &person).await?;
    shown(app, person, StatusCode::OK).await
}

/// `DELETE /api/v1/people/{user}`: a disabled person without devices leaves the directory, and the user name is free.
///
/// # Errors
/// [`ApiError::NotFound`]; [`ApiError::Conflict`] while they are enabled or have devices.
pub async fn delete<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let person = read(&app, &call).await?;
    if !person.disabled {
        return Err(not_disabled());
    }
    // Their object refuses every new device from here on, so that what it counts now is what there is when they go.
    let told = tell(&app, &person).await?;
    if told.devices > 0 {
        return Err(ApiError::Conflict {
            code: "person-has-devices",
            title: format!("The person still has devices: {}.", told.devices),
            fix: "Retire them first; then delete the person.",
        });
    }
    let delete = PersonChange::Delete {
        user: person.id,
        expected: person.revision,
    };
    change(&app, &session, delete).await?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// `POST /api/v1/people/import?dry_run=`: a file of people, all of it or nothing.
///
/// # Errors
/// [`ApiError::RowsRefused`] with every row that cannot be taken.
pub async fn import<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let dry_run = match call.query("dry_run") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(ApiError::BadBody {
                reason: "`dry_run` is true or false".to_owned(),
            });
        }
    };
    let rows = read_people_csv(call.csv()?).map_err(|rows| ApiError::RowsRefused { rows })?;
    let mut lines = Vec::new();
    let mut named = BTreeSet::new();
    let mut import = ImportPeople {
        tenant: app.config.tenant.clone(),
        rows: Vec::new(),
        dry_run,
        by: session.person.id,
    };
    for (line, row) in rows {
        lines.push(line);
        named.extend(row.groups.iter().cloned());
        let fresh = FreshPerson {
            user: UserId::from_random(app.draw()?),
            enrollee: EnrolleeId::from_random(app.draw()?),
            salt: app.draw()?,
        };
        import.rows.push((row, fresh));
    }
    let outcomes = app
        .platform
        .objects()
        .tenant(&app.config.tenant, &import)
        .await?;
    let known = known_groups(&app).await?;
    let mut report = PeopleReport {
        applied: !dry_run,
        unknown_groups: named.difference(&known).cloned().collect(),
        ..PeopleReport::default()
    };
    for (line, outcome) in lines.into_iter().zip(outcomes) {
        report.push(line, outcome);
    }
    Answer::json(StatusCode::OK, &report)
}

async fn read<P: Platform>(app: &App<P>, call: &Call) -> Result<Person, ApiError> {
    let user = call.path("user")?;
    app.platform
        .objects()
        .tenant(&app.config.tenant, &ReadPerson { user })
        .await?
        .ok_or(ApiError::NotFound)
}

/// Tells the person's own object where they stand.
async fn tell<P: Platform>(app: &App<P>, person: &Person) -> Result<PersonTold, StoreFault> {
    let tell = TellPerson::about(&app.config.tenant, person);
    app.platform
        .objects()
        .enrollee(&app.config.tenant, &person.enrollee, &tell)
        .await
}

fn not_disabled() -> ApiError {
    ApiError::Conflict {
        code: "person-not-disabled",
        title: "Only a person who is disabled can be deleted.".to_owned(),
        fix: "Disable the person first: from then on they enroll nothing more.",
    }
}

async fn change<P: Platform>(
    app: &App<P>,
    session: &Session,
    change: PersonChange,
) -> Result<Person, ApiError> {
    let tenant = &app.config.tenant;
    let change = ChangePerson {
        tenant: tenant.clone(),
        change,
        by: session.person.id,
        salt: app.draw()?,
    };
    Err(
        match app.platform.objects().tenant(tenant, &change).await? {
            PersonChanged::Yes { person } => return Ok(*person),
            PersonChanged::Unknown => ApiError::NotFound,
            PersonChanged::Conflict { current } => ApiError::VersionConflict { current },
            PersonChanged::UsernameTaken => ApiError::Conflict {
                code: "username-taken",
                title: "Somebody signs in under that user name already.".to_owned(),
                fix: "Choose another, or change the person who has it.",
            },
            PersonChanged::LastAdministrator => ApiError::Conflict {
                code: "last-administrator",
                title: "Nobody else is an administrator who can sign in.".to_owned(),
                fix: "Make somebody else an administrator first.",
            },
            PersonChanged::TooManyManagers => too_many_managers(),
            PersonChanged::NotDisabled => not_disabled(),
        },
    )
}

/// The groups that the organisation has listed. A person may be in others: a group that is made later counts from then on.
async fn known_groups<P: Platform>(app: &App<P>) -> Result<BTreeSet<GroupId>, StoreFault> {
    let section = app.section::<Groups>().await?;
    Ok(set_of(section.groups.iter().map(|group| group.id.clone())))
}

fn view(person: Person, known: &BTreeSet<GroupId>) -> PersonView {
    PersonView {
        id: person.id,
        enrollee: person.enrollee,
        username: person.username,
        display_name: person.display_name,
        email: person.email,
        unknown_groups: person
            .groups
            .iter()
            .filter(|group| !known.contains(*group))
            .cloned()
            .collect(),
        groups: person.groups,
        roles: person.roles,
        enrollment_manager: person.enrollment_manager,
        disabled: person.disabled,
        revision: person.revision,
    }
}

async fn shown<P: Platform>(
    app: &App<P>,
    person: Person,
    status: StatusCode,
) -> Result<Answer, ApiError> {
    let etag = format!("\"{}\"", person.revision);
    let known = known_groups(app).await?;
    Ok(Answer::json(status, &view(person, &known))?.with(header::ETAG, &etag))
}
