//! The calls of the C interface against a generation that is as unlike v1-alpha as can be: what they do follows from
//! its capabilities alone.

use std::ffi::{CStr, CString, c_char};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ptr::null_mut;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::session::second_generation::SECOND;

use super::action::*;
use super::calls::*;
use super::client::*;
use super::credentials::*;
use super::error::*;
use super::options::*;
use super::status::*;
use super::token::*;
use super::types::*;

/// A server that gives one answer a connection, and the requests that it saw.
struct Server {
    port: u16,
    requests: Receiver<String>,
}

impl Server {
    /// An empty answer is none: the connection is cut after the request.
    fn start(answers: &'static [&'static str]) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
                sender.send(read_request(&stream)).unwrap();
                (&stream).write_all(answer.as_bytes()).unwrap();
            }
        });
        Server { port, requests }
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    head + "\n" + std::str::from_utf8(&body).unwrap()
}

const FIRST: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 40\r\n\r\n\
                     {\"access_token\":\"one\",\"expires_in\":3600}";
const SECOND_TOKEN: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 22\r\n\r\n\
                            {\"access_token\":\"two\"}";
const CUT: &str = "";

struct Host {
    client: *mut lf_client,
    credentials: *mut lf_credentials,
}

fn text(text: &str) -> CString {
    CString::new(text).unwrap()
}

impl Host {
    fn new(logins: &Server, renewals: &Server) -> Host {
        let (mut options, mut client, mut credentials) = (null_mut::<lf_options>(), null_mut(), null_mut());
        let address = text(&format!("http://127.0.0.1:{}/{}", logins.port, renewals.port));
        // SAFETY: the pointers are valid, and the texts end with a NUL.
        unsafe {
            assert_eq!(lf_options_new(&mut options), LF_OK);
            assert_eq!(lf_options_set_base_address(options, address.as_ptr()), LF_OK);
            change(options, |settings| {
                settings.generation = SECOND;
                Ok(())
            })
            .unwrap();
            assert_eq!(lf_client_new(options, &mut client, null_mut()), LF_OK);
            lf_options_free(options);
            assert_eq!(lf_credentials_new(&mut credentials), LF_OK);
            lf_credentials_set_username(credentials, text("us er").as_ptr());
            lf_credentials_set_password(credentials, text("p&w").as_ptr());
        }
        Host { client, credentials }
    }

    fn log_in(&self) -> (lf_status, *mut lf_token, *mut lf_error) {
        let (mut token, mut error) = (null_mut(), null_mut());
        let repository = text("Archive");
        // SAFETY: as above.
        let status = unsafe {
            lf_create_token(
                self.client,
                repository.as_ptr(),
                self.credentials,
                null_mut(),
                &mut token,
                &mut error,
            )
        };
        (status, token, error)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        lf_credentials_free(self.credentials);
        lf_client_free(self.client);
    }
}

fn value(token: *mut lf_token) -> String {
    let mut buffer = [0 as c_char; 64];
    // SAFETY: the buffer is as large as is said, and then holds a text that ends with a NUL.
    unsafe {
        assert_eq!(
            lf_token_value(token, buffer.as_mut_ptr(), buffer.len(), null_mut()),
            LF_OK
        );
        CStr::from_ptr(buffer.as_ptr()).to_str().unwrap().to_owned()
    }
}

fn remaining(token: *mut lf_token) -> i64 {
    let mut ms = 0;
    // SAFETY: the pointer is valid.
    assert_eq!(unsafe { lf_token_remaining_ms(token, &mut ms) }, LF_OK);
    ms
}

fn state(token: *mut lf_token) -> i32 {
    let mut state = 0;
    // SAFETY: the pointer is valid.
    assert_eq!(unsafe { lf_token_state(token, &mut state) }, LF_OK);
    state
}

fn refresh(token: *mut lf_token, keep_alive: u32) -> lf_status {
    // SAFETY: NULL is allowed.
    unsafe { lf_refresh_token(token, keep_alive, null_mut(), null_mut()) }
}

#[test]
fn a_session_from_login_to_discard() {
    let (logins, renewals) = (Server::start(&[FIRST]), Server::start(&[SECOND_TOKEN]));
    let host = Host::new(&logins, &renewals);
    let (status, token, _) = host.log_in();
    assert_eq!(status, LF_OK);
    let request = logins.requests.recv().unwrap();
    assert!(request.starts_with("POST /Archive/Token HTTP/1.1"), "{request}");
    assert!(
        request.ends_with("\ngrant_type=password&username=us%20er&password=p%26w"),
        "{request}"
    );
    assert_eq!(value(token), "one");
    assert!((3_590_000..=3_600_000).contains(&remaining(token)));

    assert_eq!(refresh(token, 60), LF_E_UNSUPPORTED);
    assert_eq!(value(token), "one");
    assert_eq!(refresh(token, 0), LF_OK);
    assert!(renewals.requests.recv().unwrap().contains("grant_type=password"));
    assert_eq!(value(token), "two");
    assert_eq!(remaining(token), -1);

    // SAFETY: NULL is allowed.
    assert_eq!(unsafe { lf_invalidate_token(token, null_mut(), null_mut()) }, LF_OK);
    assert_eq!(state(token), LF_TOKEN_DISCARDED);
    assert_eq!(value(token), "");
    assert_eq!(refresh(token, 0), LF_E_SESSION_GONE);
    assert!(logins.requests.try_recv().is_err() && renewals.requests.try_recv().is_err());
    lf_token_free(token);
}

#[test]
fn a_lost_answer_leaves_the_outcome_unknown_and_nothing_to_wait_for() {
    let (logins, renewals) = (Server::start(&[CUT]), Server::start(&[]));
    let host = Host::new(&logins, &renewals);
    let (status, token, error) = host.log_in();
    assert_eq!(status, LF_E_OUTCOME_UNKNOWN);
    assert!(token.is_null());
    assert_eq!(lf_error_cause(error), LF_E_CONNECTION_LOST);
    assert_eq!(lf_error_action(error), LF_ACTION_CHECK_SESSION);
    assert_eq!(lf_error_attempts(error), 1);
    lf_error_free(error);
    let mut outstanding = 0;
    // SAFETY: the pointer is valid, and NULL is allowed.
    let settled = unsafe { lf_client_settle(host.client, null_mut(), &mut outstanding, null_mut()) };
    assert_eq!((settled, outstanding), (LF_E_OUTCOME_UNKNOWN, 1));
}
