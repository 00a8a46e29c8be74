//! The agent's script by itself, without a server: that every shell can read it, and what its functions do with anything.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that meets something unexpected ends there"
)]

use std::process::Command;

use muster_tests::agent::{Machine, SHELLS, busybox_tools, ran, script};
use serde_json::{Value, json};

#[test]
fn every_shell_can_read_the_script_and_shellcheck_finds_nothing() {
    let script = script();
    for shell in [
        &["dash", "-n"][..],
        &["busybox", "sh", "-n"],
        &["bash", "--posix", "-n"],
    ] {
        ran(Command::new(shell[0]).args(&shell[1..]).arg(&script)).well();
    }
    ran(Command::new("shellcheck")
        .args(["--shell=sh", "--severity=warning"])
        .arg(&script))
    .well();
}

#[test]
fn the_script_is_short_enough_to_be_read_and_names_its_server_once() {
    let text = std::fs::read_to_string(script()).unwrap();
    assert!(text.starts_with("#!/bin/sh\n"));
    assert!(text.len() < 60 * 1024 && text.is_ascii() && !text.contains('\r'));
    assert_eq!(text.matches("@MUSTER_URL@").count(), 1);
    // Whatever it has read, a shell that got only a part of it runs nothing: the last line but comments does the work.
    let last = text.lines().rfind(|line| !line.starts_with('#')).unwrap();
    assert!(last.ends_with("main \"$@\" </dev/null"), "{last}");
    for (number, line) in text.lines().enumerate() {
        assert!(
            line.len() <= 125,
            "line {} has {} characters",
            number + 1,
            line.len()
        );
        assert!(!line.contains("eval "), "line {}", number + 1);
    }
}

#[test]
fn a_script_that_was_cut_off_on_its_way_does_nothing() {
    let machine = Machine::new("cut");
    let text = std::fs::read_to_string(script()).unwrap();
    let end = text.find("[ -n \"${MUSTER_AGENT_SOURCED").unwrap();
    for length in (0..end).step_by(311) {
        let part = machine.path("/part");
        machine.write("/part", &text[..length]);
        let said = ran(machine
            .shell()
            .arg(&part)
            .args(["enroll", "--root"])
            .arg(&machine.root))
        .said;
        assert!(!said.contains("muster-agent:"), "{length}: {said}");
        assert!(!machine.path("/var").exists(), "cut off at {length}");
    }
}

/// What `json_text` makes of some octets, written as `printf %b` reads them, read back as JSON.
fn text_of(machine: &Machine, octets: &[u8], limit: usize) -> String {
    let escaped: String = octets
        .iter()
        .map(|octet| format!("\\0{octet:03o}"))
        .collect();
    let said = machine
        .with_functions(&format!("printf %b '{escaped}' | json_text {limit}"))
        .well()
        .said;
    assert!(said.is_ascii());
    match serde_json::from_str(&format!("\"{}\"", said.trim_end_matches('\n'))) {
        Ok(Value::String(text)) => text,
        other => panic!("{octets:?} became {said:?}: {other:?}"),
    }
}

#[test]
fn any_octets_become_a_json_string_without_control_characters_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("json", shell);
        for (octets, expected) in [
            (
                &b"Debian GNU/Linux 12 (bookworm)"[..],
                "Debian GNU/Linux 12 (bookworm)",
            ),
            (
                b"say \"hello\" \\ back`id`$(id) %s %d\\n",
                "say \"hello\" \\ back`id`$(id) %s %d\\n",
            ),
            (
                b"two\nlines\tand\x00a\x1b[2Jbell\x07\x7f",
                "twolinesanda[2Jbell",
            ),
            ("Zoë’s € 😀 machine".as_bytes(), "Zoë’s € 😀 machine"),
            // Latin-1, cut-off and overlong sequences, half a surrogate, beyond Unicode, a lone trail.
            (
                b"Zo\xeb-\xe2\x82-\xc0\xaf-\xed\xa0\x80-\xf4\x90\x80\x80-\x80-\xff!",
                "Zo------!",
            ),
            // A control of the second half, a line separator, an override of the direction of writing, a joiner.
            (
                "a\u{85}b\u{2028}c\u{202e}d\u{200d}e\u{feff}f".as_bytes(),
                "abcdef",
            ),
            (b"   spaces   ", "spaces"),
            (b"", ""),
            (b" ", ""),
        ] {
            assert_eq!(
                text_of(&machine, octets, 128),
                expected,
                "{shell:?}: {octets:?}"
            );
        }
    }
}

