//! What the readers of answers say: apart from the errors of calls, which hold what readers make of refusals.

/// Why an answer that means success has no result.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadError {
    /// What is wrong with it, without its content.
    Because(&'static str),
    /// It says that nothing was done.
    Declined,
}
