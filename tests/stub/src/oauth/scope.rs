//! Scopes: what is asked for, and what is granted of it.

/// The scopes granted: all that can be without a wish, else those wished that can be. Nothing is said of the others.
pub fn granted(wish: Option<&str>, can_be: &[String]) -> Vec<String> {
    match wish {
        None => can_be.to_vec(),
        Some(wish) => {
            let wished = wish.split(' ').filter(|scope| can_be.iter().any(|can| can == scope));
            wished.map(String::from).collect()
        }
    }
}