#[test]
fn a_text_is_cut_between_characters_at_so_many_octets() {
    let machine = Machine::new("limits");
    assert_eq!(text_of(&machine, &[b'x'; 1000], 128), "x".repeat(128));
    assert_eq!(text_of(&machine, "ab€".as_bytes(), 4), "ab");
    assert_eq!(text_of(&machine, "ab€c".as_bytes(), 5), "ab€");
    assert_eq!(text_of(&machine, "😀😀😀".as_bytes(), 11), "😀😀");
}

#[test]
fn a_der_signature_becomes_two_numbers_of_32_octets_in_every_shell() {
    // Numbers with a sign octet, with leading zeros, with zero octets inside, and as short as can be.
    let high = [&[0x02, 33, 0x00, 0xff][..], &[0x11; 31]].concat();
    let short = vec![0x02, 3, 0x01, 0x00, 0x0a];
    let one = vec![0x02, 1, 0x01];
    let plain = [&[0x02, 32, 0x7f][..], &[0x00; 30], &[0x25]].concat();
    let hex = |number: &[u8]| -> String {
        let digits: String = number[2..]
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let digits = digits.trim_start_matches('0');
        format!("{}{digits}", "0".repeat(64 - digits.len()))
    };
    for shell in SHELLS {
        let machine = Machine::with("signature", shell);
        for (r, s) in [
            (&high, &plain),
            (&plain, &high),
            (&short, &one),
            (&one, &high),
        ] {
            let content = [&r[..], &s[..]].concat();
            let der = [&[0x30, u8::try_from(content.len()).unwrap()][..], &content].concat();
            machine.write("/signature", der);
            let lines = format!(
                "raw_signature {} | od -An -v -tx1 | tr -d ' \\n'",
                machine.path("/signature").display()
            );
            assert_eq!(
                machine.with_functions(&lines).well().said,
                hex(r) + &hex(s),
                "{shell:?}"
            );
        }
    }
}

#[test]
fn the_date_of_an_answer_is_read_as_seconds_since_1970_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("time", shell);
        for (date, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", "0"),
            ("Thu, 29 Feb 2024 23:59:59 GMT\\r", "1709251199"),
            ("Fri, 01 Mar 2024 00:00:00 GMT", "1709251200"),
            ("Tue, 24 Nov 2026 03:01:58 GMT", "1795489318"),
            ("Mon, 31 Dec 2001 08:09:07 GMT", "1009786147"),
            ("yesterday", ""),
            ("Tue, 24 Foo 2026 03:01:58 GMT", ""),
            ("", ""),
        ] {
            let said = machine
                .with_functions(&format!("printf '{date}\\n' | http_time"))
                .well()
                .said;
            assert_eq!(said.trim(), expected, "{shell:?}: {date}");
        }
    }
}

