//! The C interface: the header, what was promised, and programs in C that use and misuse it.

mod abi;
mod boundary;
mod boundary_sources;
mod c_programs;
mod first_page;
mod generated;
mod header;
mod interface;
mod life_cycle;
mod memory;
mod names;
mod panic;
mod scarce;
mod subject;
mod syscalls;
mod wipe;
