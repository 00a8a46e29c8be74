//! Every word a person reads, by key, in every language.
//!
//! A screen's words are one struct whose fields are the keys; `words!` takes each key with its text in every language side by
//! side. A missing translation, a misspelt key or a wrong argument does not compile, and no catalogue is loaded or parsed at
//! run time. A language is added by one more column.

mod add;
mod devices;
mod language;
mod problem;
mod shell;
mod sign_in;
mod ticket;
mod time;

pub use add::AddText;
pub use devices::DevicesText;
pub use language::Language;
pub use problem::ProblemText;
pub(crate) use problem::in_german;
pub use shell::ShellText;
pub use sign_in::SignInText;
pub use ticket::TicketText;
pub use time::TimeText;

/// Declares the words of one screen: `key = "English", "German";` for plain text, `key(argument: type) = …;` where the text
/// takes something in, named in braces.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident {
        $($key:ident $(($($argument:ident: $kind:ty),+))? = $english:literal, $german:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name {
            $(#[doc = concat!("“", $english, "”")] pub $key: words!(@kind $(($($kind),+))?),)+
        }

        impl $name {
            /// In English.
            pub const ENGLISH: Self = Self { $($key: words!(@text $(($($argument: $kind),+))? $english)),+ };
            /// In German.
            pub const GERMAN: Self = Self { $($key: words!(@text $(($($argument: $kind),+))? $german)),+ };
        }
    };
    (@kind) => { &'static str };
    (@kind ($($kind:ty),+)) => { fn($($kind),+) -> String };
    (@text $text:literal) => { $text };
    (@text ($($argument:ident: $kind:ty),+) $text:literal) => { |$($argument: $kind),+| format!($text) };
}
use words;

/// All words in one language.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The frame around every page.
    pub shell: ShellText,
    /// The sign-in page.
    pub sign_in: SignInText,
    /// My devices.
    pub devices: DevicesText,
    /// Add a device.
    pub add: AddText,
    /// The ticket and what to do with it.
    pub ticket: TicketText,
    /// What went wrong.
    pub problem: ProblemText,
    /// Moments and ages.
    pub time: TimeText,
}

macro_rules! all {
    ($language:ident) => {
        Text {
            shell: ShellText::$language,
            sign_in: SignInText::$language,
            devices: DevicesText::$language,
            add: AddText::$language,
            ticket: TicketText::$language,
            problem: ProblemText::$language,
            time: TimeText::$language,
        }
    };
}

static ENGLISH: Text = all!(ENGLISH);
static GERMAN: Text = all!(GERMAN);

impl Text {
    /// The words in `language`.
    #[must_use]
    pub const fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }
}
