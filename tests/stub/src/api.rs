//! The generations of the service's interface.

use crate::error_body::ErrorBody;

/// A generation; every stub speaks all of them, each below its own path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Api {
    /// The AccessTokens routes of 2021.
    #[default]
    V1Alpha,
    /// Token of a self-hosted API Server.
    ServerV1,
    /// The same, and the code flow of the Directory Server.
    ServerV2,
    /// OAuth of the Cloud.
    Cloud,
}

impl Api {
    pub const ALL: [Api; 4] = [Api::V1Alpha, Api::ServerV1, Api::ServerV2, Api::Cloud];

    /// By which the programs of this project choose it.
    pub fn name(self) -> &'static str {
        match self {
            Api::V1Alpha => "v1-alpha",
            Api::ServerV1 => "server-v1",
            Api::ServerV2 => "server-v2",
            Api::Cloud => "cloud",
        }
    }

    pub fn parse(name: &str) -> Result<Api, String> {
        let mut same = Api::ALL.into_iter().filter(|api| api.name() == name);
        same.next()
            .ok_or_else(|| format!("unknown API {name:?}: use v1-alpha, server-v1, server-v2 or cloud"))
    }

    /// The path in front of its routes on a usual installation, for [`crate::Config::base_path`].
    pub fn base_path(self) -> &'static str {
        match self {
            Api::ServerV1 | Api::ServerV2 => "/LFRepositoryAPI",
            Api::V1Alpha | Api::Cloud => "/repository",
        }
    }

    /// The shape of its refusals; `oauth` is one that has an OAuth error code.
    pub(crate) fn error_body(self, oauth: bool) -> ErrorBody {
        match self {
            Api::V1Alpha => ErrorBody::ApiServerException,
            Api::Cloud => ErrorBody::Rfc6749,
            Api::ServerV2 if oauth => ErrorBody::Rfc6749,
            Api::ServerV1 | Api::ServerV2 => ErrorBody::ProblemDetails,
        }
    }
}
