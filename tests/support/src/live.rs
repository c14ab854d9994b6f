//! A managed session to look at: threads that use it, a server that fails on demand, and what becomes of it, each second.

use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use binding::sys::*;
use binding::{CallSettings, Client, Credentials, Session, SessionOptions};
use lftoken_stub::{Config, Report, Stub};

use super::web::WebClient;
use super::{PASSWORD, client, login};

pub const KEYS: &str = "\
1  the service answers 503 to everything
2  the resource answers 401 to every token
3  the sessions end on the server
4  the password is changed on the server, and the sessions end
5  no licence is free, and the sessions end
6  the program is told the new password
0  all is well again, with the first password for both
q  the program ends
   other lines are for the server: help, counts, lifetime 5, lock svc, ...";

/// When, in seconds since the start, a script does what a key does.
pub type Script = &'static [(f64, &'static str)];

/// Each fault in turn, with time to see what becomes of it.
pub const SCRIPT: Script = &[
    (5.0, "5"),
    (15.0, "4"),
    (20.0, "licences none"),
    (28.0, "6"),
    (35.0, "1"),
    (50.0, "0"),
    (57.0, "2"),
    (65.0, "0"),
    (70.0, "q"),
];

/// Of sessions on the server. It cannot be short, for less than a minute the library does not take for a lifetime.
const LIFETIME: Duration = Duration::from_secs(100);
const READERS: usize = 4;
/// Between two requests of a reader.
const PAUSE: Duration = Duration::from_millis(200);
const REPOSITORY: &str = "Archive";
const CHANGED_PASSWORD: &str = "changed";
const CHANGE_PASSWORD: &str = "password svc changed";

pub fn scripted(script: Script) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let start = Instant::now();
        for (seconds, line) in script {
            thread::sleep(Duration::from_secs_f64(*seconds).saturating_sub(start.elapsed()));
            let _ = sender.send((*line).to_owned());
        }
    });
    lines
}

pub fn typed() -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = io::stdin().lock().lines().map_while(Result::ok);
        lines.try_for_each(|line| sender.send(line))
    });
    lines
}

/// What the readers have got.
#[derive(Default)]
struct Served {
    answered: AtomicU64,
    refused: AtomicU64,
    /// For want of a token.
    unsent: AtomicU64,
    is_over: AtomicBool,
}

struct Scene {
    stub: Stub,
    client: Arc<Client>,
    session: Session,
    web: WebClient,
    served: Served,
}

/// Shows a session until `lines` say `q` or end; its token is renewed after so many percent of its 100 seconds. The report
/// is of the time behind the end, when everything is logged out.
pub fn show(lines: &Receiver<String>, renew_after: u32, out: &mut impl Write) -> Result<Report, String> {
    let stub = Stub::start(Config::default()).map_err(|error| format!("the stub does not start: {error}"))?;
    stub.set_lifetime(Some(LIFETIME));
    let client = client(&stub);
    let options = SessionOptions {
        renew_after_percent: Some(renew_after),
        jitter_percent: Some(1),
        ..SessionOptions::default()
    };
    let session = client.session(REPOSITORY, Some(&login()), &options);
    let scene = Scene {
        web: WebClient::trusting(stub.ca_pem()),
        session: session.map_err(|error| error.message)?,
        client,
        stub,
        served: Served::default(),
    };
    thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| scene.read_on());
        }
        let shown = scene.show(lines, out);
        scene.served.is_over.store(true, Ordering::Relaxed);
        shown.map_err(|error| format!("nothing can be shown: {error}"))
    })?;
    scene.end(out)
}

impl Scene {
    fn show(&self, lines: &Receiver<String>, out: &mut impl Write) -> io::Result<()> {
        let (start, mut next) = (Instant::now(), Duration::ZERO);
        loop {
            while let Some(event) = self.session.next_event() {
                writeln!(out, "         {}", event_name(event.kind))?;
                if let Some(cause) = event.cause {
                    writeln!(out, "           {}", cause.message)?;
                }
            }
            if start.elapsed() >= next {
                writeln!(out, "{:>5} s  {}", next.as_secs(), self.line())?;
                next += Duration::from_secs(1);
            }
            out.flush()?;
            match lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) if line.trim() == "q" => return Ok(()),
                Ok(line) => writeln!(out, "         >> {}", self.does(line.trim()))?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn line(&self) -> String {
        let (stat, report) = (|name| self.session.stat(name), self.stub.report());
        let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |now| now.as_millis() as i64);
        let left = match self.session.expires_at_ms() {
            Some(at) => format!("{:>3} s left", ((at - now) / 1000).max(0)),
            None => "no token  ".to_owned(),
        };
        let served = |count: &AtomicU64| count.load(Ordering::Relaxed);
        format!(
            "{:<8}  {left} | logins {} renewals {} failures {} rejections {} | requests: {} answered, {} refused, {} unsent | \
             server: {} open, {} logins",
            state_name(self.session.state()),
            stat("logins"),
            stat("renewals"),
            stat("login_failures") + stat("renewal_failures"),
            stat("rejections"),
            served(&self.served.answered),
            served(&self.served.refused),
            served(&self.served.unsent),
            report.open,
            report.logins,
        )
    }

