//! The parts that pages are made of: one folder each, with its CSS beside it.
//!
//! A component knows nothing of pages. It takes its words in where they differ from page to page, so that it can be shown in
//! any language and tested alone; what it decides is a plain function with a native test.

mod back_link;
mod button;
mod chip;
mod choice;
mod command;
mod contact;
mod copyable;
mod device_tile;
mod dialog;
mod field;
mod icon;
mod log;
mod more;
mod notice;
mod pick;
mod problem;
#[cfg(feature = "portal")]
mod qr;
mod segmented;
mod shell;
mod slots;
mod status;
mod steps;
mod verdict_card;

pub use back_link::BackLink;
pub use button::{Button, ButtonKind};
pub use chip::Chip;
pub use choice::{Choice, Consequence};
pub use command::Command;
pub use contact::{Contact, contact_link};
pub use copyable::CopyButton;
pub use device_tile::{
    BlankTiles, DeviceTile, Standing, StatusOf, in_grace, is_barred, is_on_its_way, owner_words,
    system_words,
};
pub use dialog::Dialog;
pub use field::Field;
pub use icon::{GlyphSize, Icon, IconName, PlatformGlyph};
pub use log::{Log, LogEntry};
pub use more::More;
pub use notice::{Notice, Tone};
pub use pick::{Pick, PickItem};
pub use problem::{Lookup, ProblemNotice, ProblemWords, retry_time};
#[cfg(feature = "portal")]
pub use qr::Qr;
pub use segmented::Segmented;
pub use shell::{Brand, LanguageSwitch, NavItem, Shell, ShellLayout, ThemeSwitch};
pub use slots::Slots;
pub use status::Status;
pub use steps::{Step, StepState, Steps};
pub use verdict_card::{CheckLine, VerdictCard};
