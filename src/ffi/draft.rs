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
