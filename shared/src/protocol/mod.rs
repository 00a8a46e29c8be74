//! Wire formats, and nothing but wire formats: what a protocol's bytes mean, never whether someone may.

pub mod est;
pub mod http_signature;
