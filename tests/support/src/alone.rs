//! Tests that have to be alone: in their process, because they count what it holds, or on the machine, because they
//! measure time.

use std::any::type_name;
use std::env;
use std::process::Command;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Set for a process that runs one test only.
const ALONE: &str = "LF_TEST_ALONE";

static MACHINE: RwLock<()> = RwLock::new(());

/// Held by a test that measures time: it waits until no other is heavy or measures.
pub fn measuring() -> RwLockWriteGuard<'static, ()> {
    MACHINE.write().unwrap_or_else(PoisonError::into_inner)
}

/// Held by a test that keeps the machine busy: it waits until no other measures.
pub fn heavy() -> RwLockReadGuard<'static, ()> {
    MACHINE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `test` in a process of its own, as the test that calls this, while no other measures. `test` has to be a
/// closure of the test itself, which is known by the closure's name.
pub fn alone<F: FnOnce()>(test: F) {
    if env::var_os(ALONE).is_some() {
        return test();
    }
    let _turn = measuring();
    let closure = type_name::<F>();
    let path = closure.strip_suffix("::{{closure}}").expect("a closure");
    let (_, name) = path
        .split_once("::")
        .expect("the name of the program and that of the test");
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let [said, complained] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    println!("{said}{complained}");
    assert!(output.status.success(), "{name}: {}", output.status);
    assert!(said.contains("test result: ok. 1 passed"), "there is no test {name}");
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::panic::catch_unwind;

    use super::{ALONE, alone};

    #[test]
    fn a_test_that_wants_it_is_alone() {
        alone(|| assert_eq!(env::args().nth(1).as_deref(), Some("--exact")));
    }

    #[test]
    fn what_fails_there_fails_here() {
        let fails = || assert!(env::var_os(ALONE).is_none(), "on purpose");
        if env::var_os(ALONE).is_some() {
            return alone(fails);
        }
        assert!(catch_unwind(|| alone(fails)).is_err());
    }

    #[test]
    fn a_closure_of_another_function_is_refused() {
        fn helper() {
            alone(|| ());
        }
        assert!(catch_unwind(helper).is_err());
    }
}
