//! Windows' own client over HTTP: discovery, the page in its web view, policies, the certificate with its document.

use axum::body::Body;
use base64ct::{Base64, Encoding as _};
use http::{Request, StatusCode};
use serde_json::json;

use crate::testing::{Answered, Browser, Deployment, PASSWORD};

const CSR: &[u8] = include_bytes!("../../../shared/vectors/windows/windows_csr_utf8.der");
const CSR_OF_OLD: &[u8] =
    include_bytes!("../../../shared/vectors/windows/windows_csr_printable_nul.der");

const APPRU: &str = "ms-app://windows.immersivecontrolpanel";
const MESSAGE_ID: &str = "urn:uuid:748132ec-a575-4329-b01b-6171a9cf8478";

/// A message as SOAP 1.2.
pub(super) fn soap(request: http::request::Builder, message: String) -> Request<Body> {
    request
        .header("content-type", "application/soap+xml; charset=utf-8")
        .body(Body::from(message))
        .unwrap()
}

fn envelope(action: &str, security: &str, body: &str) -> String {
    format!(
        r#"<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512" xmlns:ac="http://schemas.xmlsoap.org/ws/2006/12/authorization"><s:Header><a:Action s:mustUnderstand="1">{action}</a:Action><a:MessageID>{MESSAGE_ID}</a:MessageID><a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo><a:To s:mustUnderstand="1">https://muster.test/</a:To>{security}</s:Header><s:Body>{body}</s:Body></s:Envelope>"#
    )
}

fn by_ticket(ticket: &str) -> String {
    format!(
        r#"<wsse:Security s:mustUnderstand="1"><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentUserToken" EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#base64binary">{}</wsse:BinarySecurityToken></wsse:Security>"#,
        Base64::encode_string(ticket.as_bytes())
    )
}

fn by_password(name: &str, password: &str) -> String {
    format!(
        r#"<wsse:Security s:mustUnderstand="1"><wsse:UsernameToken><wsse:Username>{name}</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">{password}</wsse:Password></wsse:UsernameToken></wsse:Security>"#
    )
}

fn discover_message() -> String {
    envelope(
        "http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/Discover",
        "",
        r#"<Discover xmlns="http://schemas.microsoft.com/windows/management/2012/01/enrollment/"><request><EmailAddress>ana@example.com</EmailAddress><RequestVersion>6.0</RequestVersion><DeviceType>CIMClient_Windows</DeviceType><ApplicationVersion>10.0.22621.3155</ApplicationVersion><OSEdition>101</OSEdition><AuthPolicies><AuthPolicy>OnPremise</AuthPolicy><AuthPolicy>Federated</AuthPolicy></AuthPolicies></request></Discover>"#,
    )
}

/// What the holder of a ticket asks for first.
pub(super) fn get_policies(ticket: &str) -> String {
    envelope(
        "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPolicies",
        &by_ticket(ticket),
        r#"<GetPolicies xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><client><lastUpdate xsi:nil="true"/><preferredLanguage xsi:nil="true"/></client><requestFilter xsi:nil="true"/></GetPolicies>"#,
    )
}

