//! Names the shared library by its ABI number and keeps it loaded once it was.

use std::env;

/// Keep in step with LF_ABI_VERSION in src/ffi/version.rs; a test compares them.
const ABI: u32 = 1;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,liblftoken.so.{ABI}");
        // A look-up or the worker may still be running when the host unloads the library.
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
