//! The faults in force, and which of them are used up.

use crate::fault::{Fault, Operation};
use crate::spec;
use std::collections::HashMap;
use std::time::Instant;

#[derive(Default)]
pub struct Faults {
    set: HashMap<Operation, Active>,
    /// Those in ids, by the id that asked for them.
    in_ids: HashMap<(String, Operation), Active>,
}

/// A fault that has begun.
struct Active {
    fault: Fault,
    since: Instant,
    used: u32,
}

impl Active {
    fn new(fault: Fault) -> Active {
        Active {
            fault,
            since: Instant::now(),
            used: 0,
        }
    }

    /// The fault, counted as used; `None` when it is used up or its time is over.
    fn take(&mut self) -> Option<Fault> {
        let left = self.fault.times.is_none_or(|times| self.used < times);
        let lasts = self.fault.lasts.is_none_or(|lasts| self.since.elapsed() < lasts);
        (left && lasts).then(|| {
            self.used += 1;
            self.fault.clone()
        })
    }
}

impl Faults {
    /// In place of the one that the operation had.
    pub fn set(&mut self, op: Operation, fault: Fault) {
        self.set.insert(op, Active::new(fault));
    }

    pub fn clear(&mut self, op: Operation) {
        self.set.remove(&op);
    }

    /// The fault for a request. One in an id goes first, and of several ids the first; its time begins with the first
    /// request.
    pub fn take(&mut self, op: Operation, ids: &[&str]) -> Result<Option<Fault>, String> {
        for id in ids {
            let Some(fault) = spec::from_id(id, op)? else {
                continue;
            };
            let active = self.in_ids.entry((String::from(*id), op));
            if let Some(fault) = active.or_insert_with(|| Active::new(fault)).take() {
                return Ok(Some(fault));
            }
        }
        Ok(self.set.get_mut(&op).and_then(Active::take))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_fault_ends_by_number_and_by_time() {
        let mut faults = Faults::default();
        let mut hit = |ids: &[&str]| faults.take(Operation::Resource, ids).unwrap().is_some();
        let id = ["fault:resource:status=401,times=2"];
        assert_eq!([hit(&id), hit(&id), hit(&id), hit(&[])], [true, true, false, false]);

        let mut faults = Faults::default();
        faults.set(Operation::Resource, Fault::parse("status=401,for=100").unwrap());
        let mut hit = || faults.take(Operation::Resource, &[]).unwrap().is_some();
        assert!(hit() && hit());
        std::thread::sleep(Duration::from_millis(150));
        assert!(!hit());
    }
}
