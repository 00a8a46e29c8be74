//! The parts that pages are made of: one folder each, with its CSS beside it.
//!
//! A component knows nothing of pages or routes. It takes its words in, so that it can be shown in any language and tested
//! alone; what it decides is a plain function with a native test.

mod button;
mod chip;
mod choice;
mod copyable;
mod device_tile;
mod field;
mod icon;
mod notice;
mod problem;
mod segmented;
mod shell;
mod slots;
mod status;

pub use button::{Button, ButtonKind};
pub use chip::Chip;
pub use choice::{Choice, Consequence};
pub use copyable::CopyButton;
pub use device_tile::{DeviceTile, Standing};
pub use field::Field;
pub use icon::{Icon, IconName, PlatformGlyph};
pub use notice::{Notice, Tone};
pub use problem::{ProblemNotice, ProblemWords, retry_time};
pub use segmented::Segmented;
pub use shell::{Brand, Shell};
pub use slots::Slots;
pub use status::Status;
