//! `polias config`.

/// Prints the registry of keys.
pub fn print() {
    print!("{}", crate::config::print_keys());
}
