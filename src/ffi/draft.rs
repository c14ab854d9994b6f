//! Settings that are put together call by call, from any thread, and taken as they are when they are used.

use std::sync::Mutex;

use crate::session::Error;

use super::registry::{self, Kind};
use crate::base::lock::lock;
use crate::base::memory;

#[derive(Default)]
pub struct Draft<T>(Mutex<T>);

impl<T> Draft<T> {
    pub fn of(begun: T) -> Draft<T> {
        Draft(Mutex::new(begun))
    }
}

/// Changes the draft behind `handle`. A change that fails has changed nothing, so it checks first.
pub fn change<T>(
    handle: *const <Draft<T> as Kind>::Handle,
    change: impl FnOnce(&mut T) -> Result<(), Error>,
) -> Result<(), Error>
where
    Draft<T>: Kind,
{
    registry::with(handle, |draft: &Draft<T>| change(&mut lock(&draft.0)))?
}

/// The draft behind `handle` as it is now, if its texts, of so many `bytes`, find room once more.
pub fn snapshot<T: Clone>(
    handle: *const <Draft<T> as Kind>::Handle,
    bytes: impl FnOnce(&T) -> usize,
) -> Result<T, Error>
where
    Draft<T>: Kind,
{
    registry::with(handle, |draft: &Draft<T>| {
        let now = lock(&draft.0);
        if !memory::is_left_for(bytes(&now)) {
            return Err(Error::exhausted("no memory is left for the texts that were set"));
        }
        Ok(now.clone())
    })?
}

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::sync::Arc;
    use std::thread;

    use super::*;
    use crate::ffi::registry::InvalidHandle;
    use crate::session::Status;

    pub struct Handle;

    impl Kind for Draft<Vec<i32>> {
        type Handle = Handle;
    }

    fn draft() -> *mut Handle {
        registry::insert(Arc::new(Draft::<Vec<i32>>::default())).unwrap()
    }

    fn taken(handle: *const Handle) -> Result<Vec<i32>, Error> {
        snapshot(handle, Vec::len)
    }

    fn push(handle: *const Handle, number: i32) -> Result<(), Error> {
        change(handle, |numbers: &mut Vec<i32>| {
            numbers.push(number);
            Ok(())
        })
    }

    #[test]
    fn what_was_taken_stays_as_it_was() {
        let (one, other) = (draft(), draft());
        push(one, 1).unwrap();
        let before = taken(one).unwrap();
        push(one, 2).unwrap();
        assert_eq!(before, [1]);
        assert_eq!(taken(one).unwrap(), [1, 2]);
        assert!(taken(other).unwrap().is_empty());
        registry::remove::<Draft<Vec<i32>>>(one);
        assert_eq!(taken(one).unwrap_err().status, Error::from(InvalidHandle).status);
        assert_eq!(push(one, 3).unwrap_err().status, Error::from(InvalidHandle).status);
        registry::remove::<Draft<Vec<i32>>>(other);
        assert!(push(ptr::null(), 3).is_err());
    }

    #[test]
    fn what_finds_no_room_is_not_copied() {
        let handle = draft();
        let refused = snapshot(handle, |_: &Vec<i32>| usize::MAX);
        assert_eq!(refused.unwrap_err().status, Status::Internal);
        registry::remove::<Draft<Vec<i32>>>(handle);
    }

    #[test]
    fn an_error_of_a_change_comes_back() {
        let handle = draft();
        let refused = change(handle, |_: &mut Vec<i32>| Err(Error::invalid("no such number")));
        assert_eq!(refused.unwrap_err().what, "no such number");
        assert!(taken(handle).unwrap().is_empty());
        registry::remove::<Draft<Vec<i32>>>(handle);
    }

    #[test]
    fn no_change_of_any_thread_is_lost() {
        let handle = draft();
        let address = handle.addr();
        thread::scope(|scope| {
            for number in 0..4 {
                scope.spawn(move || {
                    for _ in 0..1000 {
                        push(ptr::without_provenance(address), number).unwrap();
                    }
                });
            }
        });
        let numbers = taken(handle).unwrap();
        let count = |wanted| numbers.iter().filter(|number| **number == wanted).count();
        assert_eq!([0, 1, 2, 3].map(count), [1000; 4]);
        registry::remove::<Draft<Vec<i32>>>(handle);
    }
}
