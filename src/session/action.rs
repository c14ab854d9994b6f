//! What kind of thing has to be done about a failure: what a host branches on instead of on every status.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing failed, or the host itself ended the call.
    None,
    /// The program has to be corrected.
    FixCall,
    /// An administrator has to change the set-up.
    FixSetup,
    /// A person has to correct the credentials.
    FixCredentials,
    LogInAgain,
    /// The session may still be open: end it before another one is opened.
    LogOutThenIn,
    /// The same call may succeed later without anybody changing anything.
    TryLater,
    /// A session may be open that nobody holds.
    CheckSession,
    /// The library has a defect.
    ReportDefect,
}
