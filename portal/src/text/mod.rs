//! Every word a person reads, by key, in every language.
//!
//! A screen's words are one struct whose fields are the keys; `words!` takes each key with its text in every language side by
//! side. A missing translation, a misspelt key or a wrong argument does not compile, and no catalogue is loaded or parsed at
//! run time. A language is added by one more column.

mod devices;
mod language;
mod problem;
mod shell;
mod sign_in;
mod time;

#[cfg(feature = "help")]
mod account;
#[cfg(feature = "portal")]
mod add;
#[cfg(feature = "admin")]
mod admin;
#[cfg(feature = "devices")]
mod asked;
#[cfg(feature = "devices")]
mod device;
#[cfg(feature = "portal")]
mod enroll;
#[cfg(any(feature = "portal", feature = "help"))]
mod facts;
#[cfg(feature = "help")]
mod faq;
#[cfg(feature = "help")]
mod help;
#[cfg(feature = "devices")]
mod news;
#[cfg(feature = "help")]
mod privacy;
#[cfg(feature = "help")]
mod reasons;
#[cfg(feature = "portal")]
mod rules;
#[cfg(any(feature = "portal", feature = "help"))]
mod set_on;
#[cfg(feature = "portal")]
mod way;

#[cfg(feature = "help")]
pub use account::AccountText;
#[cfg(feature = "portal")]
pub use add::{AddText, DeviceWords, VerdictText};
#[cfg(feature = "admin")]
pub use admin::AdminText;
#[cfg(feature = "devices")]
pub use asked::AskedText;
#[cfg(feature = "devices")]
pub use device::DeviceText;
pub use devices::DevicesText;
#[cfg(feature = "portal")]
pub use enroll::EnrollText;
#[cfg(any(feature = "portal", feature = "help"))]
pub use facts::FactText;
#[cfg(feature = "help")]
pub use faq::FaqText;
#[cfg(feature = "help")]
pub use help::HelpText;
pub use language::Language;
#[cfg(feature = "devices")]
pub use news::NewsText;
#[cfg(feature = "help")]
pub use privacy::PrivacyText;
pub use problem::ProblemText;
pub(crate) use problem::in_german;
#[cfg(feature = "help")]
pub use reasons::ReasonText;
#[cfg(feature = "portal")]
pub use rules::RuleText;
#[cfg(any(feature = "portal", feature = "help"))]
pub use set_on::SetOnText;
pub use shell::ShellText;
pub use sign_in::SignInText;
pub use time::TimeText;
#[cfg(feature = "portal")]
pub use way::WayText;

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

/// Declares [`Text`]: a field for each screen's words. A bundle holds only the words of its own screens.
macro_rules! all {
    ($($(#[doc = $doc:literal])+ $(#[cfg($($cfg:tt)*)])? $field:ident: $kind:ident,)+) => {
        /// All words in one language.
        #[derive(Debug, Clone, Copy)]
        pub struct Text {
            $($(#[doc = $doc])+ $(#[cfg($($cfg)*)])? pub $field: $kind,)+
        }

        static ENGLISH: Text = Text { $($(#[cfg($($cfg)*)])? $field: $kind::ENGLISH,)+ };
        static GERMAN: Text = Text { $($(#[cfg($($cfg)*)])? $field: $kind::GERMAN,)+ };
    };
}

all! {
    /// The frame around every page.
    shell: ShellText,
    /// The sign-in page.
    sign_in: SignInText,
    /// My devices, and a device wherever one is shown.
    devices: DevicesText,
    /// What went wrong.
    problem: ProblemText,
    /// Moments and ages.
    time: TimeText,
    /// Add a device.
    #[cfg(feature = "portal")]
    add: AddText,
    /// Whether it can be added.
    #[cfg(feature = "portal")]
    verdict: VerdictText,
    /// What devices are called.
    #[cfg(feature = "portal")]
    kinds: DeviceWords,
    /// How it is added.
    #[cfg(feature = "portal")]
    way: WayText,
    /// An enrollment on its way.
    #[cfg(feature = "portal")]
    enroll: EnrollText,
    /// One device.
    #[cfg(feature = "devices")]
    device: DeviceText,
    /// What a device is asked for.
    #[cfg(feature = "devices")]
    asked: AskedText,
    /// The rules that a device is held to.
    #[cfg(feature = "portal")]
    rules: RuleText,
    /// What is set on a device.
    #[cfg(any(feature = "portal", feature = "help"))]
    set_on: SetOnText,
    /// What may be known of a device.
    #[cfg(any(feature = "portal", feature = "help"))]
    facts: FactText,
    /// Why that is asked for.
    #[cfg(feature = "help")]
    reasons: ReasonText,
    /// What has changed for the person.
    #[cfg(feature = "devices")]
    news: NewsText,
    /// What IT sees.
    #[cfg(feature = "help")]
    privacy: PrivacyText,
    /// The account.
    #[cfg(feature = "help")]
    account: AccountText,
    /// What people ask.
    #[cfg(feature = "help")]
    faq: FaqText,
    /// The ways to add devices.
    #[cfg(feature = "help")]
    help: HelpText,
    /// The admin center.
    #[cfg(feature = "admin")]
    admin: AdminText,
}

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
