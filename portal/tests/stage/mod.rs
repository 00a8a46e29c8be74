//! Where components are drawn for a test: a piece of the page, and a server that says what the test wants.

use core::cell::RefCell;
use core::time::Duration;
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use muster_portal::App;
use muster_shared::api::{DeviceList, Me, Problem};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Element, HtmlElement, HtmlInputElement, Request, Response};

/// The name of the ticket of [`TICKET`].
pub const TICKET_ID: &str = "tkt_00000000000000000000000000";

/// A ticket for a Linux machine of the person's own, with the agent's command.
pub const TICKET: &str = r#"{"id":"tkt_00000000000000000000000000","ticket":"mt1.secret","expires_at":"2036-11-23T20:14:01Z",
"platform":"linux","method":"agent","ownership":"personal","est_url":"https://muster.example/.well-known/est",
"command":"curl -fsS https://muster.example/agent/linux.sh | sudo sh -s -- enroll --ticket mt1.secret",
"verdict":{"outcome":"allow","ownership":"personal"},"trace":[]}"#;

/// A ticket for a Mac of the organisation.
pub const MAC_TICKET: &str = r#"{"id":"tkt_00000000000000000000000000","ticket":"mt1.secret","expires_at":"2036-11-23T20:14:01Z",
"platform":"macos","method":"est","ownership":"corporate","est_url":"https://muster.example/.well-known/est",
"verdict":{"outcome":"allow","ownership":"corporate"},"trace":[]}"#;

/// What the pre-flight verdict is worked out of: so many of five devices in use, and these restrictions.
pub fn preflight(used: u32, restrictions: &str) -> String {
    format!(
        r#"{{"policy":{{"device_limits":{{"assigned":[],"default":5}},
        "platform_restrictions":{{"assigned":[],"default":{restrictions}}}}},
        "facts":{{"groups":[],"disabled":false,"devices_in_use":{{"known":{{"value":{used},"source":"attested"}}}},
        "os_version":"unknown","manufacturer":"unknown"}}}}"#
    )
}

/// How far the enrollment of [`TICKET`] has come; with a device unless nothing has come of it.
pub fn progress(stage: &str, refused: &str) -> String {
    let (issued, device) = match stage {
        "waiting" | "ended" => ("null".to_owned(), "null".to_owned()),
        _ => (
            r#""2026-11-23T16:14:01Z""#.to_owned(),
            serde_json::to_string(&devices(&["enrolled"]).devices.remove(0)).unwrap(),
        ),
    };
    format!(
        r#"{{"ticket":"{TICKET_ID}","platform":"linux","method":"agent","ownership":"personal",
        "expires_at":"2036-11-23T20:14:01Z","stage":"{stage}","issued_at":{issued},"checked_in_at":null,"reported_at":null,
        "key_changes":0,"device":{device},"refused":{refused}}}"#
    )
}

/// A device with a fact and a past.
pub fn detail(name: &str, status: &str) -> String {
    let mut device = devices(&[status]).devices.remove(0);
    device.name = name.to_owned();
    let device = serde_json::to_string(&device).unwrap();
    format!(
        r#"{{"device":{device},"facts":[{{"name":"disk_encryption","value":"encrypted","source":"claimed",
        "learnt_at":"2026-11-23T16:14:01Z"}}],"refused":null,
        "history":[{{"at":"2026-11-23T16:14:01Z","kind":"certificate_issued"}}]}}"#
    )
}

/// A signed-in person who uses that many of five devices.
pub fn me(devices_in_use: u32) -> Me {
    serde_json::from_str(&format!(
        r#"{{"user_id":"usr_00000000000000000000000000","tenant":"default","organisation":"Northgate","username":"ana@example.com",
        "display_name":"Ana Souza","permissions":[],"devices_in_use":{devices_in_use},"device_limit":5,"csrf_token":"csrf",
        "session_expires_at":"2026-11-23T20:14:01Z"}}"#
    ))
    .unwrap()
}

