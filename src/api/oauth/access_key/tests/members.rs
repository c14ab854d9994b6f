//! What is in a key, what is missing, and what may be there beside it.

use super::*;
use crate::api::oauth::test_keys::TestKey;

#[test]
fn what_nobody_needs_may_be_missing_or_anything() {
    for customer in [None, Some(Value::Null), Some("".into()), Some(17.into())] {
        parse(&with(rfc_7515(), "customerId", customer)).unwrap();
    }
    let other = json!({"jwk": {"d": "x"}, "domain": [1, {"kty": 1}], "list": [[{}]]});
    for name in ["jwk.use", "jwk.key_ops", "other", "jwk.jwk"] {
        parse(&with(rfc_7515(), name, Some(other.clone()))).unwrap();
    }
    // No member of the key, and none of its jwk.
    let beside = with(rfc_7515(), "jwk.d", None)
        .to_string()
        .replacen('{', r#"{"jwk.d":"AQ","d":"AQ","#, 1);
    assert_eq!(refused(beside), "it has no jwk.d");
}

#[test]
fn each_member_that_is_missing_or_wrong_is_named() {
    let members = TestKey::random().members();
    for name in [
        "clientId", "domain", "jwk.kty", "jwk.crv", "jwk.kid", "jwk.x", "jwk.y", "jwk.d",
    ] {
        let wrong = |value| refused(with(members.clone(), name, value).to_string());
        assert_eq!(wrong(None), format!("it has no {name}"));
        assert_eq!(wrong(Some(Value::Null)), format!("it has no {name}"));
        assert_eq!(wrong(Some("".into())), format!("its {name} is empty"));
        for other in [json!(5), json!(1.5e300), json!(true), json!(["EC"]), json!({"a": "EC"})] {
            assert_eq!(wrong(Some(other)), format!("its {name} is not a text"));
        }
    }
    assert_eq!(refused(with(members.clone(), "jwk", None).to_string()), "it has no jwk");
    for other in [Value::Null, json!("{}"), json!(["EC", "P-256"]), json!(7)] {
        let wrong = refused(with(members.clone(), "jwk", Some(other)).to_string());
        assert_eq!(wrong, "its jwk is not a JSON object");
    }
    assert_eq!(refused("{}"), "it has no clientId");
}

#[test]
fn no_member_may_stand_there_twice() {
    let json = rfc_7515().to_string();
    for name in ["clientId", "domain"] {
        let twice = json.replacen('{', &format!(r#"{{"{name}":"a","{name}":"b","#), 1);
        assert_eq!(refused(twice), format!("it has {name} twice"));
    }
    for name in ["crv", "d", "kid", "kty", "x", "y"] {
        let twice = json.replace(r#""jwk":{"#, &format!(r#""jwk":{{"{name}":null,"#));
        assert_eq!(refused(twice), format!("it has jwk.{name} twice"));
    }
    assert_eq!(refused(json.replacen('{', r#"{"jwk":{},"#, 1)), "it has jwk twice");
}
