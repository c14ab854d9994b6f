//! The server's side of NTLM (MS-NLMP), as far as a proxy needs it, alone or within SPNEGO (RFC 4178).

use hmac::{Hmac, KeyInit, Mac};
use md4::{Digest, Md4};
use md5::Md5;

/// Who is let through.
#[derive(Clone, Debug)]
pub struct NtlmAccount {
    pub domain: String,
    pub user: String,
    pub password: String,
}

const SIGNATURE: &[u8] = b"NTLMSSP\0";
/// Unicode, target name, NTLM, always sign, target is a domain, extended session security, target info, version, 128
/// bits, key exchange, 56 bits.
const FLAGS: u32 = 0xe289_8205;
/// Where the texts of a challenge begin.
const HEAD: usize = 56;

/// One login.
pub struct Login {
    nonce: [u8; 8],
    state: State,
}

enum State {
    Begun,
    /// Whether the client wraps its messages.
    Challenged {
        wrapped: bool,
    },
}

/// What follows from a token.
pub enum Step {
    Challenge(Vec<u8>),
    Done,
}

impl Login {
    pub fn new(nonce: [u8; 8]) -> Login {
        Login {
            nonce,
            state: State::Begun,
        }
    }

    /// The error says which part of the token is wrong.
    pub fn step(&mut self, token: &[u8], account: &NtlmAccount) -> Result<Step, String> {
        let at = token.windows(SIGNATURE.len()).position(|part| part == SIGNATURE);
        let message = &token[at.ok_or("no message of NTLM")?..];
        match (number(message, 8)?, &self.state) {
            (1, State::Begun) => {
                let flags = number(message, 12)?;
                if flags & 0x201 != 0x201 {
                    return Err(format!("flags {flags:x} without Unicode or NTLM"));
                }
                let wrapped = at != Some(0);
                self.state = State::Challenged { wrapped };
                let challenge = challenge(self.nonce);
                Ok(Step::Challenge(if wrapped { wrap(&challenge) } else { challenge }))
            }
            (3, State::Challenged { wrapped }) if *wrapped == (at != Some(0)) => {
                check(message, self.nonce, account).map(|()| Step::Done)
            }
            (kind, _) => Err(format!("message {kind} does not come now")),
        }
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn number(message: &[u8], at: usize) -> Result<u32, String> {
    let bytes = message.get(at..at + 4).ok_or("a message that is cut off")?;
    Ok(u32::from_le_bytes(bytes.try_into().unwrap()))
}

/// What the length and the offset at `at` name.
fn field(message: &[u8], at: usize) -> Result<&[u8], String> {
    let length = (number(message, at)? & 0xffff) as usize;
    let offset = number(message, at + 4)? as usize;
    let end = offset.checked_add(length).ok_or("a field without an end")?;
    message.get(offset..end).ok_or("a field outside of the message".into())
}

fn challenge(nonce: [u8; 8]) -> Vec<u8> {
    let name = wide("WORK");
    let mut info = Vec::new();
    for (id, text) in [
        (2u16, "WORK"),
        (1, "PROXY"),
        (4, "work.example"),
        (3, "proxy.work.example"),
    ] {
        let text = wide(text);
        info.extend(id.to_le_bytes());
        info.extend((text.len() as u16).to_le_bytes());
        info.extend(text);
    }
    info.extend([0; 4]);
    let place = |length: usize, offset: usize| {
        let length = (length as u16).to_le_bytes();
        [&length[..], &length, &(offset as u32).to_le_bytes()].concat()
    };
    [
        SIGNATURE,
        &2u32.to_le_bytes(),
        &place(name.len(), HEAD),
        &FLAGS.to_le_bytes(),
        &nonce,
        &[0; 8],
        &place(info.len(), HEAD + name.len()),
        // Windows 7.
        &[6, 1, 0xb1, 0x1d, 0, 0, 0, 15],
        &name,
        &info,
    ]
    .concat()
}

/// Domain and user as the account has them, and an answer that only its password makes (MS-NLMP, 3.3.2).
fn check(message: &[u8], nonce: [u8; 8], account: &NtlmAccount) -> Result<(), String> {
    let (domain, user) = (field(message, 28)?, field(message, 36)?);
    if (domain, user) != (&*wide(&account.domain), &*wide(&account.user)) {
        let text = String::from_utf8_lossy;
        return Err(format!("the account is {:?} of {:?}", text(user), text(domain)));
    }
    let answer = field(message, 20)?;
    let (proof, rest) = answer.split_at_checked(16).ok_or("an answer that is too short")?;
    if rest.len() < 28 {
        return Err("no answer of NTLMv2".into());
    }
    let key = Md4::digest(wide(&account.password));
    let name = wide(&(account.user.to_uppercase() + &account.domain));
    let key = keyed(&key, &[&name]).finalize().into_bytes();
    let expected = keyed(&key, &[&nonce, rest]);
    expected.verify_slice(proof).map_err(|_| "another password".to_owned())
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> Hmac<Md5> {
    let mut mac = Hmac::<Md5>::new_from_slice(key).expect("a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

/// As an answer of SPNEGO that chooses NTLM and wants more.
fn wrap(challenge: &[u8]) -> Vec<u8> {
    const INCOMPLETE: &[u8] = &[0xa0, 3, 0x0a, 1, 1];
    const NTLM: &[u8] = &[0xa1, 12, 6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10];
    let token = der(0xa2, &der(4, challenge));
    der(0xa1, &der(0x30, &[INCOMPLETE, NTLM, &token].concat()))
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        length @ 0..128 => vec![length as u8],
        length @ 128..256 => vec![0x81, length as u8],
        length => vec![0x82, (length >> 8) as u8, length as u8],
    };
    [&[tag], &*length, content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> NtlmAccount {
        NtlmAccount {
            domain: "Domain".into(),
            user: "User".into(),
            password: "Password".into(),
        }
    }

    /// The example of MS-NLMP, 4.2.4: its temp is what the answer holds behind the proof.
    fn message_of_the_example() -> Vec<u8> {
        let proof = [
            0x68, 0xcd, 0x0a, 0xb8, 0x51, 0xe5, 0x1c, 0x96, 0xaa, 0xbc, 0x92, 0x7b, 0xeb, 0xef, 0x6a, 0x1c,
        ];
        let info = [
            &[2, 0, 12, 0][..],
            &wide("Domain"),
            &[1, 0, 12, 0],
            &wide("Server"),
            &[0; 4],
        ]
        .concat();
        let temp = [
            &[1, 1, 0, 0, 0, 0, 0, 0][..],
            &[0; 8],
            &[0xaa; 8],
            &[0; 4],
            &info,
            &[0; 4],
        ]
        .concat();
        let answer = [&proof[..], &temp].concat();
        let (domain, user) = (wide("Domain"), wide("User"));
        let place = |length: usize, offset: usize| {
            let length = (length as u16).to_le_bytes();
            [&length[..], &length, &(offset as u32).to_le_bytes()].concat()
        };
        [
            SIGNATURE,
            &3u32.to_le_bytes(),
            &[0; 8],
            &place(answer.len(), 64),
            &place(domain.len(), 64 + answer.len()),
            &place(user.len(), 64 + answer.len() + domain.len()),
            &[0; 20],
            &answer,
            &domain,
            &user,
        ]
        .concat()
    }

    #[test]
    fn the_example_of_the_specification() {
        let nonce = [1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef];
        let message = message_of_the_example();
        assert_eq!(check(&message, nonce, &account()), Ok(()));
        let mut other = account();
        other.password = "password".into();
        assert_eq!(check(&message, nonce, &other), Err("another password".into()));
        assert_eq!(check(&message, [0; 8], &account()), Err("another password".into()));
        other.user = "Other".into();
        assert!(
            check(&message, nonce, &other)
                .unwrap_err()
                .starts_with("the account is")
        );
        for cut in 0..message.len() {
            assert!(check(&message[..cut], nonce, &account()).is_err(), "{cut}");
        }
    }

    #[test]
    fn messages_come_in_their_order() {
        let mut login = Login::new([0; 8]);
        assert!(login.step(&message_of_the_example(), &account()).is_err());
        let first = [SIGNATURE, &1u32.to_le_bytes(), &FLAGS.to_le_bytes()].concat();
        assert!(matches!(login.step(&first, &account()), Ok(Step::Challenge(c)) if c.starts_with(SIGNATURE)));
        assert!(login.step(&first, &account()).is_err());
        let mut login = Login::new([0; 8]);
        let wrapped = [&[0x60, 0][..], &first].concat();
        assert!(matches!(login.step(&wrapped, &account()), Ok(Step::Challenge(c)) if c.starts_with(&[0xa1])));
    }
}
