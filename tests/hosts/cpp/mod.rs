//! C++: the binding, and its page.

mod binding;
mod page;
