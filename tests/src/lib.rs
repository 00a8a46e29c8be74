//! End to end: devices with openssl and curl, real workerd, real faults.
