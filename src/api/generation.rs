//! The generations of the API, as a table.

use crate::http::Origin;
use crate::http::client::Client;

use super::protocol::Protocol;
use super::{cloud, self_hosted, v1alpha};

/// Chooses a generation.
#[derive(Clone, Copy)]
pub struct Generation {
    /// What messages call it.
    pub name: &'static str,
    /// Somebody has to say where the server is.
    pub needs_address: bool,
    /// Sets the protocol up for a base address, given as origin and path. The error says which setting is wrong.
    pub connect: fn(&Client, Option<(Origin, String)>) -> Connected,
    /// The path of its login, below that of the base address and for a repository.
    pub login_path: fn(&str, &str) -> String,
}

type Connected = Result<Box<dyn Protocol>, String>;

/// The v1-alpha AccessTokens routes.
pub const V1_ALPHA: Generation = Generation {
    name: v1alpha::CAPABILITIES.name,
    needs_address: true,
    connect: |client, base| with_address(client, base, v1alpha::V1Alpha::connect),
    login_path: v1alpha::login_path,
};

/// The Token route of the API Server's v1.
pub const SERVER_V1: Generation = Generation {
    name: self_hosted::V1.capabilities.name,
    needs_address: true,
    connect: |client, base| with_address(client, base, self_hosted::connect_v1),
    login_path: |base_path, repository| self_hosted::V1.login_path(base_path, repository),
};

/// The Token route of the API Server's v2.
pub const SERVER_V2: Generation = Generation {
    name: self_hosted::V2.capabilities.name,
    needs_address: true,
    connect: |client, base| with_address(client, base, self_hosted::connect_v2),
    login_path: |base_path, repository| self_hosted::V2.login_path(base_path, repository),
};

/// The sign-in servers of Laserfiche Cloud.
pub const CLOUD: Generation = Generation {
    name: cloud::CAPABILITIES.name,
    needs_address: false,
    connect: cloud::connect,
    login_path: |base_path, _| cloud::login_path(base_path),
};

pub const ALL: [&Generation; 4] = [&V1_ALPHA, &SERVER_V1, &SERVER_V2, &CLOUD];

fn with_address(
    client: &Client,
    base: Option<(Origin, String)>,
    connect: fn(&Client, Origin, String) -> Connected,
) -> Connected {
    let (origin, path) = base.ok_or("no base address is set")?;
    connect(client, origin, path)
}
