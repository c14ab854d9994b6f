//! The table of handles: numbers in the shape of typed pointers, looked up here and never dereferenced.
//!
//! The number is an id: the number of a slot and the slot's generation, which ends when the object is freed. A slot
//! that has used up its generations is retired, so that no id is ever issued twice. Ids are odd, and no allocation has
//! an odd address: a stray pointer is never a handle.
//!
//! A look-up writes nothing that another thread reads, so it costs the same on any number of threads. An object is
//! dropped as soon as its handle is freed and no call uses it any more.
//!
//! A child that was forked can look its parent's handles up, and frees none of them.

use std::any::Any;
use std::collections::BTreeMap;
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use arc_swap::ArcSwapOption;

use crate::session::{Error, Status};

use crate::base::lock::lock;
use crate::base::per_process::PerProcess;
use crate::sys::without_cancellation;

/// A kind of object that has handles, and the type of pointer that they show to the host.
pub trait Kind: Any + Send + Sync {
    type Handle;
}

/// A handle that is NULL, freed, or of another kind.
#[derive(Debug, PartialEq)]
pub struct InvalidHandle;

impl From<InvalidHandle> for Error {
    fn from(_: InvalidHandle) -> Error {
        Error::local(
            Status::InvalidHandle,
            "a handle is NULL, was freed, or is of another kind",
        )
    }
}

/// Gives `object` a handle.
pub fn insert<T: Kind>(object: Arc<T>) -> Result<*mut T::Handle, Error> {
    REGISTRY
        .insert(object)
        .map(ptr::without_provenance_mut)
        .ok_or_else(|| Error::local(Status::Internal, "all handles of this process have been used up"))
}

/// Lets `body` use what `handle` stands for. A call that can block takes it with [`get`] instead: each thread has only
/// a few places in which it can note, without a shared write, what it is using.
// A build for size would hand the result from function to function through memory, in a quarter of a getter's time.
#[inline(always)]
pub fn with<T: Kind, R>(handle: *const T::Handle, body: impl FnOnce(&T) -> R) -> Result<R, InvalidHandle> {
    REGISTRY.with(handle.addr(), body).ok_or(InvalidHandle)
}

/// What `handle` stands for, to be kept.
pub fn get<T: Kind>(handle: *const T::Handle) -> Result<Arc<T>, InvalidHandle> {
    REGISTRY.get(handle.addr()).ok_or(InvalidHandle)
}

/// Has `handle` stand for what `change` makes of its object, if it still stands for one; `change` must not use handles. Who is
/// at the former object keeps it.
pub fn update<T: Kind>(handle: *const T::Handle, change: impl FnOnce(&T) -> T) {
    REGISTRY.update(handle.addr(), change);
}

/// Takes `handle` back. The object is dropped by the caller, with the registry unlocked.
pub fn remove<T: Kind>(handle: *const T::Handle) -> Option<Arc<T>> {
    REGISTRY.remove(handle.addr())
}

/// A million handles at a time where an id has 32 bits, and two thousand generations for each.
const INDEX_BITS: u32 = if usize::BITS == 32 { 20 } else { 32 };
const GENERATION_BITS: u32 = usize::BITS - 1 - INDEX_BITS;

static REGISTRY: Registry<INDEX_BITS, GENERATION_BITS> = Registry::new();

struct Registry<const INDEX_BITS: u32, const GENERATION_BITS: u32> {
    /// Twice as many slots in each as in the one before. They never move, so readers need no lock.
    chunks: [OnceLock<Box<[Slot]>>; CHUNKS],
    /// How many slots have been used.
    slots: AtomicUsize,
    writer: PerProcess<Mutex<Writer>>,
}

type Slot = ArcSwapOption<Entry>;

/// Enough for 32 bits of index.
const CHUNKS: usize = 27;
const FIRST_CHUNK: usize = 64;

struct Entry {
    id: usize,
    /// There until the entry is dropped.
    object: Option<Arc<dyn Any + Send + Sync>>,
}

/// A reader may be the last to use an object, and to drop it closes connections, say.
impl Drop for Entry {
    fn drop(&mut self) {
        without_cancellation(|| drop(self.object.take()));
    }
}

