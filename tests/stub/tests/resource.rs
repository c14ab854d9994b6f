//! The resource that tokens are for, at each generation.

mod common;

use common::resource::{self, *};
use common::*;
use lftoken_stub::{Api, Config, Operation, Stub};

const FORM: &str = "Content-Type: multipart/form-data; boundary=\"--b\"\r\n";

/// A document of 6 bytes that looks like the end of a line, behind a part without a file.
fn form() -> Vec<u8> {
    b"----b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{}\r\n\
      ----b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.tif\"\r\nContent-Type: image/tiff\r\n\r\n\
      \r\n--\r\n\r\n----b--\r\n"
        .to_vec()
}

fn sized(headers: &str, body: &[u8]) -> String {
    format!("{headers}Content-Length: {}\r\n", body.len())
}

#[test]
fn a_token_lists_and_uploads_at_its_generation() {
    for api in Api::ALL {
        let stub = plain();
        let token = token(api, &stub);
        let none = ask(&stub, &list(api, &token));
        assert_eq!(
            (none.status, none.json()["value"].as_array().map(Vec::len)),
            (200, Some(0))
        );

        let form = form();
        let headers = sized(&(bearer(&token) + FORM), &form);
        let answer = ask(&stub, &upload(api, &headers, &form));
        let json = answer.json();
        assert_eq!(answer.status, 201, "{api:?}: {answer:?}");
        assert_eq!((&json["bytes"], &json["documents"]), (&6.into(), &1.into()), "{json}");

        let chunks = format!("{}Transfer-Encoding: chunked\r\n", bearer(&token));
        let answer = ask(&stub, &upload(api, &chunks, b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"));
        let json = answer.json();
        assert_eq!((answer.status, &json["bytes"]), (201, &5.into()), "{json}");
        let entries = ask(&stub, &list(api, &token)).json();
        let names = [0, 1].map(|at| entries["value"][at]["name"].clone());
        match generation(api) {
            "v2" => assert_eq!(names, ["c.tif", "Document"]),
            _ => assert_eq!(names, ["a b.pdf", "a b.pdf"]),
        }
        let report = stub.report();
        assert_eq!((report.documents, report.document_bytes, report.malformed), (2, 11, 0));
        assert_eq!(
            (
                report.resource_requests,
                report.resource_accepted,
                report.resource_refused
            ),
            (4, 4, 0)
        );
        assert!(
            stub.requests()
                .iter()
                .all(|seen| seen.operation != Some(Operation::Resource) || seen.body.is_empty())
        );
    }
}

#[test]
fn what_is_no_token_of_an_open_session_is_refused_in_the_service_words() {
    for api in Api::ALL {
        let stub = plain();
        let none = ask(&stub, &upload(api, "Content-Length: 0\r\n", b""));
        assert_eq!(none.status, 401);
        let unknown = ask(&stub, &list(api, "unknown"));
        let json = unknown.json();
        let said = if api == Api::V1Alpha { "message" } else { "title" };
        assert_eq!((unknown.status, &json["errorCode"]), (401, &9037.into()));
        assert_eq!(json[said], "Invalid session. [9037]");
        let token = token(api, &stub);
        assert_eq!(stub.end_sessions(), 1);
        assert_eq!(listed(api, &stub, &token), 401);
        let report = stub.report();
        assert_eq!(
            (report.resource_refused, report.resource_accepted, report.ended),
            (3, 0, 1)
        );
    }
    let stub = plain();
    let token = token(Api::V1Alpha, &stub);
    assert_eq!(ask(&stub, &with_token("Invalidate", "r", &token)).status, 200);
    assert_eq!(listed(Api::V1Alpha, &stub, &token), 401);
}

#[test]
fn a_token_is_good_for_its_repository_and_one_of_the_cloud_not_at_v1_alpha() {
    let stub = plain();
    let elsewhere = |request: Vec<u8>| String::from_utf8(request).unwrap().replace("/r/", "/s/").into_bytes();
    for (api, status) in [(Api::V1Alpha, 401), (Api::ServerV2, 401), (Api::Cloud, 200)] {
        let request = elsewhere(list(api, &token(api, &stub)));
        assert_eq!(ask(&stub, &request).status, status, "{api:?}");
    }
    let cloud = token(Api::Cloud, &stub);
    assert_eq!(listed(Api::V1Alpha, &stub, &cloud), 401);
    assert_eq!(listed(Api::ServerV1, &stub, &cloud), 200);
}

#[test]
fn requests_that_bring_no_document_say_so() {
    let stub = plain();
    let api = Api::ServerV2;
    let token = bearer(&token(api, &stub));
    for (headers, body, status, reason) in [
        (token.clone(), "", 411, "Content-Length is missing"),
        (
            sized(&(token.clone() + FORM), b"x"),
            "x",
            400,
            "the body does not hold its boundary",
        ),
        (
            sized(&(token.clone() + FORM), b"----b--"),
            "----b--",
            400,
            "no part of the body has a file name",
        ),
        (
            sized(&(token.clone() + "Content-Type: multipart/form-data\r\n"), b""),
            "",
            400,
            "Content-Type names no boundary",
        ),
        (
            sized("Authorization: bearer x\r\n", b""),
            "",
            400,
            "Authorization must be 'Bearer ' and the token",
        ),
    ] {
        let answer = ask(&stub, &upload(api, &headers, body.as_bytes()));
        assert_eq!((answer.status, answer.json()["title"].as_str()), (status, Some(reason)));
    }
    let post = String::from_utf8(list(api, "x")).unwrap().replace("GET", "POST");
    let answer = ask(&stub, post.as_bytes());
    assert_eq!((answer.status, answer.header("Allow")), (405, Some("GET")));
    let lax = Stub::start(Config {
        tls: false,
        strict: false,
        ..Config::default()
    })
    .unwrap();
    let lower = String::from_utf8(list(api, &resource::token(api, &lax))).unwrap();
    let lower = lower
        .replace("Bearer ", "bearer ")
        .replace("Folder/Children", "folder/children");
    assert_eq!(ask(&lax, lower.as_bytes()).status, 200);
}

#[test]
fn a_resource_can_refuse_a_good_token_for_a_while() {
    for api in Api::ALL {
        let stub = plain();
        let token = token(api, &stub);
        assert_eq!(
            stub.command("fault resource:status=401,times=2"),
            Ok("fault set: resource:status=401,times=2".into())
        );
        let seen: Vec<u16> = (0..3).map(|_| listed(api, &stub, &token)).collect();
        assert_eq!(seen, [401, 401, 200]);
        stub.set_fault(Operation::Resource, fault("status=503,retry-after=1,for=300"));
        let refused = ask(&stub, &list(api, &token));
        assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("1")));
        eventually("the end of the fault", || listed(api, &stub, &token) == 200);
        let report = stub.report();
        assert_eq!(
            report.resource_requests,
            report.resource_accepted + report.resource_refused
        );
        assert_eq!(report.logins, 1);
    }
}

#[test]
fn the_resource_is_there_over_tls_and_takes_what_is_larger_than_a_record() {
    let stub = Stub::start(Config::default()).unwrap();
    let client = client(stub.ca_pem(), None);
    let mut stream = tls(&client, tcp(stub.port()), "127.0.0.1");
    let token = exchange(&mut stream, &create("r")).unwrap().token();
    let body = vec![b'\n'; 3 * 1024 * 1024];
    let answer = exchange(
        &mut stream,
        &upload(Api::V1Alpha, &sized(&bearer(&token), &body), &body),
    )
    .unwrap();
    assert_eq!((answer.status, &answer.json()["bytes"]), (201, &body.len().into()));
    assert_eq!(exchange(&mut stream, &list(Api::V1Alpha, &token)).unwrap().status, 200);
}
