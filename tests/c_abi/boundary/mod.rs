//! The source of the C boundary: unsafe code is in two rooms, and the exports all have the one shape.

mod convention;
mod descriptions;
mod each_export;
mod exports;
mod sources;
mod types;
mod unsafe_code;