/// Devices named d0, d1, … with these statuses.
pub fn devices(statuses: &[&str]) -> DeviceList {
    let devices: Vec<String> = statuses
        .iter()
        .enumerate()
        .map(|(i, status)| {
            format!(
                r#"{{"id":"dev_00000000000000000000000000","name":"d{i}","platform":"linux","method":"est","ownership":"personal",
                "status":"{status}","enrolled_at":"2026-11-23T16:14:01Z","last_check_in":null,"os_version":null,
                "certificate_serial":null,"certificate_expires_at":null,"pending_until":null}}"#
            )
        })
        .collect();
    serde_json::from_str(&format!(r#"{{"devices":[{}]}}"#, devices.join(","))).unwrap()
}

/// A problem with this code.
pub fn problem(status: u16, code: &str) -> Problem {
    serde_json::from_str(&format!(
        r#"{{"type":"/problems/{code}","title":"Cause of {code}.","status":{status},"code":"{code}","fix":"Fix it.","correlation_id":"c-1"}}"#
    ))
    .unwrap()
}

/// The path of the address that is open.
pub fn path() -> String {
    window().location().pathname().unwrap()
}

/// The browser's back button.
pub fn back() {
    window().history().unwrap().back().unwrap();
}

/// What happens when the person comes back to the tab.
pub fn come_back() {
    let event = web_sys::Event::new("visibilitychange").unwrap();
    window().dispatch_event(&event).unwrap();
}

/// What the browser tells the page, such as `offline`.
pub fn happens(name: &str) {
    let event = web_sys::Event::new(name).unwrap();
    window().dispatch_event(&event).unwrap();
}

/// Forgets what this browser kept under a key.
pub fn forget(key: &str) {
    muster_portal::browser::store(key, None);
}

/// Lets the browser draw some frames.
pub async fn frames(number: u32) {
    for _ in 0..number {
        let drawn = Promise::new(&mut |resolve, _| {
            window().request_animation_frame(&resolve).unwrap();
        });
        JsFuture::from(drawn).await.unwrap();
    }
}

async fn wait(duration: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let millis = i32::try_from(duration.as_millis()).unwrap();
        window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// A piece of the page with something drawn in it; gone again at the end of the test.
pub struct Stage {
    root: HtmlElement,
    _drawn: UnmountHandle<AnyViewState>,
}

impl Stage {
    /// Draws something.
    pub fn draw<V: IntoView + 'static>(what: impl FnOnce() -> V + 'static) -> Self {
        // A test that panicked has not taken its own away.
        if let Some(left) = document().query_selector(".stage").unwrap() {
            left.remove();
        }
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        root.set_class_name("stage");
        document().body().unwrap().append_child(&root).unwrap();
        let drawn = mount_to(root.clone(), move || what().into_any());
        Self {
            root,
            _drawn: drawn,
        }
    }

    /// Draws the whole app at an address, in English, and lets it settle.
    pub async fn app(path: &str, me: Option<Me>) -> Self {
        Self::opened(path, move || view! { <App me/> }).await
    }

    /// The same with the help.
    #[cfg(feature = "help")]
    pub async fn help(path: &str, me: Option<Me>) -> Self {
        Self::opened(path, move || view! { <muster_portal::help::HelpApp me/> }).await
    }

    async fn opened<V: IntoView + 'static>(path: &str, what: impl FnOnce() -> V + 'static) -> Self {
        window()
            .history()
            .unwrap()
            .push_state_with_url(&JsValue::NULL, "", Some(path))
            .unwrap();
        muster_portal::browser::store("muster.language", Some("en"));
        muster_portal::browser::keep_in_tab(None);
        let stage = Self::draw(what);
        wait(Duration::from_millis(1)).await;
        stage
    }

    /// Waits until something holds: however slow the machine is, and no longer than needed.
    pub async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..500 {
            if holds(self) {
                return;
            }
            wait(Duration::from_millis(10)).await;
        }
        panic!(
            "still not so: {what}; the page is {}",
            self.root.inner_html()
        );
    }

    /// Waits until an element is there and says something.
    pub async fn says(&self, selector: &str, words: &str) {
        self.until(&format!("{selector} says {words}"), |stage| {
            stage.count(selector) > 0 && stage.text(selector).contains(words)
        })
        .await;
    }

    /// Waits until the focus is on an element.
    pub async fn focus_moves_to(&self, selector: &str) {
        self.until(&format!("the focus is on {selector}"), |stage| {
            stage.count(selector) > 0 && stage.has_focus(selector)
        })
        .await;
    }

    /// Finds an element; `selector >> n` is the one with that number, from 0.
    fn find(&self, selector: &str) -> Element {
        let (selector, number) = selector.split_once(" >> ").unwrap_or((selector, "0"));
        let found = self.root.query_selector_all(selector).unwrap();
        found
            .get(number.parse().unwrap())
            .unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
            .unchecked_into()
    }

    /// How many elements there are.
    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).unwrap().length()
    }

    /// What an element says.
    pub fn text(&self, selector: &str) -> String {
        self.find(selector)
            .text_content()
            .unwrap()
            .trim()
            .to_owned()
    }

    /// An attribute.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    /// What an input holds.
    pub fn value(&self, selector: &str) -> String {
        self.find(selector)
            .unchecked_into::<HtmlInputElement>()
            .value()
    }

    /// Whether a radio button is chosen.
    pub fn checked(&self, selector: &str) -> bool {
        self.find(selector)
            .unchecked_into::<HtmlInputElement>()
            .checked()
    }

    /// Puts the focus on an element.
    pub fn focus(&self, selector: &str) {
        self.find(selector)
            .unchecked_into::<HtmlElement>()
            .focus()
            .unwrap();
    }

    /// Whether the focus is on an element.
    pub fn has_focus(&self, selector: &str) -> bool {
        document().active_element().as_ref() == Some(&self.find(selector))
    }

    /// Clicks, and lets what follows from it be drawn.
    pub async fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
        wait(Duration::from_millis(1)).await;
    }

    /// Says on Add a device what runs on it.
    pub async fn choose_platform(&self, name: &str) {
        if self.count(".platforms") == 0 {
            self.click(".subject button").await;
        }
        self.click(&format!("input[value={name}]")).await;
    }

    /// Types into an input.
    pub fn type_in(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.find(selector).unchecked_into();
        input.set_value(text);
        input
            .dispatch_event(&web_sys::Event::new("input").unwrap())
            .unwrap();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

#[derive(Clone)]
struct Answer {
    status: u16,
    json: String,
    delay: Duration,
}

struct Seen {
    request: Request,
    body: String,
}

#[derive(Default)]
struct Script {
    answers: HashMap<String, Option<Answer>>,
    seen: HashMap<String, Seen>,
    times: HashMap<String, u32>,
}

/// A server inside the page: it stands in for `fetch` until the end of the test.
pub struct Server {
    script: Rc<RefCell<Script>>,
    real: JsValue,
    _fetch: Closure<dyn FnMut(Request) -> Promise>,
}

impl Server {
    /// Starts it. What is not scripted answers 404.
    pub fn start() -> Self {
        let script = Rc::new(RefCell::new(Script::default()));
        let for_fetch = Rc::clone(&script);
        let fetch = Closure::new(move |request: Request| {
            let script = Rc::clone(&for_fetch);
            future_to_promise(async move { answer(&script, request).await })
        });
        let window = window();
        let real = Reflect::get(&window, &"fetch".into()).unwrap();
        Reflect::set(
            &window,
            &"fetch".into(),
            fetch.as_ref().unchecked_ref::<Function>(),
        )
        .unwrap();
        Self {
            script,
            real,
            _fetch: fetch,
        }
    }

    fn set(&self, route: &str, answer: Option<Answer>) {
        self.script
            .borrow_mut()
            .answers
            .insert(route.to_owned(), answer);
    }

    /// Answers a route.
    pub fn answer(&self, route: &str, status: u16, body: &impl Serialize) {
        self.answer_json(route, status, &serde_json::to_string(body).unwrap());
    }

    /// Answers a route with JSON as it stands.
    pub fn answer_json(&self, route: &str, status: u16, json: &str) {
        if (route, status) == ("POST /api/v1/me/tickets", 201) {
            self.follow(json);
        }
        self.set(
            route,
            Some(Answer {
                status,
                json: json.to_owned(),
                delay: Duration::ZERO,
            }),
        );
    }

    /// An enrollment can be followed as soon as its ticket is there: it waits, where nothing else is said of it.
    fn follow(&self, ticket: &str) {
        let route = format!("GET /api/v1/me/tickets/{TICKET_ID}");
        if self.script.borrow().answers.contains_key(&route) {
            return;
        }
        let ticket: serde_json::Value = serde_json::from_str(ticket).unwrap();
        let mut waits: serde_json::Value =
            serde_json::from_str(&progress("waiting", "null")).unwrap();
        for name in ["platform", "method", "ownership"] {
            waits[name] = ticket[name].clone();
        }
        self.answer_json(&route, 200, &waits.to_string());
    }

    /// Answers a route after a while.
    pub fn answer_late(&self, route: &str, status: u16, body: &impl Serialize) {
        let json = serde_json::to_string(body).unwrap();
        self.set(
            route,
            Some(Answer {
                status,
                json,
                delay: Duration::from_millis(200),
            }),
        );
    }

    /// Lets a route fail as a lost connection does.
    pub fn unreachable(&self, route: &str) {
        self.set(route, None);
    }

    /// What was last sent to a route.
    pub fn last_body(&self, route: &str) -> String {
        self.script
            .borrow()
            .seen
            .get(route)
            .expect(route)
            .body
            .clone()
    }

    /// How often something was sent to a route.
    pub fn times(&self, route: &str) -> u32 {
        let times = &self.script.borrow().times;
        times.get(route).copied().unwrap_or_default()
    }

    /// A header of what was last sent to a route.
    pub fn last_header(&self, route: &str, name: &str) -> String {
        let script = self.script.borrow();
        script
            .seen
            .get(route)
            .expect(route)
            .request
            .headers()
            .get(name)
            .unwrap()
            .unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        Reflect::set(&window(), &"fetch".into(), &self.real).unwrap();
    }
}

async fn answer(script: &RefCell<Script>, request: Request) -> Result<JsValue, JsValue> {
    let path = request
        .url()
        .split_once("/api/")
        .map_or_else(String::new, |(_, path)| format!("/api/{path}"));
    let route = format!("{} {path}", request.method());
    let body = JsFuture::from(request.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    let answer = {
        let mut script = script.borrow_mut();
        *script.times.entry(route.clone()).or_default() += 1;
        script.seen.insert(route.clone(), Seen { request, body });
        script.answers.get(&route).cloned().unwrap_or(Some(Answer {
            status: 404,
            json: String::new(),
            delay: Duration::ZERO,
        }))
    };
    let Some(answer) = answer else {
        return Err(js_sys::TypeError::new("no connection").into());
    };
    wait(answer.delay).await;
    let init = web_sys::ResponseInit::new();
    init.set_status(answer.status);
    let headers = web_sys::Headers::new()?;
    let problem = answer.status >= 400;
    headers.set(
        "content-type",
        if problem {
            "application/problem+json"
        } else {
            "application/json"
        },
    )?;
    init.set_headers(&headers);
    let body = (answer.status != 204).then_some(answer.json);
    Ok(Response::new_with_opt_str_and_init(body.as_deref(), &init)?.into())
}
