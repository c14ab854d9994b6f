//! The codes of Laserfiche, in every form in which an answer has one.

/// What old products sent; their meanings are not all known.
const OF_OLD_PRODUCTS: [i32; 7] = [6507, 6508, 6527, 7023, 7331, 7339, 7349];

/// Whether it is a code of the Laserfiche Server, whoever says so. Gateways have codes of their own, which are others:
/// most are HTTP statuses, or have six digits.
pub fn is_laserfiche(code: i32) -> bool {
    (9000..=9999).contains(&code) || OF_OLD_PRODUCTS.contains(&code)
}

/// Digits alone, such as `9010`; some writers of JSON make `9010.0` of it. Zero is no code.
pub fn of_text(text: &str) -> Option<i32> {
    let text = text.trim();
    let digits = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => text,
    };
    // Without a sign, which a number may have.
    let is_code = digits.starts_with(|c: char| matches!(c, '1'..='9'));
    digits.parse().ok().filter(|_| is_code)
}

pub fn of_number(number: f64) -> Option<i32> {
    let is_code = (1.0..=f64::from(i32::MAX)).contains(&number) && number.fract() == 0.0;
    is_code.then_some(number as i32)
}

/// The code behind a text, as in `... [9010]`.
pub fn suffix(text: &str) -> Option<i32> {
    let inside = text.trim_end().trim_end_matches('.').strip_suffix(']')?;
    of_text(inside.rsplit_once('[')?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_digits_and_nothing_else() {
        for text in ["9010", " 9010 ", "9010.0", "\t9010.00\n"] {
            assert_eq!(of_text(text), Some(9010), "{text}");
            assert_eq!(suffix(&format!("gone [{text}]")), Some(9010), "{text}");
        }
        for text in [
            "",
            "0",
            "0.0",
            "09010",
            "+9010",
            "-9010",
            "9010.",
            "9010.5",
            "9010.0.0",
            "9,010",
            "9e3",
            "99999999999",
            "x",
        ] {
            assert_eq!(of_text(text), None, "{text}");
            assert_eq!(suffix(&format!("gone [{text}]")), None, "{text}");
        }
        assert_eq!(of_number(9010.0), Some(9010));
        for number in [0.0, -9010.0, 9010.5, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(of_number(number), None, "{number}");
        }
    }

    #[test]
    fn a_code_stands_at_the_end_in_brackets() {
        for text in ["gone [9010]", "gone. [9010].. ", "a[1] [9010]"] {
            assert_eq!(suffix(text), Some(9010), "{text}");
        }
        for text in ["", "[]", "[9010] gone", "gone 9010", "gone (9010)"] {
            assert_eq!(suffix(text), None, "{text}");
        }
    }

    #[test]
    fn gateways_have_other_codes() {
        for code in [9010, 9030, 9528, 9999, 6507, 7349] {
            assert!(is_laserfiche(code), "{code}");
        }
        for code in [204, 401, 500, 1020, 6500, 10_010, 900_901, -9010] {
            assert!(!is_laserfiche(code), "{code}");
        }
    }
}
