//! What protects the host from the library: its memory from secrets, its floating-point state, its stderr.

mod alloc;
pub mod fpu;
pub mod panics;
pub mod registers;
