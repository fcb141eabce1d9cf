//! The search as a whole: what is found, and that no query hurts.
