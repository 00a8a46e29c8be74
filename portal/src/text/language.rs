/// A language the portal is complete in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag (BCP 47), as `<html lang>` and the browser's `Intl` take it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its name in itself, so that those who need it can read it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a tag such as `de-AT`; none if the portal does not speak it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The first of a person's languages that the portal speaks; English if there is none.
    pub fn preferred<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Self {
        tags.into_iter()
            .find_map(|tag| Self::of_tag(tag.as_ref()))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_here_wins() {
        assert_eq!(
            Language::preferred(["fr-FR", "de-AT", "en-US"]),
            Language::German
        );
        assert_eq!(Language::preferred(["EN", "de"]), Language::English);
    }

    #[test]
    fn who_speaks_none_of_them_reads_english() {
        assert_eq!(Language::preferred(["nl", "den", ""]), Language::English);
        assert_eq!(Language::preferred::<&str>([]), Language::English);
    }
}
