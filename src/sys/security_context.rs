//! A login that Windows makes (SSPI): tokens to send, in exchange for the server's challenges.

use std::io;
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::{SEC_E_INVALID_TOKEN, SEC_E_OK, SEC_I_CONTINUE_NEEDED};
use windows_sys::Win32::Security::Authentication::Identity::{
    AcquireCredentialsHandleW, DeleteSecurityContext, FreeContextBuffer, FreeCredentialsHandle,
    ISC_REQ_ALLOCATE_MEMORY, InitializeSecurityContextW, SECBUFFER_TOKEN, SECBUFFER_VERSION, SECPKG_CRED_OUTBOUND,
    SECURITY_NATIVE_DREP, SecBuffer, SecBufferDesc,
};
use windows_sys::Win32::Security::Credentials::SecHandle;
use windows_sys::Win32::System::Rpc::{SEC_WINNT_AUTH_IDENTITY_UNICODE, SEC_WINNT_AUTH_IDENTITY_W};
use zeroize::Zeroizing;

pub struct SecurityContext {
    credentials: Credentials,
    /// What Windows keeps between two rounds.
    state: Option<State>,
    target: Vec<u16>,
    is_complete: bool,
}

struct Credentials(SecHandle);

struct State(SecHandle);

/// What Windows has allocated for a token.
struct Allocated(SecBuffer);

impl SecurityContext {
    /// `package` is "Negotiate" or "NTLM", `target` the name of the service, and the account consists of domain, user and
    /// password; without one it is the account that the process runs under.
    pub fn new(package: &str, target: &str, account: Option<(&str, &str, &str)>) -> io::Result<SecurityContext> {
        let mut handle = SecHandle::default();
        let package = wide(package);
        let texts = account.map(|(domain, user, password)| [wide(domain), wide(user), wide(password)]);
        let identity = texts
            .as_ref()
            .map(|[domain, user, password]| SEC_WINNT_AUTH_IDENTITY_W {
                User: user.as_ptr().cast_mut(),
                UserLength: length(user),
                Domain: domain.as_ptr().cast_mut(),
                DomainLength: length(domain),
                Password: password.as_ptr().cast_mut(),
                PasswordLength: length(password),
                Flags: SEC_WINNT_AUTH_IDENTITY_UNICODE,
            });
        let identity = identity.as_ref().map_or(null(), |identity| &raw const *identity);
        // SAFETY: every pointer is NULL where that is allowed, or leads to a local variable of the expected type that
        // outlives the call; Windows copies the identity, and does not write to it.
        let status = unsafe {
            AcquireCredentialsHandleW(
                null(),
                package.as_ptr(),
                SECPKG_CRED_OUTBOUND,
                null(),
                identity.cast(),
                None,
                null(),
                &raw mut handle,
                null_mut(),
            )
        };
        if status != SEC_E_OK {
            return Err(io::Error::from_raw_os_error(status));
        }
        Ok(SecurityContext {
            credentials: Credentials(handle),
            state: None,
            target: wide(target).to_vec(),
            is_complete: false,
        })
    }

    /// The next token. The first one answers no challenge. It may ask a domain controller, for as long as that takes.
    pub fn answer(&mut self, challenge: &mut [u8]) -> io::Result<Vec<u8>> {
        if self.is_complete {
            return Err(io::Error::from_raw_os_error(SEC_E_INVALID_TOKEN));
        }
        let mut received = SecBuffer {
            cbBuffer: challenge.len() as u32,
            BufferType: SECBUFFER_TOKEN,
            pvBuffer: challenge.as_mut_ptr().cast(),
        };
        let received = list(&mut received);
        let mut token = Allocated(SecBuffer {
            cbBuffer: 0,
            BufferType: SECBUFFER_TOKEN,
            pvBuffer: null_mut(),
        });
        let mut made = list(&mut token.0);
        let (mut handle, mut attributes) = (SecHandle::default(), 0);
        let before = self.state.as_ref().map(|state| &raw const state.0);
        // SAFETY: the credentials are released with this object, and so is what the first call puts in place, which each
        // further one takes and leaves as it is. The lists and buffers are local; Windows only reads the challenge, of
        // which there is none at first, and allocates the token, which `Allocated` frees.
        let status = unsafe {
            InitializeSecurityContextW(
                &raw const self.credentials.0,
                before.unwrap_or(null()),
                self.target.as_ptr(),
                ISC_REQ_ALLOCATE_MEMORY,
                0,
                SECURITY_NATIVE_DREP,
                if before.is_some() { &raw const received } else { null() },
                0,
                before.map_or(&raw mut handle, <*const SecHandle>::cast_mut),
                &raw mut made,
                &raw mut attributes,
                null_mut(),
            )
        };
        if status != SEC_E_OK && status != SEC_I_CONTINUE_NEEDED {
            return Err(io::Error::from_raw_os_error(status));
        }
        self.state.get_or_insert(State(handle));
        self.is_complete = status == SEC_E_OK;
        Ok(token.bytes().to_vec())
    }
}

impl Allocated {
    fn bytes(&self) -> &[u8] {
        if self.0.pvBuffer.is_null() {
            return &[];
        }
        // SAFETY: Windows has put so many bytes there, and nothing else uses them before they are freed.
        unsafe { std::slice::from_raw_parts(self.0.pvBuffer.cast(), self.0.cbBuffer as usize) }
    }
}

impl Drop for Allocated {
    fn drop(&mut self) {
        if !self.0.pvBuffer.is_null() {
            // SAFETY: Windows has allocated it for InitializeSecurityContextW, and nothing refers to it any more.
            unsafe { FreeContextBuffer(self.0.pvBuffer) };
        }
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        // SAFETY: AcquireCredentialsHandleW has filled in the handle, and this is its only copy.
        unsafe { FreeCredentialsHandle(&raw const self.0) };
    }
}

impl Drop for State {
    fn drop(&mut self) {
        // SAFETY: InitializeSecurityContextW has filled in the handle, and this is its only copy.
        unsafe { DeleteSecurityContext(&raw const self.0) };
    }
}

fn list(buffer: &mut SecBuffer) -> SecBufferDesc {
    SecBufferDesc {
        ulVersion: SECBUFFER_VERSION,
        cBuffers: 1,
        pBuffers: buffer,
    }
}

/// With a NUL behind it.
fn wide(text: &str) -> Zeroizing<Vec<u16>> {
    // Room for all of it: memory that a growing vector leaves behind is not wiped.
    let mut wide = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    wide.extend(text.encode_utf16().chain([0]));
    wide
}

/// Without the NUL.
fn length(wide: &[u16]) -> u32 {
    wide.len() as u32 - 1
}
