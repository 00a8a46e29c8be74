//! Reading JSON: a structure is an object, never a list of its fields.
//!
//! What serde derives takes a structure in both forms, and the second, which nobody writes, is as much code as the first. It is
//! a seventh of what the Worker uploads and of what the portal loads. Here every structure is asked for as an object, at any
//! depth, so that the other form is neither accepted nor compiled. Everything else is `serde_json`.

use core::fmt;

use serde::Serialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

/// Reads a value from a whole text.
///
/// # Errors
/// As [`serde_json::from_str`]; also where a list stands for a structure.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Objects(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Writes a value.
///
/// # Errors
/// As [`serde_json::to_vec`].
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    written(&|writer| value.serialize(writer))
}

/// Writes a value as text.
///
/// # Errors
/// As [`serde_json::to_string`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    written(&|writer| value.serialize(writer)).map(text_of)
}

type Writer<'w> = serde_json::Serializer<&'w mut Vec<u8>>;

fn written(
    write: &dyn Fn(&mut Writer<'_>) -> Result<(), serde_json::Error>,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut written = Vec::with_capacity(128);
    write(&mut Writer::new(&mut written))?;
    Ok(written)
}

fn text_of(written: Vec<u8>) -> String {
    // What serde_json writes is UTF-8; that is looked at again, and nothing is copied.
    String::from_utf8(written).unwrap_or_default()
}

/// Goes along with whatever takes part in reading, so that each structure on the way is asked for as an object.
struct Objects<T>(T);

/// A structure behind the name of a variant, asked for as an object.
struct StructVariant<V>(V);

/// What takes in a structure: an object and nothing else. It is called that in every message, since what the structure is named here
/// tells nobody outside anything, and a name for each is another function for each.
struct Structure<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Structure<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(Objects(object))
    }
}

macro_rules! ask {
    ($($method:ident($($name:ident: $kind:ty),*);)+) => {
        $(fn $method<V: Visitor<'de>>(self, $($name: $kind,)* visitor: V) -> Result<V::Value, Self::Error> {
            self.0.$method($($name,)* Objects(visitor))
        })+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    ask! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_map(Structure(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! hand_on {
    ($($method:ident($kind:ty);)+) => {
        $(fn $method<E: Error>(self, value: $kind) -> Result<Self::Value, E> {
            self.0.$method(value)
        })+
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Objects<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    hand_on! {
        visit_bool(bool);
        visit_i64(i64);
        visit_i128(i128);
        visit_u64(u64);
        visit_u128(u128);
        visit_f64(f64);
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        self.0.visit_some(Objects(reader))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        reader: D,
    ) -> Result<Self::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(reader))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.0.visit_seq(Objects(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        self.0.visit_map(Objects(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<Self::Value, A::Error> {
        self.0.visit_enum(Objects(variant))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Objects<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(Objects(reader))
    }
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for StructVariant<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(Structure(self.0))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        self.0.next_element_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Objects<A> {
    type Error = A::Error;

    // A name is no structure.
    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Self::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        self.0.next_value_seed(Objects(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Objects<A> {
    type Error = A::Error;
    type Variant = Objects<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), Self::Error> {
        let (name, content) = self.0.variant_seed(seed)?;
        Ok((name, Objects(content)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Objects<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), Self::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        self.0.newtype_variant_seed(Objects(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.tuple_variant(len, Objects(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.newtype_variant_seed(StructVariant(visitor))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        number: i64,
        #[serde(default)]
        text: Option<String>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Held(Inner),
        Pair(u8, bool),
        Named { inner: Inner },
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Outer {
        list: Vec<Inner>,
        kinds: Vec<Kind>,
        by_name: BTreeMap<String, Inner>,
        #[serde(flatten)]
        tagged: Tagged,
        pair: (u32, f64),
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "is", rename_all = "snake_case")]
    enum Tagged {
        One { inner: Inner },
        Other,
    }

    fn inner() -> impl Strategy<Value = Inner> {
        (any::<i64>(), proptest::option::of(".*")).prop_map(|(number, text)| Inner { number, text })
    }

    fn outer() -> impl Strategy<Value = Outer> {
        let kind = prop_oneof![
            Just(Kind::Plain),
            inner().prop_map(Kind::Held),
            (any::<u8>(), any::<bool>()).prop_map(|(a, b)| Kind::Pair(a, b)),
            inner().prop_map(|inner| Kind::Named { inner }),
        ];
        let tagged = prop_oneof![
            Just(Tagged::Other),
            inner().prop_map(|inner| Tagged::One { inner })
        ];
        let lists = (
            proptest::collection::vec(inner(), 0..4),
            proptest::collection::vec(kind, 0..4),
            proptest::collection::btree_map(".*", inner(), 0..4),
        );
        (lists, tagged, any::<u32>(), -1.0e9..1.0e9).prop_map(
            |((list, kinds, by_name), tagged, whole, part)| Outer {
                list,
                kinds,
                by_name,
                tagged,
                pair: (whole, part),
            },
        )
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_as_serde_json_reads_it(outer in outer()) {
            let text = serde_json::to_string(&outer).unwrap();
            prop_assert_eq!(from_str::<Outer>(&text).unwrap(), serde_json::from_str(&text).unwrap());
        }

        #[test]
        fn what_is_wrong_is_wrong_at_the_same_place(outer in outer(), at in any::<prop::sample::Index>()) {
            let mut text = serde_json::to_string(&outer).unwrap();
            let end = text.char_indices().map(|(place, _)| place).nth(at.index(text.chars().count())).unwrap();
            text.truncate(end);
            let (ours, theirs) = (from_str::<Outer>(&text).unwrap_err(), serde_json::from_str::<Outer>(&text).unwrap_err());
            prop_assert_eq!((ours.line(), ours.column(), ours.classify()), (theirs.line(), theirs.column(), theirs.classify()));
        }
    }

    #[test]
    fn a_list_of_fields_is_no_structure_at_any_depth() {
        for text in ["[1,null]", r#"[[1,null]]"#, r#"{"held":[1,null]}"#] {
            assert!(
                from_str::<Inner>(text).is_err()
                    && from_str::<Vec<Inner>>(text).is_err()
                    && from_str::<Kind>(text).is_err(),
                "{text}"
            );
        }
        assert!(from_str::<Kind>(r#"{"named":[[1,null]]}"#).is_err());
        assert_eq!(
            from_str::<Kind>(r#"{"pair":[1,true]}"#).unwrap(),
            Kind::Pair(1, true)
        );
    }

    #[test]
    fn what_stands_for_a_structure_is_told_that_an_object_is_expected() {
        for text in ["1", "\"text\"", "[]", "null"] {
            let told = from_str::<Inner>(text).unwrap_err().to_string();
            assert!(told.contains("expected an object"), "{told}");
        }
    }

    #[test]
    fn what_comes_after_the_value_is_an_error() {
        assert!(from_str::<Inner>(r#"{"number":1} {}"#).is_err());
        assert!(from_str::<Inner>(r#"{"number":1,"other":2}"#).is_err());
    }
}