fn request_token(security: &str, csr: &[u8], version: &str) -> String {
    let item = |name: &str, value: &str| {
        format!(r#"<ac:ContextItem Name="{name}"><ac:Value>{value}</ac:Value></ac:ContextItem>"#)
    };
    let context = [
        item("EnrollmentType", "Full"),
        item("DeviceID", "BA0B8E2D0D0D4D5C8F0F1F2F3F4F5F6F"),
        item("DeviceType", "CIMClient_Windows"),
        item("OSVersion", version),
        item("DeviceName", "DESKTOP-0C8NB1N"),
        item("SomethingNew", "ignored"),
    ]
    .concat();
    envelope(
        "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep",
        security,
        &format!(
            r#"<wst:RequestSecurityToken><wst:TokenType>http://schemas.microsoft.com/5.0.0.0/ConfigurationManager/Enrollment/DeviceEnrollmentToken</wst:TokenType><wst:RequestType>http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue</wst:RequestType><wsse:BinarySecurityToken ValueType="http://schemas.microsoft.com/windows/pki/2009/01/enrollment#PKCS10" EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#base64binary">{}</wsse:BinarySecurityToken><ac:AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">{context}</ac:AdditionalContext></wst:RequestSecurityToken>"#,
            Base64::encode_string(csr)
        ),
    )
}

fn post(deployment: &Deployment, path: &str, message: String) -> Answered {
    let answered = deployment.send_raw(soap(Request::post(path), message));
    // What Windows cannot do without, or trips over.
    assert_eq!(
        answered.header("content-type"),
        "application/soap+xml; charset=utf-8"
    );
    assert_eq!(
        answered.header("content-length"),
        answered.body.len().to_string()
    );
    assert_eq!(answered.header("set-cookie"), "");
    answered
}

fn form(deployment: &Deployment, step: &str, cookie: &str, fields: &[(&str, &str)]) -> Answered {
    let encoded = |text: &str| {
        text.replace('%', "%25")
            .replace('&', "%26")
            .replace('@', "%40")
            .replace(' ', "+")
    };
    let body: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    let request = Request::post(format!("/EnrollmentServer/Auth/{step}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", cookie)
        .body(Body::from(body.join("&")));
    deployment.send_raw(request.unwrap())
}

fn page(deployment: &Deployment, cookie: &str) -> Answered {
    let request = Request::get(format!(
        "/EnrollmentServer/Auth?appru={APPRU}&login_hint=ana%40example.com"
    ))
    .header("cookie", cookie)
    .body(Body::empty());
    deployment.send_raw(request.unwrap())
}

fn hidden(page: &Answered, name: &str) -> String {
    let text = page.text();
    let after = text
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("no field {name}: {text}"));
    after.split('"').next().unwrap().to_owned()
}

fn sign_in(deployment: &Deployment) -> String {
    let fields = [
        ("appru", APPRU),
        ("login_hint", ""),
        ("username", "ana@example.com"),
        ("password", PASSWORD),
    ];
    let answered = form(deployment, "sign-in", "", &fields);
    assert_eq!(
        answered.status,
        StatusCode::SEE_OTHER,
        "{}",
        answered.text()
    );
    answered
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// The ticket that a person gets on the page.
fn ticket(deployment: &Deployment, further: &[(&str, &str)]) -> String {
    let cookie = sign_in(deployment);
    let offered = page(deployment, &cookie);
    let csrf = hidden(&offered, "csrf_token");
    let fields = [&[("appru", APPRU), ("csrf_token", csrf.as_str())], further].concat();
    let done = form(deployment, "enroll", &cookie, &fields);
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    hidden(&done, "wresult")
}

fn document(answered: &Answered) -> String {
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.text());
    let text = answered.text();
    let token = text
        .split("</BinarySecurityToken>")
        .next()
        .unwrap()
        .rsplit('>')
        .next()
        .unwrap();
    String::from_utf8(Base64::decode_vec(token).unwrap()).unwrap()
}

fn devices(deployment: &Deployment, browser: &Browser) -> serde_json::Value {
    deployment
        .by(browser, Request::get("/api/v1/me/devices"), None)
        .json()["devices"]
        .clone()
}

const ENROLL: &str = "/EnrollmentServer/Enrollment.svc";
const POLICY: &str = "/EnrollmentServer/Policy.svc";

#[test]
fn windows_finds_out_where_to_enroll_and_that_people_sign_in_on_our_page() {
    let deployment = Deployment::with_people();
    let here = deployment.send(Request::get("/EnrollmentServer/Discovery.svc"), None);
    assert_eq!((here.status, here.body.len()), (StatusCode::OK, 0));
    assert_eq!(here.header("content-length"), "0");
    let told = post(
        &deployment,
        "/EnrollmentServer/Discovery.svc",
        discover_message(),
    );
    let text = told.text();
    for part in [
        "<AuthPolicy>Federated</AuthPolicy>",
        "<EnrollmentVersion>6.0</EnrollmentVersion>",
        "<AuthenticationServiceUrl>https://muster.test/EnrollmentServer/Auth</AuthenticationServiceUrl>",
        "https://muster.test/EnrollmentServer/Policy.svc",
        "https://muster.test/EnrollmentServer/Enrollment.svc",
        MESSAGE_ID,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_person_signs_in_on_the_page_and_the_pc_gets_a_certificate_and_is_theirs() {
    let deployment = Deployment::with_people();
    let ticket = ticket(&deployment, &[]);
    let policies = post(&deployment, POLICY, get_policies(&ticket));
    assert!(
        policies
            .text()
            .contains("<minimalKeyLength>2048</minimalKeyLength>")
    );
    let message = || request_token(&by_ticket(&ticket), CSR, "10.0.22631.3296");
    let first = post(&deployment, ENROLL, message());
    let document_of_first = document(&first);
    assert!(
        document_of_first.starts_with("<wap-provisioningdoc version=\"1.1\">"),
        "{document_of_first}"
    );
    assert!(document_of_first.contains("https://muster.test/ManagementServer/MDM.svc"));
    assert!(document_of_first.contains("Stores=My%5CUser"));
    assert!(document_of_first.contains("ana@example.com"));
    // The same message again, after a broken connection, gets the same, and no second device.
    assert_eq!(
        document(&post(&deployment, ENROLL, message())),
        document_of_first
    );
    let ana = deployment.sign_in("ana");
    let devices = devices(&deployment, &ana);
    assert_eq!(devices.as_array().unwrap().len(), 1, "{devices}");
    assert_eq!(devices[0]["platform"], "windows");
    assert_eq!(devices[0]["method"], "windows_mdm");
    let id = devices[0]["id"].as_str().unwrap();
    assert!(document_of_first.contains(&format!("Subject=CN%3D{id}")));
}

#[test]
fn a_request_of_an_older_windows_with_what_is_no_der_is_taken_as_it_is() {
    let deployment = Deployment::with_people();
    let ticket = ticket(&deployment, &[]);
    let answered = post(
        &deployment,
        ENROLL,
        request_token(&by_ticket(&ticket), CSR_OF_OLD, "10.0.19045.1"),
    );
    assert!(document(&answered).contains("<characteristic type=\"My\">"));
}

#[test]
fn a_ticket_that_is_none_is_an_authentication_fault_that_answers_its_message() {
    let deployment = Deployment::with_people();
    for (path, message) in [
        (POLICY, get_policies("mt1.nonsense")),
        (
            ENROLL,
            request_token(&by_ticket("mt1.nonsense"), CSR, "10.0.22631.3296"),
        ),
        (ENROLL, request_token("", CSR, "10.0.22631.3296")),
    ] {
        let answered = post(&deployment, path, message);
        let text = answered.text();
        assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            text.contains("s:Authentication") && text.contains(MESSAGE_ID),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_message_is_a_format_fault_and_leaves_nothing_behind() {
    let deployment = Deployment::with_people();
    let ticket = ticket(&deployment, &[]);
    let whole = request_token(&by_ticket(&ticket), CSR, "10.0.22631.3296");
    for bad in [
        String::new(),
        "<".to_owned(),
        whole.chars().take(whole.len() / 2).collect(),
        format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{whole}"),
        whole.replace("soap-envelope", "soap-envelope2"),
    ] {
        let answered = post(&deployment, ENROLL, bad);
        assert!(
            answered.text().contains("s:MessageFormat"),
            "{}",
            answered.text()
        );
    }
    let ana = deployment.sign_in("ana");
    assert_eq!(devices(&deployment, &ana), json!([]));
    // And the ticket is as good as before.
    document(&post(&deployment, ENROLL, whole));
}

#[test]
fn a_version_that_the_policy_refuses_is_refused_at_once_with_the_number_for_it() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let read = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut policy = read.json();
    policy["platform_restrictions"]["default"]["windows"]["minimum_version"] = json!("10.0.22000");
    let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
    let put = deployment.by(&admin, put, Some(policy));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let ticket = ticket(&deployment, &[]);
    let old = post(
        &deployment,
        ENROLL,
        request_token(&by_ticket(&ticket), CSR, "10.0.19045.1"),
    );
    let text = old.text();
    assert!(
        text.contains("<ErrorType>DeviceNotSupported</ErrorType>"),
        "{text}"
    );
    assert!(text.contains("10.0.22000"), "{text}");
    let new = post(
        &deployment,
        ENROLL,
        request_token(&by_ticket(&ticket), CSR, "10.0.22631.3296"),
    );
    document(&new);
}

#[test]
fn the_page_leads_to_windows_alone_and_keeps_nobody_signed_in() {
    let deployment = Deployment::with_people();
    for appru in ["https://evil.example/", "", "ms-app://x%22%3E%3Cscript%3E"] {
        let request =
            Request::get(format!("/EnrollmentServer/Auth?appru={appru}")).body(Body::empty());
        let answered = deployment.send_raw(request.unwrap());
        assert_eq!(
            answered.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            answered.text()
        );
    }
    let form_shown = page(&deployment, "");
    assert_eq!(form_shown.status, StatusCode::OK);
    assert!(form_shown.text().contains("value=\"ana@example.com\""));
    let cookie = sign_in(&deployment);
    let csrf = hidden(&page(&deployment, &cookie), "csrf_token");
    let without = form(
        &deployment,
        "enroll",
        &cookie,
        &[("appru", APPRU), ("csrf_token", "guessed")],
    );
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let done = form(
        &deployment,
        "enroll",
        &cookie,
        &[("appru", APPRU), ("csrf_token", &csrf)],
    );
    assert!(
        done.text().contains(&format!("action=\"{APPRU}\"")),
        "{}",
        done.text()
    );
    assert!(
        done.header("content-security-policy")
            .contains("form-action ms-app:")
    );
    assert!(done.header("set-cookie").contains("Max-Age=0"));
    // The session has ended: the page asks for a password again.
    assert!(
        page(&deployment, &cookie)
            .text()
            .contains("type=\"password\"")
    );
}

#[test]
fn a_wrong_password_is_said_on_the_page_and_a_form_of_another_site_is_not_read() {
    let deployment = Deployment::with_people();
    let fields = [
        ("appru", APPRU),
        ("username", "ana@example.com"),
        ("password", "wrong"),
    ];
    let wrong = form(&deployment, "sign-in", "", &fields);
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text().contains("is wrong") && wrong.text().contains("role=\"alert\""));
    let request = Request::post("/EnrollmentServer/Auth/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://evil.example")
        .body(Body::from("appru=ms-app://x&username=a&password=b"));
    let foreign = deployment.send_raw(request.unwrap());
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(foreign.text().contains("wrong-origin"));
}

#[test]
fn terms_are_accepted_and_a_category_chosen_on_the_page() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let terms = json!({ "terms": [{ "id": "use", "version": 3, "name": "Use", "title": "Use of <devices>", "text": "Be kind." }] });
    let put = Request::put("/api/v1/configuration/terms").header("if-match", "\"0\"");
    assert_eq!(
        deployment.by(&admin, put, Some(terms)).status,
        StatusCode::OK
    );
    let categories = json!({ "categories": [{ "id": "lab", "name": "Lab" }] });
    let put = Request::put("/api/v1/configuration/categories").header("if-match", "\"0\"");
    let put = deployment.by(&admin, put, Some(categories));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());

    let cookie = sign_in(&deployment);
    let offered = page(&deployment, &cookie);
    assert!(
        offered.text().contains("Use of &lt;devices&gt;"),
        "{}",
        offered.text()
    );
    let csrf = hidden(&offered, "csrf_token");
    let without = [("appru", APPRU), ("csrf_token", csrf.as_str())];
    let refused = form(&deployment, "enroll", &cookie, &without);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("terms-not-accepted"));
    let ticket = ticket(&deployment, &[("terms", "use@3"), ("category", "lab")]);
    document(&post(
        &deployment,
        ENROLL,
        request_token(&by_ticket(&ticket), CSR, "10.0.22631.1"),
    ));
    let ana = deployment.sign_in("ana");
    assert_eq!(devices(&deployment, &ana)[0]["category"], "lab");
}

