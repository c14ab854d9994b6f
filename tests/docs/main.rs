//! README.md, the pages, and the table in ARCHITECTURE.md say what is so.

mod host_pages;
mod imports;
mod pages;
mod readme;
mod walls;
mod words;
