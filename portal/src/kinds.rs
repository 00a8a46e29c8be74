//! What a device is called in a sentence, by its platform.

use muster_shared::platform::Platform;

pub use crate::facts::fact;
use crate::text::{DeviceWords, EnrollText, Text};

/// As what one adds: `this Mac`, or `a Mac` where it is another device than the one in use.
#[must_use]
pub const fn noun(platform: Platform, this: bool, words: &DeviceWords) -> &'static str {
    match (platform, this) {
        (Platform::Windows, false) => words.windows,
        (Platform::Ios, false) => words.ios,
        (Platform::Ipados, false) => words.ipados,
        (Platform::Macos, false) => words.macos,
        (Platform::Android, false) => words.android,
        (Platform::Linux, false) => words.linux,
        (Platform::Windows, true) => words.this_windows,
        (Platform::Ios, true) => words.this_ios,
        (Platform::Ipados, true) => words.this_ipados,
        (Platform::Macos, true) => words.this_macos,
        (Platform::Android, true) => words.this_android,
        (Platform::Linux, true) => words.this_linux,
    }
}

/// As a heading: `This Mac`, or `Mac`.
#[must_use]
pub const fn title(platform: Platform, this: bool, words: &DeviceWords) -> &'static str {
    match (platform, this) {
        (Platform::Windows, false) => words.title_windows,
        (Platform::Ios, false) => words.title_ios,
        (Platform::Ipados, false) => words.title_ipados,
        (Platform::Macos, false) => words.title_macos,
        (Platform::Android, false) => words.title_android,
        (Platform::Linux, false) => words.title_linux,
        (Platform::Windows, true) => words.title_this_windows,
        (Platform::Ios, true) => words.title_this_ios,
        (Platform::Ipados, true) => words.title_this_ipados,
        (Platform::Macos, true) => words.title_this_macos,
        (Platform::Android, true) => words.title_this_android,
        (Platform::Linux, true) => words.title_this_linux,
    }
}

/// As an answer to what runs on it, the way people say it.
#[must_use]
pub const fn choice(platform: Platform, text: &Text) -> &'static str {
    match platform {
        Platform::Android => text.add.android_phone,
        Platform::Linux => platform.display_name(),
        _ => title(platform, false, &text.kinds),
    }
}

/// The heading of its enrollment: `Connect your Mac`.
#[must_use]
pub const fn connect(platform: Platform, words: &EnrollText) -> &'static str {
    match platform {
        Platform::Windows => words.title_windows,
        Platform::Ios => words.title_ios,
        Platform::Ipados => words.title_ipados,
        Platform::Macos => words.title_macos,
        Platform::Android => words.title_android,
        Platform::Linux => words.title_linux,
    }
}

/// A version as this platform writes it, for the hint beside the question.
#[must_use]
pub const fn version_example(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => "10.0.26200",
        Platform::Ios | Platform::Ipados | Platform::Macos => "26.1",
        Platform::Android => "16",
        Platform::Linux => "24.04",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_device_has_a_name_of_its_own_in_every_language() {
        for language in Language::ALL {
            let words = &Text::of(language).kinds;
            let mut names: Vec<_> = Platform::ALL
                .into_iter()
                .flat_map(|platform| [noun(platform, true, words), noun(platform, false, words)])
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 12);
        }
    }
}
