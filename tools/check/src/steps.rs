//! What is done: the library's check, and then one login, kept alive and logged out.

use std::sync::Arc;
use std::time::Duration;

use binding::{Api, CallSettings, Cancel, Client, Credentials, Error, Finding, Status, Token, Verdict, sys};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::redact::Redactor;
use crate::step::{self, Failure, Step};

/// How long it is waited for a session that a login may have opened: the library listens for its answer for 30 seconds,
/// and logs it out then.
const SETTLE: Duration = Duration::from_secs(60);

/// The steps of the tool's own.
const LOGIN: &str = "login";
const KEEP_ALIVE: &str = "keep_alive";
const LOGOUT: &str = "logout";
const LICENCE: &str = "licence";

/// Those of the library that come before the service is asked anything.
const ON_THE_WAY: [&str; 3] = ["name", "connect", "tls"];

pub struct Check<'a> {
    pub arguments: &'a Arguments,
    pub credentials: Option<&'a Credentials>,
    pub cancel: Arc<Cancel>,
    pub redactor: &'a mut Redactor,
}

/// What is left of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Nothing,
    MayBeOpen,
    /// It was opened, and no call ends it.
    IdlesOut,
}

/// Takes the steps, and keeps what they come to.
struct Teller<'a> {
    tell: &'a mut dyn FnMut(Step),
    exit: Exit,
    has_failed: bool,
}

impl Teller<'_> {
    fn tell(&mut self, step: Step, redactor: &Redactor) {
        let exit = match (step.verdict, &step.failure) {
            (Verdict::Warning, _) => Exit::Warnings,
            (_, Some(failure)) if failure.is_interrupt() => Exit::Interrupted,
            (_, Some(failure)) => match Exit::of(failure.error.action) {
                // Where nobody answers, somebody has to look for the reason: the address, a firewall, or the server.
                Exit::TryLater if ON_THE_WAY.contains(&step.name) => Exit::FixSetup,
                exit => exit,
            },
            _ => Exit::AllWell,
        };
        // The first failure is what has to be mended; only a licence that is lost matters more.
        if matches!(self.exit, Exit::AllWell | Exit::Warnings) && exit != Exit::AllWell {
            self.exit = exit;
        }
        self.has_failed |= step.failure.is_some();
        (self.tell)(step.redacted(redactor));
    }
}

