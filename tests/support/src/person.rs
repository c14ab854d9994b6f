//! A person at a browser, for programs that log in through one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::web::WebClient;

/// Opens each address that a program leaves in `open.txt`, a line in its folder, and follows where it is sent. Where that
/// is stands in `callback.txt` afterwards, for a program that does not listen.
pub struct Person {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Person {
    pub fn start(folder: &Path, web: WebClient) -> Person {
        let ends = Arc::new(AtomicBool::new(false));
        let (folder, until) = (folder.to_owned(), ends.clone());
        let thread = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                if let Some(address) = wanted(&folder.join("open.txt")) {
                    open(&web, &address, &folder.join("callback.txt"));
                }
                thread::sleep(Duration::from_millis(5));
            }
        });
        Person {
            ends,
            thread: Some(thread),
        }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// The address, once the whole line is there.
fn wanted(file: &PathBuf) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let address = text.strip_suffix('\n')?.trim_end().to_owned();
    fs::remove_file(file).ok()?;
    Some(address)
}

fn open(web: &WebClient, address: &str, callback: &Path) {
    let page = web.get(address).unwrap_or_else(|error| panic!("{address}: {error}"));
    let Some(location) = page.location else {
        return;
    };
    // Nobody may listen there.
    let _ = web.get(&location);
    let part = callback.with_extension("part");
    fs::write(&part, location).unwrap();
    fs::rename(part, callback).unwrap();
}
