//! README.md, the pages, and the table in ARCHITECTURE.md say what is so.

mod imports;
mod order;
mod pages;
mod readme;
mod walls;
