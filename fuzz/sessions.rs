//! What [`Host`] calls of managed sessions. No login succeeds, so no read does.

use std::ptr;

use libfuzzer_sys::arbitrary::Result;

use binding::sys::*;

use super::{CLOSED_PORT, Host, SetU32, pointer};

const OPTION_U32: &[SetU32<lf_session_options>] = &[
    lf_session_options_set_margin_ms,
    lf_session_options_set_renew_after_percent,
    lf_session_options_set_jitter_percent,
    lf_session_options_set_keep_alive_seconds,
    lf_session_options_set_linger_seconds,
];
const TEXTS: &[GetText<lf_session>] = &[lf_session_api_address, lf_session_stats];

impl Host<'_> {
    pub fn step_of_sessions(&mut self) -> Result<()> {
        match self.input.int_in_range(0..=11)? {
            0 => self.make(|out| lf_session_options_new(out)),
            1 => _ = self.input.choose(OPTION_U32)?(self.handle()?, self.number()?),
            2 => _ = lf_session_options_set_hold(self.handle()?, self.number()? as i32),
            3 => {
                let (repository, credentials, options) = (self.text()?, self.handle()?, self.handle()?);
                let client = ptr::without_provenance_mut(*CLOSED_PORT);
                // SAFETY: here and below texts are NULL or end with a NUL.
                self.make(|out| unsafe {
                    lf_session_new(client, pointer(&repository), credentials, options, out, None)
                });
            }
            4 => self.read_token()?,
            5 => {
                let (session, value) = (self.handle()?, self.text()?);
                unsafe { lf_session_token_rejected(session, pointer(&value), None) };
            }
            6 => _ = lf_session_set_credentials(self.handle()?, self.handle()?, None),
            7 => _ = lf_session_retry_credentials(self.handle()?),
            8 => {
                let session = self.handle()?;
                let (mut state, mut expiry, mut event, mut cause) = (7, 7, 7, ptr::null_mut());
                lf_session_state(session, &mut state);
                lf_session_expires_at_ms(session, &mut expiry);
                assert!((0..=LF_SESSION_CLOSED).contains(&state) && expiry == 0);
                lf_session_next_event(session, &mut event, Some(&mut cause));
                if !cause.is_null() {
                    self.handles.push(cause.addr());
                }
            }
            9 => self.read(TEXTS)?,
            10 => _ = lf_session_close(self.handle()?, self.handle()?, None),
            _ => {
                let (client, call) = (self.handle::<lf_client>()?, self.handle()?);
                let mut open = 7;
                if client.addr() != *CLOSED_PORT {
                    lf_client_shutdown(client, call, Some(&mut open), None);
                    assert_eq!(open, 0);
                }
            }
        }
        Ok(())
    }

    fn read_token(&mut self) -> Result<()> {
        let (session, call) = (self.handle()?, self.handle()?);
        let cap = self.input.int_in_range(0..=80usize)?;
        let mut buffer = [0x55u8; 81];
        let (mut needed, mut error) = (usize::MAX, ptr::null_mut());
        let buf = buffer.as_mut_ptr().cast();
        let way = self.input.int_in_range(0..=2)?;
        // SAFETY: the buffer has `cap` bytes and more.
        let status = unsafe {
            match way {
                0 => lf_session_token(session, call, buf, cap, &mut needed, Some(&mut error)),
                1 => lf_session_authorization(session, call, buf, cap, &mut needed, Some(&mut error)),
                _ => lf_session_try_token(session, buf, cap, &mut needed, Some(&mut error)),
            }
        };
        assert!(status != LF_OK && needed == 0 && !error.is_null());
        assert!(way == 2 || status != LF_E_PENDING, "it does not wait");
        assert!(cap == 0 || buffer[0] == 0);
        assert!(
            buffer[cap.min(1)..].iter().all(|byte| *byte == 0x55),
            "something was written"
        );
        self.handles.push(error.addr());
        Ok(())
    }
}
