use super::words;

words! {
    /// The things that may be known of a device.
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
        encrypted = "Encrypted", "Verschlüsselt";
        not_encrypted = "Not encrypted", "Nicht verschlüsselt";
        yes = "Yes", "Ja";
        no = "No", "Nein";
        unsure = "Could not be found out", "War nicht festzustellen";
    }
}