    /// What a key or a line does.
    fn does(&self, line: &str) -> String {
        let commands: &[&str] = match line {
            "1" => &["fault all:status=503,retry-after=1"],
            "2" => &["fault resource:status=401"],
            "3" => &["end-sessions"],
            "4" => &[CHANGE_PASSWORD, "end-sessions"],
            "5" => &["licences 0", "end-sessions"],
            "6" => &[],
            "0" => &["clear", "licences none"],
            _ => &[line],
        };
        let told = commands.iter().map(|command| self.stub.command(command));
        let told: Vec<String> = told.map(|told| told.unwrap_or_else(|reason| reason)).collect();
        match line {
            "6" => self.tell(CHANGED_PASSWORD),
            "0" => {
                self.stub.set_password("svc", PASSWORD);
                self.tell(PASSWORD);
            }
            _ => {}
        }
        let meaning = KEYS.lines().find_map(|key| key.strip_prefix(line)?.strip_prefix("  "));
        meaning.map_or_else(|| told.join("\n         "), str::to_owned)
    }

    /// As a person enters it whom the program has asked.
    fn tell(&self, password: &str) {
        let password = Some(password.to_owned());
        let told = self.session.set_credentials(&Credentials { password, ..login() });
        told.expect("credentials of the same kind");
    }

    fn read_on(&self) {
        while !self.served.is_over.load(Ordering::Relaxed) {
            let counter = match self.request() {
                Some(200) => &self.served.answered,
                Some(_) => &self.served.refused,
                None => &self.served.unsent,
            };
            counter.fetch_add(1, Ordering::Relaxed);
            thread::sleep(PAUSE);
        }
    }

    /// The status of the answer, after another try if the token was refused and there is another one; `None` without a
    /// token.
    fn request(&self) -> Option<u16> {
        let authorization = self.authorization()?;
        let status = self.list(&authorization);
        if status != 401 || self.session.token_rejected(&authorization).is_err() {
            return Some(status);
        }
        let another = self.authorization()?;
        Some(if another == authorization {
            status
        } else {
            self.list(&another)
        })
    }

    fn authorization(&self) -> Option<String> {
        let call = CallSettings {
            timeout: Some(Duration::from_secs(5)),
            ..CallSettings::default()
        };
        self.session.authorization(&call).ok()
    }

    /// 0 if there is no answer.
    fn list(&self, authorization: &str) -> u16 {
        let children = "Entries/1/Laserfiche.Repository.Folder/children";
        let address = format!("{}/v1-alpha/Repositories/{REPOSITORY}/{children}", self.stub.base_url());
        let page = self.web.get_with(&address, Some(authorization));
        page.map_or(0, |page| page.status)
    }

    /// Logs out, and looks on the server whether that is so.
    fn end(self, out: &mut impl Write) -> Result<Report, String> {
        self.does("0");
        let closed = self.session.close(&CallSettings::default());
        let settled = self.client.shut_down(&CallSettings::default());
        closed.map_err(|error| error.message)?;
        settled.map_err(|(open, error)| format!("{open} sessions may be open: {}", error.message))?;
        let report = self.stub.report();
        let ended = format!(
            "Closed. The server: {} sessions open, at most {} at once; {} logins, {} double logins.",
            report.open, report.most_open, report.logins, report.double_logins
        );
        writeln!(out, "{ended}").map_err(|error| error.to_string())?;
        if (report.open, report.double_logins) != (0, 0) {
            return Err(ended);
        }
        Ok(report)
    }
}

fn state_name(state: i32) -> &'static str {
    match state {
        LF_SESSION_EMPTY => "EMPTY",
        LF_SESSION_FRESH => "FRESH",
        LF_SESSION_RENEWING => "RENEWING",
        LF_SESSION_FAILING => "FAILING",
        LF_SESSION_CLOSED => "CLOSED",
        _ => "?",
    }
}

fn event_name(event: i32) -> &'static str {
    match event {
        LF_EVENT_LOGGED_IN => "logged in",
        LF_EVENT_RENEWED => "renewed",
        LF_EVENT_LOGIN_FAILED => "the login failed",
        LF_EVENT_RENEWAL_FAILED => "the renewal failed",
        LF_EVENT_LOGGED_OUT => "logged out",
        LF_EVENT_LICENSE_LOST => "a licence may be lost",
        _ => "?",
    }
}
