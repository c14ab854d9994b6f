use super::*;

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    Answer::of(status, headers, body.as_bytes())
}

#[test]
fn the_service_exception() {
    let body = r#"{"operationId":"5f1e","message":"The user account or password is incorrect. [9010]","errorCode":9010,"errorClass":null,"statusCode":401,"errorSource":"src","extra":[1]}"#;
    let problem = Problem::read(&answer(401, &[("x-requestid", "abc")], body), &[], false);
    assert_eq!(problem.error_code, Some(9010));
    assert_eq!(problem.operation_id.as_deref(), Some("5f1e"));
    assert_eq!(problem.request_id.as_deref(), Some("abc"));
    assert_eq!(problem.error_class, None);
    assert_eq!(problem.error_source.as_deref(), Some("src"));
    assert!(problem.from_service);
}

#[test]
fn problem_details_with_the_code_in_the_title() {
    let body = r#"{"type":"notFound","title":"Error: gone. [9018]","status":404,"instance":"/x","detail":"d"}"#;
    let problem = Problem::read(&answer(404, &[], body), &[], false);
    assert_eq!(problem.error_code, Some(9018));
    assert_eq!(problem.problem_type.as_deref(), Some("notFound"));
    assert_eq!(problem.text(), Some("Error: gone. [9018]"));
    assert_eq!(problem.http_status, 404);
}

#[test]
fn rfc_6749_and_nested_members() {
    let body = r#"{"error":"invalid_grant","error_description":"no"}"#;
    let problem = Problem::read(&answer(400, &[("x-requestid", "abc")], body), &[], false);
    assert_eq!(problem.problem_type.as_deref(), Some("invalid_grant"));
    assert_eq!(problem.title.as_deref(), Some("no"));

    let body = r#"{"error":{"message":"locked","errorCode":"9011"}}"#;
    let problem = Problem::read(&answer(401, &[], body), &[], false);
    assert_eq!(problem.error_code, Some(9011));
    assert_eq!(problem.text(), Some("locked"));
    // Deeper ones would only cost time.
    let body = r#"{"error":{"message":"locked","errorCode":9011,"error":{"message":"deep","errorCode":9030}}}"#;
    let problem = Problem::read(&answer(401, &[], body), &[], false);
    assert_eq!((problem.text(), problem.error_code), (Some("locked"), Some(9011)));
}

#[test]
fn no_body_but_headers_or_nothing() {
    let headers = [
        ("x-apiserver-error", "Not%20there%2e%20%5B9046%5D"),
        ("retry-after", "7"),
    ];
    let problem = Problem::read(&answer(503, &headers, ""), &[], false);
    assert_eq!(problem.text(), Some("Not there. [9046]"));
    assert_eq!(problem.error_code, Some(9046));
    assert_eq!(problem.retry_after, Some(Duration::from_secs(7)));

    // Latin-1, as old programs write it.
    let headers = [("x-apiserver-error", "p%E4ssw%F6rt!9, gesch%FCtzt [9010]")];
    let problem = Problem::read(&answer(401, &headers, ""), &["p\u{e4}ssw\u{f6}rt!9"], false);
    assert_eq!(problem.text(), Some("[secret], gesch\u{fc}tzt [9010]"));
    assert_eq!(problem.error_code, Some(9010));

    for body in ["", "<html>", "\"text\"", "[]", "{}", "{\"errorCode\":null}", "\u{0}"] {
        let problem = Problem::read(&answer(500, &[], body), &[], false);
        assert!(!problem.from_service, "{body}");
    }
}

