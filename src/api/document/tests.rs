use super::*;

fn members(body: &str) -> Members {
    match read(&Answer::of(400, &[], body.as_bytes())).unwrap() {
        Value::Members(members) => members,
        _ => panic!("{body}"),
    }
}

#[test]
fn the_last_of_a_name_counts_and_unknown_ones_do_not_matter() {
    let read = members(r#"{"message":"a","new":[{"message":"x"}],"message":"b","title":null,"type":""}"#);
    assert_eq!(read.text("message").unwrap().beginning.expose(), "b");
    assert!(read.has("title") && read.text("title").is_none() && read.text("type").is_none());
    assert!(!read.has("detail"));
    let nested = members(r#"{"odata.error":{"code":"9030","message":{"lang":"en-US","value":"full"}}}"#);
    let inner = nested.error().unwrap();
    assert_eq!(inner.text("message").unwrap().beginning.expose(), "full");
    assert_eq!(inner.code("code"), Some(9030));
}

#[test]
fn a_text_is_capped_and_its_code_is_known_all_the_same() {
    let long = format!("{{\"message\":\"{} [9030]\"}}", "ä".repeat(100_000));
    let read = members(&long);
    let text = read.text("message").unwrap();
    assert_eq!(text.beginning.expose().chars().count(), LOOKED_AT);
    assert_eq!(text.code, Some(9030));
}

#[test]
fn a_plain_text_is_read_only_with_a_code_of_laserfiche() {
    for (media, body, is_text) in [
        ("text/plain", "Session limit exceeded. [9030]", true),
        (
            "Text/Plain; charset=utf-8",
            "\u{feff}Session limit exceeded. [9030]\r\n",
            true,
        ),
        ("text/plain", "Access denied", false),
        ("text/plain", "Blocked by rule [1020]", false),
        ("text/html", "<p>Session limit exceeded. [9030]", false),
    ] {
        let answer = Answer::of(403, &[("content-type", media)], body.as_bytes());
        assert_eq!(matches!(Value::of(&answer), Value::Text(_)), is_text, "{media} {body}");
    }
}
