//! The bill of materials of each package: that it says what is linked. Whether it holds to the schema of CycloneDX, its own
//! validator tells in `.ci/cyclonedx`.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use support::cc::{expect_success, root};

use support::wine::Bits;

use crate::archives::{Folder, LIMIT, VERSION, full_run, linked_crates, unpack_linux, unpack_windows};

/// `folder`/sbom.cdx.json names each crate that cargo links on `target`, with the checksum that was locked, and itself.
pub fn check(folder: &Path, target: &str, packages: &[&str]) {
    check_text(
        &fs::read_to_string(folder.join("sbom.cdx.json")).unwrap(),
        target,
        packages,
    );
}

pub fn check_text(text: &str, target: &str, packages: &[&str]) {
    let bill: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        (&bill["bomFormat"], &bill["specVersion"]),
        (&"CycloneDX".into(), &"1.5".into())
    );
    assert_eq!(bill["metadata"]["component"]["version"], VERSION);
    let components = bill["components"].as_array().unwrap();
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for (name, version) in linked_crates(target, packages) {
        let component = components
            .iter()
            .find(|each| each["name"] == *name && each["version"] == *version)
            .unwrap_or_else(|| panic!("{name} {version} is not in the bill of materials"));
        assert_eq!(component["purl"], format!("pkg:cargo/{name}@{version}"));
        assert!(
            component["licenses"][0]["expression"]
                .as_str()
                .is_some_and(|text| text.len() > 2)
        );
        let locked = lock.split("[[package]]").find(|entry| {
            entry.contains(&format!("name = \"{name}\"\n")) && entry.contains(&format!("version = \"{version}\"\n"))
        });
        let sum = component["hashes"][0]["content"].as_str().unwrap();
        assert!(
            locked.unwrap().contains(&format!("checksum = \"{sum}\"")),
            "{name} {version}"
        );
    }
    let named = |name: &str| components.iter().any(|each| each["name"] == name);
    assert!(named("rust-std"));
    assert!(!target.contains("windows") || named("mingw-w64") && named("libgcc"));

    // Each is there once, and nothing leads to what is not there.
    let references: BTreeSet<&str> = components
        .iter()
        .map(|each| each["bom-ref"].as_str().unwrap())
        .collect();
    assert_eq!(references.len(), components.len());
    let mut reached = BTreeSet::new();
    for dependency in bill["dependencies"].as_array().unwrap() {
        for each in dependency["dependsOn"].as_array().unwrap() {
            let each = each.as_str().unwrap();
            assert!(references.contains(each), "{each}");
            reached.insert(each);
        }
    }
    assert_eq!(reached, references, "something in the bill is needed by nothing");
}

#[test]
fn each_archive_has_its_bill() {
    if !full_run() {
        return;
    }
    let packages = ["lftoken", "lftoken-check", "lftoken-stub"];
    let folder = Folder::new();
    check(&unpack_linux(&folder), "x86_64-unknown-linux-gnu", &packages);
    for (bits, target) in [
        (Bits::X64, "x86_64-win7-windows-gnu"),
        (Bits::X86, "i686-win7-windows-gnu"),
    ] {
        check(&unpack_windows(bits, &folder), target, &packages);
    }
}

#[test]
fn the_same_sources_give_the_same_bill() {
    if !full_run() {
        return;
    }
    let bill = |time: &str| {
        let mut command = Command::new(root().join("packaging/sbom"));
        command.args(["lftoken.zip", "i686-win7-windows-gnu", "lftoken"]);
        let output = expect_success(command.env("SOURCE_DATE_EPOCH", time), LIMIT);
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(bill("1700000000"), bill("1700000000"));
    let serial = |text: &str| {
        text.lines()
            .find(|line| line.contains("serialNumber"))
            .unwrap()
            .to_owned()
    };
    assert_ne!(serial(&bill("1700000000")), serial(&bill("1700000001")));
}
