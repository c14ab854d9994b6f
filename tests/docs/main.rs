//! README, the pages, and the table in ARCHITECTURE.md say what is so.

mod pages;
mod readme;
mod walls;
