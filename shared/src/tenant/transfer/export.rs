use serde::{Deserialize, Serialize};

use super::ConfigurationFile;
use crate::store::{Command, StoreFault, Unit};
use crate::tenant::Tenant;
use crate::time::Timestamp;

/// Writes the whole configuration as a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportConfiguration {}

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationExported {
    /// The number of this state; each change of any part counts it up.
    pub number: u64,
    /// The file: JSON, sorted, on many lines.
    pub text: String,
}

impl Command for ExportConfiguration {
    type Object = Tenant;
    type Answer = ConfigurationExported;
    const NAME: &'static str = "export-configuration";

    fn run(
        self,
        unit: &mut Unit<'_>,
        _now: Timestamp,
    ) -> Result<ConfigurationExported, StoreFault> {
        let (file, number) = ConfigurationFile::current(unit)?;
        let mut text = serde_json::to_string_pretty(&file.value()?).map_err(StoreFault::new)?;
        text.push('\n');
        Ok(ConfigurationExported { number, text })
    }
}
