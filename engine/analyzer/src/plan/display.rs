//! A plan as text, for tests and debugging.
