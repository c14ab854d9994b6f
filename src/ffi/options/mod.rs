//! Settings of a client, by subject.

mod address;
mod handle;
mod log;
mod proxy;
mod requests;
mod timeouts;
mod trust;

pub use address::*;
pub use handle::*;
pub use log::*;
pub use proxy::*;
pub use requests::*;
pub use timeouts::*;
pub use trust::*;
