//! No seat is lost: late and damaged answers, what may be repeated, and what ends a session. Every test
//! collects all log lines and looks for secrets in them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use lftoken_stub::blackhole::Refused;
use lftoken_stub::{Config, Fault, Operation, Report, Stub};

use support::binding::{
    CallSettings, Client, Error, ExchangeState, Level, Log, RetryPolicy, Settings, Status, Token, TokenState,
};
use support::{PASSWORD, eventually, login, settings, threads_and_files};

type Lines = Arc<Mutex<Vec<(Level, String)>>>;

/// A stub and a client that log everything. Tests run one at a time because they count threads.
struct Scene {
    client: Arc<Client>,
    stub: Stub,
    lines: Lines,
    _turn: MutexGuard<'static, ()>,
}

impl Scene {
    fn new() -> Scene {
        Scene::with(Config::default(), |_| {})
    }

    fn with(config: Config, change: impl FnOnce(&mut Settings)) -> Scene {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let stub = Stub::start(config).unwrap();
        let lines = Lines::default();
        let sink = lines.clone();
        let mut settings = Settings {
            log: Some(Log::new(Level::Debug, move |level, line| {
                sink.lock().unwrap().push((level, line.to_owned()));
            })),
            retry: Some(RetryPolicy {
                base_delay: Duration::from_millis(5),
                ..RetryPolicy::default()
            }),
            ..settings(&stub)
        };
        change(&mut settings);
        Scene {
            client: Client::new(&settings).unwrap(),
            stub,
            lines,
            _turn: turn,
        }
    }

    fn create(&self, repository: &str) -> Result<Token, Error> {
        self.client.create_token(repository, &login(), &CallSettings::default())
    }

    fn session(&self, repository: &str) -> Token {
        self.create(repository).unwrap()
    }

    /// A login that has to fail, given up after `timeout`.
    fn failed_within(&self, timeout: u64, repository: &str) -> Error {
        let outcome = self.client.create_token(repository, &login(), &within(timeout));
        outcome.err().expect("an error")
    }

    fn failed(&self, repository: &str) -> Error {
        self.failed_within(5_000, repository)
    }

    fn settle(&self) {
        assert_eq!(self.lost(), 0);
    }

    /// Waits until nothing is outstanding; returns how many sessions the library had to give up.
    fn lost(&self) -> usize {
        let settled = self.client.settle(&within(20_000));
        eventually("the end of the worker", || own_threads() == 0);
        match settled {
            Ok(()) => 0,
            Err((lost, error)) => {
                assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
                lost
            }
        }
    }

    fn report(&self) -> Report {
        self.stub.report()
    }

    fn logged(&self, level: Level, part: &str) -> bool {
        let lines = self.lines.lock().unwrap();
        lines.iter().any(|(l, line)| *l == level && line.contains(part))
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("{:#?}", self.lines.lock().unwrap());
            return;
        }
        let requests = self.stub.requests();
        let bearers = requests.iter().filter_map(|request| request.header("Authorization"));
        let mut secrets: Vec<&str> = bearers.filter_map(|value| value.strip_prefix("Bearer ")).collect();
        secrets.push(PASSWORD);
        for (_, line) in self.lines.lock().unwrap().iter() {
            for secret in &secrets {
                assert!(!line.contains(secret), "a secret is in the log: {line}");
            }
        }
    }
}

fn within(ms: u64) -> CallSettings {
    CallSettings {
        timeout: Some(Duration::from_millis(ms)),
        ..CallSettings::default()
    }
}

fn refresh(token: &Token) -> Result<(), Error> {
    token.refresh(0, &CallSettings::default())
}

fn invalidate(token: &Token) -> Result<(), Error> {
    token.invalidate(&CallSettings::default())
}

/// Threads of the library; those of the tests and of the stub have other names.
fn own_threads() -> usize {
    let names = std::fs::read_dir("/proc/self/task").unwrap().filter_map(|task| {
        let task = task.ok()?;
        std::fs::read_to_string(task.path().join("comm")).ok()
    });
    names
        .filter(|name| name.starts_with("lftoken-answers") || name.starts_with("lftoken-logout"))
        .count()
}

