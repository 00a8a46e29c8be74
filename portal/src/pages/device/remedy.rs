//! What helps when a rule is not kept, in German and by platform. English needs no list: the server's own words are English.

use muster_shared::compliance::ComplianceSetting;
use muster_shared::platform::Platform;

/// The twin of [`muster_shared::compliance::remedy`].
pub(super) const fn in_german(setting: ComplianceSetting, platform: Platform) -> &'static str {
    use ComplianceSetting as Setting;
    match (setting, platform) {
        (Setting::MinimumOsVersion | Setting::AllowedOsVersions, Platform::Linux) => {
            "Bringen Sie das System auf eine zugelassene Version, und lassen Sie es sich dann melden."
        }
        (Setting::MinimumOsVersion | Setting::AllowedOsVersions, _) => {
            "Installieren Sie die Updates des Systems, bis die Version zugelassen ist."
        }
        (Setting::MaximumOsVersion, _) => {
            "Eine so neue Version lässt Ihre Organisation noch nicht zu. Fragen Sie Ihre IT, ab wann."
        }
        (Setting::AllowedDistributions, _) => {
            "Benutzen Sie eine Distribution in einer Version, die Ihre Organisation zulässt."
        }
        (Setting::MinimumAgentVersion, _) => {
            "Installieren Sie den neuesten Agenten: Führen Sie die Zeile von „Gerät hinzufügen“ noch einmal aus."
        }
        (Setting::DiskEncryption, Platform::Windows) => {
            "Schalten Sie BitLocker für das Systemlaufwerk ein."
        }
        (Setting::DiskEncryption, Platform::Macos) => {
            "Schalten Sie FileVault in den Systemeinstellungen ein, unter „Datenschutz & Sicherheit“."
        }
        (Setting::DiskEncryption, Platform::Linux) => {
            "Bringen Sie das System auf eine mit LUKS verschlüsselte Platte. Meist heißt das, es neu zu installieren: Fragen Sie vorher Ihre IT."
        }
        (Setting::DiskEncryption, _) => {
            "Schalten Sie die Verschlüsselung in den Einstellungen ein, unter „Sicherheit“."
        }
        (Setting::SecureBoot, _) => {
            "Schalten Sie Secure Boot in den Einstellungen der Firmware ein."
        }
        (Setting::Firewall, Platform::Macos) => {
            "Schalten Sie die Firewall in den Systemeinstellungen ein, unter „Netzwerk“."
        }
        (Setting::Firewall, _) => "Schalten Sie die Firewall in „Windows-Sicherheit“ ein.",
        (Setting::Antivirus, _) => "Schalten Sie den Virenschutz in „Windows-Sicherheit“ ein.",
        (Setting::Tpm, _) => {
            "Schalten Sie das TPM in den Einstellungen der Firmware ein, oder fragen Sie Ihre IT nach einem anderen Gerät."
        }
        (Setting::NotJailbroken, Platform::Macos) => {
            "Starten Sie den Mac in der Wiederherstellung, und schalten Sie dort den Systemintegritätsschutz ein: csrutil enable."
        }
        (Setting::NotJailbroken, _) => {
            "Stellen Sie das System so wieder her, wie der Hersteller es liefert; ein verändertes ist nicht zugelassen."
        }
        (Setting::Passcode, _) => {
            "Legen Sie für die Bildschirmsperre einen Code oder ein Passwort fest."
        }
        (Setting::Script, _) => {
            "Das ließ sich auf dem Gerät nicht prüfen. Lassen Sie es sich noch einmal melden; bleibt es dabei, fragen Sie Ihre IT."
        }
        (Setting::AssignedPolicy, _) => {
            "Ihre Organisation hat keine Regeln für dieses Gerät. Bitten Sie Ihre IT, welche festzulegen."
        }
        (Setting::Activity, _) => "Verbinden Sie das Gerät, und lassen Sie es sich melden.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_shared::compliance::remedy;

    #[test]
    fn german_tells_platforms_apart_exactly_where_english_does() {
        for setting in ComplianceSetting::ALL {
            for one in Platform::ALL {
                for other in Platform::ALL {
                    assert_eq!(
                        in_german(setting, one) == in_german(setting, other),
                        remedy(setting, one) == remedy(setting, other),
                        "{setting:?} {one} {other}"
                    );
                }
            }
        }
    }
}
