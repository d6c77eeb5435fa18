//! Which columns a part of a plan makes, uses, and takes from outside.
