//! Dates and ages as the person's browser writes them.

use core::time::Duration;

use js_sys::{Array, Date, Intl, Object, Reflect};
use muster_shared::time::Timestamp;
use wasm_bindgen::JsValue;

use crate::span::Span;
use crate::text::{Language, Text};

const A_WEEK_SHORT_OF_A_DAY: Duration = Duration::from_secs(6 * 24 * 3_600);

/// A language and the region whose conventions it is written with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    language: Language,
    tag: String,
}

impl Locale {
    /// `language` in the region of the first of the person's own tags that speaks it: who reads English in Ireland sees Irish
    /// dates.
    pub fn new<T: AsRef<str>>(language: Language, tags: impl IntoIterator<Item = T>) -> Self {
        let tag = tags
            .into_iter()
            .find(|tag| Language::of_tag(tag.as_ref()) == Some(language))
            .map_or_else(|| language.tag().to_owned(), |tag| tag.as_ref().to_owned());
        Self { language, tag }
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The tag that the browser's `Intl` is asked with.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Date and time, in the person's time zone: `23 Nov 2026, 17:14`.
    #[must_use]
    pub fn moment(&self, moment: Timestamp) -> String {
        let options = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
        date(moment).to_locale_string(&self.tag, &options).into()
    }

    /// A moment that is near, by its day of the week: `Thu 14:00`; one that is about a week off or more by its date.
    #[must_use]
    pub fn soon(&self, now: Timestamp, moment: Timestamp) -> String {
        let near = [
            ("weekday", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ];
        let far = [
            ("day", "numeric"),
            ("month", "short"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
        ];
        // A whole week on, the same day's name would mean today.
        let is_near = moment.since(now) < A_WEEK_SHORT_OF_A_DAY;
        let options = options(if is_near { &near } else { &far });
        date(moment).to_locale_string(&self.tag, &options).into()
    }

    /// The day alone, for what is far off: `23 Nov 2026`.
    #[must_use]
    pub fn day(&self, moment: Timestamp) -> String {
        let options = options(&[("dateStyle", "medium")]);
        date(moment)
            .to_locale_date_string(&self.tag, &options)
            .into()
    }

    /// Time of day alone, for what happens within hours: `17:14`.
    #[must_use]
    pub fn time_of_day(&self, moment: Timestamp) -> String {
        let options = options(&[("timeStyle", "short")]);
        date(moment)
            .to_locale_time_string_with_options(&self.tag, &options)
            .into()
    }

    /// How long ago, or how far ahead: `4 minutes ago`, `in 4 hours`.
    #[must_use]
    pub fn distance(&self, now: Timestamp, moment: Timestamp) -> String {
        let (count, unit) = match Span::between(now, moment) {
            Span::Now => return Text::of(self.language).time.just_now.to_owned(),
            Span::Ago(count, unit) => (-f64::from(count), unit),
            Span::Ahead(count, unit) => (f64::from(count), unit),
        };
        let format = Intl::RelativeTimeFormat::new(
            &Array::of1(&JsValue::from_str(&self.tag)),
            &options(&[("numeric", "auto")]),
        );
        format.format(count, unit.as_str()).into()
    }
}

fn date(moment: Timestamp) -> Date {
    let seconds = u32::try_from(moment.unix_seconds()).map_or(f64::from(u32::MAX), f64::from);
    Date::new(&JsValue::from_f64(seconds * 1_000.0))
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_comes_from_the_person_s_own_languages() {
        let tags = ["fr-FR", "de-AT", "en-IE"];
        assert_eq!(Locale::new(Language::English, tags).tag(), "en-IE");
        assert_eq!(Locale::new(Language::German, tags).tag(), "de-AT");
        assert_eq!(Locale::new(Language::German, ["en"]).tag(), "de");
    }
}
