//! The demo works with every API: one program in C, which nothing but its settings sends from one to another.

use lftoken_stub::Api;
use support::{demo, live};

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

/// The live view of a managed session, in a hurry.
#[test]
fn a_session_is_shown_that_survives_every_fault() {
    const SCRIPT: live::Script = &[
        (1.0, "5"),
        (2.5, "4"),
        (3.0, "licences none"),
        (5.5, "6"),
        (7.0, "1"),
        (11.0, "0"),
        (13.0, "2"),
        (14.0, "0"),
        (15.0, "q"),
    ];
    let mut shown = Vec::new();
    let report = live::show(&live::scripted(SCRIPT), 2, &mut shown);
    let shown = String::from_utf8(shown).unwrap();
    let report = report.unwrap_or_else(|reason| panic!("{reason}\n{shown}"));
    let on_server = (report.open, report.double_logins, report.malformed);
    assert_eq!(on_server, (0, 0, 0), "{shown}");
    // The first one, those that found no licence or the old password, and the one with the new password.
    assert_eq!(report.logins, 2, "{shown}");
    assert!(report.refreshes > 2 && report.resource_accepted > 20, "{shown}");
    for told in [
        "FRESH",
        "FAILING",
        "logged in",
        "renewed",
        "the login failed",
        "the renewal failed",
        "Closed. The server: 0 sessions open",
    ] {
        assert!(shown.contains(told), "{told} is not shown:\n{shown}");
    }
}
