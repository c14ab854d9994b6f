//! What an API generation has to tell: what it can do, what its requests are, and how its answers read.

use crate::base::clock::Moment;
use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::client::Endpoint;
use crate::http::request::{Request, Unencodable};

use super::credential::Accepted;
use super::grant::{Grant, Lifetime};
use super::login::{Kind, Login};
use super::oauth::assertion::Window;
use super::unreadable::ReadError;

/// The calls of the library, whatever they are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    Login,
    Refresh,
    Logout,
}

/// How a session is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// A call with the token, which stays the same.
    Route,
    /// Another login, with the same credentials or with a refresh token. It brings another token.
    NewLogin,
}

/// What a generation can do. Whoever wants to know asks this, never for the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// What messages call it.
    pub name: &'static str,
    /// A session takes a licence, so that none may be lost.
    pub takes_licence: bool,
    pub renewal: Renewal,
    /// A session can be ended.
    pub logout: bool,
    /// A refresh can say how long the session may be idle.
    pub keep_alive: bool,
    /// A login is to one repository.
    pub repository: bool,
    pub accepted: Accepted,
}

impl Capabilities {
    /// Whether a refresh is a login of its own.
    pub fn refresh_opens_session(&self) -> bool {
        self.renewal == Renewal::NewLogin
    }

    pub fn opens_session(&self, operation: Operation) -> bool {
        match operation {
            Operation::Login => true,
            Operation::Refresh => self.refresh_opens_session(),
            Operation::Logout => false,
        }
    }

    /// Whether a login whose outcome is not known may be sent again.
    pub fn is_repeatable(&self, kind: Kind) -> bool {
        !self.takes_licence && !kind.is_single_use()
    }
}

/// The request of a login. It is made once a call, so that attempts send the same bytes.
pub struct Prepared {
    pub request: Request,
    /// When the assertion in it is valid.
    pub window: Option<Window>,
}

impl From<Request> for Prepared {
    fn from(request: Request) -> Prepared {
        Prepared { request, window: None }
    }
}

/// Where users are sent to let an app act for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizeAt {
    /// Without a query.
    pub address: String,
    /// Apps are registered, and have a client id.
    pub knows_apps: bool,
}

/// One generation, for one server. The methods for calls that it does not have are never called.
pub trait Protocol: Send + Sync {
    fn capabilities(&self) -> Capabilities;

    /// The server that answers this call; `None` as long as no login has told which one that is.
    fn endpoint(&self, operation: Operation) -> Option<&Endpoint>;

    /// Where that is, for messages: host, port and the path of the base address.
    fn address(&self, operation: Operation) -> &str;

    /// The path that all routes of the server begin with; `None` as long as no login has told which server that is.
    fn base_path(&self) -> Option<&str>;

    /// Where the API itself is, if that does not depend on the login.
    fn api_address(&self) -> Option<&str>;

    /// The same, as a token tells it by itself.
    fn api_address_of(&self, _token: &str) -> Option<String> {
        None
    }

    /// Opens a session; also the request of a renewal by [`Renewal::NewLogin`]. Errors of requests are for a person.
    fn login(&self, repository: &str, login: &Login) -> Result<Prepared, String>;

    fn read_grant(&self, answer: &Answer, login: Option<&Login>) -> Result<Grant, ReadError>;

    /// Whether refusals have the members of RFC 6749.
    fn speaks_oauth(&self) -> bool {
        false
    }

    /// An answer had this `Date`, in Unix milliseconds. Whether the next login says the time by it.
    fn learn_time(&self, _server_ms: i64, _received: Moment) -> bool {
        false
    }

    /// What to open in a browser for an authorization code. The error says why there is none.
    fn authorize_at(&self) -> Result<AuthorizeAt, String> {
        Err(NO_SUCH_CALL.into())
    }

    /// Starts the session's idle timer anew.
    fn refresh(&self, _repository: &str, _token: &Secret, _keep_alive_seconds: Option<u32>) -> Result<Request, String> {
        Err(NO_SUCH_CALL.into())
    }

    /// The new lifetime.
    fn read_renewal(&self, _answer: &Answer) -> Result<Lifetime, ReadError> {
        Err(ReadError::Because(NO_SUCH_CALL))
    }

    /// Ends the session.
    fn logout(&self, _repository: &str, _token: &Secret) -> Result<Request, String> {
        Err(NO_SUCH_CALL.into())
    }

    /// An error unless the answer says that the session has ended.
    fn read_logout(&self, _answer: &Answer) -> Result<(), ReadError> {
        Err(ReadError::Because(NO_SUCH_CALL))
    }

    /// The token in an answer to a login that is cut or otherwise unreadable, if it is there as a whole. Searches from
    /// `from` on, and moves it to where a search in more of the same answer has to begin.
    fn find_token(&self, remains: &[u8], from: &mut usize) -> Option<Secret>;
}

const NO_SUCH_CALL: &str = "this generation of the API has no such call";

/// The headers that every request has besides Host. A server in front that compresses where nobody has ruled it out would
/// make the answer unreadable.
pub fn with_common_headers(request: Request, endpoint: &Endpoint) -> Result<Request, Unencodable> {
    request
        .header("User-Agent", &[endpoint.user_agent()])?
        .header("Accept", &["application/json"])?
        .header("Accept-Encoding", &["identity"])
}
