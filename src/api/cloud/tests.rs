use super::*;

#[test]
fn a_base_address_is_that_of_the_sign_in_server() {
    let path = |address: &str| {
        let (origin, path) = Origin::parse(address).unwrap();
        oauth_path(&origin, path)
    };
    assert_eq!(path("https://signin.laserfiche.ca").unwrap(), "/oauth");
    assert_eq!(path("https://gateway.example/lf/oauth/").unwrap(), "/lf/oauth");
    for (address, said) in [
        ("https://api.laserfiche.com/repository", "sign-in server"),
        ("https://gateway.example/Repository/", "sign-in server"),
        ("https://signin.laserfiche.com/oauth/Token", "\"/Token\""),
        ("https://signin.laserfiche.com/oauth/authorize", "\"/authorize\""),
    ] {
        let error = path(address).expect_err(address);
        assert!(error.contains(said), "{error}");
    }
}