#[test]
fn who_may_not_enroll_reads_why_on_the_page() {
    let deployment = Deployment::with_people();
    let admin = deployment.sign_in("admin");
    let read = deployment.by(&admin, Request::get("/api/v1/policy"), None);
    let mut policy = read.json();
    policy["platform_restrictions"]["default"]["windows"]["access"] = json!("block");
    let put = Request::put("/api/v1/policy").header("if-match", read.header("etag"));
    let put = deployment.by(&admin, put, Some(policy));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let denied = page(&deployment, &sign_in(&deployment));
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert!(denied.text().contains("platform-blocked") && !denied.text().contains("Auth/enroll"));
    assert!(
        denied
            .text()
            .contains("does not let Windows devices enroll")
    );
    let german = in_german(&deployment, &sign_in(&deployment), APPRU);
    assert_eq!(german.status, StatusCode::FORBIDDEN);
    let text = german.text();
    assert!(
        text.contains("Geräte mit Windows sind bei Ihnen nicht zugelassen."),
        "{text}"
    );
    assert!(!text.contains("lang=\"en\""), "{text}");
    // Once it is put right, they go on from here.
    assert!(text.contains(BEGIN_AGAIN), "{text}");
}

/// Where a page leads back to.
const BEGIN_AGAIN: &str = "href=\"/EnrollmentServer/Auth?appru=ms-app%3A%2F%2Fwindows.immersivecontrolpanel&amp;login_hint=";

