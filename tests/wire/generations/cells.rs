//! The table of [`super::table`]: what each call comes to.

use lftoken_stub::Operation;
use support::binding::{Action, Status, TokenState};

use super::outcomes::Outcome;
use super::ways::Way;

/// What a call comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub status: Status,
    pub action: Action,
    /// How often it was sent.
    pub sent: u64,
    /// By how many sessions the server has more than before, once nothing is outstanding.
    pub opened: i64,
    /// How many sessions the client says may be open that nobody holds.
    pub lost: usize,
    /// What the token is afterwards, its value, and what a further refresh comes to when the server is well again. Of a
    /// login there is none here: it is as the status says.
    pub token: Option<(TokenState, Value, Next)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Same,
    Other,
    Wiped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub status: Status,
    pub action: Action,
    pub sent: u64,
}

const fn cell(status: Status, action: Action, sent: u64) -> Cell {
    Cell {
        status,
        action,
        sent,
        opened: 0,
        lost: 0,
        token: None,
    }
}

const fn done(sent: u64) -> Cell {
    cell(Status::Ok, Action::None, sent)
}

const fn fails(status: Status, action: Action, sent: u64) -> Cell {
    cell(status, action, sent)
}

const WELL: Next = Next {
    status: Status::Ok,
    action: Action::None,
    sent: 1,
};

impl Cell {
    const fn opens(self, opened: i64) -> Cell {
        Cell { opened, ..self }
    }

    const fn loses(self, lost: usize) -> Cell {
        Cell { lost, ..self }
    }

    /// The token is as it was, and can be refreshed.
    const fn stays(self) -> Cell {
        Cell {
            token: Some((TokenState::Active, Value::Same, WELL)),
            ..self
        }
    }

    /// The token has another value, and can be refreshed.
    const fn renews(self) -> Cell {
        Cell {
            token: Some((TokenState::Active, Value::Other, WELL)),
            ..self
        }
    }

    /// The token is as it was, and the next refresh is sent and fails.
    const fn then(self, status: Status, action: Action, sent: u64) -> Cell {
        let next = Next { status, action, sent };
        Cell {
            token: Some((TokenState::Active, Value::Same, next)),
            ..self
        }
    }

    /// The token is as it was, and the next refresh fails without being sent.
    const fn remembers(self, status: Status, action: Action) -> Cell {
        self.then(status, action, 0)
    }

    /// The session is over, as the next refresh says without being sent.
    const fn ends(self, state: TokenState, value: Value, status: Status, action: Action) -> Cell {
        let next = Next {
            status,
            action,
            sent: 0,
        };
        Cell {
            token: Some((state, value, next)),
            ..self
        }
    }
}

use Action as A;
use Operation::{Create, Invalidate, Refresh};
use Outcome as O;
use Status as S;
use TokenState as T;

const EVERYTHING: &[Outcome] = Outcome::ALL;
/// After which a code or a refresh token may have been used.
const LOST: &[Outcome] = &[
    O::LostAnswer,
    O::LateAnswer,
    O::CancelledMeanwhile,
    O::GatewayTimedOut,
    O::GatewayRefused,
    O::Portal,
];

const EVERYWHERE: &[Way] = Way::ALL;
const ALPHA: &[Way] = &[Way::Alpha];
const PASSWORDS: &[Way] = &[Way::V1, Way::V2];
const V2_CODE: &[Way] = &[Way::V2Code];
/// It goes on with the session of its login.
const V2_REFRESH_TOKEN: &[Way] = &[Way::V2RefreshToken];
const V2_BROWSER: &[Way] = &[Way::V2Code, Way::V2RefreshToken];
const LICENSED: &[Way] = &[Way::Alpha, Way::V1, Way::V2, Way::V2Code, Way::V2RefreshToken];
const KEY: &[Way] = &[Way::AccessKey];
const APPS: &[Way] = &[Way::WebAppCode, Way::SinglePageCode, Way::CloudRefreshToken];
const CLOUD: &[Way] = &[
    Way::AccessKey,
    Way::WebAppCode,
    Way::SinglePageCode,
    Way::CloudRefreshToken,
];

