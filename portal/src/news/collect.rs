//! What holds for the person now, asked for piece by piece.

use muster_shared::api::{DeviceFactName, DeviceStatus, DeviceView};
use muster_shared::compliance::ComplianceRule;

use super::{Item, Kind};
use crate::answer::Answer;
use crate::client::{self, Failure};

/// How many devices are looked at, the newest first: each takes two questions.
const DEVICES_AT_MOST: usize = 10;

/// Everything, or nothing where one answer does not come: half of it would look as if the other half were gone.
///
/// # Errors
/// Any [`Failure`].
pub async fn collect(devices: &[DeviceView]) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    let present = devices
        .iter()
        .filter(|device| device.status != DeviceStatus::Retired);
    for device in present.take(DEVICES_AT_MOST) {
        let id = device.id.to_string();
        let of_device = |kind, key: String, value: String| Item {
            kind,
            device: id.clone(),
            device_name: device.name.clone(),
            key,
            value,
            fact: None,
            name: String::new(),
        };
        items.push(of_device(Kind::Device, String::new(), String::new()));
        for rule in client::device(device.id).await?.compliance {
            if let Some((key, name)) = named(&rule) {
                items.push(Item {
                    fact: rule.setting.fact(),
                    name,
                    ..of_device(Kind::Rule, key, rule.expected)
                });
            }
        }
        let path = format!("/api/v1/me/devices/{id}/configuration");
        for setting in list(&client::text(&path).await?, "settings") {
            let (key, value) = (setting.text("key"), setting.text("value"));
            items.push(of_device(Kind::Setting, key, value));
        }
    }
    let of_person = |kind, key: String, value: String| Item {
        kind,
        device: String::new(),
        device_name: String::new(),
        key,
        value,
        fact: None,
        name: String::new(),
    };
    for terms in client::terms().await?.terms {
        items.push(Item {
            name: terms.title,
            ..of_person(
                Kind::Terms,
                terms.terms.to_string(),
                terms.version.to_string(),
            )
        });
    }
    for fact in list(&client::text("/api/v1/me/privacy").await?, "facts") {
        let name = fact.text("name");
        let value = ["personal", "corporate"].map(|of| if fact.is(of) { '1' } else { '0' });
        items.push(Item {
            fact: fact_of(&name),
            ..of_person(Kind::Kept, name, value.iter().collect())
        });
    }
    Ok(items)
}

/// What tells a rule from others, and what it is called beside its fact. None for what no person can name.
fn named(rule: &ComplianceRule) -> Option<(String, String)> {
    if let Some(custom) = &rule.custom {
        let name = &custom.setting_name;
        return Some((
            format!("script {name}"),
            format!("{name} {}", rule.expected),
        ));
    }
    rule.setting.fact()?;
    // Where only one value can be asked for, the name says it.
    let name = match rule.setting.wanted() {
        "" => rule.expected.clone(),
        _ => String::new(),
    };
    Some((format!("{:?}", rule.setting), name))
}

/// The fact of this name in the API; none for one that this build does not know.
fn fact_of(name: &str) -> Option<DeviceFactName> {
    muster_shared::json::from_str(&format!("\"{name}\"")).ok()
}

/// A list of an answer; empty where it cannot be read.
fn list(json: &str, of: &str) -> Vec<Answer> {
    Answer::read(json).map_or_else(Vec::new, |all| all.each(of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::api::PrivacyFacts;
    use muster_shared::profile::ConfigurationStatus;

    #[test]
    fn every_name_that_is_read_by_hand_is_one_of_the_api_s() {
        let facts = PrivacyFacts::of(&Default::default(), &[]);
        let json = serde_json::to_value(&facts).unwrap();
        for fact in json["facts"].as_array().unwrap() {
            assert!(fact_of(fact["name"].as_str().unwrap()).is_some());
            assert!(fact["personal"].is_boolean() && fact["corporate"].is_boolean());
        }
        let settings = r#"{"settings":[{"key":"password.length","state":"success","value":"8","profiles":[]}]}"#;
        let read = serde_json::from_str::<ConfigurationStatus>(settings).unwrap();
        let json = serde_json::to_value(read).unwrap();
        assert_eq!(json["settings"][0]["key"], "password.length");
        assert_eq!(json["settings"][0]["value"], "8");
    }
}
