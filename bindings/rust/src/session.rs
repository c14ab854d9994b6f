//! Managed sessions.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use super::error::{Error, outcome};
use super::handle::{Handle, c_text};
use super::settings::{CallSettings, Credentials};
use super::sys::*;

/// What a host can set, and what it hears.
#[derive(Clone, Default)]
pub struct SessionOptions {
    pub margin_ms: Option<u32>,
    pub renew_after_percent: Option<u32>,
    pub jitter_percent: Option<u32>,
    pub keep_alive_seconds: Option<u32>,
    pub linger_seconds: Option<u32>,
    pub hold: bool,
    pub on_event: Option<Arc<OnEvent>>,
    /// In place of credentials.
    pub ask: Option<Arc<Ask>>,
}

/// Hears of an event by its number.
pub type OnEvent = dyn Fn(i32) + Send + Sync;
/// Gives credentials, or the status that the callback returns in their place.
pub type Ask = dyn Fn() -> Result<Credentials, i32> + Send + Sync;

/// An event that was asked for.
#[derive(Debug)]
pub struct Event {
    pub kind: i32,
    pub cause: Option<Error>,
}

pub struct Session {
    handle: Handle<lf_session>,
    /// Dropped after the handle: its callbacks may run until then.
    _options: Box<SessionOptions>,
}

