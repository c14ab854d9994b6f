//! `lftoken-check` as a program: what it finds, that it sends no credentials before it may, and that it keeps secrets.

mod answers;
mod expected;
mod faults;
mod interrupts;
mod output;
mod program;
mod reports;
mod web;