/// The report of a machine, parsed.
fn report(machine: &Machine) -> Value {
    let said = machine.agent(&["report"]).well().said;
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

#[test]
fn a_report_says_what_the_system_and_the_firmware_say_in_every_shell() {
    for shell in SHELLS {
        let machine = Machine::with("report", shell);
        machine.program(
            "uname",
            "case $1 in -n) echo workbench ;; -r) echo 6.1.0-28-amd64 ;; -m) echo x86_64 ;; esac",
        );
        machine.write(
            "/etc/os-release",
            "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n",
        );
        machine.write("/sys/class/dmi/id/sys_vendor", "Framework\n");
        machine.write(
            "/sys/class/dmi/id/product_name",
            "Laptop 13 (AMD Ryzen 7040Series)\n",
        );
        machine.write("/sys/class/dmi/id/product_serial", "FRANDGCPA5\n");
        machine.write(
            "/proc/self/mountinfo",
            "27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n",
        );
        machine.write("/sys/dev/block/254:1/dm/uuid", "LVM-x\n");
        machine.write(
            "/sys/dev/block/254:1/slaves/dm-0/dm/uuid",
            "CRYPT-LUKS2-0123-root\n",
        );
        let expected = json!({
            "os_version": "12", "manufacturer": "Framework", "name": "workbench",
            "inventory": {
                "os_name": "Debian GNU/Linux 12 (bookworm)", "os_id": "debian", "kernel": "6.1.0-28-amd64", "architecture": "x86_64",
                "host_name": "workbench", "model": "Laptop 13 (AMD Ryzen 7040Series)", "serial_number": "FRANDGCPA5",
                "disk_encryption": "encrypted", "agent_version": "4",
            },
        });
        assert_eq!(report(&machine), expected, "{shell:?}");
    }
}

#[test]
fn hostile_names_and_files_neither_break_a_report_nor_are_run() {
    let machine = Machine::new("hostile");
    let ran_it = machine.path("/ran");
    let evil = format!(
        "\"}}],$(touch {0})`touch {0}`\\\\\";touch {0};\u{1b}]0;x\u{7}é",
        ran_it.display()
    );
    machine.write("/evil", &evil);
    machine.program("uname", &format!("cat {}", machine.path("/evil").display()));
    machine.write(
        "/etc/os-release",
        format!(
            "PRETTY_NAME='{evil}'\nVERSION_ID=\"12; touch {}\"\n",
            ran_it.display()
        ),
    );
    machine.write(
        "/sys/class/dmi/id/sys_vendor",
        [&b"Ac\xffme\x00"[..], &[b'y'; 500]].concat(),
    );
    machine.write("/sys/class/dmi/id/product_name", "*** 100% %s %n ***\n");
    let report = report(&machine);
    assert!(!ran_it.exists());
    assert_eq!(report.get("os_version"), None);
    let shown = format!("\"}}],$(touch {0})`touch {0}`", ran_it.display());
    let host = report["inventory"]["host_name"].as_str().unwrap();
    assert!(
        shown.starts_with(&host[..host.len().min(shown.len())]),
        "{host}"
    );
    assert!(
        host.len() <= 128 && report["name"].as_str().unwrap().len() <= 64,
        "{report}"
    );
    assert_eq!(
        report["manufacturer"].as_str().unwrap(),
        format!("Acme{}", "y".repeat(60))
    );
    assert_eq!(report["inventory"]["model"], "*** 100% %s %n ***");
}

#[test]
fn what_firmware_says_when_nobody_filled_it_in_is_left_out() {
    let machine = Machine::new("placeholders");
    for nothing in [
        "To Be Filled By O.E.M.",
        "To be filled by O.E.M.",
        "Default string",
        "System Product Name",
        "System Serial Number",
        "System manufacturer",
        "Not Specified",
        "Not Applicable",
        "None",
        "N/A",
        "OEM",
        "O.E.M.",
        "Unknown",
        "INVALID",
        "0",
        "00000000",
        "123456789",
        "0123456789",
        "xxxxxxxx",
        "....",
        "    ",
        "",
        "-",
    ] {
        machine.write("/sys/class/dmi/id/product_serial", format!("{nothing}\n"));
        let report = report(&machine);
        assert_eq!(
            report["inventory"].get("serial_number"),
            None,
            "{nothing:?}: {report}"
        );
    }
    for something in [
        "5CG1234XYZ",
        "0",
        "VMware-56 4d 1c",
        "X0X1",
        "Oxford Instruments",
    ] {
        machine.write("/sys/class/dmi/id/product_serial", format!("{something}\n"));
        let expected = if something == "0" {
            Value::Null
        } else {
            json!(something)
        };
        assert_eq!(report(&machine)["inventory"]["serial_number"], expected);
    }
}

#[test]
fn a_version_that_is_not_numbers_is_left_out_and_quotes_are_taken_off() {
    let machine = Machine::new("versions");
    for (line, expected) in [
        ("VERSION_ID=40", json!("40")),
        ("VERSION_ID='22.04'", json!("22.04")),
        ("VERSION_ID=\"3.19.1\"", json!("3.19.1")),
        ("VERSION_ID=\"15-SP5\"", Value::Null),
        ("VERSION_ID=1.2.3.4.5", Value::Null),
        ("VERSION_ID=12345678901", Value::Null),
        ("VERSION_ID=", Value::Null),
        ("BUILD_ID=rolling", Value::Null),
    ] {
        machine.write(
            "/etc/os-release",
            format!("PRETTY_NAME=\"A \\\"quoted\\\" name\"\n{line}\n"),
        );
        let report = report(&machine);
        assert_eq!(report["os_version"], expected, "{line}");
        assert_eq!(report["inventory"]["os_name"], "A \"quoted\" name");
    }
}

#[test]
fn the_disk_is_called_encrypted_only_when_a_layer_below_the_root_is() {
    let mount = |device: &str, source: &str| {
        format!(
            "20 1 0:5 / /proc rw - proc proc rw\n27 1 {device} / / rw shared:1 - ext4 {source} rw\n30 27 8:9 / /home rw - ext4 /dev/sdz rw\n"
        )
    };
    let said = |machine: &Machine| report(machine)["inventory"]["disk_encryption"].clone();

    let plain = Machine::new("plain-disk");
    plain.write("/proc/self/mountinfo", mount("8:2", "/dev/sda2"));
    plain.write("/sys/dev/block/8:2/size", "1");
    assert_eq!(said(&plain), "not_encrypted");

    let luks = Machine::new("luks");
    luks.write("/proc/self/mountinfo", mount("253:0", "/dev/mapper/luks"));
    luks.write("/sys/dev/block/253:0/dm/uuid", "CRYPT-LUKS1-00-luks");
    assert_eq!(said(&luks), "encrypted");

    let raid = Machine::new("raid");
    raid.write("/proc/self/mountinfo", mount("9:0", "/dev/md0"));
    raid.write("/sys/dev/block/9:0/slaves/sda2/size", "1");
    raid.write("/sys/dev/block/9:0/slaves/sdb2/size", "1");
    assert_eq!(said(&raid), "not_encrypted");

    // btrfs shows a device number of its own; its source leads to the device.
    let btrfs = Machine::new("btrfs");
    btrfs.write("/proc/self/mountinfo", mount("0:31", "/dev/dm-77"));
    btrfs.write("/sys/class/block/dm-77/dm/uuid", "CRYPT-LUKS2-00-root");
    assert_eq!(said(&btrfs), "encrypted");

    for source in ["overlay", "rpool/ROOT/debian", "/dev/nowhere"] {
        let unknown = Machine::new("unknown-disk");
        unknown.write("/proc/self/mountinfo", mount("0:99", source));
        assert_eq!(said(&unknown), Value::Null, "{source}");
    }
}

#[test]
fn wrong_use_is_answered_in_a_sentence_and_touches_nothing() {
    let machine = Machine::new("wrong-use");
    for (arguments, text) in [
        (&["enrol"][..], "what is enrol?"),
        (&["enroll", "--tickets", "x"], "what is --tickets?"),
        (&["enroll", "--ticket"], "--ticket needs a value"),
        (&["enroll", "--key-type", "dsa"], "--key-type can't be dsa"),
        (
            &["enroll", "--server", "http://muster.example.com"],
            "http:// is for localhost only",
        ),
        (
            &["enroll", "--server", "http://localhost.example.com"],
            "http:// is for localhost only",
        ),
        (
            &["enroll", "--server", "http://127.0.0.1@example.com"],
            "http:// is for localhost only",
        ),
        (
            &["enroll", "--server", "https://muster.example.com/path"],
            "no address such as",
        ),
        (
            &["enroll", "--server", "file:///etc/passwd"],
            "no address such as",
        ),
        (&["enroll", "--ticket", "mt1.x"], "no address such as"),
    ] {
        machine.agent(arguments).ended(2).says(text);
        assert!(!machine.path("/var").exists(), "{arguments:?}");
    }
    machine
        .agent(&["help"])
        .well()
        .says("enroll [--ticket TICKET]");
    machine.agent(&["status"]).ended(3).says("not enrolled");
    machine.agent(&["check-in"]).ended(3).says("not enrolled");
}

#[test]
fn a_ticket_that_is_none_is_refused_before_anything_is_sent() {
    let machine = Machine::new("no-ticket");
    machine.program("curl", "echo \"curl was called\" >&2; exit 7");
    let server = ["--server", "https://muster.example.com"];
    for ticket in ["x\"\noutput = \"/etc/passwd", "a b", "ü", ""] {
        let arguments = [&["enroll", "--ticket", ticket][..], &server].concat();
        let ran = machine.agent(&arguments).ended(2);
        assert!(
            !ran.said.contains("curl was called"),
            "{ticket}: {}",
            ran.said
        );
    }
}

#[test]
fn a_machine_that_lacks_something_is_told_what() {
    let machine = Machine::new("lacking");
    let arguments = [
        "enroll",
        "--ticket",
        "mt1.x",
        "--server",
        "https://muster.example.com",
        "--root",
    ];
    ran(machine
        .shell()
        .arg(script())
        .args(arguments)
        .arg(&machine.root)
        .env("PATH", busybox_tools()))
    .ended(1)
    .says("openssl is missing");
    // Without a root of its own, the agent is root's to run.
    let user = Machine::new("user");
    user.program("id", "echo 1000");
    ran(user.shell().arg(script()).args(["check-in"]))
        .ended(1)
        .says("only root can do this");
}
