//! README.md, the pages, and the table in ARCHITECTURE.md say what is so, and what holds the project together.

mod demo;
mod host_pages;
mod imports;
mod pages;
mod project;
mod readme;
mod session;
mod walls;
mod words;
