//! The wheels for Python: what is in them, and the one for this machine in a fresh virtual environment.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lftoken_stub::{Config, Stub};

use support::cc::{expect_success, root, scratch};
use support::pages;

use crate::archives::{
    Folder, LIMIT, PASSWORD, Processor, VERSION, archive, check_paths, command, files, full_run, package, shell,
};
use crate::bills;

/// The wheels in dist/, by the end of their names, with the target of Rust that is in them.
const SYSTEMS: &[(&str, &str)] = &[
    ("_x86_64.whl", "x86_64-unknown-linux-gnu"),
    ("_aarch64.whl", "aarch64-unknown-linux-gnu"),
    ("-win_amd64.whl", "x86_64-win7-windows-gnu"),
    ("-win32.whl", "i686-win7-windows-gnu"),
];

/// The folder with the wheels, made once.
fn wheels() -> &'static Path {
    static WHEELS: LazyLock<PathBuf> = LazyLock::new(|| {
        for processor in Processor::ALL {
            archive(processor);
        }
        package(&["--target", "wheels"]);
        // A copy, for one of the tests makes them anew.
        let folder = scratch("wheels");
        shell(&format!("cp dist/*.whl '{}'", folder.display()), &root());
        folder
    });
    &WHEELS
}

fn wheel(end: &str) -> PathBuf {
    let all = fs::read_dir(wheels()).unwrap().map(|entry| entry.unwrap().path());
    let mut found = all.filter(|path| path.to_str().unwrap().ends_with(end));
    let wheel = found.next().unwrap_or_else(|| panic!("no wheel *{end}"));
    assert!(found.next().is_none(), "two wheels *{end}");
    wheel
}

#[test]
fn each_wheel_holds_the_module_and_the_library_of_its_archive() {
    if !full_run() {
        return;
    }
    for (end, target) in SYSTEMS {
        let wheel = wheel(end);
        let folder = Folder::new();
        expect_success(command("unzip", &folder.0).arg("-q").arg(&wheel), LIMIT);
        let library = if target.contains("windows") {
            "lftoken.dll"
        } else {
            "liblftoken.so.1"
        };
        let files = files(&folder.0);
        let info = format!("lftoken-{VERSION}.dist-info");
        let mut expected: Vec<String> = vec!["lftoken/__init__.py".into(), format!("lftoken/{library}")];
        expected.extend(["lftoken_httpx.py", "lftoken_requests.py"].map(String::from));
        for name in ["METADATA", "RECORD", "WHEEL", "sboms/lftoken.cdx.json"] {
            expected.push(format!("{info}/{name}"));
        }
        for name in ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.txt"] {
            expected.push(format!("{info}/licenses/{name}"));
        }
        expected.sort();
        assert_eq!(files.iter().cloned().collect::<Vec<_>>(), expected);
        check_paths(&folder.0, &files);
        let module = fs::read(root().join("bindings/python/lftoken.py")).unwrap();
        assert!(fs::read(folder.0.join("lftoken/__init__.py")).unwrap() == module);
        let bill = fs::read_to_string(folder.0.join(&info).join("sboms/lftoken.cdx.json")).unwrap();
        bills::check_text(&bill, target, &["lftoken"]);
        let tag = wheel.file_stem().unwrap().to_str().unwrap();
        let tag = tag.strip_prefix(&format!("lftoken-{VERSION}-")).unwrap();
        let about = fs::read_to_string(folder.0.join(&info).join("WHEEL")).unwrap();
        let tags = tag.strip_prefix("py3-none-").unwrap().split('.');
        let tags: String = tags.map(|one| format!("Tag: py3-none-{one}\n")).collect();
        assert!(about.ends_with(&format!("\n{tags}")), "{about}");

        if tag.contains("linux") {
            // The second name is what pip of Ubuntu 20.04 and RHEL 8 knows.
            assert!(
                tag.starts_with("py3-none-manylinux_2_17_") && tag.contains(".manylinux2014_"),
                "{tag}"
            );
        }
    }
    let before = wheel("_x86_64.whl");
    package(&["--target", "wheels"]);
    let again = root().join("dist").join(before.file_name().unwrap());
    assert!(
        fs::read(before).unwrap() == fs::read(again).unwrap(),
        "two wheels of the same files differ"
    );
}

/// Pip takes the wheel for what it says, and the programs of docs/python.md find the library in it.
#[test]
fn pip_installs_the_wheel_and_the_page_logs_in() {
    if !full_run() {
        return;
    }
    // With a space in its name; pip's own scripts do not stand that, but the interpreter does.
    let folder = Folder::new();
    let script = format!(
        "python3 -m venv fresh\n\
         fresh/bin/python -m pip --disable-pip-version-check --quiet install --no-index '{wheel}'\n\
         fresh/bin/python -m pip --disable-pip-version-check check\n\
         fresh/bin/python -c 'import importlib.metadata as m; print(m.version(\"lftoken\"), m.metadata(\"lftoken\").get_all(\"Provides-Extra\"))'",
        wheel = wheel("_x86_64.whl").display()
    );
    let said = shell(&script, &folder.0);
    assert!(said.ends_with(&format!("{VERSION} ['requests', 'httpx']\n")), "{said}");

    let mut programs = pages::blocks("docs/python.md", "python");
    programs.retain(|text| !text.contains("lftoken_"));
    for text in programs {
        let stub = Stub::start(Config::default()).unwrap();
        fs::write(folder.0.join("ca.pem"), stub.ca_pem()).unwrap();
        let mut python = command("fresh/bin/python", &folder.0);
        for variable in ["PYTHONPATH", "PYTHONHOME", "LFTOKEN_LIBRARY"] {
            python.env_remove(variable);
        }
        let where_from = "\nprint('from', lftoken.__file__, 'and', lftoken.load()._name)\n";
        python
            .args(["-W", "error", "-c", &(text + where_from)])
            .env("LF_BASE_ADDRESS", stub.base_url())
            .env("LF_CA_FILE", "ca.pem")
            .env("LF_REPOSITORY", "Archive");
        python.env("LF_USER", "svc").env("LF_PASSWORD", PASSWORD);
        let said = String::from_utf8(expect_success(&mut python, LIMIT).stdout).unwrap();
        assert!(said.contains("logged in"), "{said}");
        let own = folder.0.join("fresh/lib");
        assert_eq!(said.matches(own.to_str().unwrap()).count(), 2, "{said}");
        let report = stub.report();
        assert_eq!((report.created, report.invalidated, report.open), (1, 1, 0));
    }
    let said = shell(
        "fresh/bin/python -m pip --quiet uninstall --yes lftoken; find fresh -name '*lftoken*'",
        &folder.0,
    );
    assert_eq!(said, "");
}