impl Session {
    /// Without credentials the options have to ask for them.
    pub(crate) fn new(
        client: *mut lf_client,
        repository: &str,
        credentials: Option<&Credentials>,
        options: &SessionOptions,
    ) -> Result<Session, Error> {
        let options = Box::new(options.clone());
        let (repository, settings) = (c_text(repository), options.handle());
        let credentials = credentials.map(Credentials::handle);
        let (mut session, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the text ends with a NUL and outlives the call.
        let status = unsafe {
            lf_session_new(
                client,
                repository.as_ptr(),
                credentials
                    .as_ref()
                    .map_or(ptr::null(), |credentials| credentials.get().cast_const()),
                settings.get(),
                &mut session,
                Some(&mut error),
            )
        };
        outcome(status, error).inspect_err(|_| assert!(session.is_null()))?;
        Ok(Session {
            handle: Handle::own(session, lf_session_free),
            _options: options,
        })
    }
}

impl SessionOptions {
    fn handle(&self) -> Handle<lf_session_options> {
        let options = Handle::new(lf_session_options_new, lf_session_options_free);
        let set = |setter: extern "C" fn(*mut lf_session_options, u32) -> lf_status, value: Option<u32>| {
            if let Some(value) = value {
                assert_eq!(setter(options.get(), value), LF_OK);
            }
        };
        set(lf_session_options_set_margin_ms, self.margin_ms);
        set(lf_session_options_set_renew_after_percent, self.renew_after_percent);
        set(lf_session_options_set_jitter_percent, self.jitter_percent);
        set(lf_session_options_set_keep_alive_seconds, self.keep_alive_seconds);
        set(lf_session_options_set_linger_seconds, self.linger_seconds);
        assert_eq!(lf_session_options_set_hold(options.get(), self.hold.into()), LF_OK);
        let user = ptr::from_ref(self).cast_mut().cast();
        // SAFETY: the options live in a box as long as the session.
        unsafe {
            if self.on_event.is_some() {
                lf_session_options_set_event_callback(options.get(), Some(heard), user);
            }
            if self.ask.is_some() {
                lf_session_options_set_credentials_callback(options.get(), Some(asked), user);
            }
        }
        options
    }
}

unsafe extern "C" fn heard(user: *mut c_void, event: i32, _error: *const lf_error) {
    // SAFETY: it is what was set.
    let options = unsafe { &*user.cast::<SessionOptions>() };
    if let Some(on_event) = &options.on_event {
        on_event(event);
    }
}

unsafe extern "C" fn asked(user: *mut c_void, credentials: *mut lf_credentials) -> lf_status {
    // SAFETY: it is what was set.
    let options = unsafe { &*user.cast::<SessionOptions>() };
    match options.ask.as_ref().map(|ask| ask()) {
        Some(Ok(given)) => {
            given.fill(credentials);
            LF_OK
        }
        Some(Err(status)) => status,
        None => LF_E_INTERNAL,
    }
}

/// What reads with a call.
type Read =
    unsafe extern "C" fn(*mut lf_session, *const lf_call, *mut c_char, usize, *mut usize, OutError<'_>) -> lf_status;

impl Session {
    pub fn get(&self) -> *mut lf_session {
        self.handle.get()
    }

    pub fn token(&self, call: &CallSettings) -> Result<String, Error> {
        self.read(lf_session_token, call)
    }

    pub fn authorization(&self, call: &CallSettings) -> Result<String, Error> {
        self.read(lf_session_authorization, call)
    }

    pub fn try_token(&self) -> Result<String, Error> {
        text(|buf, cap, needed, error| {
            // SAFETY: the buffer has so many bytes.
            unsafe { lf_session_try_token(self.handle.get(), buf, cap, needed, error) }
        })
    }

    fn read(&self, read: Read, call: &CallSettings) -> Result<String, Error> {
        let call = call.handle();
        text(|buf, cap, needed, error| {
            // SAFETY: the buffer has so many bytes.
            unsafe { read(self.handle.get(), call.get(), buf, cap, needed, error) }
        })
    }

    pub fn token_rejected(&self, value: &str) -> Result<(), Error> {
        let (value, mut error) = (c_text(value), ptr::null_mut());
        // SAFETY: the text ends with a NUL and outlives the call.
        let status = unsafe { lf_session_token_rejected(self.handle.get(), value.as_ptr(), Some(&mut error)) };
        outcome(status, error)
    }

    pub fn set_credentials(&self, credentials: &Credentials) -> Result<(), Error> {
        let (credentials, mut error) = (credentials.handle(), ptr::null_mut());
        let status = lf_session_set_credentials(self.handle.get(), credentials.get(), Some(&mut error));
        outcome(status, error)
    }

    pub fn retry_credentials(&self) {
        assert_eq!(lf_session_retry_credentials(self.handle.get()), LF_OK);
    }

    /// One of the LF_SESSION_ values.
    pub fn state(&self) -> i32 {
        let mut state = 0;
        assert_eq!(lf_session_state(self.handle.get(), &mut state), LF_OK);
        state
    }

    pub fn expires_at_ms(&self) -> Option<i64> {
        let mut at = 0;
        assert_eq!(lf_session_expires_at_ms(self.handle.get(), &mut at), LF_OK);
        (at != 0).then_some(at)
    }

    pub fn api_address(&self) -> String {
        self.handle.text(lf_session_api_address)
    }

    pub fn next_event(&self) -> Option<Event> {
        let (mut kind, mut cause) = (0, ptr::null_mut());
        assert_eq!(
            lf_session_next_event(self.handle.get(), &mut kind, Some(&mut cause)),
            LF_OK
        );
        let cause = (!cause.is_null()).then(|| Error::take(cause));
        (kind != 0).then_some(Event { kind, cause })
    }

    /// The numbers of the events that were not asked for yet.
    pub fn events(&self) -> Vec<i32> {
        std::iter::from_fn(|| self.next_event())
            .map(|event| event.kind)
            .collect()
    }

    pub fn stats(&self) -> String {
        self.handle.text(lf_session_stats)
    }

    /// A line of the statistics.
    pub fn stat(&self, name: &str) -> u64 {
        let stats = self.stats();
        let line = stats
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} in {stats}")).parse().unwrap()
    }

    pub fn close(&self, call: &CallSettings) -> Result<(), Error> {
        let (call, mut error) = (call.handle(), ptr::null_mut());
        outcome(lf_session_close(self.handle.get(), call.get(), Some(&mut error)), error)
    }
}

/// Reads a text into a buffer that is large enough for most.
fn text(mut read: impl FnMut(*mut c_char, usize, *mut usize, OutError<'_>) -> lf_status) -> Result<String, Error> {
    let (mut buffer, mut needed) = (vec![0u8; 512], 0);
    loop {
        let mut error = ptr::null_mut();
        let status = read(buffer.as_mut_ptr().cast(), buffer.len(), &mut needed, Some(&mut error));
        let read = outcome(status, error);
        if status == LF_E_BUFFER_TOO_SMALL {
            buffer = vec![0; needed];
            continue;
        }
        read?;
        buffer.truncate(needed - 1);
        return Ok(String::from_utf8(buffer).expect("texts are UTF-8"));
    }
}
