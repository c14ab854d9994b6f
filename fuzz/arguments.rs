//! Whatever a host passes, every function returns: handles that are live, freed, foreign or made up, texts that are
//! NULL, empty or not UTF-8, any number, any buffer.
//!
//! The input is read as a program: which function, with which arguments. Nothing is sent to anybody: the only client
//! that makes calls speaks to a closed port of this machine.

#![no_main]

mod sessions;

use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::LazyLock;

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;

use binding::sys::*;

type SetU32<T> = extern "C" fn(*mut T, u32) -> lf_status;
type SetI32<T> = extern "C" fn(*mut T, i32) -> lf_status;
type GetI32<T> = extern "C" fn(*const T) -> i32;

/// Paths are left out: a made-up one may name a device of this machine.
const OPTION_TEXTS: &[SetText<lf_options>] = &[
    lf_options_set_base_address,
    lf_options_add_ca_pem,
    lf_options_add_pinned_certificate,
    lf_options_set_no_proxy,
    lf_options_set_user_agent_product,
];
const OPTION_U32: &[SetU32<lf_options>] = &[
    lf_options_set_connect_timeout_ms,
    lf_options_set_total_timeout_ms,
    lf_options_set_late_answer_grace_ms,
    lf_options_set_max_answer_bytes,
];
const OPTION_I32: &[SetI32<lf_options>] = &[
    lf_options_set_allow_plain_http,
    lf_options_set_trust,
    lf_options_set_min_tls_version,
    lf_options_set_use_system_proxy,
];
const CREDENTIAL_TEXTS: &[SetText<lf_credentials>] = &[
    lf_credentials_set_username,
    lf_credentials_set_password,
    lf_credentials_set_organization,
    lf_credentials_set_application_name,
    lf_credentials_set_session_key,
    lf_credentials_set_saml_token,
    lf_credentials_set_customer_id,
];
const TOKEN_TEXTS: &[GetText<lf_token>] = &[lf_token_value, lf_token_cookie, lf_token_repository_id];
const ERROR_TEXTS: &[GetText<lf_error>] = &[
    lf_error_message,
    lf_error_server_message,
    lf_error_server_class,
    lf_error_server_source,
    lf_error_operation_id,
    lf_error_request_id,
    lf_error_problem_type,
    lf_error_problem_title,
    lf_error_problem_detail,
    lf_error_problem_instance,
];
const ERROR_NUMBERS: &[GetI32<lf_error>] = &[
    lf_error_status,
    lf_error_cause,
    lf_error_http_status,
    lf_error_server_code,
    lf_error_os_code,
    lf_error_is_retryable,
    lf_error_exchange,
];

/// The number of a client whose server refuses every connection at once.
static CLOSED_PORT: LazyLock<usize> = LazyLock::new(|| {
    let mut options = ptr::null_mut();
    let mut client = ptr::null_mut();
    lf_options_new(&mut options);
    // SAFETY: the text ends with a NUL.
    unsafe { lf_options_set_base_address(options, c"http://127.0.0.1:1/api".as_ptr()) };
    lf_options_set_retry(options, 1, 0, 0);
    assert_eq!(lf_client_new(options, &mut client, None), LF_OK);
    lf_options_free(options);
    client.addr()
});

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

/// A host that follows the input.
struct Host<'a> {
    input: Unstructured<'a>,
    /// Handles of every kind, live and freed.
    handles: Vec<usize>,
}

