//! A generation for tests: v1-alpha, if it had no call that renews a session.

use crate::base::secret::Secret;
use crate::http::answer::Answer;
use crate::http::client::Endpoint;
use crate::http::request::Request;

use super::V1_ALPHA;
use super::credential::Login;
use super::error::ReadError;
use super::grant::Grant;
use super::protocol::{Capabilities, Generation, Operation, Protocol, Renewal};

pub const RENEWED_BY_LOGIN: Generation = Generation {
    connect: |client, origin, path| Ok(Box::new(Renewed((V1_ALPHA.connect)(client, origin, path)?))),
};

struct Renewed(Box<dyn Protocol>);

impl Protocol for Renewed {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            renewal: Renewal::NewLogin,
            ..self.0.capabilities()
        }
    }

    fn endpoint(&self, operation: Operation) -> &Endpoint {
        self.0.endpoint(operation)
    }

    fn login(&self, repository: &str, login: &Login) -> Result<Request, String> {
        self.0.login(repository, login)
    }

    fn read_grant(&self, answer: &Answer) -> Result<Grant, ReadError> {
        self.0.read_grant(answer)
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