#[derive(Default)]
struct Writer {
    /// The next ids of slots that are free.
    free: Vec<usize>,
    /// The owners by id. A slot points into the middle of an allocation, which leak checkers of the host take for
    /// memory that is possibly lost; the tree points to its beginning.
    entries: BTreeMap<usize, Arc<Entry>>,
}

impl<const INDEX_BITS: u32, const GENERATION_BITS: u32> Registry<INDEX_BITS, GENERATION_BITS> {
    const fn new() -> Self {
        Registry {
            chunks: [const { OnceLock::new() }; CHUNKS],
            slots: AtomicUsize::new(0),
            writer: PerProcess::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        lock(self.writer.get(Mutex::default))
    }

    /// `None` when all ids have been issued, or all slots are in use or retired.
    fn insert<T: Kind>(&self, object: Arc<T>) -> Option<usize> {
        let mut writer = self.lock();
        let id = match writer.free.pop() {
            Some(id) => id,
            None => {
                let index = self.slots.load(Ordering::Relaxed);
                if index >= 1 << INDEX_BITS {
                    return None;
                }
                let (chunk, _) = place(index);
                self.chunks[chunk].get_or_init(|| (0..FIRST_CHUNK << chunk).map(|_| Slot::empty()).collect());
                self.slots.store(index + 1, Ordering::Relaxed);
                index << 1 | 1
            }
        };
        let entry = Arc::new(Entry {
            id,
            object: Some(object),
        });
        self.slot(id)?.store(Some(entry.clone()));
        writer.entries.insert(id, entry);
        Some(id)
    }

    #[inline(always)]
    fn with<T: Kind, R>(&self, id: usize, body: impl FnOnce(&T) -> R) -> Option<R> {
        let entry = self.slot(id)?.load();
        let entry = entry.as_deref().filter(|entry| entry.id == id)?;
        entry.object.as_ref()?.downcast_ref().map(body)
    }

    fn get<T: Kind>(&self, id: usize) -> Option<Arc<T>> {
        let entry = self.slot(id)?.load();
        let entry = entry.as_deref().filter(|entry| entry.id == id)?;
        entry.object.clone()?.downcast().ok()
    }

    fn update<T: Kind>(&self, id: usize, change: impl FnOnce(&T) -> T) -> Option<()> {
        let mut writer = self.lock();
        let place = writer.entries.get_mut(&id)?;
        let object = change(place.object.as_ref()?.downcast_ref()?);
        let entry = Arc::new(Entry {
            id,
            object: Some(Arc::new(object)),
        });
        let former = mem::replace(place, entry.clone());
        self.slot(id)?.store(Some(entry));
        // What it drops may use handles.
        drop(writer);
        drop(former);
        Some(())
    }

    fn remove<T: Kind>(&self, id: usize) -> Option<Arc<T>> {
        let mut writer = self.lock();
        let object = writer.entries.get(&id)?.object.clone()?.downcast().ok()?;
        // Waits for nobody: a reader that is at it becomes an owner of the entry.
        self.slot(id)?.store(None);
        writer.entries.remove(&id);
        writer.free.extend(Self::next_generation(id));
        Some(object)
    }

    /// The id that a slot has next; `None` retires it.
    fn next_generation(id: usize) -> Option<usize> {
        let generation = (id >> (INDEX_BITS + 1)) + 1;
        (generation < 1 << GENERATION_BITS).then_some(id + (1 << (INDEX_BITS + 1)))
    }

    /// The slot that an id with its index would be in; whether it is that one's, its entry tells.
    fn slot(&self, id: usize) -> Option<&Slot> {
        let (chunk, offset) = place((id >> 1) & ((1 << INDEX_BITS) - 1));
        self.chunks.get(chunk)?.get()?.get(offset)
    }
}

/// The chunk of a slot, and its place there.
fn place(index: usize) -> (usize, usize) {
    let chunk = (index / FIRST_CHUNK + 1).ilog2();
    (chunk as usize, index - FIRST_CHUNK * ((1 << chunk) - 1))
}

#[cfg(test)]
mod tests;