impl Host<'_> {
    fn handle<T>(&mut self) -> Result<*mut T> {
        let address = match self.input.int_in_range(0..=9)? {
            0 => usize::arbitrary(&mut self.input)?,
            1 => 0,
            _ if self.handles.is_empty() => 0,
            _ => *self.input.choose(&self.handles)?,
        };
        Ok(ptr::without_provenance_mut(address))
    }

    fn text(&mut self) -> Result<Option<CString>> {
        if self.input.ratio(1, 8)? {
            return Ok(None);
        }
        let bytes: Vec<u8> = Vec::<u8>::arbitrary(&mut self.input)?;
        let until_nul = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(CString::new(until_nul).ok())
    }

    fn number(&mut self) -> Result<u32> {
        self.input.arbitrary()
    }

    /// Calls a function that makes a handle, and keeps what it made.
    fn make<T>(&mut self, function: impl FnOnce(&mut *mut T) -> lf_status) {
        let mut made = ptr::without_provenance_mut(0xdead);
        let status = function(&mut made);
        assert_eq!(
            status == LF_OK,
            !made.is_null(),
            "the output does not fit the status {status}"
        );
        if status == LF_OK {
            self.handles.push(made.addr());
        }
    }

    /// Calls a getter with a buffer of any size, behind which there is a mark.
    fn read<T>(&mut self, functions: &[GetText<T>]) -> Result<()> {
        let function = self.input.choose(functions)?;
        let handle = self.handle()?;
        let cap = self.input.int_in_range(0..=80usize)?;
        let mut buffer = [0x55u8; 81];
        let mut needed = usize::MAX;
        // SAFETY: the buffer has `cap` bytes and more.
        let status = unsafe { function(handle, buffer.as_mut_ptr().cast(), cap, &mut needed) };
        assert!(
            buffer[cap..].iter().all(|byte| *byte == 0x55),
            "written behind the buffer"
        );
        match status {
            LF_OK => assert!(needed <= cap && buffer[needed - 1] == 0),
            LF_E_BUFFER_TOO_SMALL => assert!(needed > cap && (cap == 0 || buffer[0] == 0)),
            _ => assert_eq!(needed, 0),
        }
        Ok(())
    }

    fn step(&mut self) -> Result<()> {
        match self.input.int_in_range(0..=28)? {
            0 => self.make(|out| lf_options_new(out)),
            1 => self.make(|out| lf_credentials_new(out)),
            2 => self.make(|out| lf_call_new(out)),
            3 => self.make(|out| lf_cancel_new(out)),
            4 => {
                let options = self.handle()?;
                self.make(|out| lf_client_new(options, out, None));
            }
            5 => {
                let (set, options, text) = (*self.input.choose(OPTION_TEXTS)?, self.handle()?, self.text()?);
                // SAFETY: here and below texts are NULL or end with a NUL.
                unsafe { set(options, pointer(&text)) };
            }
            6 => _ = self.input.choose(OPTION_U32)?(self.handle()?, self.number()?),
            7 => _ = self.input.choose(OPTION_I32)?(self.handle()?, self.number()? as i32),
            8 => {
                let (options, one, two, three) = (self.handle()?, self.text()?, self.text()?, self.text()?);
                unsafe { lf_options_set_proxy(options, pointer(&one), pointer(&two), pointer(&three)) };
            }
            9 => {
                let (options, one, two) = (self.handle()?, self.text()?, self.text()?);
                unsafe { lf_options_set_client_certificate_pem(options, pointer(&one), pointer(&two)) };
            }
            10 => _ = lf_options_set_retry(self.handle()?, self.number()?, self.number()?, self.number()?),
            11 => _ = lf_options_set_pool(self.handle()?, self.number()?, self.number()?),
            12 => {
                let (set, credentials, text) = (*self.input.choose(CREDENTIAL_TEXTS)?, self.handle()?, self.text()?);
                unsafe { set(credentials, pointer(&text)) };
            }
            13 => _ = lf_credentials_set_create_cookie(self.handle()?, self.number()? as i32),
            14 => _ = lf_call_set_total_timeout_ms(self.handle()?, self.number()?),
            15 => _ = lf_call_set_cancel(self.handle()?, self.handle()?),
            16 => {
                let (call, text) = (self.handle()?, self.text()?);
                unsafe { lf_call_set_correlation_id(call, pointer(&text)) };
            }
            17 => _ = lf_cancel_trigger(self.handle()?),
            18 => _ = lf_cancel_reset(self.handle()?),
            19 => {
                let (repository, value) = (self.text()?, self.text()?);
                let expiry = self.input.arbitrary()?;
                let client = ptr::without_provenance_mut(*CLOSED_PORT);
                self.make(|out| unsafe {
                    lf_token_adopt(client, pointer(&repository), pointer(&value), expiry, out, None)
                });
            }
            20 => self.read(TOKEN_TEXTS)?,
            21 => self.read(ERROR_TEXTS)?,
            22 => {
                let token = self.handle::<lf_token>()?;
                let (mut expiry, mut remaining, mut lifetime, mut state) = (7, 7, 7, 7);
                lf_token_expires_at_ms(token, &mut expiry);
                lf_token_remaining_ms(token, &mut remaining);
                lf_token_lifetime_ms(token, &mut lifetime);
                lf_token_state(token, &mut state);
                assert!(remaining >= -1 && lifetime >= -1 && (0..=3).contains(&state));
            }
            23 => {
                let error = self.handle::<lf_error>()?;
                for get in ERROR_NUMBERS {
                    get(error);
                }
                lf_error_retry_after_ms(error);
                lf_error_attempts(error);
                assert!(lf_error_suggested_wait_ms(error) >= -1);
                let mut clone = ptr::null_mut();
                if lf_error_clone(error, &mut clone) == LF_OK {
                    self.handles.push(clone.addr());
                }
            }
            24 => {
                let (repository, credentials, call) = (self.text()?, self.handle()?, self.handle()?);
                let client: *mut lf_client = ptr::without_provenance_mut(*CLOSED_PORT);
                let (mut token, mut error) = (ptr::null_mut(), ptr::null_mut());
                let status = unsafe {
                    lf_create_token(
                        client,
                        pointer(&repository),
                        credentials,
                        call,
                        &mut token,
                        Some(&mut error),
                    )
                };
                assert!(status != LF_OK && token.is_null() && !error.is_null());
                self.handles.push(error.addr());
            }
            25 => {
                let (token, call) = (self.handle()?, self.handle::<lf_call>()?);
                let seconds = self.number()?;
                assert_ne!(lf_refresh_token(token, seconds, call, None), LF_OK);
                assert_ne!(lf_invalidate_token(token, call, None), LF_OK);
            }
            26 => {
                let status = self.number()? as i32;
                assert!(!lf_status_name(status).is_null() && !lf_status_message(status).is_null());
                assert!(!lf_library_version().is_null());
            }
            27 => self.step_of_sessions()?,
            _ => self.free_one()?,
        }
        Ok(())
    }

    fn free_one(&mut self) -> Result<()> {
        let address = self.handle::<()>()?.addr();
        match self.input.int_in_range(0..=8)? {
            0 => lf_options_free(ptr::without_provenance_mut(address)),
            1 => lf_credentials_free(ptr::without_provenance_mut(address)),
            2 => lf_call_free(ptr::without_provenance_mut(address)),
            3 => lf_cancel_free(ptr::without_provenance_mut(address)),
            4 => lf_token_free(ptr::without_provenance_mut(address)),
            5 => lf_error_free(ptr::without_provenance_mut(address)),
            6 => lf_session_free(ptr::without_provenance_mut(address)),
            7 => lf_session_options_free(ptr::without_provenance_mut(address)),
            _ if address == *CLOSED_PORT => {}
            _ => lf_client_free(ptr::without_provenance_mut(address)),
        }
        Ok(())
    }
}

/// Every handle, whatever its kind; all but one of the calls do nothing.
fn free_all(address: usize) {
    lf_session_free(ptr::without_provenance_mut(address));
    lf_session_options_free(ptr::without_provenance_mut(address));
    lf_token_free(ptr::without_provenance_mut(address));
    lf_client_free(ptr::without_provenance_mut(address));
    lf_options_free(ptr::without_provenance_mut(address));
    lf_credentials_free(ptr::without_provenance_mut(address));
    lf_call_free(ptr::without_provenance_mut(address));
    lf_cancel_free(ptr::without_provenance_mut(address));
    lf_error_free(ptr::without_provenance_mut(address));
}

fuzz_target!(|input: &[u8]| {
    let mut host = Host {
        input: Unstructured::new(input),
        handles: Vec::new(),
    };
    // Ends when the input does.
    while !host.input.is_empty() && host.step().is_ok() {}
    host.handles.into_iter().for_each(free_all);
});
