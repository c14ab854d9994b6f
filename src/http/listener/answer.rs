//! What a browser is shown. It repeats nothing of a request, and loads nothing.

/// The page that a wanted request gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The program has what it waited for.
    Done,
    /// The login was refused.
    Refused,
}

/// Why a request is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoRequest,
    TooLarge,
    OtherMethod,
    OtherHost,
    /// Nobody waits for it.
    Unwanted,
}

impl Page {
    pub fn answer(self) -> Vec<u8> {
        let (title, text) = match self {
            Page::Done => (
                "You may close this window",
                "The program has what it needs, and goes on with the login.",
            ),
            Page::Refused => (
                "The login was refused",
                "You may close this window. The program has the reason.",
            ),
        };
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body>\n<h1>{title}</h1>\n<p>{text}</p>\n</body>\n</html>\n"
        );
        answer("200 OK", "html", &page)
    }
}

impl Refusal {
    pub fn answer(self) -> Vec<u8> {
        let (status, text) = match self {
            Refusal::NoRequest => ("400 Bad Request", "This is no request that can be read here.\n"),
            Refusal::TooLarge => ("431 Request Header Fields Too Large", "The request is too long.\n"),
            // An answer to HEAD has no body.
            Refusal::OtherMethod => ("405 Method Not Allowed\r\nAllow: GET", ""),
            Refusal::OtherHost => ("421 Misdirected Request", "This is another host.\n"),
            Refusal::Unwanted => ("404 Not Found", "Nobody waits for this address.\n"),
        };
        answer(status, "plain", text)
    }
}

/// The address of the page has the code in it, so that neither a cache nor another site may learn of it.
fn answer(status: &str, kind: &str, text: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/{kind}; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Connection: close\r\n\
         Cache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
         X-Content-Type-Options: nosniff\r\n\
         \r\n{text}",
        text.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_short_whole_and_safe() {
        let refusals = [
            (Refusal::NoRequest, "400"),
            (Refusal::TooLarge, "431"),
            (Refusal::OtherMethod, "405"),
            (Refusal::OtherHost, "421"),
            (Refusal::Unwanted, "404"),
        ];
        let pages = [Page::Done, Page::Refused].map(|page| (page.answer(), "200"));
        for (bytes, status) in refusals
            .map(|(refusal, status)| (refusal.answer(), status))
            .into_iter()
            .chain(pages)
        {
            // Less than any system's buffer for sending, so that nothing waits for a browser that does not read.
            assert!(bytes.len() < 1024);
            let mut headers = [httparse::EMPTY_HEADER; 16];
            let mut answer = httparse::Response::new(&mut headers);
            let head = answer.parse(&bytes).unwrap().unwrap();
            assert_eq!(answer.code.map(|code| code.to_string()).as_deref(), Some(status));
            let value = |name: &str| {
                let header = answer.headers.iter().find(|header| header.name == name);
                header.map(|header| std::str::from_utf8(header.value).unwrap().to_owned())
            };
            assert_eq!(value("Content-Length"), Some((bytes.len() - head).to_string()));
            assert_eq!(value("Cache-Control").as_deref(), Some("no-store"));
            assert_eq!(value("Referrer-Policy").as_deref(), Some("no-referrer"));
            assert_eq!(value("Connection").as_deref(), Some("close"));
            assert!(
                value("Content-Security-Policy")
                    .unwrap()
                    .starts_with("default-src 'none'")
            );
            let kind = if status == "200" {
                "text/html; charset=utf-8"
            } else {
                "text/plain; charset=utf-8"
            };
            assert_eq!(value("Content-Type").as_deref(), Some(kind));
            assert_eq!(value("Allow").is_some(), status == "405");
            let body = std::str::from_utf8(&bytes[head..]).unwrap();
            assert_eq!(body.contains("may close this window"), status == "200");
            assert!(
                !["src", "href", "script", "style"]
                    .iter()
                    .any(|word| body.contains(word)),
                "{body}"
            );
        }
        assert!(String::from_utf8(Page::Refused.answer()).unwrap().contains("refused"));
    }
}