#[test]
fn a_late_session_is_logged_out() {
    let scene = Scene::new();
    for framing in [
        "",
        ",interim=2",
        ",interim=1/103",
        ",chunked",
        ",close-delimited",
        ",split=7",
    ] {
        let error = scene.failed_within(150, &format!("fault:create:delay=400{framing}"));
        assert_eq!(error.status, Status::OutcomeUnknown, "{framing}: {error}");
        assert_eq!(error.cause, Status::TimedOut, "{framing}: {error}");
        assert!(!error.retryable);
        eventually("the worker", || own_threads() == 1);
        scene.settle();
        assert_eq!(scene.report().open, 0, "{framing}");
    }
    let report = scene.report();
    assert_eq!((report.created, report.invalidated), (6, 6));
    assert!(scene.logged(Level::Info, "logged out a session"));
}

#[test]
fn after_the_grace_a_session_is_given_up() {
    let scene = Scene::with(Config::default(), |settings| {
        settings.late_answer_grace = Some(Duration::from_millis(200));
    });
    let error = scene.failed_within(150, "fault:create:delay=900");
    assert_eq!(error.status, Status::OutcomeUnknown);
    let begun = Instant::now();
    assert_eq!(scene.lost(), 1);
    assert!(begun.elapsed() < Duration::from_millis(400), "{:?}", begun.elapsed());
    assert!(scene.logged(Level::Warn, "no answer with a token came to a login"));
    // Told once.
    scene.settle();
    eventually("the end of the connection", || scene.report().connections_open == 0);
    assert_eq!((scene.report().open, scene.report().invalidate_requests), (1, 0));
}

#[test]
fn without_grace_there_is_no_thread() {
    let scene = Scene::with(Config::default(), |settings| {
        settings.late_answer_grace = Some(Duration::ZERO);
    });
    invalidate(&scene.session("warm")).unwrap();
    let before = threads_and_files();
    let error = scene.failed_within(150, "fault:create:delay=500");
    assert_eq!(error.status, Status::OutcomeUnknown);
    assert_eq!(own_threads(), 0);
    assert_eq!(scene.lost(), 1);
    eventually("the end of the connection", || threads_and_files() <= before);
    assert_eq!(scene.report().open, 1);
}

#[test]
fn one_thread_serves_many_late_answers() {
    const LOGINS: u64 = 30;
    let scene = Scene::new();
    thread::scope(|scope| {
        for _ in 0..LOGINS {
            scope.spawn(|| {
                let error = scene.failed_within(700, "fault:create:delay=1500");
                assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
            });
        }
    });
    eventually("the worker", || own_threads() == 1);
    let outstanding = scene.client.settle(&within(1)).unwrap_err();
    assert!(outstanding.0 > 0 && outstanding.1.status == Status::TimedOut);
    scene.settle();
    let report = scene.report();
    assert_eq!((report.created, report.invalidated, report.open), (LOGINS, LOGINS, 0));
}

/// How many sessions the worker still looks after.
fn outstanding(scene: &Scene) -> usize {
    match scene.client.settle(&within(1)) {
        Ok(()) => 0,
        Err((open, error)) => {
            assert_eq!(error.status, Status::TimedOut, "{error}");
            open
        }
    }
}

#[test]
fn no_logout_waits_for_another() {
    const LOGINS: usize = 20;
    let scene = Scene::new();
    thread::scope(|scope| {
        let late = |logout_ms| format!("fault:create:delay=600;invalidate:delay={logout_ms}");
        for _ in 0..LOGINS {
            let repository = late(1_500);
            let scene = &scene;
            scope.spawn(move || scene.failed_within(150, &repository));
        }
        let repository = late(6_000);
        let scene = &scene;
        scope.spawn(move || scene.failed_within(150, &repository));
    });
    assert_eq!(outstanding(&scene), LOGINS + 1);
    // One after the other they would take half a minute.
    eventually("the logouts beside the hung one", || outstanding(&scene) == 1);
    assert!(scene.report().open <= 1);
    scene.settle();
    let report = scene.report();
    assert_eq!((report.invalidated as usize, report.open), (LOGINS + 1, 0));
}

