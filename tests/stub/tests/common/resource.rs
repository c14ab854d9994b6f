//! Requests to the resource, and logins of every generation, each in the words of its own.

use super::cloud::{Draft, service_login};
use super::{Answer, ask, bodiless, create_with, post_form};
use lftoken_stub::{Api, Stub};

pub const PASSWORD: &str = "correct horse battery staple";

/// A login at the repository `r`, which is nothing to the Cloud.
pub fn login(api: Api, stub: &Stub, password: &str) -> Vec<u8> {
    match api {
        Api::V1Alpha => create_with("r", "", &format!(r#"{{"username":"svc","password":"{password}"}}"#)),
        Api::ServerV1 | Api::ServerV2 => {
            let path = format!("/repository/{}/Repositories/r/Token", generation(api));
            let members = [("grant_type", "password"), ("username", "svc"), ("password", password)];
            post_form(&path, "", &members)
        }
        Api::Cloud => service_login(&Draft::of(&stub.access_key("laserfiche.com")).signed()),
    }
}

/// The token of a login that goes well.
pub fn token(api: Api, stub: &Stub) -> String {
    let answer = ask(stub, &login(api, stub, PASSWORD));
    let json = answer.json();
    let token = json["authToken"].as_str().or(json["access_token"].as_str());
    token.unwrap_or_else(|| panic!("{api:?}: {answer:?}")).into()
}

pub fn generation(api: Api) -> &'static str {
    match api {
        Api::V1Alpha => "v1-alpha",
        Api::ServerV1 => "v1",
        Api::ServerV2 | Api::Cloud => "v2",
    }
}

pub fn list(api: Api, token: &str) -> Vec<u8> {
    let children = match generation(api) {
        "v2" => "Folder/Children",
        _ => "Laserfiche.Repository.Folder/children",
    };
    request("GET", api, children, &bearer(token), b"")
}

/// Where a document goes.
pub fn upload(api: Api, headers: &str, body: &[u8]) -> Vec<u8> {
    let place = match generation(api) {
        "v2" => "Folder/Import",
        _ => "a%20b.pdf",
    };
    request("POST", api, place, headers, body)
}

pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

fn request(method: &str, api: Api, place: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let path = format!("/repository/{}/Repositories/r/Entries/1/{place}", generation(api));
    let head = format!("{method} {path} HTTP/1.1\r\nHost: stub\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// The status of a listing.
pub fn listed(api: Api, stub: &Stub, token: &str) -> u16 {
    ask(stub, &list(api, token)).status
}

pub fn refreshed(stub: &Stub, token: &str) -> Answer {
    ask(stub, &bodiless("Refresh", "r", &bearer(token)))
}
