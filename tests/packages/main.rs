//! The packages, and their sizes.

mod archives;
mod bills;
mod glibc;
mod installed;
mod page;
mod tour;
mod wheels;
