//! What an answer says, fit for a message: one line, not too long, and without a secret in whatever form.
//!
//! A server repeats what it was sent as it is, escaped for JSON, HTML or an address, in base64, and cut. A run of eight
//! characters of a secret is blotted out in every one of these forms. Where a blot would only mark what the words around
//! it spell, the text is left out instead.

mod forms;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;
mod views;

use zeroize::Zeroizing;

use crate::base::secret::Secret;

use forms::{forms, printable};
use views::{View, views};

/// Longer texts are cut: a message is for a person.
const SHOWN: usize = 1000;

/// So many characters are searched, so that a secret at the cut is seen as such.
pub const LOOKED_AT: usize = 2 * SHOWN;

/// The shortest run of a longer secret that counts.
const RUN: usize = 8;

/// The longest secret that may be a word, which its neighbours tell.
const LONGEST_WORD: usize = 16;

pub const BLOT: &str = "[secret]";
pub const LEFT_OUT: &str = "[left out, because it repeats a secret]";

/// The one way of a text from a server into a message, a log line or a getter.
pub fn clean(text: &str, secrets: &[&str]) -> String {
    let text = text.chars().take(LOOKED_AT).map(printable).collect::<String>();
    let text = Secret::new(text);
    match secret_bytes(text.expose(), secrets) {
        Some(marked) => blotted(text.expose(), &marked),
        None => LEFT_OUT.to_owned(),
    }
}

/// Whether what stands around a blot would tell what is below it.
fn is_guessable(secret: &str) -> bool {
    let count = secret.chars().count();
    count < RUN || (count <= LONGEST_WORD && secret.chars().all(char::is_alphabetic))
}

/// Which bytes of `text` belong to a secret; `None` if one of them can only be left out.
fn secret_bytes(text: &str, secrets: &[&str]) -> Option<Vec<bool>> {
    let views = views(text);
    let mut index = Index::of(&views);
    let mut marked = vec![false; text.len()];
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        for form in forms(secret) {
            let mut mark = |view: &View, at: usize, len: usize| marked[view.source(at, len)].fill(true);
            let is_found = if form.len() < RUN {
                mark_whole(&views, &form, &mut mark)
            } else {
                index.mark_runs(&form, |view, at| mark(&views[view], at, RUN))
            };
            if is_found && is_guessable(secret) {
                return None;
            }
        }
    }
    Some(marked)
}

fn mark_whole(views: &[View], form: &[u8], mut mark: impl FnMut(&View, usize, usize)) -> bool {
    let mut is_found = false;
    for view in views.iter().filter(|_| !form.is_empty()) {
        for (at, window) in view.bytes().windows(form.len()).enumerate() {
            if window == form {
                mark(view, at, form.len());
                is_found = true;
            }
        }
    }
    is_found
}

/// Every run of eight bytes in the views: secrets may be long, these are not.
struct Index {
    /// The run as a number, its view, and where it is there; in the order of the numbers.
    runs: Zeroizing<Vec<(u64, usize, usize)>>,
    /// The first entry of each number says whether its places are marked.
    marked: Vec<bool>,
    /// By a part of the number whether there can be an entry: most runs of a long secret have none.
    possible: Vec<bool>,
}

impl Index {
    fn of(views: &[View]) -> Index {
        let count = views.iter().map(|view| view.bytes().len()).sum();
        let mut runs = Zeroizing::new(Vec::with_capacity(count));
        for (view, bytes) in views.iter().map(View::bytes).enumerate() {
            let of_view = numbers(bytes).enumerate();
            runs.extend(of_view.map(|(at, number)| (number, view, at)));
        }
        runs.sort_unstable();
        let mut possible = vec![false; (8 * runs.len()).next_power_of_two()];
        for (number, ..) in runs.iter() {
            let place = place(*number, &possible);
            possible[place] = true;
        }
        Index {
            marked: vec![false; runs.len()],
            runs,
            possible,
        }
    }

    fn mark_runs(&mut self, form: &[u8], mut mark: impl FnMut(usize, usize)) -> bool {
        let mut is_found = false;
        for number in numbers(form) {
            if !self.possible[place(number, &self.possible)] {
                continue;
            }
            let first = self.runs.partition_point(|(other, ..)| *other < number);
            let same = self.runs[first..].iter().take_while(|(other, ..)| *other == number);
            for (_, view, at) in same {
                is_found = true;
                if self.marked[first] {
                    break;
                }
                mark(*view, *at);
            }
            if let Some(marked) = self.marked.get_mut(first) {
                *marked |= self.runs[first].0 == number;
            }
        }
        is_found
    }
}

/// Where a number stands in a table whose length is a power of two.
fn place(number: u64, table: &[bool]) -> usize {
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (table.len() - 1)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let run = |window: &[u8]| window.try_into().map(u64::from_be_bytes);
    bytes.windows(RUN).flat_map(run)
}

/// The text with a blot in the place of every secret, up to the ends of the words that it is in: they may be the rest of
/// it.
fn blotted(text: &str, marked: &[bool]) -> String {
    let mut chars: Vec<(char, bool)> = text
        .char_indices()
        .map(|(at, c)| (c, marked[at..at + c.len_utf8()].contains(&true)))
        .collect();
    let mut widen = |order: &mut dyn Iterator<Item = usize>| {
        let mut is_secret = false;
        for at in order {
            let (c, marked) = &mut chars[at];
            is_secret = *marked || (is_secret && c.is_alphanumeric());
            *marked = is_secret;
        }
    };
    let count = text.chars().count();
    widen(&mut (0..count));
    widen(&mut (0..count).rev());

    let mut shown = String::new();
    let mut is_below = false;
    for (c, is_secret) in chars.into_iter().take(SHOWN) {
        if !is_secret {
            shown.push(c);
        } else if !is_below {
            shown.push_str(BLOT);
        }
        is_below = is_secret;
    }
    shown.chars().take(SHOWN).collect()
}
