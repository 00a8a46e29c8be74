//! The federated page: a person signs in to Muster in Windows' web view, sees what enrolling means, and Windows gets a ticket
//! ([MS-MDE2] section 3.2; `AuthenticationServiceUrl`). Apple's devices open it for an account (method `apple-as-web`), and get the
//! ticket as what Apple calls an access token.
//!
//! Windows opens the page with `appru`, where it wants its token posted, and `login_hint`, the name that was typed. All steps
//! are plain forms; the session is the portal's, and ends when the ticket is handed over, so that nothing of the person stays
//! in a web view that the next person at this PC may see.

use std::sync::Arc;

use http::{HeaderName, StatusCode, header};
use maud::{Markup, html};
use muster_shared::api::{SignIn, TermsView};
use muster_shared::encoding::percent_encoded;
use muster_shared::enrollment::enrollee::{EndSession, FindOpenTicket, ListDevices};
use muster_shared::enrollment::ticket::{Ticket, TicketSecret};
use muster_shared::enrollment::{
    EnrollmentRequest, Fact, Refusal, Verdict, decide, groups_named_by,
};
use muster_shared::guidance::Language;
use muster_shared::identity::SessionToken;
use muster_shared::ids::TermsVersion;
use muster_shared::platform::{EnrollmentMethod, Ownership, Platform as DevicePlatform};
use muster_shared::ports::Objects as _;
use muster_shared::tenant::section::{Branding, Categories, Category};

use super::page::{self, FormsLead, Frame};
use super::words::{Words, language, words, words_of_apple};
use crate::api::{session, terms, tickets};
use crate::app::{App, Platform};
use crate::enrollment::facts_of;
use crate::http::problem::{CODE_HEADER, describe};
use crate::http::who::{CSRF_FIELD, Session, SignedIn, Who as _};
use crate::http::{Answer, ApiError, Call};

/// Where the page is.
pub(super) const ADDRESS: &str = "/EnrollmentServer/Auth";

/// Where the page is for an account on an Apple device of this platform.
pub(crate) fn account_address(platform: DevicePlatform) -> String {
    format!("/mdm/apple/account/{}/auth", platform.as_str())
}

/// The platform in the address of an account's pages.
pub(crate) fn platform_in(call: &Call) -> Option<DevicePlatform> {
    let name = call.path.get("platform")?;
    let mut all = DevicePlatform::ALL.into_iter();
    all.find(|platform| platform.as_str() == name)
        .filter(|platform| EnrollmentMethod::AppleUser.is_offered_on(*platform))
}

/// Where Windows wants its token: an address of the scheme `ms-app`, which only an app of the machine itself answers. Anything
/// else would hand a ticket to a web site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct AppRedirect(String);

impl AppRedirect {
    const LONGEST: usize = 512;

    fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("ms-app://")?;
        let fits = !rest.is_empty()
            && text.len() <= Self::LONGEST
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%:=?&".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }
}

/// Who opened the page, and gets the ticket.
enum Client {
    /// Windows, which wants it here.
    Windows(AppRedirect),
    /// An Apple device of this platform.
    Apple(DevicePlatform),
}

/// What the page was opened with; every form carries it on.
struct Opened {
    client: Client,
    login_hint: String,
}

impl Opened {
    /// The longest name that is shown as it was typed.
    const LONGEST_HINT: usize = 256;

    fn of(call: &Call, value: impl Fn(&str) -> Option<String>) -> Result<Self, ApiError> {
        let (client, hint) = if call.parts.uri.path().starts_with("/mdm/apple/") {
            let platform = platform_in(call).ok_or(ApiError::NotFound)?;
            let hint = value("user-identifier").or_else(|| value("login_hint"));
            (Client::Apple(platform), hint)
        } else {
            let appru = value("appru")
                .and_then(|text| AppRedirect::parse(&text))
                .ok_or_else(|| ApiError::BadBody {
                    reason: "`appru` must be an address that begins with `ms-app://`: begin at Windows' settings".to_owned(),
                })?;
            (Client::Windows(appru), value("login_hint"))
        };
        let login_hint = hint.unwrap_or_default();
        let fits =
            login_hint.len() <= Self::LONGEST_HINT && !login_hint.chars().any(char::is_control);
        Ok(Self {
            client,
            login_hint: if fits { login_hint } else { String::new() },
        })
    }

