//! Where and with what the figures were taken.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::clients::{Built, output};
use crate::table::{Client, Table};

pub fn versions(built: &Built) -> String {
    let of = |command: &str, words: &[&str]| output(Command::new(command).args(words)).trim().to_owned();
    let os = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let os = member(&os, "PRETTY_NAME=").trim_matches('"').to_owned();
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = member(&cpu, "model name")
        .trim_start_matches(['\t', ':', ' '])
        .to_owned();
    let nginx = Command::new("nginx").arg("-v").output().unwrap().stderr;
    let nginx = String::from_utf8(nginx).unwrap();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{cores} cores of {cpu}, {os}; {};\n\
         lftoken {}; {}, TLS 1.3 on loopback; libcurl {}, OpenSSL {}, cJSON {};\n\
         Python {}, laserfiche-api 1.0.9; {}; {}\n",
        of("rustc", &["--version"]),
        env!("CARGO_PKG_VERSION"),
        nginx.trim().trim_start_matches("nginx version: "),
        of("pkg-config", &["--modversion", "libcurl"]),
        of("openssl", &["version"]).split(' ').nth(1).unwrap_or_default(),
        of("pkg-config", &["--modversion", "libcjson"]),
        of("python3", &["--version"]).trim_start_matches("Python "),
        of("valgrind", &["--version"]),
        String::from_utf8_lossy(&built.in_csharp("versions").under(&[]).stdout).trim(),
    )
}

fn member<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_default()
}

/// Bytes on disk: alone, with what TLS needs, with everything that is loaded but for the C library.
pub fn sizes(table: &mut Table, built: &Built) {
    const TLS: [&str; 3] = ["libssl", "libcrypto", "libz.so"];
    for (client, own) in [(Client::Lftoken, "liblftoken"), (Client::Libcurl, "libcurl")] {
        let (mut alone, mut with_tls, mut all) = (0.0, 0.0, 0.0);
        for path in loaded(&built.object(client)) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let size = bytes(&path);
            all += size;
            if name.starts_with(own) {
                alone += size;
            }
            if name.starts_with(own) || TLS.iter().any(|tls| name.starts_with(tls)) {
                with_tls += size;
            }
        }
        table.add(client, "size", alone);
        table.add(client, "size with OpenSSL", with_tls);
        table.add(client, "size of all", all);
    }
}

/// The files that are loaded with `object`, but for those of the C library.
fn loaded(object: &Path) -> Vec<PathBuf> {
    const C_LIBRARY: [&str; 8] = [
        "libc.so",
        "libm.so",
        "libdl.so",
        "libpthread.so",
        "librt.so",
        "libresolv.so",
        "libutil.so",
        "ld-linux",
    ];
    let listing = output(Command::new("ldd").arg(object));
    let paths = listing
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')));
    paths
        .map(PathBuf::from)
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            !C_LIBRARY.iter().any(|part| name.starts_with(part))
        })
        .collect()
}

fn bytes(path: &Path) -> f64 {
    fs::metadata(path).unwrap().len() as f64
}
