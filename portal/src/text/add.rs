use super::words;

words! {
    /// Words of Add a device.
    AddText {
        title = "Add a device", "Gerät hinzufügen";
        back = "My devices", "Meine Geräte";
        device = "Device to add", "Gerät, das hinzukommt";
        recognised(system: &str) = "{system}, recognised", "{system}, erkannt";
        recognised_guess = "We think so. Change it if not.", "Vermutlich. Wenn nicht, ändern Sie es.";
        chosen(system: &str) = "{system}, your choice", "{system}, von Ihnen gewählt";
        other_device = "Change", "Ändern";
        other_device_of = " the device to add", ": Gerät, das hinzukommt";
        platform = "What runs on it?", "Was läuft darauf?";
        version = "Which version?", "Welche Version?";
        version_hint(example: &str) = "Your IT asks for certain versions. It looks like {example}; leave it empty if you don’t know.",
            "Ihre IT verlangt bestimmte Versionen. Sie sieht aus wie {example}; lassen Sie das Feld leer, wenn Sie sie nicht kennen.";
        version_other(example: &str) = "If you know it, you see at once whether it is allowed. It looks like {example}.",
            "Wenn Sie sie kennen, sehen Sie gleich, ob sie zugelassen ist. Sie sieht aus wie {example}.";
        version_wrong = "A version is one to four numbers with points between.",
            "Eine Version besteht aus ein bis vier Zahlen mit Punkten dazwischen.";
        ownership = "Who does it belong to?", "Wem gehört es?";
        personal = "It is mine", "Es gehört mir";
        corporate(organisation: &str) = "It belongs to {organisation}", "Es gehört {organisation}";
        it_sees = "IT sees", "Die IT sieht";
        sees_system = "System and version", "System und Version";
        sees_security = "how it is protected, such as disk encryption", "wie es geschützt ist, etwa durch Verschlüsselung";
        sees_hardware = "maker and model", "Hersteller und Modell";
        sees_name = "its own name", "seinen eigenen Namen";
        sees_serial = "serial number", "Seriennummer";
        sees_imei = "IMEI", "IMEI";
        sees_apps = "which apps and certificates are on it", "welche Apps und Zertifikate darauf sind";
        sees_contact = "when it last checked in", "wann es sich zuletzt gemeldet hat";
        sees_scripts(names: &str) = "what your IT’s scripts look for: {names}", "wonach Skripte Ihrer IT suchen: {names}";
        sees_nothing = "Your answers here, and its certificate. The device itself tells nothing",
            "Ihre Antworten hier und sein Zertifikat. Das Gerät selbst teilt nichts mit";
        sees_unknown = "That could not be loaded just now. It stands under What IT sees",
            "Das ließ sich gerade nicht laden. Es steht unter Was die IT sieht";
        it_never_sees = "IT never sees", "Die IT sieht nie";
        never_sees = "Photos, messages, browsing, your files", "Fotos, Nachrichten, besuchte Seiten, Ihre Dateien";
        it_can = "IT can", "Die IT kann";
        can_end = "End its access", "Den Zugang beenden";
        can_lock = "lock its screen", "den Bildschirm sperren";
        can_retire = "take Muster off it", "Muster davon entfernen";
        can_rename = "give it another name", "ihm einen anderen Namen geben";
        can_wipe = "erase everything on it", "alles darauf löschen";
        can_custom = "start what its administrator has put there for that", "starten, was sein Administrator dafür bereitgelegt hat";
        can_set = "set rules for new passwords, trusted certificates and a text at sign-in",
            "Regeln für neue Passwörter, vertraute Zertifikate und einen Anmeldetext setzen";
        can_set_encryption = "turn on encryption and the firewall, add Wi-Fi networks",
            "Verschlüsselung und Firewall einschalten, WLANs hinzufügen";
        can_set_mac = "turn on the firewall, add Wi-Fi networks", "die Firewall einschalten, WLANs hinzufügen";
        can_set_phone = "set rules for the passcode, add trusted certificates and Wi-Fi networks",
            "Regeln für den Code setzen, vertraute Zertifikate und WLANs hinzufügen";
        can_set_company = "set system files and settings, and run scripts that check it",
            "Systemdateien und Einstellungen setzen und Skripte ausführen, die es prüfen";
        can_nothing = "Nothing on the device is changed", "Auf dem Gerät ändert sich nichts";
        when_you_leave = "When you leave", "Wenn Sie gehen";
        leave_personal = "Access ends, everything of yours stays", "Der Zugang endet, alles von Ihnen bleibt";
        leave_personal_set = "Access ends, what IT has set is put back, everything of yours stays",
            "Der Zugang endet, Einstellungen der IT werden zurückgesetzt, alles von Ihnen bleibt";
        leave_corporate = "You hand the device back", "Sie geben das Gerät zurück";
        nothing_erased = "Nothing is erased", "Nichts wird gelöscht";
        nothing_erased_text = "Adding it leaves what is on it as it is", "Beim Hinzufügen bleibt, was darauf ist, wie es ist";
        erased = "Everything on it is erased", "Alles darauf wird gelöscht";
        erased_text = "Before it is added. Save what you want to keep", "Bevor es hinzukommt. Sichern Sie, was Sie behalten wollen";
        listed(organisation: &str) = "{organisation} has a list of its devices", "{organisation} führt eine Liste der eigenen Geräte";
        listed_text = "If this one is on it, it counts as a company device as soon as it tells which one it is, whatever you answer here.",
            "Steht dieses darauf, gilt es als Firmengerät, sobald es mitteilt, welches es ist, was Sie hier auch antworten.";
        listed_others = "If it is not, it counts as yours.", "Steht es nicht darauf, gilt es als Ihres.";
        maker = "Who makes it?", "Wer stellt es her?";
        maker_hint = "Your IT does not allow every maker. It looks like Samsung; leave it empty if you don’t know.",
            "Ihre IT lässt nicht jeden Hersteller zu. Er sieht aus wie Samsung; lassen Sie das Feld leer, wenn Sie ihn nicht kennen.";
        android_phone = "Android phone", "Android-Telefon";
        terms_decline = "Decline", "Ablehnen";
        terms_declined = "You don’t have to accept", "Sie müssen nicht zustimmen";
        terms_declined_text = "Without it you can’t add a device. The devices that you have stay as they are, and you can accept later.",
            "Ohne Zustimmung können Sie kein Gerät hinzufügen. Die Geräte, die Sie haben, bleiben, wie sie sind, und Sie können später zustimmen.";
        terms = "Terms of use", "Nutzungsbedingungen";
        terms_loading = "Loading the terms…", "Die Bedingungen werden geladen…";
        terms_full = "Read all of it", "Alles lesen";
        terms_accept = "Accept", "Zustimmen";
        terms_accepted = "You have accepted the terms of use.", "Sie haben den Nutzungsbedingungen zugestimmt.";
        category = "What is it for?", "Wofür ist es da?";
        category_none = "Nothing of these", "Nichts davon";
        submit = "Continue", "Weiter";
        busy = "One moment…", "Einen Moment…";
    }
}