/// For which outcomes of which calls, in which ways.
pub type Row = (Operation, &'static [Outcome], &'static [&'static [Way]], Cell);

/// Each cell once: a missing one and a second one fail.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    (Create, &[O::Success], &[PASSWORDS, ALPHA, V2_CODE], done(1).opens(1)),
    (Create, &[O::Success], &[CLOUD, V2_REFRESH_TOKEN], done(1)),
    (Create, &[O::CredentialsRefused], &[CLOUD, PASSWORDS, ALPHA], fails(S::CredentialsRefused, A::FixCredentials, 1)),
    (Create, &[O::CredentialsRefused], &[V2_BROWSER], fails(S::CredentialsRefused, A::LogInAgain, 1)),
    (Create, &[O::AccountLocked], &[EVERYWHERE], fails(S::AccountLocked, A::FixSetup, 1)),
    (Create, &[O::PasswordExpired], &[EVERYWHERE], fails(S::PasswordExpired, A::FixCredentials, 1)),
    (Create, &[O::NoLicence], &[EVERYWHERE], fails(S::LicenseExhausted, A::TryLater, 1)),
    (Create, &[O::AccessDenied, O::UnauthorizedClient], &[EVERYWHERE], fails(S::AccessDenied, A::FixSetup, 1)),
    (Create, &[O::UnknownRepository], &[LICENSED], fails(S::RepositoryNotFound, A::FixSetup, 1)),
    (Create, &[O::UnknownRepository], &[CLOUD], fails(S::Unsupported, A::FixSetup, 1)),
    (Create, &[O::BadRequest, O::InvalidScope], &[EVERYWHERE], fails(S::BadRequest, A::FixSetup, 1)),
    (Create, &[O::InvalidGrant], &[PASSWORDS, ALPHA, KEY], fails(S::CredentialsRefused, A::FixCredentials, 1)),
    (Create, &[O::InvalidGrant], &[APPS, V2_BROWSER], fails(S::CredentialsRefused, A::LogInAgain, 1)),
    (Create, &[O::RateLimited], &[EVERYWHERE], fails(S::RateLimited, A::TryLater, 1)),
    (Create, &[O::RateLimitedForNow, O::Overloaded], &[PASSWORDS, ALPHA, V2_CODE], done(2).opens(1)),
    (Create, &[O::RateLimitedForNow, O::Overloaded], &[CLOUD, V2_REFRESH_TOKEN], done(2)),
    (Create, &[O::ServerFailed], &[LICENSED, APPS], fails(S::ServerError, A::TryLater, 1)),
    (Create, &[O::ServerFailed, O::GatewayTimedOut], &[KEY], fails(S::ServerError, A::TryLater, 3)),
    (Create, &[O::LostAnswer], &[KEY], fails(S::ConnectionLost, A::TryLater, 3)),
    (Create, &[O::LostAnswer, O::GatewayTimedOut, O::Portal], &[PASSWORDS, ALPHA, V2_CODE],
        fails(S::OutcomeUnknown, A::CheckSession, 1).opens(1).loses(1)),
    (Create, LOST, &[V2_REFRESH_TOKEN], fails(S::OutcomeUnknown, A::CheckSession, 1).loses(1)),
    (Create, LOST, &[APPS],
        fails(S::OutcomeUnknown, A::LogInAgain, 1)),
    (Create, &[O::LateAnswer], &[KEY], fails(S::TimedOut, A::TryLater, 1)),
    (Create, &[O::LateAnswer, O::CancelledMeanwhile], &[PASSWORDS, V2_CODE],
        fails(S::OutcomeUnknown, A::CheckSession, 1).opens(1).loses(1)),
    (Create, &[O::LateAnswer, O::CancelledMeanwhile], &[ALPHA], fails(S::OutcomeUnknown, A::CheckSession, 1)),
    (Create, &[O::CancelledMeanwhile], &[KEY], fails(S::Cancelled, A::None, 1)),
    (Create, &[O::CancelledBefore], &[EVERYWHERE], fails(S::Cancelled, A::None, 0)),
    (Create, &[O::GatewayRefused], &[KEY], fails(S::AccessDenied, A::FixSetup, 1)),
    (Create, &[O::GatewayRefused], &[PASSWORDS, ALPHA], fails(S::AccessDenied, A::CheckSession, 1).opens(1).loses(1)),
    (Create, &[O::GatewayRefused], &[V2_CODE], fails(S::OutcomeUnknown, A::CheckSession, 1).opens(1).loses(1)),
    (Create, &[O::GatewayUnauthorized], &[EVERYWHERE], fails(S::CredentialsRefused, A::FixCredentials, 1)),
    (Create, &[O::Portal], &[KEY], fails(S::AnswerNotUnderstood, A::FixSetup, 1)),
    (Create, &[O::Redirect], &[LICENSED], fails(S::AnswerNotUnderstood, A::CheckSession, 1).loses(1)),
    (Create, &[O::Redirect], &[CLOUD], fails(S::AnswerNotUnderstood, A::FixSetup, 1)),
    (Create, &[O::Proxy], &[EVERYWHERE], fails(S::ProxyRefused, A::FixSetup, 1)),
    (Refresh, &[O::Success], &[ALPHA], done(1).stays()),
    (Refresh, &[O::Success], &[PASSWORDS], done(1).opens(1).renews()),
    (Refresh, &[O::Success], &[CLOUD, V2_BROWSER], done(1).renews()),
    (Refresh, &[O::CredentialsRefused], &[CLOUD, PASSWORDS],
        fails(S::CredentialsRefused, A::FixCredentials, 1).remembers(S::CredentialsRefused, A::FixCredentials)),
    (Refresh, &[O::CredentialsRefused], &[V2_BROWSER],
        fails(S::CredentialsRefused, A::LogInAgain, 1).remembers(S::CredentialsRefused, A::LogInAgain)),
    (Refresh, &[O::CredentialsRefused, O::AccountLocked, O::PasswordExpired], &[ALPHA],
        fails(S::SessionGone, A::LogInAgain, 1).ends(T::Gone, Value::Same, S::SessionGone, A::LogInAgain)),
    (Refresh, &[O::AccountLocked], &[CLOUD, V2_BROWSER, PASSWORDS],
        fails(S::AccountLocked, A::FixSetup, 1).remembers(S::AccountLocked, A::FixSetup)),
    (Refresh, &[O::PasswordExpired], &[CLOUD, V2_BROWSER, PASSWORDS],
        fails(S::PasswordExpired, A::FixCredentials, 1).remembers(S::PasswordExpired, A::FixCredentials)),
    (Refresh, &[O::NoLicence], &[EVERYWHERE], fails(S::LicenseExhausted, A::TryLater, 1).stays()),
    (Refresh, &[O::AccessDenied], &[EVERYWHERE], fails(S::AccessDenied, A::FixSetup, 1).stays()),
    (Refresh, &[O::UnknownRepository], &[LICENSED], fails(S::RepositoryNotFound, A::FixSetup, 1).stays()),
    (Refresh, &[O::UnknownRepository], &[CLOUD], fails(S::Unsupported, A::FixSetup, 1).stays()),
    (Refresh, &[O::BadRequest, O::InvalidScope], &[EVERYWHERE], fails(S::BadRequest, A::FixSetup, 1).stays()),
    (Refresh, &[O::InvalidGrant], &[APPS, V2_BROWSER],
        fails(S::CredentialsRefused, A::LogInAgain, 1).remembers(S::CredentialsRefused, A::LogInAgain)),
    (Refresh, &[O::InvalidGrant, O::UnauthorizedClient], &[ALPHA], fails(S::BadRequest, A::FixSetup, 1).stays()),
    (Refresh, &[O::InvalidGrant, O::GatewayUnauthorized], &[PASSWORDS, KEY],
        fails(S::CredentialsRefused, A::FixCredentials, 1).remembers(S::CredentialsRefused, A::FixCredentials)),
    (Refresh, &[O::UnauthorizedClient], &[CLOUD, V2_BROWSER, PASSWORDS],
        fails(S::AccessDenied, A::FixSetup, 1).stays()),
    (Refresh, &[O::RateLimited], &[EVERYWHERE], fails(S::RateLimited, A::TryLater, 1).stays()),
    (Refresh, &[O::RateLimitedForNow, O::Overloaded], &[ALPHA], done(2).stays()),
    (Refresh, &[O::RateLimitedForNow, O::Overloaded], &[PASSWORDS], done(2).opens(1).renews()),
    (Refresh, &[O::RateLimitedForNow, O::Overloaded], &[CLOUD, V2_BROWSER], done(2).renews()),
    (Refresh, &[O::ServerFailed], &[APPS, V2_BROWSER, PASSWORDS], fails(S::ServerError, A::TryLater, 1).stays()),
    (Refresh, &[O::ServerFailed, O::GatewayTimedOut], &[ALPHA, KEY], fails(S::ServerError, A::TryLater, 3).stays()),
    (Refresh, &[O::LostAnswer], &[ALPHA, KEY], fails(S::ConnectionLost, A::TryLater, 4).stays()),
    (Refresh, &[O::LostAnswer, O::LateAnswer, O::CancelledMeanwhile, O::GatewayTimedOut, O::Portal], &[PASSWORDS],
        fails(S::OutcomeUnknown, A::CheckSession, 1).opens(1).loses(1).stays()),
    (Refresh, LOST, &[V2_BROWSER],
        fails(S::OutcomeUnknown, A::CheckSession, 1).loses(1).remembers(S::OutcomeUnknown, A::LogInAgain)),
    (Refresh, LOST, &[APPS],
        fails(S::OutcomeUnknown, A::LogInAgain, 1).remembers(S::OutcomeUnknown, A::LogInAgain)),
    (Refresh, &[O::LateAnswer], &[ALPHA, KEY], fails(S::TimedOut, A::TryLater, 2).stays()),
    (Refresh, &[O::CancelledMeanwhile], &[ALPHA, KEY], fails(S::Cancelled, A::None, 1).stays()),
    (Refresh, &[O::CancelledBefore], &[EVERYWHERE], fails(S::Cancelled, A::None, 0).stays()),
    (Refresh, &[O::GatewayRefused], &[ALPHA, KEY], fails(S::AccessDenied, A::FixSetup, 1).stays()),
    (Refresh, &[O::GatewayRefused], &[PASSWORDS], fails(S::AccessDenied, A::CheckSession, 1).opens(1).loses(1).stays()),
    (Refresh, &[O::GatewayUnauthorized], &[ALPHA], fails(S::SessionUnconfirmed, A::LogOutThenIn, 1).stays()),
    (Refresh, &[O::GatewayUnauthorized], &[APPS, V2_BROWSER],
        fails(S::CredentialsRefused, A::FixCredentials, 1).stays()),
    (Refresh, &[O::Portal], &[ALPHA, KEY], fails(S::AnswerNotUnderstood, A::FixSetup, 1).stays()),
    (Refresh, &[O::Redirect], &[CLOUD, ALPHA], fails(S::AnswerNotUnderstood, A::FixSetup, 1).stays()),
    (Refresh, &[O::Redirect], &[V2_BROWSER, PASSWORDS],
        fails(S::AnswerNotUnderstood, A::CheckSession, 1).loses(1).stays()),
    (Refresh, &[O::Proxy], &[EVERYWHERE], fails(S::ProxyRefused, A::FixSetup, 1).stays()),
    (Invalidate, &[O::Success], &[ALPHA],
        done(1).opens(-1).ends(T::LoggedOut, Value::Same, S::SessionGone, A::LogInAgain)),
    (Invalidate, EVERYTHING, &[CLOUD, V2_BROWSER, PASSWORDS],
        done(0).ends(T::Discarded, Value::Wiped, S::SessionGone, A::LogInAgain)),
    (Invalidate, &[O::CredentialsRefused, O::AccountLocked, O::PasswordExpired], &[ALPHA],
        done(1).ends(T::LoggedOut, Value::Same, S::SessionGone, A::LogInAgain)),
    (Invalidate, &[O::NoLicence, O::UnknownRepository, O::BadRequest, O::InvalidGrant, O::UnauthorizedClient,
        O::InvalidScope, O::GatewayUnauthorized, O::Redirect, O::Proxy], &[ALPHA],
        fails(S::NotLoggedOut, A::TryLater, 1).stays()),
    (Invalidate, &[O::AccessDenied], &[ALPHA], fails(S::AccessDenied, A::FixSetup, 1).stays()),
    (Invalidate, &[O::RateLimited], &[ALPHA], fails(S::RateLimited, A::TryLater, 1).stays()),
    (Invalidate, &[O::RateLimitedForNow, O::Overloaded], &[ALPHA],
        done(2).opens(-1).ends(T::LoggedOut, Value::Same, S::SessionGone, A::LogInAgain)),
    (Invalidate, &[O::ServerFailed], &[ALPHA], fails(S::ServerError, A::TryLater, 3).stays()),
    (Invalidate, &[O::LostAnswer], &[ALPHA],
        fails(S::ConnectionLost, A::TryLater, 4).opens(-1).then(S::SessionGone, A::LogInAgain, 1)),
    (Invalidate, &[O::LateAnswer], &[ALPHA],
        fails(S::TimedOut, A::TryLater, 2).opens(-1).then(S::SessionGone, A::LogInAgain, 1)),
    (Invalidate, &[O::CancelledMeanwhile], &[ALPHA],
        fails(S::Cancelled, A::TryLater, 1).opens(-1).then(S::SessionGone, A::LogInAgain, 1)),
    (Invalidate, &[O::CancelledBefore], &[ALPHA], fails(S::Cancelled, A::TryLater, 0).stays()),
    (Invalidate, &[O::GatewayTimedOut], &[ALPHA],
        fails(S::ServerError, A::TryLater, 3).opens(-1).then(S::SessionGone, A::LogInAgain, 1)),
    (Invalidate, &[O::GatewayRefused, O::Portal], &[ALPHA],
        fails(S::NotLoggedOut, A::TryLater, 1).opens(-1).then(S::SessionGone, A::LogInAgain, 1)),
];