#[test]
fn a_framework_names_what_is_not_valid() {
    let names = |errors: &str| {
        let body = format!(r#"{{"title":"One or more validation errors occurred.","status":400,"errors":{errors}}}"#);
        Problem::read(&answer(400, &[], &body), &["hunter2!"], false).invalid_members
    };
    assert_eq!(
        names(r#"{"password":["is hunter2!"],"$.user\nName":["x"]}"#),
        ["password", "$.user Name"]
    );
    assert_eq!(names(r#"{"hunter2!":[]}"#), ["[secret]"]);
    assert_eq!(names(&format!(r#"{{"":[],"{}":[]}}"#, "x".repeat(41))), [""; 0]);
    let many: Vec<_> = (0..20).map(|n| format!(r#""m{n}":[]"#)).collect();
    assert_eq!(names(&format!("{{{}}}", many.join(","))).len(), 8);
    assert_eq!(names(r#"["password"]"#), [""; 0]);
}

#[test]
fn codes_and_texts_in_other_shapes() {
    const SAID: &str = "Session limit exceeded.";
    const CODED: &str = "Session limit exceeded. [9030]";
    for (body, message) in [
        (r#"{"error":{"code":"9030","message":"Session limit exceeded."}}"#, SAID),
        (r#"{"error":{"code":9030,"message":"Session limit exceeded."}}"#, SAID),
        (
            r#"{"error":{"code":" 9030.0 ","message":"Session limit exceeded."}}"#,
            SAID,
        ),
        (
            r#"{"odata.error":{"code":"9030","message":{"value":"Session limit exceeded."}}}"#,
            SAID,
        ),
        (r#"{"errorCode":9030.0,"message":"Session limit exceeded."}"#, SAID),
        (r#"{"errorCode":"9030","message":"Session limit exceeded."}"#, SAID),
        (
            r#"{"errorCode":null,"error":{"code":"","message":"Session limit exceeded. [9030]"}}"#,
            CODED,
        ),
        (
            r#"{"@odata.context":"x","value":"Session limit exceeded. [9030]"}"#,
            CODED,
        ),
        (r#""Session limit exceeded. [9030]""#, CODED),
        ("Session limit exceeded. [9030]", CODED),
    ] {
        for mark in ["", "\u{feff}"] {
            for status in [400, 401, 403, 404, 409, 429, 500, 502, 503] {
                let body = format!("{mark}{body}");
                let problem = Problem::read(&answer(status, &[("content-type", "text/plain")], &body), &[], false);
                assert!(problem.from_service, "{body}");
                assert_eq!(problem.error_code, Some(9030), "{body}");
                assert_eq!(problem.text(), Some(message), "{body}");
            }
        }
    }
}

#[test]
fn what_stands_in_front_is_not_quoted() {
    for body in [
        r#"{"error":{"code":"401","message":"No API key [9010]."}}"#,
        r#"{"error":{"code":"401","message":"No API key"},"message":"x","title":"y"}"#,
        r#"{"statusCode":401,"message":"Access denied due to missing subscription key."}"#,
        r#""Unauthorized""#,
        "Unauthorized",
        "<html>Session limit exceeded. [9030]",
    ] {
        let problem = Problem::read(&answer(401, &[], body), &[], false);
        let has_code = body.contains("[9010]");
        assert_eq!(problem.from_service, has_code, "{body}");
        assert_eq!(problem.text().is_some(), has_code, "{body}");
    }
}

#[test]
fn an_echoed_secret_is_blotted_out() {
    let body = r#"{"errorCode":9010,"message":"cannot log in svc with\nhunter2!","detail":"hunter2%21","title":"c3ZjOmh1bnRlcjIh"}"#;
    let headers = [
        ("location", "https://a.example/hunter2%21/x?state=1#y"),
        ("x-requestid", "hunter2!"),
        ("set-cookie", "s=0123456789abcdef; path=/"),
    ];
    let problem = Problem::read(&answer(400, &headers, body), &["hunter2!"], false);
    assert_eq!(problem.text(), Some("cannot log in svc with [secret]"));
    assert_eq!(problem.detail.as_deref(), Some("[secret]"));
    assert_eq!(problem.title.as_deref(), Some("[secret]"));
    assert_eq!(problem.request_id.as_deref(), Some("[secret]"));
    assert_eq!(problem.location.as_deref(), Some("https://a.example/[secret]/x"));

    let headers = [
        ("x-apiserver-error", "no:%20hunter2%2521%200123456789abcdef"),
        ("set-cookie", "s=0123456789abcdef; path=/"),
    ];
    let problem = Problem::read(&answer(400, &headers, ""), &["hunter2!"], false);
    assert_eq!(problem.text(), Some("no: [secret] [secret]"));
    let problem = Problem::read(&answer(400, &headers, ""), &["n"], false);
    assert_eq!(problem.text(), Some("[left out, because it repeats a secret]"));
}

#[test]
fn an_empty_header_says_nothing() {
    let problem = Problem::read(
        &answer(
            500,
            &[("x-requestid", ""), ("x-apiserver-error", ""), ("location", "")],
            "",
        ),
        &[],
        false,
    );
    let nothing = Problem {
        http_status: 500,
        received: problem.received,
        ..Problem::default()
    };
    assert_eq!(problem, nothing);
}

#[test]
fn an_error_of_oauth_is_known_whatever_the_password_is() {
    for password in ["invalid", "i", "grant", "invalid_grant"] {
        for member in ["error", "type"] {
            let body = format!(r#"{{"{member}":"invalid_grant","title":"not invalid_grant"}}"#);
            let problem = Problem::read(&answer(400, &[], &body), &[password], true);
            assert_eq!(problem.problem_type.as_deref(), Some("invalid_grant"), "{password}");
            assert!(!problem.title.unwrap().contains("invalid_grant"), "{password}");
        }
        let body = format!(r#"{{"error":"{password}_x"}}"#);
        let problem = Problem::read(&answer(400, &[], &body), &[password], true);
        assert_ne!(problem.problem_type, Some(format!("{password}_x")));
    }
}
