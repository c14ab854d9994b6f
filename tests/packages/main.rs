//! The packages, and their sizes.

mod archives;
mod installed;
mod page;
