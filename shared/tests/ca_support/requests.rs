//! Certificate requests put together by hand, to ask for what no honest client asks for.

use muster_shared::ca::{SignatureAlgorithm, Signer as _, SoftwareSigner};

pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
pub const KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x0f];
pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
pub const EXT_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
pub const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
pub const MICROSOFT_EXTENSIONS: &[u8] =
    &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x0e];

/// One element with whatever tag and content, its length in the shortest form.
pub fn tlv(tag: u8, pieces: &[&[u8]]) -> Vec<u8> {
    let content = pieces.concat();
    let mut out = vec![tag];
    match content.len() {
        length @ 0..=0x7f => out.push(u8::try_from(length).unwrap()),
        length @ 0x80..=0xff => out.extend([0x81, u8::try_from(length).unwrap()]),
        length => {
            out.push(0x82);
            out.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    out.extend(content);
    out
}

pub fn sequence(pieces: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, pieces)
}

pub fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(6, &[oid]), &tlv(4, &[value])])
}

/// An attribute of this type whose values are these lists of extensions.
pub fn extension_request(oid: &[u8], lists: &[&[&[u8]]]) -> Vec<u8> {
    let values: Vec<Vec<u8>> = lists
        .iter()
        .map(|extensions| sequence(extensions))
        .collect();
    let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
    sequence(&[&tlv(6, &[oid]), &tlv(SET, &values)])
}

pub fn common_name(tag: u8, text: &str) -> Vec<u8> {
    let attribute = sequence(&[
        &tlv(6, &[&[0x55, 0x04, 0x03]]),
        &tlv(tag, &[text.as_bytes()]),
    ]);
    sequence(&[&tlv(SET, &[&attribute])])
}

/// The parts of a request; each can be replaced before it is signed.
pub struct Parts {
    pub version: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    pub attributes: Option<Vec<u8>>,
    pub algorithm: Vec<u8>,
}

impl Parts {
    /// A plain request with the signer's own key.
    pub fn of(signer: &SoftwareSigner) -> Self {
        Self {
            version: vec![2, 1, 0],
            subject: common_name(0x0c, "device"),
            spki: signer.spki_der().unwrap(),
            attributes: Some(tlv(0xa0, &[])),
            algorithm: signer.algorithm().to_algorithm_identifier(),
        }
    }

    pub fn with_attributes(mut self, attributes: &[&[u8]]) -> Self {
        self.attributes = Some(tlv(0xa0, attributes));
        self
    }

    /// A plain request for these extensions.
    pub fn asking_for(signer: &SoftwareSigner, extensions: &[&[u8]]) -> Self {
        Self::of(signer).with_attributes(&[&extension_request(EXTENSION_REQUEST, &[extensions])])
    }

    pub fn signed(&self, signer: &SoftwareSigner) -> Vec<u8> {
        let attributes = self.attributes.as_deref().unwrap_or_default();
        let signed = sequence(&[&self.version, &self.subject, &self.spki, attributes]);
        let signature = pollster::block_on(signer.sign(&signed)).unwrap();
        sequence(&[&signed, &self.algorithm, &tlv(3, &[&[0], &signature])])
    }
}

/// The algorithm identifier of an algorithm that is none of ours.
pub fn sha1_with_rsa() -> Vec<u8> {
    let known = SignatureAlgorithm::RsaPkcs1Sha256.to_algorithm_identifier();
    let mut sha1 = known;
    let last_of_oid = sha1.len() - 3;
    sha1[last_of_oid] = 5;
    sha1
}
