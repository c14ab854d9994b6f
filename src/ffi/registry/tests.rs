use std::collections::BTreeSet;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::*;

/// Tells when it is dropped, and whether it is whole.
struct Witness {
    dropped: Arc<AtomicUsize>,
    alive: AtomicBool,
}

impl Kind for Witness {
    type Handle = u8;
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.alive.store(false, Ordering::SeqCst);
        self.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

struct Other;

impl Kind for Other {
    type Handle = u16;
}

fn witness(dropped: &Arc<AtomicUsize>) -> Arc<Witness> {
    Arc::new(Witness {
        dropped: dropped.clone(),
        alive: AtomicBool::new(true),
    })
}

#[test]
fn a_handle_is_valid_until_it_is_freed_and_for_its_kind_only() {
    let first = insert(Arc::new(Other)).unwrap();
    assert!(get::<Other>(first).is_ok());
    assert_eq!(with::<Other, _>(first, |_| 7), Ok(7));
    assert!(get::<Witness>(first.cast()).is_err());
    assert_eq!(with::<Witness, _>(first.cast(), |_| 7), Err(InvalidHandle));
    assert!(remove::<Witness>(first.cast()).is_none());
    assert!(remove::<Other>(first).is_some());
    assert!(remove::<Other>(first).is_none());
    // It may be given the slot of the first one.
    let second = insert(Arc::new(Other)).unwrap();
    assert_ne!(first, second);
    assert!(get::<Other>(first).is_err());
    assert_eq!(with::<Other, _>(first, |_| 7), Err(InvalidHandle));
    remove::<Other>(second);
}

#[test]
fn another_object_takes_the_place_of_one_that_is_still_read() {
    struct Number(u32);
    impl Kind for Number {
        type Handle = u32;
    }
    let handle = insert(Arc::new(Number(1))).unwrap();
    let seen = with(handle, |former: &Number| {
        update(handle, |former: &Number| Number(former.0 + 1));
        (former.0, with(handle, |number: &Number| number.0))
    });
    assert_eq!(seen, Ok((1, Ok(2))));
    update(handle.cast(), |_: &Other| Other);
    assert_eq!(with(handle, |number: &Number| number.0), Ok(2));
    remove::<Number>(handle);
    update(handle, |_: &Number| Number(3));
    assert!(get::<Number>(handle).is_err(), "it was freed");
}

#[test]
fn an_object_whose_place_was_taken_is_dropped_when_its_last_reader_leaves() {
    let dropped = Arc::new(AtomicUsize::new(0));
    let handle = insert(witness(&dropped)).unwrap();
    let another = |_: &Witness| Witness {
        dropped: dropped.clone(),
        alive: AtomicBool::new(true),
    };
    let read = with(handle, |witness: &Witness| {
        update(handle, another);
        assert!(witness.alive.load(Ordering::SeqCst));
        dropped.load(Ordering::SeqCst)
    });
    assert_eq!((read, dropped.load(Ordering::SeqCst)), (Ok(0), 1));
    update(handle, another);
    assert_eq!(dropped.load(Ordering::SeqCst), 2);
    remove::<Witness>(handle);
    assert_eq!(dropped.load(Ordering::SeqCst), 3);
}

#[test]
fn what_is_no_handle_is_refused() {
    let registry = Registry::<4, 4>::new();
    let id = registry.insert(Arc::new(Other)).unwrap();
    assert!(registry.get::<Other>(id).is_some());
    for stray in [
        0,
        2,
        id - 1,
        id + 1,
        id + 2,
        id | 1 << 5,
        id | 1 << 20,
        usize::MAX,
        usize::MAX - 1,
    ] {
        assert!(registry.get::<Other>(stray).is_none(), "{stray}");
        assert!(registry.with(stray, |_: &Other| ()).is_none(), "{stray}");
        assert!(registry.remove::<Other>(stray).is_none(), "{stray}");
    }
    assert!(registry.get::<Other>(id).is_some());
}

#[test]
fn no_id_comes_twice_and_their_end_is_told() {
    let registry = Registry::<2, 3>::new();
    let mut issued = BTreeSet::new();
    // One handle stays, so that its slot has one generation only.
    let kept = registry.insert(Arc::new(Other)).unwrap();
    while let Some(id) = registry.insert(Arc::new(Other)) {
        assert!(id % 2 == 1 && id != kept && issued.insert(id), "{id}");
        assert!(issued.len() <= 3 * 8, "a slot has more generations than an id can tell");
        assert!(registry.remove::<Other>(id).is_some());
        assert!(issued.iter().all(|stale| registry.get::<Other>(*stale).is_none()));
    }
    assert_eq!(issued.len(), 3 * 8);
    assert!(registry.get::<Other>(kept).is_some());
    // Its slot still has seven.
    registry.remove::<Other>(kept).unwrap();
    assert!(registry.insert(Arc::new(Other)).is_some_and(|id| !issued.contains(&id)));
}

#[test]
fn slots_in_use_are_not_given_away() {
    let registry = Registry::<9, 3>::new();
    let ids: BTreeSet<_> = (0..512).map(|_| registry.insert(Arc::new(Other)).unwrap()).collect();
    assert_eq!(ids.len(), 512);
    assert!(registry.insert(Arc::new(Other)).is_none());
    assert!(ids.iter().all(|id| registry.get::<Other>(*id).is_some()));
    registry.remove::<Other>(*ids.first().unwrap()).unwrap();
    assert!(registry.insert(Arc::new(Other)).is_some());
}

#[test]
fn the_last_slot_of_the_process_has_a_place() {
    let (chunk, offset) = place((1 << INDEX_BITS) - 1);
    assert!(chunk < CHUNKS && offset < FIRST_CHUNK << chunk);
    for index in 0..10_000 {
        let (chunk, offset) = place(index);
        assert!(offset < FIRST_CHUNK << chunk);
        assert_eq!(FIRST_CHUNK * ((1 << chunk) - 1) + offset, index);
    }
    assert_eq!(1 + INDEX_BITS + GENERATION_BITS, usize::BITS);
}

#[test]
fn an_object_is_dropped_at_once() {
    let registry = Registry::<4, 8>::new();
    let dropped = Arc::new(AtomicUsize::new(0));
    for round in 1..100 {
        let id = registry.insert(witness(&dropped)).unwrap();
        registry.with(id, |_: &Witness| ()).unwrap();
        drop(registry.remove::<Witness>(id));
        assert_eq!(dropped.load(Ordering::SeqCst), round);
    }
}

#[test]
fn an_object_outlives_the_calls_that_use_it() {
    let registry = Registry::<4, 4>::new();
    let dropped = Arc::new(AtomicUsize::new(0));
    let id = registry.insert(witness(&dropped)).unwrap();
    let (is_inside, may_leave) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            registry.with(id, |witness: &Witness| {
                is_inside.wait();
                may_leave.wait();
                witness.alive.load(Ordering::SeqCst)
            })
        });
        is_inside.wait();
        drop(registry.remove::<Witness>(id));
        let is_valid = registry.get::<Witness>(id).is_some();
        let dropped_too_early = dropped.load(Ordering::SeqCst);
        may_leave.wait();
        assert_eq!((is_valid, dropped_too_early), (false, 0));
        assert_eq!(reader.join().unwrap(), Some(true));
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
    });
}

