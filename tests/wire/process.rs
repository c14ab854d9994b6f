//! What this process holds, for tests that are alone in it.

use std::fs;

/// Threads of the library; those of the tests and of their servers have other names.
pub fn own_threads() -> usize {
    let names = fs::read_dir("/proc/self/task").unwrap().filter_map(|task| {
        let task = task.ok()?;
        fs::read_to_string(task.path().join("comm")).ok()
    });
    let servers = ["lftoken-stub", "lftoken-proxy", "lftoken-blackho"];
    names
        .filter(|name| name.starts_with("lftoken-") && !servers.contains(&name.trim_end()))
        .count()
}

/// Threads and open file descriptors.
pub fn threads_and_files() -> (usize, usize) {
    let count = |dir| fs::read_dir(dir).unwrap().count();
    (count("/proc/self/task"), count("/proc/self/fd"))
}