words! {
    /// Words of the verdict on a device that is to be added.
    VerdictText {
        working = "Working it out…", "Wird ermittelt…";
        allow(device: &str) = "You can add {device}", "Sie können {device} hinzufügen";
        allow_personal = "It stays yours.", "Es bleibt Ihres.";
        allow_corporate = "It counts as a company device.", "Es gilt als Firmengerät.";
        pending_text = "One thing can only be checked once it has joined: see below. It has a day to tell it.",
            "Eins lässt sich erst prüfen, wenn es beigetreten ist: siehe unten. Es hat einen Tag Zeit, es zu melden.";
        refuse(device: &str) = "You can’t add {device} yet", "Sie können {device} noch nicht hinzufügen";
        unknown = "We could not work out whether you can add it", "Ob Sie es hinzufügen können, ließ sich nicht ermitteln";
        unknown_text = "You can go on all the same. It is decided again when the device joins.",
            "Sie können trotzdem weitermachen. Es wird noch einmal entschieden, wenn das Gerät beitritt.";
        try_again = "Try again", "Noch einmal versuchen";
        used_of(used: u32, limit: u32) = "{used} of {limit} devices used", "{used} von {limit} Geräten belegt";
        rule_platform(system: &str) = "{system} is allowed", "{system} ist zugelassen";
        rule_personal = "Your own devices are allowed", "Eigene Geräte sind zugelassen";
        rule_version_seen(seen: &str) = "Version {seen} is allowed", "Version {seen} ist zugelassen";
        rule_version_later = "The version is checked when it joins", "Die Version wird beim Beitritt geprüft";
        rule_minimum(expected: &str) = "{expected} or later is needed", "Nötig ist {expected} oder neuer";
        rule_supported = "A version that your organisation supports is needed", "Nötig ist eine unterstützte Version";
        rule_maximum(expected: &str) = "Nothing later than {expected} is allowed", "Zugelassen ist höchstens {expected}";
        rule_maker_seen(seen: &str) = "Devices by {seen} are allowed", "Geräte von {seen} sind zugelassen";
        rule_maker_later = "The maker is checked when it joins", "Der Hersteller wird beim Beitritt geprüft";
        rule_maker(expected: &str) = "Not allowed: {expected}", "Nicht zugelassen: {expected}";
        here = "Worked out on this page just now. Nothing has been sent.",
            "Gerade eben auf dieser Seite ermittelt. Es wurde nichts gesendet.";
        terms_first = "Read the terms of use on this page and accept them. Then it goes on.",
            "Lesen Sie die Nutzungsbedingungen auf dieser Seite und stimmen Sie zu. Dann geht es weiter.";
        to_terms = "Go to the terms", "Zu den Bedingungen";
        see_what_to_do = "See what to do", "Was Sie tun können";
        make_room = "Which one do you no longer need?", "Welches brauchen Sie nicht mehr?";
        make_room_text = "Remove one, and this device can be added straight away.",
            "Entfernen Sie eins, dann können Sie dieses Gerät sofort hinzufügen.";
        make_room_none = "None of the devices shown to you can make room. Ask your IT.",
            "Keines der Geräte, die Sie hier sehen, kann Platz machen. Fragen Sie Ihre IT.";
        make_room_manager = "You add devices for others, so only IT removes them. Ask your IT to make room.",
            "Sie fügen Geräte für andere hinzu, darum entfernt sie nur die IT. Bitten Sie Ihre IT um Platz.";
        handed_over(count: u32) = "In use by others, though you added them: {count}. Each takes one of your places. Only the person who uses it, or your IT, can remove it.",
            "Von Ihnen hinzugefügt, aber von anderen benutzt: {count}. Jedes belegt einen Ihrer Plätze. Nur wer es benutzt oder Ihre IT kann es entfernen.";
        not_shown(count: u32) = "Could not be shown just now: {count}.", "Gerade nicht anzeigbar: {count}.";
        more_elsewhere = "You have more than are shown here.", "Sie haben mehr, als hier stehen.";
        make_room_loading = "Loading your devices…", "Ihre Geräte werden geladen…";
        last_seen(age: &str) = "Last seen {age}", "Zuletzt gesehen {age}";
        never_seen(age: &str) = "Added {age}, never seen since", "Hinzugefügt {age}, seitdem nie gesehen";
        removes(name: &str) = "{name} loses its access at once. What is stored on it stays.",
            "{name} verliert sofort den Zugang. Was darauf gespeichert ist, bleibt.";
        remove(name: &str) = "Remove {name}", "{name} entfernen";
        removing = "Removing…", "Wird entfernt…";
        removed(name: &str) = "{name} is removed.", "{name} ist entfernt.";
    }
}

