use base64::Engine;
use base64::prelude::{BASE64_STANDARD as BASE64, BASE64_URL_SAFE as BASE64_URL};

use super::*;

#[test]
fn a_text_without_a_secret_stays_as_it_is() {
    for text in [
        "",
        "The user account or password is incorrect. [9010]",
        "100% \\ &amp; %zz &#;",
        "\\u00",
        "%",
        "ä😀",
    ] {
        assert_eq!(clean(text, &["hunter2!", "", "xyz"]), text);
    }
    assert_eq!(clean("a\r\nb\u{1b}", &[]), "a  b ");
}

#[test]
fn a_long_secret_leaves_a_blot() {
    let secret = "hunter2!";
    for text in [
        "hunter2!",
        "hunter2%21",
        "hunter2%2521",
        "%68%75%6E%74%65%72%32%21",
        "%68%75%6e%74%65%72%32%21",
        "hunter2\\u0021",
        "\\u0068unter2!",
        "hunter2&#33;",
        "hunter2&#x21;",
        "hunter2%5cu0021",
        "hunter2&amp;#33;",
        "aHVudGVyMiE=",
        "aHVudGVyMiE",
        "aHVudGVyMiE%3D",
        // In "svc:hunter2!", and behind one, two and three bytes.
        "c3ZjOmh1bnRlcjIh",
        "eGh1bnRlcjIh",
        "eHhodW50ZXIyIQ==",
        "eHh4aHVudGVyMiE=",
        "68756e7465723221",
        "68756E7465723221",
        "h\0u\0n\0t\0e\0r\x002\0!\0",
    ] {
        assert_eq!(
            clean(&format!("no: {text}"), &[secret]).trim_end_matches(['=', '%', '3', 'D']),
            "no: [secret]",
            "{text}"
        );
    }
    assert_eq!(clean("a+pass+word", &["a pass word"]), "[secret]");
    assert_eq!(clean("x a\tpass word", &["a\tpass\tword"]), "x [secret]");
    assert_eq!(
        clean("no: hunter2!hunter2!, hunter2!", &[secret]),
        "no: [secret], [secret]"
    );
}

#[test]
fn both_alphabets_of_base64_are_known() {
    let secret = "\u{fb}\u{ff}\u{fe}??>>~~12345";
    for text in [
        BASE64.encode(secret),
        BASE64_URL.encode(secret),
        BASE64_URL.encode([
            0xfb, 0xff, 0xfe, b'?', b'?', b'>', b'>', b'~', b'~', b'1', b'2', b'3', b'4', b'5',
        ]),
    ] {
        let shown = clean(&text, &[secret]);
        assert!(
            shown.starts_with(BLOT) && shown.len() < BLOT.len() + 4,
            "{text}: {shown}"
        );
    }
}

#[test]
fn a_part_of_a_secret_counts_from_eight_characters_on() {
    let secret = "correct-7-horse-battery";
    for part in ["correct-7", "battery", "-battery", "7-horse-b", "t-7-hors"] {
        let shown = clean(&format!("cut:{part}"), &[secret]);
        let expected = if part.len() < 8 { part } else { BLOT };
        assert_eq!(shown, format!("cut:{expected}"));
    }
    // Whatever follows in the same word may be the rest, damaged.
    assert_eq!(clean("cut:horse-batTERY!", &[secret]), "cut:[secret]!");
}

#[test]
fn a_secret_that_a_blot_would_spell_drops_the_text() {
    for (secret, text) in [
        ("p", "the password is wrong"),
        ("admin", "the administrator has locked it"),
        ("password", "The user account or password is incorrect."),
        ("1234", "no: %31%32%33%34"),
        ("pw1", "Basic c3ZjOnB3MQ=="),
        ("ä", "pass%E4w"),
    ] {
        assert_eq!(clean(text, &[secret]), LEFT_OUT, "{secret}");
        assert!(!LEFT_OUT.contains("short"));
    }
    assert_eq!(clean("the password is wrong", &["admin"]), "the password is wrong");
}

#[test]
fn a_cut_leaves_no_half_of_a_secret() {
    let secret = "hunter2!hunter3!";
    for before in SHOWN - 20..SHOWN + 20 {
        for escaped in [secret.to_owned(), secret.replace('!', "%21"), BASE64.encode(secret)] {
            let shown = clean(&format!("{} {escaped} behind", "-".repeat(before)), &[secret]);
            assert!(shown.chars().count() <= SHOWN);
            assert!(!shown.contains("hunt") && !shown.contains("aHVu"), "{before}: {shown}");
        }
    }
    // A short one, too.
    let text = format!("{}pw1", "-".repeat(SHOWN - 1));
    assert_eq!(clean(&text, &["pw1"]), LEFT_OUT);
}

/// Only so much of a text is searched, whatever its length.
#[test]
fn long_texts_and_long_secrets_end_soon() {
    let secret = "ab%41&#66;\\u0043".repeat(50_000);
    for text in ["%2525", "&amp;amp;", "\\\\\\\\u0041", "a", "ab%41&#66;\\u0043"] {
        let shown = clean(&text.repeat((16 << 20) / text.len()), &[&secret, &"a".repeat(10_000)]);
        assert!(shown.chars().count() <= SHOWN);
    }
}