impl Check<'_> {
    pub fn run(mut self, tell: &mut dyn FnMut(Step)) -> Exit {
        let mut teller = Teller {
            tell,
            exit: Exit::AllWell,
            has_failed: false,
        };
        let client = match Client::new(&self.arguments.settings) {
            Ok(client) => client,
            Err(error) => {
                teller.tell(Step::failed("settings", error), self.redactor);
                return teller.exit;
            }
        };
        let reached = self.reach(&client, &mut teller);
        if let Err(error) = &reached
            && !teller.has_failed
        {
            teller.tell(Step::failed("settings", error.clone()), self.redactor);
        }
        match self.credentials {
            None => {
                let text = "not asked for: --user or --access-key-file does that";
                self.skip(&mut teller, &[LOGIN, KEEP_ALIVE, LOGOUT, LICENCE], text);
            }
            Some(_) if reached.is_err() => {
                let text = "an earlier step failed; no login was sent";
                self.skip(&mut teller, &[LOGIN, KEEP_ALIVE, LOGOUT, LICENCE], text);
            }
            Some(credentials) => self.log_in(&client, credentials, &mut teller),
        }
        teller.exit
    }

    fn skip(&self, teller: &mut Teller<'_>, steps: &[&'static str], text: &str) {
        for name in steps {
            teller.tell(Step::new(name, Verdict::Skipped, text), self.redactor);
        }
    }

    fn cancellable(&self) -> CallSettings {
        CallSettings {
            cancel: Some(self.cancel.clone()),
            ..CallSettings::default()
        }
    }

    fn reach(&self, client: &Client, teller: &mut Teller<'_>) -> Result<(), Error> {
        let mut facts = Vec::new();
        client.check(
            &self.arguments.repository,
            &self.cancellable(),
            |finding: Finding<'_>| {
                if finding.verdict == Verdict::Fact {
                    let (name, value) = finding.text.split_once(": ").unwrap_or(("", finding.text));
                    facts.push((name.to_owned(), value.to_owned()));
                    return;
                }
                let step = Step {
                    facts: std::mem::take(&mut facts),
                    failure: finding.cause.map(|error| Box::new(Failure::of(error))),
                    ..Step::new(step::name(finding.step), finding.verdict, finding.text)
                };
                teller.tell(step, self.redactor);
            },
        )
    }

    fn log_in(&mut self, client: &Client, credentials: &Credentials, teller: &mut Teller<'_>) {
        match client.create_token(&self.arguments.repository, credentials, &self.cancellable()) {
            Ok(token) => {
                for secret in [Some(token.value()), token.cookie(), token.refresh_token()]
                    .into_iter()
                    .flatten()
                {
                    self.redactor.add(&secret);
                }
                let mut step = Step::new(LOGIN, Verdict::Passed, "logged in");
                if let Some(lifetime) = token.lifetime() {
                    step = step.with("token valid for", format!("{} s", lifetime.as_secs()));
                }
                teller.tell(step, self.redactor);
                let left = self.use_token(client, &token, teller);
                self.account_for(client, left, teller);
            }
            Err(error) => {
                // What may have come of it elsewhere, the library looks after.
                let is_lost = error.status == Status::OutcomeUnknown && !client.supports(sys::LF_CAN_LOG_OUT);
                teller.tell(Step::failed(LOGIN, error), self.redactor);
                self.skip(teller, &[KEEP_ALIVE, LOGOUT], "nobody is logged in");
                let left = if is_lost { Left::MayBeOpen } else { Left::Nothing };
                self.account_for(client, left, teller);
            }
        }
    }

    /// Keeps the session alive, and logs out.
    fn use_token(&self, client: &Client, token: &Token, teller: &mut Teller<'_>) -> Left {
        if client.supports(sys::LF_CAN_REFRESH_WITHOUT_CREDENTIALS) {
            let step = match token.refresh(0, &self.cancellable()) {
                Ok(()) => Step::new(KEEP_ALIVE, Verdict::Passed, "the session was kept alive"),
                Err(error) => Step::failed(KEEP_ALIVE, error),
            };
            teller.tell(step, self.redactor);
        } else {
            let text = "with this API that is a new login, and only one is made here";
            self.skip(teller, &[KEEP_ALIVE], text);
        }
        // An interrupt does not end the logout.
        let outcome = token.invalidate(&CallSettings::default());
        if !client.supports(sys::LF_CAN_LOG_OUT) {
            self.skip(
                teller,
                &[LOGOUT],
                "this API has no call that ends a session; the token was wiped",
            );
            return Left::IdlesOut;
        }
        let (left, step) = match outcome {
            Ok(()) => (Left::Nothing, Step::new(LOGOUT, Verdict::Passed, "logged out")),
            Err(error) => (Left::MayBeOpen, Step::failed(LOGOUT, error)),
        };
        teller.tell(step, self.redactor);
        left
    }

    /// Waits for what the library still does about sessions that nobody holds, and says what became of the licence.
    fn account_for(&self, client: &Client, left: Left, teller: &mut Teller<'_>) {
        let waited = CallSettings {
            timeout: Some(SETTLE),
            ..CallSettings::default()
        };
        let settled = client.settle(&waited);
        let is_without_licence = self.arguments.api().1 == Api::Cloud;
        let step = match settled {
            Err((count, error)) => {
                teller.exit = Exit::CheckLicence;
                let mut step = Step::failed(LICENCE, error);
                step.facts.push(("sessions that may be open".into(), count.to_string()));
                step
            }
            Ok(()) if is_without_licence => Step::new(LICENCE, Verdict::Passed, "tokens of the Cloud take no licence"),
            Ok(()) if left == Left::MayBeOpen => {
                teller.exit = Exit::CheckLicence;
                let text = "a session may be open, and holds its licence until it idles out";
                Step::new(LICENCE, Verdict::Warning, text)
            }
            Ok(()) if left == Left::IdlesOut => Step::new(
                LICENCE,
                Verdict::Warning,
                "the session that was opened holds its licence until it idles out, because this API has no logout: do not \
                 repeat the check without need",
            ),
            Ok(()) => Step::new(LICENCE, Verdict::Passed, "no session is open"),
        };
        teller.tell(step, self.redactor);
    }
}
