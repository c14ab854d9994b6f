//! Whether memory can be had, asked before it is needed: an allocation of the standard library that fails ends the
//! whole process.

use std::alloc::{GlobalAlloc, Layout, System};

/// Whether a block of `bytes` can be had at this moment. It is given back untouched.
pub fn memory_is_left(bytes: usize) -> bool {
    let Ok(layout) = Layout::array::<u8>(bytes.max(1)) else {
        return false;
    };
    // SAFETY: the layout is not empty, and the block goes back to where it came from, with the same layout.
    unsafe {
        let block = System.alloc(layout);
        // Nobody uses it, and yet the compiler may not leave it out.
        let block = std::hint::black_box(block);
        if block.is_null() {
            return false;
        }
        System.dealloc(block, layout);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_some_but_not_any_amount() {
        assert!(memory_is_left(0) && memory_is_left(1 << 20));
        assert!(!memory_is_left(isize::MAX as usize) && !memory_is_left(usize::MAX));
    }
}
