//! The exit status: what has to be done.

use binding::Action;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    AllWell = 0,
    Warnings = 1,
    FixCall = 2,
    FixSetup = 3,
    FixCredentials = 4,
    TryLater = 5,
    CheckLicence = 6,
    Defect = 7,
    Interrupted = 130,
}

impl Exit {
    pub const ALL: [Exit; 9] = [
        Exit::AllWell,
        Exit::Warnings,
        Exit::FixCall,
        Exit::FixSetup,
        Exit::FixCredentials,
        Exit::TryLater,
        Exit::CheckLicence,
        Exit::Defect,
        Exit::Interrupted,
    ];

    /// Its name in the document of `--json`.
    pub fn name(self) -> &'static str {
        match self {
            Exit::AllWell => "all_well",
            Exit::Warnings => "warnings",
            Exit::FixCall => "fix_call",
            Exit::FixSetup => "fix_setup",
            Exit::FixCredentials => "fix_credentials",
            Exit::TryLater => "try_later",
            Exit::CheckLicence => "check_licence",
            Exit::Defect => "defect",
            Exit::Interrupted => "interrupted",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Exit::AllWell => "all is well",
            Exit::Warnings => "it works, but read the warnings",
            Exit::FixCall => "correct the command line",
            Exit::FixSetup => "somebody has to change the set-up: address, network, server, or the account's rights",
            Exit::FixCredentials => "correct the credentials before another try: accounts get locked",
            Exit::TryLater => "try again later",
            Exit::CheckLicence => {
                "a session may be open that nobody holds: wait until it idles out, or ask an administrator"
            }
            Exit::Defect => "report a defect of the library",
            Exit::Interrupted => "it was ended before it was done; no session is open",
        }
    }

    /// What a failure asks for, when no session is open.
    pub fn of(action: Action) -> Exit {
        match action {
            Action::None => Exit::Interrupted,
            Action::FixCall => Exit::FixCall,
            Action::FixSetup => Exit::FixSetup,
            Action::FixCredentials => Exit::FixCredentials,
            // Whether a session is open is found out by itself.
            Action::LogInAgain | Action::LogOutThenIn | Action::CheckSession | Action::TryLater => Exit::TryLater,
            Action::ReportDefect => Exit::Defect,
        }
    }
}
