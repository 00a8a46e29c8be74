//! Keys whose private half is printed in a standard, as an example or for tests.
//!
//! They turn up in software that was released with its test set-up, and anybody can be such a device. Each digest was
//! computed from the standard's own private key. The keys of RFC 9500 are of the EICAR kind: made to be recognised.

/// SHA-256 of the `SubjectPublicKeyInfo`, in hexadecimal, and where the private key is printed.
pub(crate) const DIGESTS: &[(&str, &str)] = &[
    (
        "8fb6bad671cfe698393c453357da61b56d757ab8c0f3fb9c87f2849e63131878",
        "RFC 9500, testRSA2048",
    ),
    (
        "b2b04340cfaee616ec9c2c62d261b208e54bb197498df52e8cadede23ac0ba5e",
        "RFC 9500, testECCP256",
    ),
    (
        "c4c10105a0be0ed4dd3354428dc38a9bfee64da141ce16e75c94eda272f9dd3a",
        "RFC 9500, testECCP384",
    ),
    (
        "c73eecd318bd3813f2402a660d8a90010ca35d609d19377d5ee7af200713229f",
        "RFC 9421 B.1.1, test-key-rsa",
    ),
    (
        "72859cbaf21a0b398b1f25712bbed148b1d85a0c6b824176eb306405caa6f0b2",
        "RFC 9421 B.1.2, test-key-rsa-pss",
    ),
    (
        "55f96361b78cbb84f1fc604b0718e82bd91abb46d8fc25ae871b35fbbf8b7974",
        "RFC 9421 B.1.3, test-key-ecc-p256",
    ),
    (
        "ad32320cf6c596d884b05381ba573aba8ddd5749b4de8f4a23a79f9a89ddaeb2",
        "RFC 7517 A.2, RSA",
    ),
    (
        "51b944cdfa544d4c3273aa6bf350625a7dd53bbb6a71723274f538b19a207760",
        "RFC 7517 A.2, EC",
    ),
    (
        "6fd13c2435a361e7c588cd17f55f5ad3df0177a66c1727a6a200845f4d7ab88c",
        "RFC 7515 A.2.1",
    ),
    (
        "2bd1bb0c44a897c30a7aa0991cde38d8062fe441de50da0f46825344f602e827",
        "RFC 7515 A.3.1",
    ),
    (
        "5a7a78cca4a0f420d9bc62bb669c3c2759e39f723d3ae10dcbe0f0815a07ecd4",
        "RFC 6979 A.2.5",
    ),
    (
        "2f95601fa82060b909bfc6b979dbd303d34d34e0afb27ea496beac362f242a4b",
        "RFC 6979 A.2.6",
    ),
];

/// Whether the private half of this key is printed in a standard.
pub(crate) fn is_published(digest: &str) -> bool {
    DIGESTS.iter().any(|(known, _)| *known == digest)
}
