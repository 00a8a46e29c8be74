//! Our own drawings: one stroked path each, on a square of 24.

use leptos::prelude::*;
use muster_shared::platform::Platform;

/// Which drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// A phone with a speaker and a bar.
    Android,
    /// An arrow back, to where one came from.
    Back,
    /// A tick.
    Check,
    /// A clock.
    Clock,
    /// Two sheets.
    Copy,
    /// A laptop and a phone.
    Devices,
    /// A door and an arrow out of it.
    Exit,
    /// An eye.
    Eye,
    /// An eye, struck out.
    EyeOff,
    /// A circle with a question mark.
    Help,
    /// A circle with an i.
    Info,
    /// A tablet.
    Ipad,
    /// A phone.
    Iphone,
    /// A key.
    Key,
    /// A terminal.
    Linux,
    /// A display on a foot.
    Mac,
    /// A circle with a tick.
    Ok,
    /// A plus.
    Plus,
    /// An octagon with a cross.
    Stop,
    /// A ticket.
    Ticket,
    /// A spanner.
    Tool,
    /// A triangle with an exclamation mark.
    Warn,
    /// Most of a circle: something is under way.
    Turn,
    /// A clock that is not wound yet: dashes around, and two hands.
    Wait,
    /// A laptop with a window in it.
    Windows,
}

impl IconName {
    /// Every drawing.
    #[cfg(feature = "gallery")]
    pub const ALL: [Self; 25] = [
        Self::Android,
        Self::Back,
        Self::Check,
        Self::Clock,
        Self::Copy,
        Self::Devices,
        Self::Exit,
        Self::Eye,
        Self::EyeOff,
        Self::Help,
        Self::Info,
        Self::Ipad,
        Self::Iphone,
        Self::Key,
        Self::Linux,
        Self::Mac,
        Self::Ok,
        Self::Plus,
        Self::Stop,
        Self::Ticket,
        Self::Tool,
        Self::Turn,
        Self::Wait,
        Self::Warn,
        Self::Windows,
    ];

    /// The glyph of a platform: what such a device looks like, nobody's trade mark.
    #[must_use]
    pub const fn of_platform(platform: Platform) -> Self {
        match platform {
            Platform::Windows => Self::Windows,
            Platform::Ios => Self::Iphone,
            Platform::Ipados => Self::Ipad,
            Platform::Macos => Self::Mac,
            Platform::Android => Self::Android,
            Platform::Linux => Self::Linux,
        }
    }

    /// What points somewhere points the other way where lines run from right to left.
    const fn class(self) -> &'static str {
        match self {
            Self::Back | Self::Exit => "icon icon--way",
            _ => "icon",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Android => {
                "M8.5 2.5h7a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2zM12 5.6v.1M9.5 18.6h5"
            }
            Self::Back => "M14 6l-6 6 6 6",
            Self::Check => "M6 12.5l4 4 8-9",
            Self::Clock => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 7v5l3.2 2",
            Self::Copy => {
                "M10.5 8.5h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3"
            }
            Self::Devices => {
                "M4 16V6.5A1.5 1.5 0 0 1 5.5 5H18M2.5 19H12M16 9h4a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 20 20h-4a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 16 9z"
            }
            Self::Exit => "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9.5",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM14.8 12a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.7 3.4M6.2 7.7A16.6 16.6 0 0 0 2.5 12S6 18.5 12 18.5c1.5 0 2.8-.4 4-1"
            }
            Self::Help => {
                "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 1.9M12 16.8v.1"
            }
            Self::Info => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.5M12 7.6v.1",
            Self::Ipad => {
                "M6.5 2.5h11A2.5 2.5 0 0 1 20 5v14a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 19V5a2.5 2.5 0 0 1 2.5-2.5zM10 18.5h4"
            }
            Self::Iphone => {
                "M9.5 2.5h5a3 3 0 0 1 3 3v13a3 3 0 0 1-3 3h-5a3 3 0 0 1-3-3v-13a3 3 0 0 1 3-3zM10.7 5.5h2.6"
            }
            Self::Key => {
                "M12 15.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.7 12.3 20.5 3M15 8.2l3 3"
            }
            Self::Linux => {
                "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM7 9l3 3-3 3M12.5 15H17"
            }
            Self::Mac => {
                "M5 3.5h14a2 2 0 0 1 2 2V15a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5.5a2 2 0 0 1 2-2zM3 13h18M9 20.5h6M12 17v3.5"
            }
            Self::Ok => "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM8 12.3l2.7 2.7L16 9.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Stop => {
                "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6"
            }
            Self::Ticket => {
                "M4 6h16a1 1 0 0 1 1 1v2.6a2.5 2.5 0 0 0 0 4.8V17a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-2.6a2.5 2.5 0 0 0 0-4.8V7a1 1 0 0 1 1-1zM14.5 9v.1M14.5 12v.1M14.5 15v.1"
            }
            Self::Tool => {
                "M14.5 6.5a4 4 0 0 1 5.3-1.8l-2.6 2.6 1.5 1.5 2.6-2.6a4 4 0 0 1-5.6 5.1L8.5 18.5a2.1 2.1 0 0 1-3-3l7.2-7.2a4 4 0 0 1 1.8-1.8z"
            }
            Self::Turn => "M20.5 12A8.5 8.5 0 1 1 12 3.5",
            Self::Wait => {
                "M12 3a9 9 0 0 1 3.4.7M18.4 5.6a9 9 0 0 1 1.9 2.8M21 12a9 9 0 0 1-.7 3.4M18.4 18.4a9 9 0 0 1-2.8 1.9M12 21a9 9 0 0 1-3.4-.7M5.6 18.4a9 9 0 0 1-1.9-2.8M3 12a9 9 0 0 1 .7-3.4M5.6 5.6a9 9 0 0 1 2.8-1.9M12 7.5V12l3 1.8"
            }
            Self::Warn => "M12 3.8L2.6 20h18.8zM12 10v4.3M12 17.1v.1",
            Self::Windows => {
                "M5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 14.5v-9A1.5 1.5 0 0 1 5.5 4zM12 4v12M4 10h16M2 20h20"
            }
        }
    }
}

/// A drawing, in the colour of the text around it. It says nothing to a screen reader: a word always stands beside it.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class=name.class() viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=name.path()></path>
        </svg>
    }
}

/// How large a glyph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphSize {
    /// In a list of devices.
    Small,
    /// On a tile or a card.
    #[default]
    Usual,
    /// At the top of a device's own page.
    Large,
}

/// The glyph of a platform on its soft ground.
#[component]
pub fn PlatformGlyph(
    /// The platform.
    #[prop(into)]
    platform: Signal<Platform>,
    /// How large.
    #[prop(optional)]
    size: GlyphSize,
) -> impl IntoView {
    let class = match size {
        GlyphSize::Small => "glyph glyph--small",
        GlyphSize::Usual => "glyph",
        GlyphSize::Large => "glyph glyph--large",
    };
    view! {
        <span class=class>{move || view! { <Icon name=IconName::of_platform(platform.get())/> }}</span>
    }
}
