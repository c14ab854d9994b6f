//! A request that keeps to the contract.

use crate::answer::Answer;
use crate::config::Config;
use crate::context::Context;
use crate::errors::Refusal;
use crate::fault::Operation;
use crate::head::Checked;
use crate::oauth::{authorize, issue, token};
use crate::report::SeenRequest;
use crate::resource;
use crate::route::Route;
use crate::v1alpha;

pub enum Call {
    V1Alpha(v1alpha::Ask),
    Token(token::Ask),
    Authorize(authorize::Ask),
    Resource(resource::Ask),
}

impl Call {
    /// Says what is wrong with a request; unless the stub is strict, what real clients write in another way is put right
    /// before.
    pub fn read(route: Route<'_>, query: Option<&str>, seen: &SeenRequest, config: &Config) -> Checked<Call> {
        if let Some(place) = route.place {
            return resource::read(route.api, place, seen, config).map(Call::Resource);
        }
        match route.op {
            Operation::Token => token::read(route.api, query, seen, config).map(Call::Token),
            Operation::Authorize => authorize::read(route.api, query, seen, config).map(Call::Authorize),
            op => v1alpha::read(op, query, seen, config).map(Call::V1Alpha),
        }
    }

    /// The ids besides the repository's by which a client can ask for a fault.
    pub fn ids(&self) -> Vec<&str> {
        match self {
            Call::V1Alpha(_) | Call::Resource(_) => Vec::new(),
            Call::Token(ask) => ask.ids(),
            Call::Authorize(ask) => ask.client_id.as_deref().into_iter().collect(),
        }
    }

    /// Whose login it is, if it is one.
    pub fn user(&self) -> Option<&str> {
        match self {
            Call::V1Alpha(ask) => ask.user(),
            Call::Token(ask) => ask.user(),
            Call::Authorize(_) | Call::Resource(_) => None,
        }
    }

    /// Does what is asked, and words its success.
    pub fn perform(self, context: &mut Context<'_>) -> Result<Answer, Refusal> {
        match self {
            Call::V1Alpha(ask) => v1alpha::perform(ask, context),
            Call::Token(ask) => issue::perform(ask, context),
            Call::Authorize(ask) => authorize::perform(ask, context),
            Call::Resource(ask) => resource::perform(ask, context),
        }
    }
}
