//! Whether a point lies on P-256 or P-384: SEC 1 version 2.0, section 3.2.2.1. The numbers are those of SEC 2 version 2.0,
//! sections 2.4.2 and 2.5.1.
//!
//! Both curves have a cofactor of 1, so a point on one has the curve's order and nothing else is to be checked. Only that is
//! computed here: a point in a request is no secret, signatures are checked natively, and whole implementations of two
//! curves were a thirtieth of the Worker.

use rsa::BigUint;

/// y² = x³ − 3x + b, modulo a prime.
#[derive(Debug)]
pub(crate) struct Curve {
    /// Most significant first, as is `b`.
    prime: &'static [u128],
    b: &'static [u128],
}

/// secp256r1.
pub(crate) static P256: Curve = Curve {
    prime: &[
        0xffff_ffff_0000_0001_0000_0000_0000_0000,
        0x0000_0000_ffff_ffff_ffff_ffff_ffff_ffff,
    ],
    b: &[
        0x5ac6_35d8_aa3a_93e7_b3eb_bd55_7698_86bc,
        0x651d_06b0_cc53_b0f6_3bce_3c3e_27d2_604b,
    ],
};

/// secp384r1.
pub(crate) static P384: Curve = Curve {
    prime: &[
        0xffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe,
        0xffff_ffff_0000_0000_0000_0000_ffff_ffff,
    ],
    b: &[
        0xb331_2fa7_e23e_e7e4_988e_056b_e3f8_2d19,
        0x181d_9c6e_fe81_4112_0314_088f_5013_875a,
        0xc656_398d_8a2e_d19d_2a85_c8ed_d3ec_2aef,
    ],
};

impl Curve {
    /// Whether these are the coordinates, x and then y, of a point on the curve. Each has as many octets as the prime, and is
    /// smaller than it. The point at infinity has no coordinates.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "BigUint grows instead of overflowing, the prime is not zero, and 3x is not subtracted but added on the other side"
    )]
    pub(crate) fn has(&self, coordinates: &[u8]) -> bool {
        let octets = size_of_val(self.prime);
        let Some((x, y)) = coordinates
            .split_at_checked(octets)
            .filter(|(_, y)| y.len() == octets)
        else {
            return false;
        };
        let (prime, b) = (number(self.prime), number(self.b));
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        x < prime && y < prime && (&y * &y + &x * 3_u8) % &prime == (&x * &x * &x + b) % &prime
    }
}

fn number(words: &[u128]) -> BigUint {
    let octets: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    BigUint::from_bytes_be(&octets)
}

#[cfg(test)]
mod tests {
    use p256::elliptic_curve::sec1::ToEncodedPoint as _;

    use super::*;

    /// Another implementation's points: multiples of the generator.
    fn points() -> Vec<(&'static Curve, Vec<u8>)> {
        let p256 = (1..=40_u64).map(|multiple| {
            let point =
                p256::ProjectivePoint::GENERATOR * p256::Scalar::from(multiple * 0x1_0000_0001);
            (
                &P256,
                point.to_affine().to_encoded_point(false).as_bytes()[1..].to_vec(),
            )
        });
        let p384 = (1..=40_u64).map(|multiple| {
            let point =
                p384::ProjectivePoint::GENERATOR * p384::Scalar::from(multiple * 0x1_0000_0001);
            (
                &P384,
                point.to_affine().to_encoded_point(false).as_bytes()[1..].to_vec(),
            )
        });
        p256.chain(p384).collect()
    }

    fn known_elsewhere(coordinates: &[u8]) -> bool {
        let point = [&[4], coordinates].concat();
        p256::PublicKey::from_sec1_bytes(&point).is_ok()
            || p384::PublicKey::from_sec1_bytes(&point).is_ok()
    }

    #[test]
    fn multiples_of_the_generator_lie_on_their_curve_and_not_on_the_other() {
        for (curve, point) in points() {
            assert!(curve.has(&point));
            let other = if point.len() == 64 { &P384 } else { &P256 };
            assert!(!other.has(&point));
        }
    }

    #[test]
    fn a_point_with_any_octet_changed_lies_beside_the_curve() {
        for (curve, point) in points() {
            for place in 0..point.len() {
                let mut beside = point.clone();
                beside[place] ^= 1 << (place % 8);
                assert!(!curve.has(&beside));
                assert!(!known_elsewhere(&beside));
            }
        }
    }

    #[test]
    fn a_point_with_an_octet_more_or_less_is_none() {
        for (curve, point) in points() {
            assert!(!curve.has(&point[1..]));
            assert!(!curve.has(&[&point[..], &[0]].concat()));
            assert!(!curve.has(&[&[0], &point[..]].concat()));
        }
        assert!(!P256.has(&[]) && !P384.has(&[]));
    }

    #[test]
    fn coordinates_are_smaller_than_the_prime() {
        // b is a square modulo both primes, so there is a point with x = 0, which is no point when x is written as the prime.
        let roots: [(&Curve, &str); 2] = [
            (
                &P256,
                "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4",
            ),
            (
                &P384,
                "3cf99ef04f51a5ea630ba3f9f960dd593a14c9be39fd2bd215d3b4b08aaaf86bbf927f2c46e52ab06fb742b8850e521e",
            ),
        ];
        for (curve, root) in roots {
            let y = BigUint::parse_bytes(root.as_bytes(), 16).unwrap();
            let prime = number(curve.prime);
            let octets = |number: &BigUint| {
                let short = number.to_bytes_be();
                [vec![0; size_of_val(curve.prime) - short.len()], short].concat()
            };
            let zero = octets(&BigUint::from(0_u8));
            for y in [y.clone(), &prime - &y] {
                let point = [zero.clone(), octets(&y)].concat();
                assert!(curve.has(&point) && known_elsewhere(&point));
                let point = [octets(&prime), octets(&y)].concat();
                assert!(!curve.has(&point) && !known_elsewhere(&point));
            }
        }
        for curve in [&P256, &P384] {
            let prime: Vec<u8> = curve
                .prime
                .iter()
                .flat_map(|word| word.to_be_bytes())
                .collect();
            assert!(!curve.has(&[&prime[..], &prime[..]].concat()));
            assert!(
                !curve.has(&vec![0; 2 * prime.len()]),
                "what infinity is sometimes written as"
            );
            assert!(!curve.has(&vec![0xff; 2 * prime.len()]));
        }
    }
}
