use super::words;

words! {
    /// Why things are asked for that may be known of a device.
    ReasonText {
        os_name = "To know which updates it can get", "Um zu wissen, welche Updates es bekommen kann";
        os_distribution = "To know which versions are supported", "Um zu wissen, welche Versionen unterstützt werden";
        os_edition = "Where only some editions are allowed", "Falls nur bestimmte Editionen zugelassen sind";
        os_version = "To keep out versions that are no longer safe", "Um Versionen fernzuhalten, die nicht mehr sicher sind";
        kernel = "To see whether urgent updates are installed", "Um zu sehen, ob dringende Updates installiert sind";
        architecture = "To offer software that fits", "Um passende Software anzubieten";
        host_name = "To tell your devices apart", "Um Ihre Geräte zu unterscheiden";
        manufacturer = "Where only some makers are allowed", "Falls nur bestimmte Hersteller zugelassen sind";
        model = "To help when something breaks", "Um zu helfen, wenn etwas kaputtgeht";
        serial_number = "To find it when it is lost or stolen", "Um es wiederzufinden, wenn es verloren geht";
        imei = "To know a phone that your organisation bought", "Um ein Telefon zu erkennen, das Ihre Organisation gekauft hat";
        disk_encryption = "To know that nobody can read a lost device", "Um sicher zu sein, dass niemand ein verlorenes Gerät lesen kann";
        protection = "Where your organisation’s rules ask for it", "Falls die Regeln Ihrer Organisation es verlangen";
        agent_version = "To keep the agent itself up to date", "Um den Agenten selbst aktuell zu halten";
    }
}