fn in_german(deployment: &Deployment, cookie: &str, appru: &str) -> Answered {
    let request = Request::get(format!("/EnrollmentServer/Auth?appru={appru}"))
        .header("cookie", cookie)
        .header("accept-language", "de-DE,de;q=0.9,en;q=0.5")
        .body(Body::empty());
    deployment.send_raw(request.unwrap())
}

#[test]
fn whatever_goes_wrong_on_the_page_it_says_where_to_begin_again() {
    let deployment = Deployment::with_people();
    // The session has ended in between.
    let late = form(&deployment, "enroll", "", &[("appru", APPRU)]);
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}", late.text());
    assert!(late.text().contains(BEGIN_AGAIN), "{}", late.text());
    let cookie = sign_in(&deployment);
    let fields = [("appru", APPRU), ("csrf_token", "guessed")];
    let stale = form(&deployment, "enroll", &cookie, &fields);
    assert!(stale.text().contains(BEGIN_AGAIN), "{}", stale.text());
    // An address that does not lead to Windows is not led to either.
    let lost = in_german(&deployment, "", "https://evil.example/");
    let text = lost.text();
    assert!(!text.contains("evil.example"), "{text}");
    assert!(
        text.contains("<html lang=\"de\">") && text.contains("Einstellungen › Konten"),
        "{text}"
    );
    assert!(text.contains("lang=\"en\"") && text.contains("bad-request-body"));
}

