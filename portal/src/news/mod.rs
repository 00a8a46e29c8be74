//! What has changed for a person since this browser last showed it to them: rules, settings, terms of use, what is kept.
//!
//! The edge keeps no such list. The browser remembers what there was and compares. What it remembers says nothing to anybody
//! else who uses the same computer: hashes made with the person's identifier, which is not kept with them, and those of one
//! person alone. So they may stay after the sign-out.

mod collect;

use core::cell::RefCell;
use core::time::Duration;

use muster_shared::api::{DeviceFactName, DeviceView};
use muster_shared::ids::Digest;
use muster_shared::time::Timestamp;

use crate::browser;
use collect::collect;

/// What is remembered, as [`remember`] writes it: of the last person alone who used this browser.
const KEPT: &str = "muster.news";
/// When it was last held to what there is, in seconds of Unix time.
const LOOKED: &str = "muster.news-looked";

/// How long nothing is asked again: a policy is not changed every hour.
const FRESH: Duration = Duration::from_secs(3_600);

thread_local! {
    /// What was found and has not been seen yet: it stays while one goes from page to page.
    static FOUND: RefCell<Option<Found>> = const { RefCell::new(None) };
}

/// Reads what was found of this person and not seen yet.
pub fn unseen<T>(person: &str, read: impl FnOnce(&Found) -> T) -> Option<T> {
    let whose = mark(person, "");
    FOUND.with_borrow(|found| {
        let own = found.as_ref().filter(|found| found.now.starts_with(&whose));
        own.map(read)
    })
}

/// News, and what is to be remembered once it has been seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What has changed.
    pub news: News,
    /// What there is now.
    pub now: String,
}

/// Looks what has changed since the person last looked, and says whether anything has: not on the first visit.
pub async fn look(person: &str, devices: &[DeviceView]) -> bool {
    if unseen(person, |_| ()).is_some() {
        return true;
    }
    match since_last_time(person, devices).await {
        Some(found) => {
            FOUND.set(Some(found));
            true
        }
        None => false,
    }
}

async fn since_last_time(person: &str, devices: &[DeviceView]) -> Option<Found> {
    let kept = browser::stored(KEPT).unwrap_or_default();
    let looked = browser::stored(LOOKED).and_then(|seconds| seconds.parse().ok());
    let looked = looked.map_or(Timestamp::EPOCH, Timestamp::from_unix_seconds);
    if browser::now().since(looked) < FRESH && kept.starts_with(&mark(person, "")) {
        return None;
    }
    let items = collect(devices).await.ok()?;
    let now = remember(person, &items);
    match compare(person, &kept, &items) {
        Some(news) if !news.is_empty() => Some(Found { news, now }),
        _ => {
            keep(&now);
            None
        }
    }
}

/// The person has seen it.
pub fn seen() {
    if let Some(found) = FOUND.take() {
        keep(&found.now);
    }
}

/// Remembers what there is.
fn keep(now: &str) {
    browser::store(KEPT, Some(now));
    let seconds = browser::now().unix_seconds();
    browser::store(LOOKED, Some(&seconds.to_string()));
}

/// What a thing is that may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A device of the person's: with it come things that are not news.
    Device,
    /// A rule that a device is held to.
    Rule,
    /// A setting that a device gets.
    Setting,
    /// Terms of use.
    Terms,
    /// A fact that is kept of devices, or is not.
    Kept,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Device,
        Self::Rule,
        Self::Setting,
        Self::Terms,
        Self::Kept,
    ];

    const fn letter(self) -> char {
        match self {
            Self::Device => 'd',
            Self::Rule => 'r',
            Self::Setting => 's',
            Self::Terms => 't',
            Self::Kept => 'k',
        }
    }
}

/// One thing that holds for the person now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// The device that it holds for, by its identifier; empty for what holds for the person.
    pub device: String,
    /// That device's name.
    pub device_name: String,
    /// What tells it from others of its kind.
    pub key: String,
    /// What may change of it.
    pub value: String,
    /// The fact that it is about.
    pub fact: Option<DeviceFactName>,
    /// What it is called, where no fact says so, or beside it.
    pub name: String,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// What is there that was not.
    pub new: Vec<Item>,
    /// What was there with another value.
    pub changed: Vec<Item>,
    /// Of which kinds there was something that is not there now.
    pub gone: Vec<Kind>,
}

impl News {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

/// A hash that means nothing without the person's identifier. SHA-256, cut to what tells a few hundred things apart.
fn mark(person: &str, text: &str) -> String {
    let digest = Digest::of(format!("{person} {text}").as_bytes()).to_string();
    digest.get(..12).unwrap_or_default().to_owned()
}

/// What is remembered: whose it is, and a line for each thing.
#[must_use]
pub fn remember(person: &str, items: &[Item]) -> String {
    let mut kept = mark(person, "");
    for item in items {
        kept.push('\n');
        kept.push_str(&line(person, item));
    }
    kept
}

/// The hashes of its device, of what it is and of its value.
fn line(person: &str, item: &Item) -> String {
    let device = mark(person, &item.device);
    let letter = item.kind.letter();
    let key = mark(person, &item.key);
    let value = mark(person, &item.value);
    format!("{letter}{device} {key} {value}")
}

/// Compares with what was remembered. None where nothing was, or another person's.
#[must_use]
pub fn compare(person: &str, kept: &str, items: &[Item]) -> Option<News> {
    let mut lines = kept.lines();
    if lines.next() != Some(mark(person, "").as_str()) {
        return None;
    }
    let before: Vec<&str> = lines.collect();
    let now: Vec<String> = items.iter().map(|item| line(person, item)).collect();
    let has = |lines: &[&str], start: &str| lines.iter().any(|line| line.starts_with(start));
    let device = Kind::Device.letter();
    let mut news = News::default();
    for (item, line) in items.iter().zip(&now) {
        let what = thing(line);
        let came_with_device =
            !item.device.is_empty() && !has(&before, &format!("{device}{}", device_of(line)));
        if came_with_device || item.kind == Kind::Device || before.contains(&line.as_str()) {
            continue;
        }
        if has(&before, what) {
            news.changed.push(item.clone());
        } else {
            news.new.push(item.clone());
        }
    }
    let now: Vec<&str> = now.iter().map(String::as_str).collect();
    let nobody = mark(person, "");
    for line in before {
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| line.starts_with(kind.letter()));
        let of = device_of(line);
        // What went with its device is no news.
        let is_of_one = of == nobody || has(&now, &format!("{device}{of}"));
        if let Some(kind) = kind.filter(|kind| *kind != Kind::Device)
            && is_of_one
            && !has(&now, thing(line))
            && !news.gone.contains(&kind)
        {
            news.gone.push(kind);
        }
    }
    Some(news)
}

/// A line up to its value.
fn thing(line: &str) -> &str {
    line.rsplit_once(' ').map_or(line, |(thing, _)| thing)
}

/// The hash of a line's device.
fn device_of(line: &str) -> &str {
    let mut rest = line.chars();
    rest.next();
    rest.as_str().split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