    /// What is asked for here.
    const fn request(&self) -> EnrollmentRequest {
        let (platform, method) = match self.client {
            Client::Windows(_) => (DevicePlatform::Windows, EnrollmentMethod::WindowsMdm),
            Client::Apple(platform) => (platform, EnrollmentMethod::AppleUser),
        };
        EnrollmentRequest {
            platform,
            method,
            ownership: Ownership::Personal,
        }
    }

    const fn words(&self, language: Language) -> &'static Words {
        match self.client {
            Client::Windows(_) => words(language),
            Client::Apple(_) => words_of_apple(language),
        }
    }

    /// Where the page's forms may lead; a browser asks that of what a form is led on to, too.
    const fn forms_lead(&self) -> FormsLead {
        match self.client {
            Client::Windows(_) => FormsLead::Here,
            Client::Apple(_) => FormsLead::HereAndToApple,
        }
    }

    fn hidden(&self) -> Markup {
        html! {
            @if let Client::Windows(appru) = &self.client {
                input type="hidden" name="appru" value=(appru.0);
            }
            input type="hidden" name="login_hint" value=(self.login_hint);
        }
    }

    /// The address of one of the page's steps.
    fn step(&self, step: &str) -> String {
        match self.client {
            Client::Windows(_) => format!("{ADDRESS}/{step}"),
            Client::Apple(platform) => format!("{}/{step}", account_address(platform)),
        }
    }

    /// The page's address with the same again.
    fn address(&self) -> String {
        let hint = percent_encoded(&self.login_hint);
        match &self.client {
            Client::Windows(appru) => {
                let appru = percent_encoded(&appru.0);
                format!("{ADDRESS}?appru={appru}&login_hint={hint}")
            }
            Client::Apple(platform) => {
                format!("{}?user-identifier={hint}", account_address(*platform))
            }
        }
    }
}

/// The page's address with what it was opened with, as a request to one of its steps says it; none without. Who has come with a
/// ticket for an Apple device begins again in the portal.
pub(super) fn address_of(call: &Call) -> Option<String> {
    if call.path.contains_key("credential") {
        return Some("/".to_owned());
    }
    let value = |name: &str| call.query_text(name).or_else(|| call.form(name));
    Opened::of(call, value).ok().map(|opened| opened.address())
}

