//! The cookies of a login: handed to a host that asks for them, and never sent back by the library.

use support::binding::Credentials;
use support::login;

use crate::plain::{call, start};

#[test]
fn cookies() {
    let (stub, client) = start(|_| {});
    let several = "fault:create:header=Set-Cookie:a=1%3B%20Path=/%2C x,header=set-cookie:b=%22q%22%3B HttpOnly,\
                   header=Set-Cookie:old=2%3B Max-Age=0";
    for create_cookie in [false, true] {
        let login = Credentials {
            create_cookie,
            ..login()
        };
        let token = client.create_token(several, &login, &call()).unwrap();
        match token.cookie() {
            None => assert!(!create_cookie),
            Some(cookie) => assert!(create_cookie && cookie.starts_with("a=1; b=\"q\""), "{create_cookie}"),
        }
        assert!(token.cookie().is_none_or(|cookie| !cookie.contains("old")));
        token.invalidate(&call()).unwrap();
    }
    for request in stub.requests() {
        assert_eq!(request.header("Cookie"), None);
        assert_eq!(request.header("Expect"), None);
        assert_eq!(request.header_values("Host").len(), 1);
    }
}
