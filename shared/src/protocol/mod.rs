//! Wire formats, and nothing but wire formats: what a protocol's bytes mean, never whether someone may.

pub mod apple;
pub mod csv;
pub mod est;
pub mod http_signature;
pub mod mde;
pub mod plist;
pub mod scep;
pub mod syncml;
pub mod wap;
pub mod xml;