words! {
    /// What devices are called inside a sentence: as what one adds, and as a heading.
    DeviceWords {
        windows = "a Windows PC", "einen Windows-PC";
        ios = "an iPhone", "ein iPhone";
        ipados = "an iPad", "ein iPad";
        macos = "a Mac", "einen Mac";
        android = "an Android device", "ein Android-Gerät";
        linux = "a Linux computer", "einen Linux-Rechner";
        this_windows = "this Windows PC", "diesen Windows-PC";
        this_ios = "this iPhone", "dieses iPhone";
        this_ipados = "this iPad", "dieses iPad";
        this_macos = "this Mac", "diesen Mac";
        this_android = "this Android device", "dieses Android-Gerät";
        this_linux = "this Linux computer", "diesen Linux-Rechner";
        personal(system: &str) = "{system}, your own device", "{system}, Ihr eigenes Gerät";
        corporate(system: &str) = "{system}, company device", "{system}, Firmengerät";
        title_windows = "Windows PC", "Windows-PC";
        title_ios = "iPhone", "iPhone";
        title_ipados = "iPad", "iPad";
        title_macos = "Mac", "Mac";
        title_android = "Android device", "Android-Gerät";
        title_linux = "Linux computer", "Linux-Rechner";
        title_this_windows = "This Windows PC", "Dieser Windows-PC";
        title_this_ios = "This iPhone", "Dieses iPhone";
        title_this_ipados = "This iPad", "Dieses iPad";
        title_this_macos = "This Mac", "Dieser Mac";
        title_this_android = "This Android device", "Dieses Android-Gerät";
        title_this_linux = "This Linux computer", "Dieser Linux-Rechner";
    }
}
