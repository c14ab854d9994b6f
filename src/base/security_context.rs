//! A login that the operating system makes, within the time of a call.

use std::io;
use std::sync::{Arc, Mutex};

use super::deadline::{Deadline, Interrupt};
use super::lock::lock;
use super::secret::{Secret, SecretBytes};
use super::task::Task;

/// Who logs in.
#[derive(Clone)]
pub struct Account {
    /// Empty if the user's name says it, or nothing does.
    pub domain: String,
    pub user: String,
    pub password: Secret,
}

type Speak = Box<dyn FnMut(SecretBytes) -> io::Result<Vec<u8>> + Send>;

/// From challenge to token, as often as the other side wants. Windows may ask a domain controller for as long as it
/// likes, so it does that on a thread of its own.
pub struct SecurityContext(Arc<Mutex<Speak>>);

/// Why there is no token.
#[derive(Clone, Debug)]
pub struct Refused {
    pub why: String,
    pub os_code: Option<i32>,
}

impl SecurityContext {
    pub fn new(speak: impl FnMut(SecretBytes) -> io::Result<Vec<u8>> + Send + 'static) -> SecurityContext {
        SecurityContext(Arc::new(Mutex::new(Box::new(speak))))
    }

    /// `package` is "Negotiate" or "NTLM"; without an account it is that of the process.
    #[cfg(windows)]
    pub fn of_windows(package: &'static str, target: String, account: Option<Account>) -> SecurityContext {
        let mut begun = None;
        SecurityContext::new(move |mut challenge| {
            if begun.is_none() {
                let account = account.as_ref().map(|a| (&*a.domain, &*a.user, a.password.expose()));
                begun = Some(crate::sys::SecurityContext::new(package, &target, account)?);
            }
            match &mut begun {
                Some(context) => context.answer(&mut challenge),
                None => Err(io::ErrorKind::Other.into()),
            }
        })
    }

    /// The next token; the first one answers no challenge.
    pub fn answer(
        &self,
        challenge: SecretBytes,
        deadline: &Deadline,
    ) -> Result<Result<SecretBytes, Refused>, Interrupt> {
        let speak = self.0.clone();
        let task = Task::start("login", move || {
            lock(&speak)(challenge).map(SecretBytes::new).map_err(Refused::of)
        });
        match task {
            Ok(task) => Ok(task.wait(deadline)?.unwrap_or_else(|_| Err(Refused::by_a_defect()))),
            Err(error) => Ok(Err(Refused::of(error))),
        }
    }
}

impl Refused {
    fn of(error: io::Error) -> Refused {
        Refused {
            os_code: error.raw_os_error(),
            why: error.to_string(),
        }
    }

    fn by_a_defect() -> Refused {
        Refused {
            os_code: None,
            why: "the login panicked; this is a defect of the library".into(),
        }
    }
}
