//! What tokens are for: folders that list their documents and take new ones, at the paths of the service.
//!
//! The requests are those of host programs, so that all is taken that names a token and brings a document.

mod document;
mod place;

pub use place::Place;

use crate::answer::Answer;
use crate::api::Api;
use crate::bearer::Bearer;
use crate::config::Config;
use crate::context::{Context, odata};
use crate::documents::Document;
use crate::errors::Refusal;
use crate::head::{Checked, bad, one_host};
use crate::report::SeenRequest;
use crate::text::percent_decode_text;
use serde_json::{Value, json};

pub struct Ask {
    api: Api,
    bearer: Bearer,
    folder: u32,
    /// Name and size of a new document; without one the folder is listed.
    document: Option<(String, usize)>,
}

pub fn read(api: Api, place: Place<'_>, seen: &SeenRequest, config: &Config) -> Checked<Ask> {
    one_host(seen)?;
    let bearer = if config.strict {
        Bearer::read(seen)
    } else {
        Bearer::read_tidy(seen)
    }?;
    let (folder, document) = match place {
        Place::Children { folder } => (folder, None),
        Place::Import { folder, name } => (folder, Some(upload(name, seen)?)),
    };
    let Ok(folder) = folder.parse() else {
        return bad("the id of the entry is not a number");
    };
    Ok(Ask {
        api,
        bearer,
        folder,
        document,
    })
}

fn upload(name: Option<&str>, seen: &SeenRequest) -> Checked<(String, usize)> {
    if seen.header("Content-Length").is_none() && seen.header("Transfer-Encoding").is_none() {
        return Err(Refusal::new(411, None, "Content-Length is missing"));
    }
    let found = document::find(seen)?;
    let named = name.map(percent_decode_text).transpose();
    let named = named.map_err(|reason| Refusal::malformed(format!("the name of the document: {reason}")))?;
    let name = named.or(found.file_name).unwrap_or_else(|| "Document".into());
    Ok((name, found.bytes))
}

pub fn perform(ask: Ask, context: &mut Context<'_>) -> Result<Answer, Refusal> {
    admit(ask.api, ask.bearer, context)?;
    context.known_repository()?;
    let base = format!("{}/{}", context.shared.base_url, generation(ask.api));
    let state = &mut context.state;
    let Some((name, bytes)) = ask.document else {
        let here = state.documents.in_folder(context.repository, ask.folder);
        let entries = here.map(|(id, document)| entry(*id, document)).collect::<Vec<_>>();
        let kind = format!("{base}/$metadata#Collection(Laserfiche.Repository.Entry)");
        return Ok(odata(json!({"@odata.context": kind, "value": entries}).to_string()));
    };
    let document = Document {
        repository: context.repository.into(),
        folder: ask.folder,
        name,
        bytes,
    };
    let id = state.documents.add(document.clone());
    let mut body = match ask.api {
        Api::ServerV2 => entry(id, &document),
        _ => json!({"operations": {
            "entryCreate": {"entryId": id, "exceptions": []},
            "setEdoc": {"exceptions": []},
        }}),
    };
    // Of the stub's own: what arrived, and how many documents it has by now.
    body["bytes"] = json!(bytes);
    body["documents"] = json!(state.documents.count());
    let mut answer = odata(body.to_string());
    answer.status = 201;
    Ok(answer)
}

/// A session's token is good for its repository; a token of the Cloud for all, but not at v1-alpha.
fn admit(api: Api, bearer: Bearer, context: &mut Context<'_>) -> Result<(), Refusal> {
    let state = &mut context.state;
    let token = bearer.token(&state.sessions)?;
    let idle = state.limits.idle_timeout;
    let good = state.sessions.take_use(&token, context.repository, idle)
        || api != Api::V1Alpha && state.access_tokens.good(&token);
    good.then_some(()).ok_or_else(|| Refusal::coded(401, 9037))
}

fn entry(id: u64, document: &Document) -> Value {
    json!({
        "id": id,
        "name": document.name,
        "parentId": document.folder,
        "entryType": "Document",
        "bytes": document.bytes,
    })
}

fn generation(api: Api) -> &'static str {
    match api {
        Api::V1Alpha => "v1-alpha",
        Api::ServerV1 => "v1",
        Api::ServerV2 | Api::Cloud => "v2",
    }
}
