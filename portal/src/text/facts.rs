use super::words;

words! {
    /// The things that may be known of a device, and why they are asked for.
    FactText {
        os_name = "System", "System";
        os_distribution = "Distribution", "Distribution";
        os_version = "Version", "Version";
        os_edition = "Edition", "Edition";
        kernel = "Kernel", "Kernel";
        architecture = "Processor type", "Prozessortyp";
        host_name = "Its own name", "Eigener Name";
        manufacturer = "Maker", "Hersteller";
        model = "Model", "Modell";
        serial_number = "Serial number", "Seriennummer";
        imei = "IMEI", "IMEI";
        disk_encryption = "Disk encryption", "Verschlüsselung";
        agent_version = "Muster’s agent", "Agent von Muster";
        secure_boot = "Secure Boot", "Secure Boot";
        firewall = "Firewall", "Firewall";
        antivirus = "Virus scanner", "Virenscanner";
        tpm = "Security chip", "Sicherheitschip";
        jailbroken = "Jailbroken or rooted", "Jailbreak oder Root";
        passcode = "Passcode", "Gerätecode";
        why_os_name = "To know which updates it can get", "Um zu wissen, welche Updates es bekommen kann";
        why_os_distribution = "To know which versions are supported", "Um zu wissen, welche Versionen unterstützt werden";
        why_os_edition = "Where only some editions are allowed", "Falls nur bestimmte Editionen zugelassen sind";
        why_os_version = "To keep out versions that are no longer safe", "Um Versionen fernzuhalten, die nicht mehr sicher sind";
        why_kernel = "To see whether urgent updates are installed", "Um zu sehen, ob dringende Updates installiert sind";
        why_architecture = "To offer software that fits", "Um passende Software anzubieten";
        why_host_name = "To tell your devices apart", "Um Ihre Geräte zu unterscheiden";
        why_manufacturer = "Where only some makers are allowed", "Falls nur bestimmte Hersteller zugelassen sind";
        why_model = "To help when something breaks", "Um zu helfen, wenn etwas kaputtgeht";
        why_serial_number = "To find it when it is lost or stolen", "Um es wiederzufinden, wenn es verloren geht";
        why_imei = "To know a phone that your organisation bought", "Um ein Telefon zu erkennen, das Ihre Organisation gekauft hat";
        why_disk_encryption = "To know that nobody can read a lost device", "Um sicher zu sein, dass niemand ein verlorenes Gerät lesen kann";
        why_protection = "Where your organisation’s rules ask for it", "Falls die Regeln Ihrer Organisation es verlangen";
        encrypted = "Encrypted", "Verschlüsselt";
        not_encrypted = "Not encrypted", "Nicht verschlüsselt";
        yes = "Yes", "Ja";
        no = "No", "Nein";
        unsure = "Could not be found out", "War nicht festzustellen";
        why_agent_version = "To keep the agent itself up to date", "Um den Agenten selbst aktuell zu halten";
    }
}