/// `GET /EnrollmentServer/Auth?appru=&login_hint=`: the form to sign in, or what enrolling means for who is signed in.
///
/// # Errors
/// [`ApiError::BadBody`] for an `appru` that leads elsewhere than to Windows, or a fault of ours.
pub(crate) async fn show<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let opened = Opened::of(&call, |name| call.query_text(name))?;
    match SignedIn::identify(&app, &call).await {
        Ok(session) => offer(&app, &session, &opened, language(&call), None).await,
        Err(ApiError::SignInRequired) => {
            sign_in_form(&app, &opened, language(&call), StatusCode::OK, None).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /EnrollmentServer/Auth/sign-in`: signs in, and leads back to the page.
///
/// # Errors
/// [`ApiError::BadBody`] for an `appru` that leads elsewhere, or a fault of ours. What is wrong with name or password is said
/// on the page.
pub(crate) async fn sign_in<P: Platform>(
    app: Arc<App<P>>,
    (): (),
    call: Call,
) -> Result<Answer, ApiError> {
    let opened = Opened::of(&call, |name| call.form(name))?;
    let said = SignIn {
        username: call.form("username").unwrap_or_default(),
        password: call.form("password").unwrap_or_default(),
    };
    let words = opened.words(language(&call));
    let (problem, code) = match session::open(&app, &said).await {
        Ok(begun) => {
            let cookie = session::cookie_of(&app, &begun.token);
            return Ok(Answer::empty(StatusCode::SEE_OTHER)
                .with(header::LOCATION, &opened.address())
                .with(header::SET_COOKIE, &cookie));
        }
        Err(error @ ApiError::SignInFailed) => (words.sign_in_failed, describe(&error).code),
        Err(error @ ApiError::SignInLocked { .. }) => (words.sign_in_locked, describe(&error).code),
        Err(error) => return Err(error),
    };
    let opened = Opened {
        login_hint: said.username,
        ..opened
    };
    let form = sign_in_form(
        &app,
        &opened,
        language(&call),
        StatusCode::UNAUTHORIZED,
        Some(problem),
    );
    Ok(form.await?.with(HeaderName::from_static(CODE_HEADER), code))
}

/// `POST /EnrollmentServer/Auth/sign-out`: for somebody else at this PC.
///
/// # Errors
/// What is wrong with the form, or a fault of ours.
pub(crate) async fn sign_out<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let opened = Opened::of(&call, |name| call.form(name))?;
    end(&app, &session).await?;
    Ok(Answer::empty(StatusCode::SEE_OTHER)
        .with(header::LOCATION, &opened.address())
        .with(header::SET_COOKIE, &session::no_cookie()))
}

/// `POST /EnrollmentServer/Auth/enroll`: accepts what is asked, makes the ticket and hands it to Windows.
///
/// # Errors
/// What is wrong with the form, or a fault of ours. What the rules refuse is said on the page.
pub(crate) async fn enroll<P: Platform>(
    app: Arc<App<P>>,
    session: Session,
    call: Call,
) -> Result<Answer, ApiError> {
    let opened = Opened::of(&call, |name| call.form(name))?;
    let language = language(&call);
    let accepted: Vec<TermsVersion> = call
        .form_values("terms")
        .filter_map(|text| {
            let (terms, version) = text.rsplit_once('@')?;
            Some(TermsVersion {
                terms: terms.parse().ok()?,
                version: version.parse().ok()?,
            })
        })
        .collect();
    if !accepted.is_empty() {
        terms::accept_all(&app, &session, accepted).await?;
    }
    let category = call
        .form("category")
        .filter(|text| !text.is_empty())
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| ApiError::BadBody {
            reason: "`category` must be a category of the organisation".to_owned(),
        })?;
    let ticket = match begun_on_the_portal(&app, &session, &opened).await? {
        Some(ticket) => ticket,
        None => match tickets::open(&app, &session, opened.request(), category).await {
            Ok(made) => made.ticket,
            Err(ApiError::Refused { refusal, .. }) => {
                return offer(&app, &session, &opened, language, Some(refusal)).await;
            }
            Err(error) => return Err(error),
        },
    };
    end(&app, &session).await?;
    let sealed = ticket.seal(&app.config.sealing_key);
    let appru = match &opened.client {
        Client::Windows(appru) => appru,
        // The device takes it from the address to which it is led (308 alone).
        Client::Apple(_) => {
            let address = format!(
                "apple-remotemanagement-user-login://authentication-results?access-token={}",
                percent_encoded(&sealed)
            );
            return Ok(Answer::empty(StatusCode::PERMANENT_REDIRECT)
                .with(header::LOCATION, &address)
                .with(header::CACHE_CONTROL, "no-store")
                .with(header::SET_COOKIE, &session::no_cookie()));
        }
    };
    let words = opened.words(language);
    let content = html! {
        h1 { (words.done) }
        p { (words.done_text) }
        form method="post" action=(appru.0) {
            input type="hidden" name="wresult" value=(sealed);
            button type="submit" { (words.done_button) }
        }
    };
    let page = page::page(words, &frame(&app).await?, words.done, true, &content);
    Ok(page::answer(StatusCode::OK, page, FormsLead::ToWindows)
        .with(header::SET_COOKIE, &session::no_cookie()))
}

pub(super) async fn end<P: Platform>(app: &App<P>, session: &Session) -> Result<(), ApiError> {
    let end = EndSession {
        session: session.token.session,
        everywhere: false,
    };
    app.platform
        .objects()
        .enrollee(&session.token.tenant, &session.token.enrollee, &end)
        .await?;
    Ok(())
}

/// The ticket that the person has made on the portal and not used: the page there follows what becomes of it.
async fn begun_on_the_portal<P: Platform>(
    app: &App<P>,
    session: &Session,
    opened: &Opened,
) -> Result<Option<Ticket>, ApiError> {
    let SessionToken {
        tenant, enrollee, ..
    } = &session.token;
    let EnrollmentRequest {
        platform, method, ..
    } = opened.request();
    let find = FindOpenTicket { method };
    let found = app
        .platform
        .objects()
        .enrollee(tenant, enrollee, &find)
        .await?;
    let found = found.filter(|found| found.request.platform == platform);
    Ok(found.map(|found| Ticket {
        tenant: tenant.clone(),
        enrollee: *enrollee,
        id: found.id,
        secret: TicketSecret::of(&found.id, enrollee, &app.config.sealing_key),
        platform: found.request.platform,
        method: found.request.method,
        ownership: found.request.ownership,
        expires_at: found.expires_at,
    }))
}

async fn frame<P: Platform>(app: &App<P>) -> Result<Frame, ApiError> {
    let branding = app.section::<Branding>().await?;
    Ok(Frame {
        organisation: app.organisation().await?,
        logo: branding.logo.map(|picture| format!("/branding/{picture}")),
    })
}

async fn sign_in_form<P: Platform>(
    app: &App<P>,
    opened: &Opened,
    language: Language,
    status: StatusCode,
    problem: Option<&str>,
) -> Result<Answer, ApiError> {
    let words = opened.words(language);
    let content = html! {
        h1 { (words.sign_in) }
        p.muted { (words.sign_in_text) }
        @if let Some(problem) = problem {
            div.card.problem role="alert" { p { (problem) } }
        }
        form method="post" action=(opened.step("sign-in")) {
            (opened.hidden())
            label for="username" { (words.username) }
            input id="username" name="username" autocomplete="username" required value=(opened.login_hint);
            label for="password" { (words.password) }
            input id="password" name="password" type="password" autocomplete="current-password" required;
            button type="submit" { (words.sign_in_button) }
        }
    };
    let page = page::page(words, &frame(app).await?, words.sign_in, false, &content);
    Ok(page::answer(status, page, opened.forms_lead()))
}

/// What the rules would say if the person accepted what is asked of them.
async fn foresee<P: Platform>(
    app: &App<P>,
    session: &Session,
    request: EnrollmentRequest,
) -> Result<Verdict, ApiError> {
    let configuration = app.configuration().await?;
    let mut facts = facts_of(Some(&session.person));
    let (_, in_use) = app
        .platform
        .objects()
        .enrollee(&app.config.tenant, &session.token.enrollee, &ListDevices {})
        .await?;
    facts.devices_in_use = Fact::attested(in_use);
    facts.identifiers_listed = configuration.identifiers.on(request.platform);
    let (policy, _) = configuration.policy_for(&session.token.enrollee, &facts.groups);
    let groups = app.device_groups_named_by(policy).await?;
    facts.device_groups = groups_named_by(policy, &groups, None, &request, &facts);
    Ok(decide(policy, &request, &facts, app.now(), &mut ()))
}

/// What enrolling means, what is asked, and the button; or why not.
async fn offer<P: Platform>(
    app: &App<P>,
    session: &Session,
    opened: &Opened,
    language: Language,
    refused: Option<Refusal>,
) -> Result<Answer, ApiError> {
    let words = opened.words(language);
    let refusal = match refused {
        Some(refusal) => Some(refusal),
        None => match foresee(app, session, opened.request()).await? {
            Verdict::Refuse { refusal } => Some(refusal),
            _ => None,
        },
    };
    let csrf = session.token.csrf_token(&app.config.sealing_key);
    let who = html! {
        form method="post" action=(opened.step("sign-out")) {
            (opened.hidden())
            input type="hidden" name=(CSRF_FIELD) value=(csrf);
            p.muted { (words.signed_in_as) " " bdi { (session.person.username) } }
            button.quiet type="submit" { (words.other_account) }
        }
    };
    let content = match &refusal {
        Some(refusal) => {
            let branding = app.section::<Branding>().await?;
            denied(words, refusal, opened, &branding, &who)
        }
        None => {
            let list = terms::list(app, session).await?;
            let asked: Vec<TermsView> = list
                .terms
                .into_iter()
                .filter(|terms| terms.accepted_at.is_none())
                .collect();
            // Whoever began on the portal has chosen there.
            let categories = match begun_on_the_portal(app, session, opened).await? {
                Some(_) => Vec::new(),
                None => app.section::<Categories>().await?.categories.clone(),
            };
            questions(words, opened, &csrf, &asked, &categories, &who)
        }
    };
    let (title, status) = if refusal.is_some() {
        (words.refused, StatusCode::FORBIDDEN)
    } else {
        (words.enroll, StatusCode::OK)
    };
    let page = page::page(words, &frame(app).await?, title, false, &content);
    Ok(page::answer(status, page, opened.forms_lead()))
}

fn denied(
    words: &Words,
    refusal: &Refusal,
    opened: &Opened,
    branding: &Branding,
    who: &Markup,
) -> Markup {
    let (cause, fix) = words.of_refusal(refusal);
    html! {
        h1 { (words.refused) }
        div.card.problem {
            p { (cause) }
            p { (fix) }
            p.muted { (refusal.code()) }
        }
        p { a href=(opened.address()) { (words.again) } }
        @if !branding.contact_name.is_empty() {
            p { (words.contact) " " (branding.contact_name) " " (branding.contact_phone) " " (branding.contact_email) }
        }
        (who)
    }
}

fn questions(
    words: &Words,
    opened: &Opened,
    csrf: &str,
    asked: &[TermsView],
    categories: &[Category],
    who: &Markup,
) -> Markup {
    html! {
        h1 { (words.enroll) }
        div.card {
            h2 { (words.allowed) }
            p { (words.ownership_personal) " " (words.ownership_listed) }
            p { (words.nothing_erased) }
            p { a href="/privacy" target="_blank" rel="noopener" { (words.privacy) } }
        }
        form method="post" action=(opened.step("enroll")) {
            (opened.hidden())
            input type="hidden" name=(CSRF_FIELD) value=(csrf);
            @if !asked.is_empty() {
                h2 { (words.terms) }
                @for terms in asked {
                    div.card {
                        h2 { (terms.title) }
                        p { (terms.summary) }
                        details { summary { (words.terms_read) } pre { (terms.text) } }
                        label.choice {
                            input type="checkbox" name="terms" required value=(format!("{}@{}", terms.terms, terms.version));
                            span { (words.accept) " " (terms.title) }
                        }
                    }
                }
            }
            @if !categories.is_empty() {
                label for="category" { (words.category) }
                select id="category" name="category" {
                    option value="" { (words.no_category) }
                    @for category in categories {
                        option value=(category.id) { (category.name) }
                    }
                }
            }
            button type="submit" { (words.enroll_button) }
        }
        (who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_handed_to_windows_and_to_nobody_else() {
        for good in [
            "ms-app://windows.immersivecontrolpanel",
            "ms-app://s-1-15-2-2667988468-2153812217",
        ] {
            assert!(AppRedirect::parse(good).is_some(), "{good}");
        }
        for bad in [
            "https://evil.example/",
            "ms-app:",
            "ms-app://",
            "MS-APP://x",
            "javascript:alert(1)",
            "ms-app://x\" onclick=\"",
            "ms-app://x\r\nLocation: y",
            &format!("ms-app://{}", "x".repeat(600)),
        ] {
            assert_eq!(AppRedirect::parse(bad), None, "{bad}");
        }
    }
}
