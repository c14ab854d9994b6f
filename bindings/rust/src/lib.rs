//! The C interface for programs in Rust: what `include/lftoken.h` offers, with handles that free themselves and errors
//! that have been read. Tests, fuzzers and `lftoken-check` reach nothing else of the library.

mod check;
mod error;
mod handle;
mod session;
mod settings;
pub mod sys;

use std::ffi::CString;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

pub use check::Finding;
pub use error::{
    Action, CheckStep, Error, ExchangeState, Level, Status, TokenState, Verdict, advice, status_message, status_name,
};
pub use handle::Handle;
pub use session::{Event, Session, SessionOptions};
pub use settings::{Api, CallSettings, Cancel, Credentials, Log, MinTls, Pem, Proxy, RetryPolicy, Settings, Trust};

use error::outcome;
use handle::c_text;
use sys::*;

pub struct Client {
    handle: Handle<lf_client>,
    /// Dropped after the handle: its callback may run until then.
    _log: Option<Log>,
}

impl Client {
    pub fn new(settings: &Settings) -> Result<Arc<Client>, Error> {
        let options = settings.options();
        let (mut client, mut error) = (ptr::null_mut(), ptr::null_mut());
        outcome(lf_client_new(options.get(), &mut client, Some(&mut error)), error)?;
        Ok(Arc::new(Client {
            handle: Handle::own(client, lf_client_free),
            _log: settings.log.clone(),
        }))
    }

    /// Whether the API can do `what`, one of the LF_CAN_ values.
    pub fn supports(&self, what: i32) -> bool {
        lf_client_supports(self.handle.get(), what) == 1
    }

    pub fn create_token(
        &self,
        repository: &str,
        credentials: &Credentials,
        call: &CallSettings,
    ) -> Result<Token, Error> {
        self.create_token_with(repository, &credentials.handle(), call)
    }

