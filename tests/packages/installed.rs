//! What `packaging/package --install` puts below a prefix, used where it lies.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use support::pages;

use crate::archives::{
    Folder, VERSION, command, expect_life_cycle, follow_the_page_for_c, full_run, linux_archive, package, shell,
};

/// A prefix with the package, made once; outside the source tree, and without a space, which pkg-config's users cannot
/// take.
fn prefix() -> &'static Path {
    static PREFIX: LazyLock<(Folder, PathBuf)> = LazyLock::new(|| {
        linux_archive();
        let folder = Folder::named("lftoken-prefix");
        let prefix = folder.0.join("usr");
        package(&["--install", prefix.to_str().unwrap()]);
        (folder, prefix)
    });
    &PREFIX.1
}

#[test]
fn the_package_installs_below_a_prefix() {
    if !full_run() {
        return;
    }
    let prefix = prefix();
    assert_eq!(
        fs::read_link(prefix.join("lib/liblftoken.so.1")).unwrap(),
        Path::new(&format!("liblftoken.so.{VERSION}"))
    );
    for file in [
        "bin/lftoken-stub",
        "share/lftoken/THIRD-PARTY.txt",
        "share/lftoken/docs/c.md",
    ] {
        assert!(prefix.join(file).exists(), "{file}");
    }
    let folder = Folder::new();
    let script = format!(
        "prefix='{}'\nexport PKG_CONFIG_PATH=\"$prefix/lib/pkgconfig\" LD_RUN_PATH=\"$prefix/lib\"\n\
         cc \"$prefix/share/lftoken/examples/life_cycle.c\" $(pkg-config --cflags --libs lftoken) -o life_cycle",
        prefix.display()
    );
    shell(&script, &folder.0);
    expect_life_cycle(command("./life_cycle", &folder.0), &folder.0);
}

#[test]
fn what_the_installed_pages_say_holds_where_they_lie() {
    if !full_run() {
        return;
    }
    let share = prefix().join("share/lftoken");
    pages::check_links(&share);
    shell("sha256sum --check --strict --quiet SHA256SUMS", &share);
    // The readme's table names files.
    let readme = fs::read_to_string(share.join("README.md")).unwrap();
    let rows = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: Vec<&str> = rows.collect();
    assert!(rows.len() > 8, "{readme}");
    for row in rows {
        assert!(share.join(row).exists(), "{row} is not there");
    }
    // The commands, in a folder that is made as the page says.
    let folder = Folder::named("lftoken-page");
    let unpack = "tar xzf lftoken-*-linux-x64.tar.gz\ncd lftoken-*-linux-x64\n";
    let link = format!("ln -s {}/share/lftoken/* .\n", prefix().display());
    follow_the_page_for_c(&folder, |script| {
        assert!(script.contains(unpack), "{script}");
        script.replace(unpack, &link)
    });
}
