//! What to do about a failure, as one of a list. Each face of the library words it in its own terms.

/// A text with the names of functions or settings in round brackets, each in braces: a face puts in its own names, and
/// where there are none the brackets are left out.
macro_rules! advices {
    ($($variant:ident = $code:literal, $template:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(i32)]
        pub enum Advice {
            $($variant = $code,)*
        }

        impl Advice {
            /// Every advice, in the order of the numbers, which begin at 1 and have no gap.
            pub const ALL: &'static [Advice] = &[$(Advice::$variant,)*];

            pub fn template(self) -> &'static std::ffi::CStr {
                match self { $(Advice::$variant => $template,)* }
            }
        }
    };
}

/// What a template can name.
#[cfg(test)]
pub const NAMES: &[&str] = &[
    "api",
    "base_address",
    "allow_plain_http",
    "add_ca_pem",
    "add_ca_file",
    "pinned_certificate",
    "client_certificate",
    "no_proxy",
    "connect_timeout",
    "total_timeout",
    "call_timeout",
    "max_answer_bytes",
    "retry_after",
    "allow_empty_password",
    "login",
    "logout",
    "settle",
    "session_credentials",
    "retry_credentials",
];

advices! {
    CorrectArgument = 1, c"Correct the argument that is named.";
    CheckHandle = 2, c"Check which handle the program passes and when it frees it.";
    LargerBuffer = 3, c"Call again with a buffer of the size needed.";
    CheckApi = 4, c"Check which API the server has ({api}), and the base address ({base_address}): nothing at its path takes this call.";
    ReportDefect = 5, c"Please report it with this message.";
    CheckHostName = 6, c"Check the host name in the base address ({base_address}) and the name servers of this machine; a proxy may be needed.";
    CheckServer = 7, c"Check that the server runs, the port in the base address ({base_address}), and firewalls; a proxy may be needed.";
    CheckProxy = 8, c"Check the proxy's address, user name and password, and whether it may reach this host.";
    AddAuthority = 9, c"Add the authority that signed it ({add_ca_pem}, {add_ca_file}), or pin a self-signed certificate ({pinned_certificate}).";
    CheckTls = 10, c"Check that the port speaks TLS 1.2 or 1.3 and whether the server wants a client certificate ({client_certificate}).";
    AllowMoreTime = 11, c"Try again later, or allow more time ({total_timeout}, {call_timeout}).";
    TryAgain = 12, c"Try again.";
    DoNotLogInAgain = 13, c"Do not log in again at once: a session that was opened holds a licence until it idles out.";
    CheckRequest = 14, c"Check the repository id and which credentials are set.";
    CorrectCredentials = 15, c"Check the credentials. Do not repeat this automatically: accounts get locked.";
    LogInAgain = 16, c"Log in again ({login}).";
    AskForAccess = 17, c"Ask the administrator for access to the repository.";
    CheckRepository = 18, c"Check the repository id; the same answer is given for a repository whose server is down.";
    FreeLicences = 19, c"Log out sessions that are not needed, or ask the administrator for licences.";
    UnlockAccount = 20, c"Ask the administrator to unlock it. Do not try again before that.";
    NewPassword = 21, c"Set a new password in Laserfiche.";
    Wait = 22, c"Wait a minute and try again.";
    GiveRequestId = 23, c"Try again later; if it stays, give the administrator the request id.";
    CheckBaseAddress = 24, c"Check that the base address ({base_address}) is that of the API, on Cloud that of the sign-in server, and not of a web page or proxy.";
    AllowLargerAnswer = 25, c"Check the base address ({base_address}), or allow larger answers ({max_answer_bytes}).";
    LogOutAgain = 26, c"Log out again ({logout}); if it stays, the session ends when it idles out.";
    LogOutThenIn = 27, c"If it is refused again, log out ({logout}), then log in again ({login}): the session may still be open and hold a licence.";
    RenewCertificate = 28, c"The administrator of the server has to renew it; check the clock of this machine, too.";
    CheckClock = 29, c"Check the clock of this machine.";
    UseCertificateName = 30, c"Use a name that the certificate has in the base address ({base_address}).";
    PinCertificate = 31, c"Pin it ({pinned_certificate}) only if the administrator of the server reads the same fingerprint there.";
    ReplaceCertificate = 32, c"The administrator of the server has to replace it.";
    UpdateAuthority = 33, c"The certificate of the authority that was added is probably out of date: add the current one ({add_ca_pem}, {add_ca_file}).";
    AskForFingerprint = 34, c"Ask the administrator of the server for the fingerprint that its certificate has there: if it is another one, somebody is in between.";
    SetClientCertificate = 35, c"Set a client certificate that the server accepts ({client_certificate}).";
    UseHttps = 36, c"Use https in the base address ({base_address}).";
    UseHttpsOrAllow = 37, c"Use https, or allow plain http ({allow_plain_http}) if the network is trusted.";
    SetBaseAddress = 38, c"Set the address of the repository API ({base_address}). Laserfiche Cloud ({api}) needs none with an access key.";
    TrustSomething = 39, c"Add a certificate authority ({add_ca_pem}, {add_ca_file}), or pin the server's certificate ({pinned_certificate}).";
    SetKeyPassword = 40, c"Set the password with which the key was encrypted, beside the client certificate.";
    AwaitLogout = 41, c"A session was opened that nobody holds; it is being logged out, which can be waited for ({settle}).";
    AwaitLateAnswer = 42, c"Do not log in again at once: a session may have been opened. If the answer still comes, that session is logged out, which can be waited for ({settle}).";
    SessionStaysOpen = 43, c"A session was opened and cannot be logged out, because no thread can be started: it holds a licence until it idles out.";
    TryLater = 44, c"Try again later.";
    WaitSoLong = 45, c"Wait that long ({retry_after}) and try again.";
    AllowAnonymous = 46, c"Allow anonymous authentication for the API's application in IIS and switch Windows authentication off there: the service checks logins itself.";
    SkipOtherLogin = 47, c"This library cannot make that login: the administrator has to let requests to the base address ({base_address}) through to the service without it.";
    AskForPassage = 48, c"Something in front of the service, such as a filter, a gateway or a proxy, has probably refused the request: ask its administrator to let requests to the base address ({base_address}) through.";
    CheckCredentialsOrPassage = 49, c"Check the credentials. Do not repeat this automatically: accounts get locked. If they are right, ask the administrator to let requests to the base address ({base_address}) through to the service.";
    CheckAddressThenLogIn = 50, c"Check first that the base address ({base_address}) is that of the repository API, and that no proxy answers in its place. Do not log in again at once: a session that was opened holds a licence until it idles out.";
    CheckAddressThenLogOut = 51, c"Check first that the base address ({base_address}) is that of the repository API, and that no proxy answers in its place; then log out again ({logout}).";
    FreeResources = 52, c"Close files and connections and end threads that the program does not need, or have its limits raised.";
    AllotLicence = 53, c"The administrator has to allot the user a licence of the right kind, or to renew the licence file.";
    CheckDirectory = 54, c"Check the credentials: servers say this of wrong ones, too. Do not repeat it automatically: accounts get locked. If they are right, the administrator has to check that the server reaches the Directory Server.";
    OtherCredentials = 55, c"Use credentials of another kind, or ask the administrator to allow logins with a password.";
    NewSamlToken = 56, c"Get a new SAML token. If that is refused, too, the administrator has to make the Laserfiche Server trust its issuer.";
    CheckProxyAddress = 57, c"Check the proxy's host and port, and that it runs. The base address has nothing to do with this.";
    AllowTimeToConnect = 58, c"Check the host and port of the base address ({base_address}) and firewalls: nothing answers there in time. A slow network may need more time to connect ({connect_timeout}).";
    CheckWay = 59, c"Check the host and port of the base address ({base_address}) and firewalls: nothing answers there in time. A slow network may need more time ({total_timeout}, {call_timeout}).";
    PassProxyWithoutLogin = 60, c"Ask the administrator of the proxy to let this machine through without a login or with Basic, or go past the proxy ({no_proxy}).";
    UseTlsPort = 61, c"Check the port in the base address ({base_address}): this one does not speak TLS.";
    SetProxy = 62, c"Set that proxy with its user name and password, or ask its administrator to let this machine through without.";
    AllowEmptyPassword = 63, c"Set the password, or allow an empty one ({allow_empty_password}) if the account really has none.";
    CannotLogOut = 64, c"Do not log in again at once: if a session was opened, it holds a licence until it idles out, for this API has no call that ends one, not even when its token still comes.";
    AuthorizeAgain = 65, c"The user has to authorize the app again: what it logged in with can be used once only.";
    OtherApi = 66, c"Check which API the server has ({api}), and use credentials that it takes.";
    CheckAccessKey = 67, c"Check that access key and service principal key are of the same app, and that neither was replaced or deleted in the Developer Console.";
    CheckClient = 68, c"Check the client id and the client secret of the app: a web app has a secret, a single-page app has none.";
    AllowGrant = 69, c"The administrator has to allow the app this kind of login in the Developer Console.";
    CheckScope = 70, c"Check the scopes that are asked for: the app must have them in the Developer Console, and their case counts.";
    CheckRedirect = 71, c"See what the browser shows. Check the client id, and that the redirect address is, letter for letter, one that the app has in the Developer Console, or that the server has among its WhitelistedRedirectUris: from any other the browser never comes back.";
    AskUser = 72, c"Ask the user, and begin again: somebody refused, or the page was open for too long.";
    AskAgain = 73, c"Ask again in a moment: the login is on its way.";
    LeaveCallback = 74, c"Make the call outside of the callback, on a thread of the program.";
    MakeAnother = 75, c"Make another session, from another client if that was shut down.";
    MakeAnotherInChild = 76, c"Make a client and a session of its own in the child process.";
    RetryCredentials = 77, c"Set other credentials ({session_credentials}), or have these tried again ({retry_credentials}) when the reason is gone.";
    GiveRepository = 78, c"Pass the id of the repository: with this API ({api}) a login is to one.";
    FreePort = 79, c"End the program that listens at that port, which may be an earlier run of this one, or use a redirect address with another port, which has to be registered, too.";
}

