//! How the bytes of an answer go out: whole, in pieces, with pauses, cut or reset.

use crate::fault::Fault;
use crate::logins::InFlight;
use std::collections::VecDeque;
use std::time::Duration;

/// Time for the client to read what was sent before a reset makes the rest unreadable.
const BEFORE_RESET: Duration = Duration::from_millis(20);

#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Write(Vec<u8>),
    Sleep(Duration),
    Reset,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub steps: VecDeque<Step>,
    /// The connection ends after the last step.
    pub close: bool,
    /// The login that the answer is for, on its way until the last step is done.
    pub login: Option<InFlight>,
}

impl Plan {
    /// Ends the connection without a byte.
    pub fn hang_up() -> Plan {
        Plan {
            close: true,
            ..Plan::default()
        }
    }

    pub fn new(mut bytes: Vec<u8>, fault: &Fault) -> Plan {
        let mut pauses = Vec::new();
        pauses.extend(fault.delay_before.map(|pause| (0, pause)));
        pauses.extend(fault.delay_at);
        pauses.extend(
            fault
                .delay_last_byte
                .map(|pause| (bytes.len().saturating_sub(1), pause)),
        );
        pauses.sort_by_key(|(at, _)| *at);
        let end = fault
            .cut_at
            .unwrap_or(usize::MAX)
            .min(fault.reset_at.unwrap_or(usize::MAX));
        bytes.truncate(end);

        let mut steps = VecDeque::new();
        let mut sent = 0;
        for (at, pause) in pauses.into_iter().filter(|(at, _)| *at <= bytes.len()) {
            write(&mut steps, &bytes[sent..at], fault);
            steps.push_back(Step::Sleep(pause));
            sent = at;
        }
        write(&mut steps, &bytes[sent..], fault);
        if fault.reset_at == Some(end) {
            steps.push_back(Step::Sleep(BEFORE_RESET));
            steps.push_back(Step::Reset);
        }
        let ended = fault.cut_at.is_some() || fault.close_delimited || fault.close_after;
        Plan {
            steps,
            close: ended || fault.reset_at.is_some(),
            login: None,
        }
    }
}

fn write(steps: &mut VecDeque<Step>, bytes: &[u8], fault: &Fault) {
    for piece in bytes.chunks(fault.split.unwrap_or(usize::MAX).max(1)) {
        steps.push_back(Step::Write(piece.to_vec()));
        steps.extend(fault.split_pause.filter(|_| fault.split.is_some()).map(Step::Sleep));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_and_cuts_are_exact() {
        let second = Duration::from_secs(1);
        let fault = Fault {
            delay_at: Some((2, second)),
            cut_at: Some(3),
            ..Fault::default()
        };
        let plan = Plan::new(b"abcdef".to_vec(), &fault);
        let expected = [
            Step::Write(b"ab".to_vec()),
            Step::Sleep(second),
            Step::Write(b"c".to_vec()),
        ];
        assert_eq!(plan.steps, expected);
        assert!(plan.close);

        let fault = Fault {
            delay_last_byte: Some(second),
            split: Some(2),
            ..Fault::default()
        };
        let plan = Plan::new(b"abcd".to_vec(), &fault);
        let pieces: Vec<_> = plan.steps.into_iter().collect();
        let expected = [
            Step::Write(b"ab".to_vec()),
            Step::Write(b"c".to_vec()),
            Step::Sleep(second),
            Step::Write(b"d".to_vec()),
        ];
        assert_eq!(pieces, expected);
        assert!(!plan.close);
    }
}
