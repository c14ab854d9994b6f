//! Where and with what the figures were taken.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::clients::{Built, Client, output};
use crate::figures::Figures;

pub fn versions() -> String {
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
         Python {}, laserfiche-api 1.0.9; {}\n",
        of("rustc", &["--version"]),
        env!("CARGO_PKG_VERSION"),
        nginx.trim().trim_start_matches("nginx version: "),
        of("pkg-config", &["--modversion", "libcurl"]),
        of("openssl", &["version"]).split(' ').nth(1).unwrap_or_default(),
        of("pkg-config", &["--modversion", "libcjson"]),
        of("python3", &["--version"]).trim_start_matches("Python "),
        of("valgrind", &["--version"]),
    )
}

fn member<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_default()
}

/// Bytes on disk: alone, with what TLS needs, with everything that is loaded but for the C library.
pub fn sizes(figures: &mut Figures, built: &Built) {
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
    let ours = bytes(&built.library);
    for name in ["size", "size with OpenSSL", "size of all"] {
        figures.add(Client::Lftoken, name, ours);
    }
    let (mut alone, mut with_tls, mut all) = (0.0, 0.0, 0.0);
    let listing = output(Command::new("ldd").arg(built.object(Client::Libcurl)));
    for path in listing
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')))
    {
        let name = Path::new(path).file_name().unwrap().to_str().unwrap();
        if C_LIBRARY.iter().any(|ours| name.starts_with(ours)) {
            continue;
        }
        let size = bytes(Path::new(path));
        all += size;
        if name.starts_with("libcurl") {
            alone += size;
        }
        if ["libcurl", "libssl", "libcrypto", "libz.so"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            with_tls += size;
        }
    }
    figures.add(Client::Libcurl, "size", alone);
    figures.add(Client::Libcurl, "size with OpenSSL", with_tls);
    figures.add(Client::Libcurl, "size of all", all);
}

fn bytes(path: &Path) -> f64 {
    fs::metadata(path).unwrap().len() as f64
}