/// Two threads free and make while two look up: a look-up finds the object of its id or nothing, never another one's
/// and never one that is gone.
#[test]
fn looking_up_while_others_free() {
    struct Numbered(AtomicUsize);
    impl Kind for Numbered {
        type Handle = u32;
    }
    impl Drop for Numbered {
        fn drop(&mut self) {
            self.0.store(usize::MAX, Ordering::Relaxed);
        }
    }
    let registry = Registry::<3, 24>::new();
    let shown: [AtomicUsize; 2] = Default::default();
    let found = AtomicUsize::new(0);
    const ROUNDS: usize = 20_000;
    let writing = AtomicUsize::new(shown.len());
    thread::scope(|scope| {
        for place in &shown {
            scope.spawn(|| {
                // On, too, until a look-up has met a handle that is valid.
                for round in (0..).take_while(|round| *round < ROUNDS || found.load(Ordering::Relaxed) == 0) {
                    let object = Arc::new(Numbered(AtomicUsize::new(0)));
                    let id = registry.insert(object.clone()).unwrap();
                    object.0.store(id, Ordering::Relaxed);
                    drop(object);
                    place.store(id, Ordering::Release);
                    // So that on a busy machine the others get a turn while it is valid.
                    if round % 64 == 0 {
                        thread::yield_now();
                    }
                    assert!(registry.remove::<Numbered>(id).is_some());
                    assert!(registry.get::<Numbered>(id).is_none());
                }
                writing.fetch_sub(1, Ordering::Relaxed);
            });
            scope.spawn(|| {
                while writing.load(Ordering::Relaxed) > 0 {
                    let id = place.load(Ordering::Acquire);
                    if let Some(number) = registry.with(id, |object: &Numbered| object.0.load(Ordering::Relaxed)) {
                        assert_eq!(number, id);
                        found.fetch_add(1, Ordering::Relaxed);
                    }
                    if let Some(object) = registry.get::<Numbered>(id) {
                        assert_eq!(object.0.load(Ordering::Relaxed), id);
                    }
                }
            });
        }
    });
}
