//! Handles: numbers in the shape of typed pointers, looked up here and never dereferenced.
//!
//! A number is never issued twice, so a freed handle stays invalid for ever, and a handle of another kind is
//! told apart. What a handle stands for is shared: freeing it during a call on another thread only takes its
//! name away.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::session::{Error, Status};

/// A kind of object that has handles, and the type of pointer that they show to the host.
pub trait Kind: Sized {
    type Handle;
    fn wrap(this: Arc<Self>) -> Object;
    fn unwrap(object: &Object) -> Option<&Arc<Self>>;
}

macro_rules! kinds {
    ($($variant:ident($object:ty) as $handle:ty),* $(,)?) => {
        /// Anything that has a handle.
        #[derive(Clone)]
        pub enum Object {
            $($variant(Arc<$object>),)*
        }

        $(impl Kind for $object {
            type Handle = $handle;
            fn wrap(this: Arc<Self>) -> Object {
                Object::$variant(this)
            }
            fn unwrap(object: &Object) -> Option<&Arc<Self>> {
                match object {
                    Object::$variant(this) => Some(this),
                    _ => None,
                }
            }
        })*
    };
}

kinds! {
    Options(super::options::Options) as super::lf_options,
    Client(super::client::ClientObject) as super::lf_client,
    Credentials(super::credentials::Credentials) as super::lf_credentials,
    Call(super::call::Call) as super::lf_call,
    Cancel(crate::base::cancel::Cancel) as super::lf_cancel,
    Token(crate::session::Token) as super::lf_token,
    Error(crate::session::Error) as super::lf_error,
}

/// A handle that is NULL, freed, or of another kind.
#[derive(Debug)]
pub struct InvalidHandle;

impl From<InvalidHandle> for Error {
    fn from(_: InvalidHandle) -> Error {
        Error::local(
            Status::InvalidHandle,
            "a handle is NULL, was freed, or is of another kind",
        )
    }
}

struct Registry {
    issued: usize,
    /// A tree, because leak checkers of the host take the table of a hash map for lost memory.
    objects: BTreeMap<usize, Object>,
}

static REGISTRY: RwLock<Registry> = RwLock::new(Registry {
    issued: 0,
    objects: BTreeMap::new(),
});

/// Gives `object` a handle.
pub fn insert<T: Kind>(object: Arc<T>) -> Result<*mut T::Handle, Error> {
    let mut registry = write();
    // Odd numbers, which no allocation has for an address: a stray pointer is never a handle.
    let id = next_id(registry.issued)
        .ok_or_else(|| Error::local(Status::Internal, "all handles of this process have been used up"))?;
    registry.issued = id;
    registry.objects.insert(id, T::wrap(object));
    Ok(ptr::without_provenance_mut(id))
}

fn next_id(issued: usize) -> Option<usize> {
    if issued == 0 { Some(1) } else { issued.checked_add(2) }
}

/// What `handle` stands for.
pub fn get<T: Kind>(handle: *const T::Handle) -> Result<Arc<T>, InvalidHandle> {
    read()
        .objects
        .get(&handle.addr())
        .and_then(T::unwrap)
        .cloned()
        .ok_or(InvalidHandle)
}

/// Takes `handle` back. The object is dropped by the caller, with the registry unlocked.
pub fn remove<T: Kind>(handle: *const T::Handle) -> Option<Arc<T>> {
    let mut registry = write();
    T::unwrap(registry.objects.get(&handle.addr())?)?;
    let object = registry.objects.remove(&handle.addr())?;
    T::unwrap(&object).cloned()
}

fn read() -> RwLockReadGuard<'static, Registry> {
    REGISTRY.read().unwrap_or_else(PoisonError::into_inner)
}

fn write() -> RwLockWriteGuard<'static, Registry> {
    REGISTRY.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::cancel::Cancel;

    #[test]
    fn a_freed_handle_stays_invalid_and_kinds_are_told_apart() {
        let first = insert(Arc::new(Cancel::default())).unwrap();
        assert!(get::<Cancel>(first).is_ok());
        assert!(get::<crate::session::Error>(first.cast()).is_err());
        assert!(remove::<crate::session::Error>(first.cast()).is_none());
        assert!(remove::<Cancel>(first).is_some());
        assert!(remove::<Cancel>(first).is_none());
        let second = insert(Arc::new(Cancel::default())).unwrap();
        assert_ne!(first, second);
        assert!(get::<Cancel>(first).is_err());
        assert!(get::<Cancel>(ptr::null()).is_err());
        remove::<Cancel>(second);
    }

    #[test]
    fn ids_end_instead_of_coming_round() {
        assert_eq!(next_id(0), Some(1));
        assert_eq!(next_id(1), Some(3));
        assert_eq!(next_id(usize::MAX - 2), Some(usize::MAX));
        assert_eq!(next_id(usize::MAX), None);
    }
}