    /// With credentials that the library has made.
    pub fn create_token_with(
        &self,
        repository: &str,
        credentials: &Handle<lf_credentials>,
        call: &CallSettings,
    ) -> Result<Token, Error> {
        let (repository, call) = (c_text(repository), call.handle());
        let (mut token, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the text ends with a NUL and outlives the call.
        let status = unsafe {
            lf_create_token(
                self.handle.get(),
                repository.as_ptr(),
                credentials.get(),
                call.get(),
                &mut token,
                Some(&mut error),
            )
        };
        outcome(status, error).inspect_err(|_| assert!(token.is_null()))?;
        Ok(Token(Handle::own(token, lf_token_free)))
    }

    pub fn adopt_token(&self, repository: &str, value: &str, expires_at_ms: Option<i64>) -> Result<Token, Error> {
        let (repository, value) = (c_text(repository), c_text(value));
        let (mut token, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the texts end with a NUL and outlive the call.
        let status = unsafe {
            lf_token_adopt(
                self.handle.get(),
                repository.as_ptr(),
                value.as_ptr(),
                expires_at_ms.unwrap_or(0),
                &mut token,
                Some(&mut error),
            )
        };
        outcome(status, error).inspect_err(|_| assert!(token.is_null()))?;
        Ok(Token(Handle::own(token, lf_token_free)))
    }

    pub fn adopt_token_with(
        &self,
        repository: &str,
        value: &str,
        expires_at_ms: Option<i64>,
        credentials: &Credentials,
    ) -> Result<Token, Error> {
        let (repository, value, credentials) = (c_text(repository), c_text(value), credentials.handle());
        let (mut token, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the texts end with a NUL and outlive the call.
        let status = unsafe {
            lf_token_adopt_with_credentials(
                self.handle.get(),
                repository.as_ptr(),
                value.as_ptr(),
                expires_at_ms.unwrap_or(0),
                credentials.get(),
                &mut token,
                Some(&mut error),
            )
        };
        outcome(status, error).inspect_err(|_| assert!(token.is_null()))?;
        Ok(Token(Handle::own(token, lf_token_free)))
    }

    /// A managed session. Without credentials the options have to ask for them.
    pub fn session(
        &self,
        repository: &str,
        credentials: Option<&Credentials>,
        options: &SessionOptions,
    ) -> Result<Session, Error> {
        Session::new(self.handle.get(), repository, credentials, options)
    }

    /// Begins a login in a browser.
    pub fn authorize(
        &self,
        client_id: Option<&str>,
        redirect_address: &str,
        scope: Option<&str>,
    ) -> Result<Authorization, Error> {
        let (client_id, scope) = (client_id.map(c_text), scope.map(c_text));
        let redirect_address = c_text(redirect_address);
        let optional = |text: &Option<CString>| text.as_ref().map_or(ptr::null(), |text| text.as_ptr());
        let (mut authorization, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the texts are NULL or end with a NUL, and outlive the call.
        let status = unsafe {
            lf_authorization_new(
                self.handle.get(),
                optional(&client_id),
                redirect_address.as_ptr(),
                optional(&scope),
                &mut authorization,
                Some(&mut error),
            )
        };
        outcome(status, error).inspect_err(|_| assert!(authorization.is_null()))?;
        Ok(Authorization(Handle::own(authorization, lf_authorization_free)))
    }

    /// Goes the way to the service one step after the other, and tells what it finds. Sends no credentials.
    pub fn check(&self, repository: &str, call: &CallSettings, mut tell: impl FnMut(Finding<'_>)) -> Result<(), Error> {
        check::check(self.handle.get(), repository, call, &mut tell)
    }

    /// A failure comes with the number of sessions that may still be open.
    pub fn shut_down(&self, call: &CallSettings) -> Result<(), (usize, Error)> {
        let (mut open, mut error) = (0, ptr::null_mut());
        let call = call.handle();
        let status = lf_client_shutdown(self.handle.get(), call.get(), Some(&mut open), Some(&mut error));
        outcome(status, error).map_err(|error| (open as usize, error))
    }

    /// A failure comes with the number of sessions that may still be open.
    pub fn settle(&self, call: &CallSettings) -> Result<(), (usize, Error)> {
        let (mut outstanding, mut error) = (0, ptr::null_mut());
        let call = call.handle();
        let status = lf_client_settle(self.handle.get(), call.get(), Some(&mut outstanding), Some(&mut error));
        outcome(status, error).map_err(|error| (outstanding as usize, error))
    }
}

/// A login in a browser.
pub struct Authorization(Handle<lf_authorization>);

impl Authorization {
    pub fn set_client_secret(&self, secret: &str) {
        assert_eq!(self.0.set_text(lf_authorization_set_client_secret, secret), LF_OK);
    }

    pub fn set_customer_id(&self, id: &str) {
        assert_eq!(self.0.set_text(lf_authorization_set_customer_id, id), LF_OK);
    }

    pub fn url(&self) -> String {
        self.0.text(lf_authorization_url)
    }

    pub fn accept(&self, callback: &str) -> Result<Handle<lf_credentials>, Error> {
        let callback = c_text(callback);
        let (mut credentials, mut error) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the text ends with a NUL and outlives the call.
        let status =
            unsafe { lf_authorization_accept(self.0.get(), callback.as_ptr(), &mut credentials, Some(&mut error)) };
        outcome(status, error).inspect_err(|_| assert!(credentials.is_null()))?;
        Ok(Handle::own(credentials, lf_credentials_free))
    }

    pub fn listen(&self) -> Result<(), Error> {
        let mut error = ptr::null_mut();
        let status = lf_authorization_listen(self.0.get(), Some(&mut error));
        outcome(status, error)
    }

    pub fn wait(&self, call: &CallSettings) -> Result<Handle<lf_credentials>, Error> {
        let (call, mut credentials, mut error) = (call.handle(), ptr::null_mut(), ptr::null_mut());
        let status = lf_authorization_wait(self.0.get(), call.get(), &mut credentials, Some(&mut error));
        outcome(status, error).inspect_err(|_| assert!(credentials.is_null()))?;
        Ok(Handle::own(credentials, lf_credentials_free))
    }
}

pub struct Token(Handle<lf_token>);

impl Token {
    pub fn refresh(&self, keep_alive_seconds: u32, call: &CallSettings) -> Result<(), Error> {
        let (call, mut error) = (call.handle(), ptr::null_mut());
        let status = lf_refresh_token(self.0.get(), keep_alive_seconds, call.get(), Some(&mut error));
        outcome(status, error)
    }

    pub fn invalidate(&self, call: &CallSettings) -> Result<(), Error> {
        let (call, mut error) = (call.handle(), ptr::null_mut());
        let status = lf_invalidate_token(self.0.get(), call.get(), Some(&mut error));
        outcome(status, error)
    }

    pub fn value(&self) -> String {
        self.0.text(lf_token_value)
    }

    pub fn cookie(&self) -> Option<String> {
        Some(self.0.text(lf_token_cookie)).filter(|cookie| !cookie.is_empty())
    }

    pub fn refresh_token(&self) -> Option<String> {
        Some(self.0.text(lf_token_refresh_token)).filter(|token| !token.is_empty())
    }

    pub fn scope(&self) -> String {
        self.0.text(lf_token_scope)
    }

    pub fn api_address(&self) -> String {
        self.0.text(lf_token_api_address)
    }

    pub fn repository(&self) -> String {
        self.0.text(lf_token_repository_id)
    }

    pub fn state(&self) -> TokenState {
        let mut state = 0;
        assert_eq!(lf_token_state(self.0.get(), &mut state), LF_OK);
        TokenState::of(state)
    }

    pub fn expires_at_ms(&self) -> Option<i64> {
        let mut unix_ms = 0;
        assert_eq!(lf_token_expires_at_ms(self.0.get(), &mut unix_ms), LF_OK);
        Some(unix_ms).filter(|unix_ms| *unix_ms != 0)
    }

    pub fn remaining(&self) -> Option<Duration> {
        let mut left_ms = 0;
        assert_eq!(lf_token_remaining_ms(self.0.get(), &mut left_ms), LF_OK);
        u64::try_from(left_ms).ok().map(Duration::from_millis)
    }

    pub fn lifetime(&self) -> Option<Duration> {
        let mut ms = 0;
        assert_eq!(lf_token_lifetime_ms(self.0.get(), &mut ms), LF_OK);
        u64::try_from(ms).ok().map(Duration::from_millis)
    }
}
