//! The whole configuration as one file: written, read, compared, and put in the place of what there is.

mod export;
mod file;
mod import;

pub use export::{ConfigurationExported, ExportConfiguration};
pub use file::ConfigurationFile;
pub use import::{ConfigurationImported, ImportConfiguration};

#[cfg(all(test, feature = "test-util"))]
mod tests;