#[test]
fn by_name_and_password_only_where_the_organisation_says_so() {
    let deployment = Deployment::with_people();
    let message = |password: &str| {
        request_token(
            &by_password("ana@example.com", password),
            CSR,
            "10.0.22631.3296",
        )
    };
    let refused = post(&deployment, ENROLL, message(PASSWORD));
    assert!(
        refused.text().contains("s:Authentication"),
        "{}",
        refused.text()
    );
    let admin = deployment.sign_in("admin");
    let put = Request::put("/api/v1/configuration/windows").header("if-match", "\"0\"");
    let put = deployment.by(&admin, put, Some(json!({ "authentication": "on_premise" })));
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    let beside = deployment.beside();
    let told = post(
        &beside,
        "/EnrollmentServer/Discovery.svc",
        discover_message(),
    );
    assert!(told.text().contains("<AuthPolicy>OnPremise</AuthPolicy>"));
    assert!(!told.text().contains("AuthenticationServiceUrl"));
    let wrong = post(&beside, ENROLL, message("wrong"));
    assert!(
        wrong.text().contains("s:Authentication"),
        "{}",
        wrong.text()
    );
    let first = document(&post(&beside, ENROLL, message(PASSWORD)));
    // The same again is the same device.
    assert_eq!(document(&post(&beside, ENROLL, message(PASSWORD))), first);
    let ana = beside.sign_in("ana");
    assert_eq!(devices(&beside, &ana).as_array().unwrap().len(), 1);
}

#[test]
fn what_was_begun_on_the_portal_goes_on_in_windows() {
    let deployment = Deployment::with_people();
    let ana = deployment.sign_in("ana");
    let asked = json!({ "platform": "windows", "method": "windows_mdm", "ownership": "personal" });
    let begun = deployment.by(&ana, Request::post("/api/v1/me/tickets"), Some(asked));
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let id = begun.json()["id"].as_str().unwrap().to_owned();
    let ticket = ticket(&deployment, &[]);
    assert_eq!(begun.json()["ticket"], ticket.as_str());
    document(&post(
        &deployment,
        ENROLL,
        request_token(&by_ticket(&ticket), CSR, "10.0.22631.1"),
    ));
    let progress = Request::get(format!("/api/v1/me/tickets/{id}"));
    let progress = deployment.by(&ana, progress, None).json();
    assert!(progress["device"]["id"].is_string(), "{progress}");
}
