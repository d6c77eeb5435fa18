//! Casts over small columns; what is expected was answered by Trino 440.
