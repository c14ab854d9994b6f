//! Whatever bytes a server answers, a call ends in time, and nothing panics or stays outstanding.
//!
//! The first byte of the input chooses the call, the rest is what the server sends before it closes the connection.

#![no_main]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;

use binding::{CallSettings, Client, Credentials, RetryPolicy, Settings, Status, Token};

const TIMEOUT: Duration = Duration::from_secs(2);
/// The token of refreshes and logouts; the library logs out other ones by itself.
const ADOPTED: &str = "adopted";
const LOGGED_OUT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"value\":true}";

struct Scene {
    answer: Arc<Mutex<Vec<u8>>>,
    client: Arc<Client>,
    token: Token,
    login: Credentials,
    /// Threads of this process while the library has none.
    threads: usize,
}

static SCENE: LazyLock<Scene> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let address = listener.local_addr().expect("its number");
    let answer = Arc::<Mutex<Vec<u8>>>::default();
    let shared = answer.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = serve(stream, &shared);
        }
    });
    let settings = Settings {
        base_address: Some(format!("http://{address}/api")),
        total_timeout: Some(TIMEOUT),
        late_answer_grace: Some(TIMEOUT),
        max_answer_bytes: Some(64 * 1024),
        retry: Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        }),
        ..Settings::default()
    };
    let client = Client::new(&settings).expect("a client");
    Scene {
        answer,
        token: client.adopt_token("Archive", ADOPTED, None).expect("a token"),
        client,
        login: Credentials {
            username: Some("svc".into()),
            password: Some("a password".into()),
            ..Credentials::default()
        },
        threads: threads(),
    }
});

fn serve(mut stream: TcpStream, answer: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut room = [0; 4096];
    // Each request of the library is one small write.
    let count = stream.read(&mut room)?;
    let request = String::from_utf8_lossy(&room[..count]).to_ascii_lowercase();
    let own = request.contains("/invalidate ") && !request.contains(&format!("bearer {ADOPTED}\r"));
    if own {
        stream.write_all(LOGGED_OUT)?;
    } else {
        stream.write_all(&answer.lock().expect("the answer"))?;
    }
    stream.shutdown(Shutdown::Both)
}

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else {
        return;
    };
    let scene = &*SCENE;
    bytes.clone_into(&mut scene.answer.lock().expect("the answer"));
    let call = CallSettings::default();
    let begun = Instant::now();
    match choice % 3 {
        0 => drop(scene.client.create_token("Archive", &scene.login, &call)),
        1 => drop(scene.token.refresh(0, &call)),
        _ => drop(scene.token.invalidate(&call)),
    }
    assert!(
        begun.elapsed() < TIMEOUT + Duration::from_millis(500),
        "the call took too long"
    );
    if let Err((_, error)) = scene.client.settle(&call) {
        // Most damaged answers to logins have no token that could be logged out.
        assert_eq!(error.status, Status::OutcomeUnknown, "something stays outstanding");
    }
    // What a thread holds while it ends looks like a leak to the fuzzer.
    while threads() > scene.threads {
        assert!(begun.elapsed() < 2 * TIMEOUT, "a thread stays");
        thread::yield_now();
    }
});

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}
