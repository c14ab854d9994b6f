//! A generation for tests: v1-alpha, if it had no call that renews a session.

use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::client::Endpoint;
use crate::http::request::Request;

use super::V1_ALPHA;
use super::generation::Generation;
use super::grant::Grant;
use super::login::Login;
use super::protocol::{Capabilities, Operation, Prepared, Protocol, Renewal};
use super::unreadable::ReadError;

pub const RENEWED_BY_LOGIN: Generation = Generation {
    connect: |client, base| Ok(Box::new(Renewed((V1_ALPHA.connect)(client, base)?))),
    ..V1_ALPHA
};

struct Renewed(Box<dyn Protocol>);

impl Protocol for Renewed {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            renewal: Renewal::NewLogin,
            ..self.0.capabilities()
        }
    }

    fn endpoint(&self, operation: Operation) -> Option<&Endpoint> {
        self.0.endpoint(operation)
    }

    fn address(&self, operation: Operation) -> &str {
        self.0.address(operation)
    }

    fn base_path(&self) -> Option<&str> {
        self.0.base_path()
    }

    fn api_address(&self) -> Option<&str> {
        self.0.api_address()
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Prepared, String> {
        self.0.login(repository, login)
    }

    fn read_grant(&self, answer: &Answer, login: Option<&Login>) -> Result<Grant, ReadError> {
        self.0.read_grant(answer, login)
    }

    fn logout(&self, repository: &str, token: &Secret) -> Result<Request, String> {
        self.0.logout(repository, token)
    }

    fn read_logout(&self, answer: &Answer) -> Result<(), ReadError> {
        self.0.read_logout(answer)
    }

    fn find_token(&self, remains: &[u8], from: &mut usize) -> Option<Secret> {
        self.0.find_token(remains, from)
    }
}
