//! An allocator that wipes what it frees, and the vector registers with it.
//!
//! Passwords and tokens also pass through code of JSON, HTTP and TLS that knows nothing of wiping: whoever reads the
//! memory of the process later must not find them there. Wiping and clearing take about 5 ns for a small block that is
//! taken and freed again; a warm refresh has 15 of them.

use std::alloc::{GlobalAlloc, Layout, System};
use std::arch::asm;

use super::registers;

/// Not inlined: there are hundreds of places that allocate or free.
struct WipeOnFree;

// SAFETY: all memory comes from and goes back to the system's allocator with the layout it came with.
// `realloc` is the default one, which frees the old block through `dealloc`.
unsafe impl GlobalAlloc for WipeOnFree {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Also here, so that nothing stays in them for long: the C library, too, has functions bound at first use.
        registers::wipe();
        // SAFETY: passed on as it came.
        unsafe { System.alloc(layout) }
    }

    #[inline(never)]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on as it came.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        registers::wipe();
        // SAFETY: the block is still ours and `layout.size()` bytes long. The empty assembly may read it, so
        // the writes before it cannot be dropped as dead.
        unsafe {
            block.write_bytes(0, layout.size());
            asm!("/* {} */", in(reg) block, options(nostack, preserves_flags, readonly));
            System.dealloc(block, layout);
        }
    }
}

/// Used by this library alone: a shared library's allocator is private to it.
#[global_allocator]
static ALLOCATOR: WipeOnFree = WipeOnFree;
