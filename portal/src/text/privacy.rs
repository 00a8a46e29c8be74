use super::words;

words! {
    /// Words of What IT sees.
    PrivacyText {
        title = "What IT sees", "Was die IT sieht";
        lead = "Made from the rules that every report of a device is held to, as your organisation has set them now.",
            "Entsteht aus den Regeln, nach denen jede Meldung eines Geräts behandelt wird, so wie Ihre Organisation sie jetzt eingestellt hat.";
        loading = "Loading what is kept…", "Was aufbewahrt wird, wird geladen…";
        try_again = "Try again", "Noch einmal versuchen";
        yours = "Your devices", "Ihre Geräte";
        yours_text = "See what is known of each, and what IT can do to it.", "Sehen Sie, was von jedem bekannt ist und was die IT damit tun kann.";
        yours_none = "You have no devices. This is what would be kept of one.", "Sie haben keine Geräte. Das würde von einem aufbewahrt.";
        tells = "What devices tell", "Was Geräte mitteilen";
        class_system = "What runs on it: the same on thousands of others", "Was darauf läuft: auf Tausenden anderen dasselbe";
        class_security = "How it is protected", "Wie es geschützt ist";
        class_hardware = "Which product it is: the same as thousands of others", "Welches Produkt es ist: wie Tausende andere";
        class_identity = "Which one it is: tells it from all others", "Welches einzelne es ist: unterscheidet es von allen anderen";
        column_what = "What", "Was";
        column_personal = "Your own device", "Ihr eigenes Gerät";
        column_corporate = "Company device", "Firmen\u{ad}gerät";
        kept = "Kept", "Aufbewahrt";
        not_kept = "Not kept", "Nicht aufbewahrt";
        also = "Of every device also", "Von jedem Gerät außerdem";
        also_check_in = "When it last checked in", "Wann es sich zuletzt gemeldet hat";
        also_history = "What happened to it, such as a new name or certificate, and the last 50 changes of what it told",
            "Was mit ihm passiert ist, etwa ein neuer Name oder ein neues Zertifikat, und die letzten 50 Änderungen an dem, was es mitgeteilt hat";
        also_commands = "What it was asked to do, and what it answered; for 30 days", "Was ihm aufgetragen wurde und was es geantwortet hat; 30 Tage lang";
        also_address = "Not kept: the network address it speaks from", "Nicht aufbewahrt: die Netzadresse, von der es spricht";
        scripts = "What scripts look for", "Wonach Skripte suchen";
        scripts_text = "On company devices alone, never on your own:", "Nur auf Firmengeräten, nie auf Ihren eigenen:";
        scripts_here = "Those that run on this device, since it is a company device, look for some of these:",
            "Skripte, die auf diesem Gerät laufen, weil es ein Firmengerät ist, suchen nach einigem davon:";
        scripts_none = "No scripts look for anything on any device.", "Auf keinem Gerät suchen Skripte nach etwas.";
        can = "What IT can do", "Was die IT tun kann";
        can_text = "As far as the way the device was added lets it.", "Soweit der Weg es zulässt, auf dem das Gerät dazukam.";
        can_yes = "Possible", "Möglich";
        can_no = "Not possible", "Nicht möglich";
        retire = "End its access, and take away what Muster has set on it", "Seinen Zugang beenden und wegnehmen, was Muster darauf eingestellt hat";
        lock = "Lock its screen", "Seinen Bildschirm sperren";
        reboot = "Restart it; what is not saved on it is lost", "Es neu starten; was darauf nicht gespeichert ist, geht verloren";
        reset_passcode = "Take its passcode away", "Seinen Gerätecode entfernen";
        rename_host = "Change the name it has in the network", "Den Namen ändern, den es im Netz hat";
        list_apps = "See which apps are on it", "Sehen, welche Apps darauf sind";
        list_certificates = "See which certificates are on it", "Sehen, welche Zertifikate darauf sind";
        keep_recovery_key = "Keep and see the key that opens its disk", "Den Schlüssel aufbewahren und sehen, der seine Festplatte öffnet";
        locate = "Find out where it is", "Herausfinden, wo es ist";
        wipe = "Erase everything on it", "Alles darauf löschen";
        sync = "Have it tell everything afresh", "Es alles neu mitteilen lassen";
        renew = "Have it get a new certificate", "Es ein neues Zertifikat holen lassen";
        custom = "Run a program that whoever administers the machine has put into /etc/muster/commands, and read what it prints",
            "Ein Programm ausführen, das der Administrator des Rechners in /etc/muster/commands gelegt hat, und lesen, was es ausgibt";
        set_some = "Set rules for new passwords, the certificates it trusts, and a text before log-in; on Windows also encryption, firewall and Wi-Fi, on Apple’s devices firewall and Wi-Fi",
            "Regeln für neue Passwörter, vertraute Zertifikate und einen Text vor der Anmeldung festlegen; unter Windows auch Verschlüsselung, Firewall und WLAN, auf Apple-Geräten Firewall und WLAN";
        set_all = "Set files and system parameters, and run scripts that look for settings; on Windows the camera and diagnostic data, on Apple’s devices the camera, on Macs encryption",
            "Dateien und Systemparameter festlegen und Skripte ausführen, die nach Einstellungen suchen; unter Windows Kamera und Diagnosedaten, auf Apple-Geräten die Kamera, auf Macs die Verschlüsselung";
        make_corporate = "Declare it a company device. Its history says so then, and what holds for company devices holds for it",
            "Es zum Firmengerät erklären. Das steht dann in seinem Verlauf, und es gilt, was für Firmengeräte gilt";
        end_access = "End its access. Nothing on the device changes", "Seinen Zugang beenden. Auf dem Gerät ändert sich nichts";
        cannot = "What IT can’t do", "Was die IT nicht tun kann";
        not_on_own = "Not on your own device", "Nicht auf Ihrem eigenen Gerät";
        no_way = "Muster has no way to, on a device like this", "Dafür hat Muster auf so einem Gerät keinen Weg";
        of(name: &str) = "What IT sees of {name}", "Was die IT von {name} sieht";
        of_unknown = "What IT sees of your device", "Was die IT von Ihrem Gerät sieht";
        own = "Your own device", "Ihr eigenes Gerät";
        company = "Company device", "Firmengerät";
        known = "What is known of it", "Was davon bekannt ist";
        known_none = "Nothing yet. It tells when it checks in.", "Noch nichts. Es teilt es mit, wenn es sich meldet.";
        not_told = "It may tell, and has not:", "Kann es mitteilen, hat es aber nicht:";
        not_kept_of_it = "Not kept of it, even if it tells:", "Wird nicht aufbewahrt, auch wenn es das mitteilt:";
        claimed(age: &str) = "It says so, {age}", "Sagt es selbst, {age}";
        attested(age: &str) = "Proven, {age}", "Bewiesen, {age}";
        checked_in(age: &str) = "Last checked in {age}", "Zuletzt gemeldet {age}";
        never_checked_in = "Has never checked in", "Hat sich noch nie gemeldet";
        left = "It has left. IT can do nothing to it any more, and what was set on it is taken back when it next checks in. What it told is kept until its record is deleted, 180 days after its certificate would have ended.",
            "Es ist nicht mehr dabei. Die IT kann nichts mehr damit tun, und was darauf eingestellt war, wird zurückgenommen, wenn es sich das nächste Mal meldet. Was es mitgeteilt hat, bleibt, bis sein Eintrag gelöscht wird: 180 Tage, nachdem sein Zertifikat geendet hätte.";
        on_it = "What is on it", "Was darauf ist";
        on_it_text = "IT sees this since it is a company device.", "Die IT sieht das, weil es ein Firmengerät ist.";
        apps_on_it(count: usize, age: &str) = "Apps: {count}, listed {age}", "Apps: {count}, aufgelistet {age}";
        certificates_on_it(count: usize, age: &str) = "Certificates: {count}, listed {age}", "Zertifikate: {count}, aufgelistet {age}";
        left_out(count: usize) = "And {count} more, which are not kept.", "Und {count} weitere, die nicht aufbewahrt werden.";
        version(version: &str) = "Version {version}", "Version {version}";
        issued_by(issuer: &str) = "from {issuer}", "von {issuer}";
        ends(date: &str) = "ends {date}", "endet {date}";
        set = "What is set on it", "Was darauf eingestellt ist";
        set_none = "Nothing.", "Nichts.";
        to_device = "To the device’s page", "Zur Seite des Geräts";
        missing_title = "There is no such device", "Dieses Gerät gibt es nicht";
        missing_text = "It is not one of yours, or its address is not complete.",
            "Es ist keines von Ihren, oder die Adresse ist nicht vollständig.";
        never = "What Muster never reads", "Was Muster nie liest";
        never_files = "Your files, photos and documents", "Ihre Dateien, Fotos und Dokumente";
        never_messages = "Mail, messages and calls", "E-Mails, Nachrichten und Anrufe";
        never_browsing = "The pages you visit and what you type", "Besuchte Seiten und was Sie tippen";
        never_place = "Where you are", "Wo Sie sind";
        never_apps = "Your own apps and accounts", "Ihre eigenen Apps und Konten";
        never_apps_on_own = "The apps and accounts on your own devices", "Die Apps und Konten auf Ihren eigenen Geräten";
        never_place_of_own = "Where your own devices are", "Wo Ihre eigenen Geräte sind";
        never_but = "A script or a program in /etc/muster/commands can tell what its author wrote it to tell. Where there can be any, this page says so.",
            "Ein Skript oder ein Programm in /etc/muster/commands kann mitteilen, wofür es geschrieben wurde. Wo es welche geben kann, steht es auf dieser Seite.";
        who = "Who can look", "Wer nachsehen kann";
        statement = "Privacy statement", "Datenschutzerklärung";
        who_text(organisation: &str) = "You, on each device’s page, and administrators of {organisation}. Every change an administrator makes is written to a log.",
            "Sie selbst, auf der Seite des Geräts, und die Administratoren von {organisation}. Jede Änderung eines Administrators wird protokolliert.";
    }
}
