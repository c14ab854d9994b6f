//! Settings that are put together call by call, from any thread, and taken as they are when they are used.

use std::sync::Mutex;

use crate::session::Error;

use super::registry::{self, InvalidHandle, Kind};
use crate::base::lock::lock;

#[derive(Default)]
pub struct Draft<T>(Mutex<T>);

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

/// The draft behind `handle` as it is now.
pub fn snapshot<T: Clone>(handle: *const <Draft<T> as Kind>::Handle) -> Result<T, InvalidHandle>
where
    Draft<T>: Kind,
{
    registry::with(handle, |draft: &Draft<T>| lock(&draft.0).clone())
}

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::sync::Arc;
    use std::thread;

    use super::*;

    pub struct Handle;

    impl Kind for Draft<Vec<i32>> {
        type Handle = Handle;
    }

    fn draft() -> *mut Handle {
        registry::insert(Arc::new(Draft::<Vec<i32>>::default())).unwrap()
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
        let taken: Vec<i32> = snapshot(one).unwrap();
        push(one, 2).unwrap();
        assert_eq!(taken, [1]);
        assert_eq!(snapshot::<Vec<i32>>(one), Ok(vec![1, 2]));
        assert_eq!(snapshot::<Vec<i32>>(other), Ok(vec![]));
        registry::remove::<Draft<Vec<i32>>>(one);
        assert_eq!(snapshot::<Vec<i32>>(one), Err(InvalidHandle));
        assert_eq!(push(one, 3).unwrap_err().status, Error::from(InvalidHandle).status);
        registry::remove::<Draft<Vec<i32>>>(other);
        assert!(push(ptr::null(), 3).is_err());
    }

    #[test]
    fn an_error_of_a_change_comes_back() {
        let handle = draft();
        let refused = change(handle, |_: &mut Vec<i32>| Err(Error::invalid("no such number")));
        assert_eq!(refused.unwrap_err().what, "no such number");
        assert_eq!(snapshot::<Vec<i32>>(handle), Ok(vec![]));
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
        let numbers: Vec<i32> = snapshot(handle).unwrap();
        let count = |wanted| numbers.iter().filter(|number| **number == wanted).count();
        assert_eq!([0, 1, 2, 3].map(count), [1000; 4]);
        registry::remove::<Draft<Vec<i32>>>(handle);
    }
}