impl Advice {
    /// The advice in words, with the names that `name` gives for those in the template.
    pub fn worded(self, name: impl Fn(&str) -> Option<&'static str>) -> String {
        // The templates are ASCII.
        let mut rest = self.template().to_str().unwrap_or_default();
        let mut text = String::with_capacity(rest.len());
        while let Some((before, behind)) = rest.split_once(" (") {
            let (inside, behind) = behind.split_once(')').unwrap_or((behind, ""));
            let names: Vec<&str> = inside
                .split(", ")
                .filter_map(|key| name(key.trim_matches(['{', '}'])))
                .collect();
            text.push_str(before);
            if !names.is_empty() {
                text.push_str(" (");
                text.push_str(&names.join(", "));
                text.push(')');
            }
            rest = behind;
        }
        text + rest
    }

    /// Without a name, as the log has it.
    pub fn plain(self) -> String {
        self.worded(|_| None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_gap_and_names_are_known() {
        let mut used = Vec::new();
        for (index, advice) in Advice::ALL.iter().enumerate() {
            assert_eq!(*advice as usize, index + 1);
            let template = advice.template().to_str().unwrap();
            assert!(template.is_ascii() && template.ends_with('.'), "{template}");
            let keys = template.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0);
            for key in keys {
                assert!(NAMES.contains(&key), "{key} in {template}");
                used.push(key);
            }
            // Brackets have nothing but names in them.
            for inside in template.split(" (").skip(1) {
                let inside = inside.split_once(')').unwrap().0;
                let only_names = inside
                    .split(", ")
                    .all(|key| key.starts_with('{') && key.ends_with('}') && !key.contains(' '));
                assert!(only_names, "{template}");
            }
            assert!(!advice.plain().contains(['{', '}', '(', ')']), "{}", advice.plain());
        }
        assert!(NAMES.iter().all(|name| used.contains(name)));
    }

    #[test]
    fn a_face_puts_in_its_names() {
        let worded = Advice::AddAuthority.worded(|key| match key {
            "add_ca_pem" => Some("--ca"),
            "pinned_certificate" => Some("--pin"),
            _ => None,
        });
        assert_eq!(
            worded,
            "Add the authority that signed it (--ca), or pin a self-signed certificate (--pin)."
        );
    }
}
