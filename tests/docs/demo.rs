//! The demo works with every API: one program in C, which nothing but its settings sends from one to another.

use lftoken_stub::Api;
use support::demo;

#[test]
fn each_api_is_shown_from_login_to_logout() {
    for api in Api::ALL {
        let report = demo::any_api(api).unwrap_or_else(|reason| panic!("{}: {reason}", api.name()));
        let sessions = (report.created, report.refreshed, report.invalidated, report.open);
        let logins = (
            report.password_grants,
            report.client_credentials_grants,
            report.code_grants,
            report.refresh_token_grants,
        );
        // Without a logout a session stays until it idles out. A refresh with a refresh token goes on with its session.
        let expected = match api {
            Api::V1Alpha => ((1, 1, 1, 0), (0, 0, 0, 0)),
            Api::ServerV1 => ((2, 0, 0, 2), (2, 0, 0, 0)),
            Api::ServerV2 => ((3, 0, 0, 3), (2, 0, 1, 1)),
            Api::Cloud => ((0, 0, 0, 0), (0, 2, 1, 1)),
        };
        assert_eq!((sessions, logins), expected, "{}", api.name());
        assert_eq!((report.refused, report.malformed), (0, 0), "{}", api.name());
    }
}

#[test]
fn each_step_of_a_session_and_of_an_error_is_shown() {
    let report = demo::life_cycle().unwrap();
    let sessions = (report.created, report.refreshed, report.invalidated, report.open);
    assert_eq!((sessions, report.refused), ((1, 1, 1, 0), 1));
}