#[test]
fn more_logouts_than_run_at_once_are_all_made() {
    const LOGINS: usize = 40;
    let scene = Scene::new();
    thread::scope(|scope| {
        for _ in 0..LOGINS {
            scope.spawn(|| scene.failed_within(300, "fault:create:delay=900;invalidate:delay=400"));
        }
    });
    eventually("the logouts", || own_threads() >= 16);
    assert!(own_threads() <= 33);
    scene.settle();
    assert_eq!((scene.report().invalidated as usize, scene.report().open), (LOGINS, 0));
}

#[test]
fn a_gateway_cannot_end_a_session() {
    let scene = Scene::new();
    for answer in [
        "status=401,error=html,gateway",
        "status=401,error=none,gateway",
        "status=404",
        "status=404,error=html,gateway",
        "status=405,error=none,gateway",
        "status=410,error=none,gateway",
        "status=302,header=Location:https://portal.example/,body=,gateway",
        "body=,gateway",
        "status=204,body=,gateway",
        "status=206,body=,gateway",
        "body=%3Chtml%3Esign%20in%3C/html%3E,gateway",
    ] {
        let token = scene.session(&format!("fault:invalidate:{answer},times=1"));
        let error = invalidate(&token).expect_err(answer);
        assert_eq!(error.status, Status::NotLoggedOut, "{answer}: {error}");
        assert!(error.retryable, "{answer}");
        assert_eq!(token.state(), TokenState::Active, "{answer}");
        invalidate(&token).unwrap_or_else(|error| panic!("{answer}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{answer}");
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_gateway_cannot_end_a_session_by_refresh_either() {
    let scene = Scene::new();
    for answer in [
        "error=html",
        "error=none",
        "body=%7B%22message%22:%22Unauthorized%22%7D",
    ] {
        let token = scene.session(&format!("fault:refresh:status=401,{answer},gateway,times=1"));
        let error = refresh(&token).expect_err(answer);
        assert_eq!(error.status, Status::SessionUnconfirmed, "{answer}: {error}");
        assert_eq!(token.state(), TokenState::Active, "{answer}");
        refresh(&token).unwrap_or_else(|error| panic!("{answer}: {error}"));
        drop(token);
        assert!(
            scene.logged(Level::Warn, "was freed without being logged out"),
            "{answer}"
        );
    }
}

#[test]
fn a_gateway_that_answers_the_workers_logout_leaves_the_session_lost() {
    let scene = Scene::new();
    scene.failed_within(150, "fault:create:delay=400;invalidate:status=401,error=html,gateway");
    assert_eq!(scene.lost(), 1);
    assert!(scene.logged(Level::Error, "could not be logged out"));
}

#[test]
fn the_worker_outlives_the_client() {
    let mut scene = Scene::new();
    scene.failed_within(150, "fault:create:delay=500");
    scene.client = Client::new(&settings(&scene.stub)).unwrap();
    assert_eq!(scene.report().open, 1);
    eventually("the logout", || scene.report().open == 0 && own_threads() == 0);
}

#[test]
fn a_late_refusal_opened_no_session() {
    let scene = Scene::new();
    let error = scene.failed_within(150, "fault:create:delay=400,status=401");
    assert_eq!(error.status, Status::OutcomeUnknown);
    scene.settle();
    assert_eq!((scene.report().open, scene.report().invalidate_requests), (0, 0));
    assert!(scene.logged(Level::Info, "a late answer refused the login"));
}

#[test]
fn the_logout_of_a_late_session_is_repeated() {
    let scene = Scene::new();
    scene.failed_within(150, "fault:create:delay=400;invalidate:status=503,times=1");
    scene.settle();
    assert_eq!((scene.report().open, scene.report().invalidate_requests), (0, 2));

    scene.failed_within(150, "fault:create:delay=400;invalidate:status=500");
    assert_eq!(scene.lost(), 1);
    assert_eq!((scene.report().open, scene.report().invalidate_requests), (1, 5));
    assert!(scene.logged(Level::Error, "could not be logged out"));
}

/// Answers that hold a token and cannot be handed over, and what is wrong with them.
const DAMAGED: [(&str, Status); 5] = [
    ("oversized=300000", Status::AnswerTooLarge),
    ("oversized=300000,chunked", Status::AnswerTooLarge),
    ("expire=soon", Status::AnswerNotUnderstood),
    ("expire=", Status::AnswerNotUnderstood),
    ("length=9999,close", Status::ConnectionLost),
];

#[test]
fn a_session_in_a_damaged_answer_is_logged_out() {
    let scene = Scene::new();
    for (damage, cause) in DAMAGED {
        let error = scene.failed(&format!("fault:create:{damage}"));
        assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
        assert_eq!(error.cause, cause, "{damage}: {error}");
        assert!(error.message.contains("is being logged out"), "{damage}: {error}");
        assert!(!error.retryable, "{damage}");
        scene.settle();
        assert_eq!(scene.report().open, 0, "{damage}");

        let error = scene.failed_within(150, &format!("fault:create:delay=350,{damage}"));
        assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
        scene.settle();
        assert_eq!(scene.report().open, 0, "{damage}, late");
    }
    let report = scene.report();
    assert_eq!((report.created, report.invalidated), (10, 10));
}

#[test]
fn a_token_that_came_is_logged_out_though_its_answer_never_ends() {
    for grace in [0, 5_000] {
        let scene = Scene::with(Config::default(), |settings| {
            settings.late_answer_grace = Some(Duration::from_millis(grace));
        });
        // All but the last byte, and then silence for longer than anybody waits.
        let error = scene.failed_within(300, "fault:create:delay-last=9000");
        assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
        assert!(error.message.contains("is being logged out"), "{error}");
        let begun = Instant::now();
        scene.settle();
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        assert_eq!(scene.report().open, 0);

        // The token comes after the caller has gone, the rest never.
        if grace > 0 {
            let error = scene.failed_within(150, "fault:create:delay=400,delay-last=9000");
            assert!(!error.message.contains("is being logged out"), "{error}");
            let begun = Instant::now();
            scene.settle();
            assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
            assert_eq!(scene.report().open, 0);
        }
    }
}

#[test]
fn a_token_behind_a_head_that_is_not_http_is_found() {
    let scene = Scene::new();
    let error = scene.failed(
        "fault:create:raw=HTTP/1.1%20200%20OK%0D%0Abad%20header%0D%0A%0D%0A%7B%22authToken%22:%22abc%22%7D,delay-at=28/200",
    );
    assert_eq!(error.status, Status::OutcomeUnknown, "{error}");
    assert_eq!(error.cause, Status::AnswerNotUnderstood, "{error}");
    assert_eq!(scene.lost(), 0);
    assert_eq!(scene.report().invalidate_requests, 1);
    drop(scene);

    let scene = Scene::new();
    let error = scene.failed("fault:create:big-header=200000");
    assert_eq!(error.cause, Status::AnswerTooLarge, "{error}");
    scene.settle();
    assert_eq!(scene.report().open, 0);
}

#[test]
fn a_refusal_counts_from_its_head_on() {
    let scene = Scene::new();
    for damage in ["cut=250", "oversized=400000", "delay-last=9000"] {
        let error = scene.failed_within(400, &format!("fault:create:status=401,{damage}"));
        assert_eq!(error.status, Status::CredentialsRefused, "{damage}: {error}");
        assert_eq!(error.problem.http_status, 401, "{damage}");
    }
    scene.settle();
}

#[test]
fn a_401_ends_the_session_whatever_code_comes_with_it() {
    let scene = Scene::new();
    for code in [9010, 9011, 9013, 9030] {
        let token = scene.session(&format!("fault:refresh:status=401,code={code}"));
        assert_eq!(refresh(&token).unwrap_err().status, Status::SessionGone, "{code}");
        assert_eq!(token.state(), TokenState::Gone, "{code}");
        invalidate(&token).unwrap();
    }
    for refusal in ["status=403,code=9067", "status=400,code=9037"] {
        let token = scene.session(&format!("fault:invalidate:{refusal},act"));
        invalidate(&token).unwrap_or_else(|error| panic!("{refusal}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{refusal}");
    }
    assert_eq!(scene.report().open, 0);
}

#[test]
fn an_answer_without_a_token_leaves_the_outcome_unknown() {
    let scene = Scene::new();
    for (damage, cause) in [
        (
            "body=%7B%22authToken%22:null%2C%22expireTime%22:%222030-01-01T00:00:00Z%22%7D",
            Status::AnswerNotUnderstood,
        ),
        (
            "body=%7B%22authToken%22:%22%22%2C%22expireTime%22:%222030-01-01T00:00:00Z%22%7D",
            Status::AnswerNotUnderstood,
        ),
        (
            "body=%7B%22authToken%22:%22AbC%0AdEf%22%7D",
            Status::AnswerNotUnderstood,
        ),
        ("body=", Status::AnswerNotUnderstood),
        ("body=%3Chtml%3E", Status::AnswerNotUnderstood),
        ("garbage", Status::AnswerNotUnderstood),
        (
            "raw=HTTP/1.1%20200%20OK%0D%0AContent-Length:%205%0D%0AContent-Length:%206%0D%0A%0D%0Aabc",
            Status::AnswerNotUnderstood,
        ),
        ("cut=150", Status::ConnectionLost),
        ("reset=0", Status::ConnectionLost),
        ("drop", Status::ConnectionLost),
        ("status=502,act", Status::ServerError),
        ("status=504,act", Status::ServerError),
        ("status=500,act,error=html", Status::ServerError),
        ("status=503,act,error=none", Status::ServerError),
        ("status=408,act,error=none", Status::BadRequest),
        ("status=524,act,error=none", Status::ServerError),
    ] {
        let created = scene.report().create_requests;
        let error = scene.failed(&format!("fault:create:{damage}"));
        assert_eq!(error.status, Status::OutcomeUnknown, "{damage}: {error}");
        assert_eq!(error.cause, cause, "{damage}: {error}");
        assert!(!error.retryable, "{damage}");
        assert_eq!(scene.report().create_requests, created + 1, "{damage}");
        assert_eq!(scene.lost(), 1, "{damage}");
    }
    let error = scene.failed_within(150, "fault:create:delay=350,cut=150");
    assert_eq!(error.status, Status::OutcomeUnknown);
    assert_eq!(scene.lost(), 1);
    assert!(scene.logged(Level::Warn, "no answer with a token came"));
    assert_eq!(scene.report().invalidate_requests, 0);
}

#[test]
fn a_refused_login_is_not_repeated() {
    let scene = Scene::new();
    for (refusal, status) in [
        ("status=400", Status::BadRequest),
        ("status=401", Status::CredentialsRefused),
        ("status=403", Status::AccessDenied),
        ("status=403,code=9030", Status::LicenseExhausted),
        ("status=404", Status::RepositoryNotFound),
        ("status=500", Status::ServerError),
        ("status=400,retry-after=1", Status::BadRequest),
        ("status=401,retry-after=1", Status::CredentialsRefused),
        ("status=403,retry-after=1", Status::AccessDenied),
        ("status=429", Status::RateLimited),
        ("status=503", Status::ServerError),
    ] {
        let before = scene.report().create_requests;
        let error = scene.failed(&format!("fault:create:{refusal}"));
        assert_eq!(error.status, status, "{refusal}: {error}");
        assert_eq!(error.exchange, ExchangeState::Answered, "{refusal}");
        assert_eq!(error.attempts, 1, "{refusal}");
        assert_eq!(scene.report().create_requests, before + 1, "{refusal}");
    }
    assert_eq!(scene.report().created, 0);
}

/// Makes each call after refusing it once, and tells how long it took.
fn after_one_refusal(scene: &Scene, status: u16, retry_after: &dyn Fn() -> Option<String>) -> Vec<u128> {
    let token = scene.session("r");
    let calls: [&dyn Fn() -> Result<(), Error>; 3] = [
        &|| scene.create("r").and_then(|token| invalidate(&token)),
        &|| refresh(&token),
        &|| invalidate(&token),
    ];
    let took = Operation::ALL.iter().zip(calls).map(|(operation, call)| {
        let fault = Fault {
            status: Some(status),
            retry_after: retry_after(),
            times: Some(1),
            ..Fault::default()
        };
        scene.stub.set_fault(*operation, fault);
        let begun = Instant::now();
        call().unwrap_or_else(|error| panic!("{operation:?} after {status}: {error}"));
        let took = begun.elapsed().as_millis();
        scene.stub.clear_faults();
        took
    });
    let took = took.collect();
    assert_eq!(scene.report().open, 0);
    took
}

#[test]
fn retry_after_is_honoured_in_both_forms() {
    let scene = Scene::new();
    for took in after_one_refusal(&scene, 429, &|| Some("1".into())) {
        assert!((1000..1500).contains(&took), "{took} ms");
    }
    for took in after_one_refusal(&scene, 503, &|| {
        Some(httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2)))
    }) {
        assert!((900..2500).contains(&took), "{took} ms");
    }
    for took in after_one_refusal(&scene, 503, &|| Some("0".into())) {
        assert!(took < 200, "{took} ms");
    }
}

#[test]
fn retry_after_stays_inside_the_deadline() {
    let scene = Scene::new();
    let token = scene.session("r");
    for status in [429, 503] {
        for operation in Operation::ALL {
            let fault = Fault {
                status: Some(status),
                retry_after: Some("2".into()),
                ..Fault::default()
            };
            scene.stub.set_fault(operation, fault);
        }
        let before = scene.report().requests;
        let begun = Instant::now();
        for error in [
            scene.failed_within(1500, "r"),
            token.refresh(0, &within(1500)).unwrap_err(),
            token.invalidate(&within(1500)).unwrap_err(),
        ] {
            let expected = if status == 429 {
                Status::RateLimited
            } else {
                Status::ServerError
            };
            assert_eq!(error.status, expected, "{error}");
            assert_eq!(error.attempts, 1);
            assert_eq!(error.problem.retry_after, Some(Duration::from_secs(2)));
            assert!(error.retryable);
        }
        assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
        assert_eq!(scene.report().requests, before + 3);
    }
}

#[test]
fn refresh_and_invalidate_are_repeated_after_a_failure_of_the_server() {
    let scene = Scene::new();
    for fault in [
        "status=500",
        "status=502",
        "status=503",
        "status=504",
        "drop",
        "refuse",
        "reset=0",
        "cut=20",
    ] {
        let token = scene.session(&format!("fault:refresh:{fault},times=2;invalidate:{fault},times=2"));
        refresh(&token).unwrap_or_else(|error| panic!("{fault}: {error}"));
        invalidate(&token).unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut);
    }
    assert_eq!(scene.report().open, 0);

    let token = scene.session("fault:refresh:status=500");
    let before = scene.report().refresh_requests;
    let error = refresh(&token).unwrap_err();
    assert_eq!((error.status, error.attempts), (Status::ServerError, 3));
    assert_eq!(scene.report().refresh_requests, before + 3);
    assert_eq!(token.state(), TokenState::Active);
    for refusal in ["status=400", "status=403", "status=429"] {
        let token = scene.session(&format!("fault:refresh:{refusal}"));
        assert_eq!(refresh(&token).unwrap_err().attempts, 1, "{refusal}");
        assert_eq!(token.state(), TokenState::Active, "{refusal}");
    }
}

#[test]
fn a_refused_connection_is_tried_again() {
    let refused = Refused::start().unwrap();
    let address = format!("https://{}", refused.address());
    let scene = Scene::with(Config::default(), |settings| settings.base_address = Some(address));
    let error = scene.failed("r");
    assert_eq!(error.status, Status::ConnectFailed, "{error}");
    assert_eq!(error.exchange, ExchangeState::NothingSent);
    assert_eq!(error.attempts, 3);
    assert!(error.retryable && error.os_code.is_some());
    let token = scene.client.adopt_token("r", "abc", None).unwrap();
    assert_eq!(refresh(&token).unwrap_err().attempts, 3);
    assert_eq!(invalidate(&token).unwrap_err().attempts, 3);
}

#[test]
fn a_session_that_is_gone_counts_as_logged_out() {
    let scene = Scene::new();
    for refusal in ["status=401", "status=400,code=9037", "status=403,code=9067"] {
        let token = scene.session(&format!("fault:invalidate:{refusal}"));
        let before = scene.report().invalidate_requests;
        invalidate(&token).unwrap_or_else(|error| panic!("{refusal}: {error}"));
        assert_eq!(token.state(), TokenState::LoggedOut, "{refusal}");
        assert_eq!(scene.report().invalidate_requests, before + 1, "{refusal}");
    }
    let token = scene.session("r");
    scene.stub.reset();
    invalidate(&token).unwrap();
}

#[test]
fn a_refresh_tells_that_the_session_is_gone() {
    let scene = Scene::new();
    let token = scene.session("fault:refresh:status=401");
    let error = refresh(&token).unwrap_err();
    assert_eq!(error.status, Status::SessionGone, "{error}");
    assert_eq!(error.problem.http_status, 401);
    assert_eq!(token.state(), TokenState::Gone);
    assert_eq!(token.remaining(), Some(Duration::ZERO));

    let before = scene.report().requests;
    let error = refresh(&token).unwrap_err();
    assert_eq!(error.status, Status::SessionGone);
    assert_eq!(error.exchange, ExchangeState::NothingSent);
    assert_eq!(scene.report().requests, before);

    // It may be there all the same, so a logout asks.
    invalidate(&token).unwrap();
    assert_eq!(scene.report().open, 0);
    assert_eq!(refresh(&token).unwrap_err().status, Status::SessionGone);
}

#[test]
fn a_logout_that_the_server_denies_is_reported() {
    let scene = Scene::new();
    let token = scene.session("fault:invalidate:false,times=1");
    let error = invalidate(&token).unwrap_err();
    assert_eq!(error.status, Status::NotLoggedOut, "{error}");
    assert_eq!(error.exchange, ExchangeState::Answered);
    assert_eq!(token.state(), TokenState::Active);
    invalidate(&token).unwrap();
    assert_eq!(token.state(), TokenState::LoggedOut);
}

#[test]
fn a_second_logout_sends_nothing() {
    let scene = Scene::new();
    let token = scene.session("r");
    invalidate(&token).unwrap();
    invalidate(&token).unwrap();
    assert_eq!(scene.report().invalidate_requests, 1);
}

#[test]
fn a_live_token_that_is_freed_leaves_a_warning() {
    let scene = Scene::new();
    let token = scene.session("Archive");
    let value = token.value();
    drop(token);
    assert!(scene.logged(Level::Warn, "a token of repository Archive was freed"));
    assert_eq!(scene.report().invalidate_requests, 0);
    scene.lines.lock().unwrap().clear();
    let token = scene.client.adopt_token("Archive", &value, None).unwrap();
    invalidate(&token).unwrap();
    drop(token);
    assert!(!scene.logged(Level::Warn, "was freed"));
}

/// Waits until the pooled connection is closed, which the stub does by itself or is told to.
fn let_the_pool_go_stale(scene: &Scene, by_itself: bool) {
    if !by_itself {
        scene.stub.close_idle_connections();
    }
    eventually("the end of the connection", || scene.report().connections_open == 0);
}

#[test]
fn a_stale_connection_is_no_error() {
    for idle_close in [None, Some(Duration::from_millis(60))] {
        let by_itself = idle_close.is_some();
        for tls in [true, false] {
            let config = Config {
                connection_idle_close: idle_close,
                tls,
                ..Config::default()
            };
            let scene = Scene::with(config, |_| {});
            let token = scene.session("r");
            let connections = scene.report().connections_accepted;
            let_the_pool_go_stale(&scene, by_itself);
            let second = scene.session("r");
            let_the_pool_go_stale(&scene, by_itself);
            refresh(&token).unwrap();
            let_the_pool_go_stale(&scene, by_itself);
            invalidate(&token).unwrap();
            invalidate(&second).unwrap();
            let report = scene.report();
            assert_eq!(report.requests, 5);
            assert!(report.connections_accepted >= connections + 3);
            assert_eq!(report.open, 0);
            assert!(!scene.logged(Level::Warn, "repeated"));
        }
    }
}

#[test]
fn a_connection_closed_right_behind_an_answer_is_no_error() {
    let scene = Scene::new();
    for _ in 0..20 {
        let token = scene.session("fault:create:close;refresh:close;invalidate:close");
        // The close may come before, during or after the next request.
        refresh(&token).unwrap();
        refresh(&token).unwrap();
        invalidate(&token).unwrap();
        eventually("the end of the connection", || scene.report().connections_open == 0);
    }
    assert_eq!(scene.report().open, 0);
    assert!(!scene.logged(Level::Warn, "repeated"));
}
