//! The packages, and their sizes.

mod archives;
mod page;
