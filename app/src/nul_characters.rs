//! Refuses NUL characters in the arguments of server functions. PostgreSQL stores no text with one, and nobody types one.

use std::fmt;

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::ApiError;

/// Checks all strings in a function's arguments. The error names the field whose text has a NUL character.
pub(crate) fn refuse(arguments: &impl Serialize) -> Result<(), ApiError> {
    match arguments.serialize(Search { field: "" }) {
        Err(Stop::Nul(field)) => Err(ApiError::invalid(field, "Text can't contain a NUL character.")),
        Ok(()) | Err(Stop::Unreadable) => Ok(()),
    }
}

/// Why a search stopped early.
#[derive(Debug, PartialEq, Eq)]
enum Stop {
    /// A string in this field has a NUL character.
    Nul(&'static str),
    /// The value can't be written at all.
    Unreadable,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the search for NUL characters stopped")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Unreadable
    }
}

/// Walks a value and stops at the first NUL character in a string.
#[derive(Clone, Copy)]
struct Search {
    /// The innermost field around the current place; empty outside of structs.
    field: &'static str,
}

macro_rules! without_text {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, _: $type) -> Result<(), Stop> {
            Ok(())
        })+
    };
}

impl Serializer for Search {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    without_text! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_f32: f32, serialize_f64: f64,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str
    }

    fn serialize_char(self, value: char) -> Result<(), Stop> {
        if value == '\0' { Err(Stop::Nul(self.field)) } else { Ok(()) }
    }

    fn serialize_str(self, value: &str) -> Result<(), Stop> {
        if value.contains('\0') { Err(Stop::Nul(self.field)) } else { Ok(()) }
    }

    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, Stop> {
        Ok(self)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! walk {
    ($($part:ident: $($method:ident),+;)+) => {$(
        impl $part for Search {
            type Ok = ();
            type Error = Stop;

            $(fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                value.serialize(*self)
            })+

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )+};
}

walk! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
    SerializeMap: serialize_key, serialize_value;
}

macro_rules! walk_fields {
    ($($part:ident),+) => {$(
        impl $part for Search {
            type Ok = ();
            type Error = Stop;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                field: &'static str,
                value: &T,
            ) -> Result<(), Stop> {
                value.serialize(Self { field })
            }

            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        }
    )+};
}

walk_fields! { SerializeStruct, SerializeStructVariant }

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    struct Arguments<T> {
        number: u128,
        outer: Outer<T>,
        last: &'static str,
    }

    #[derive(Serialize)]
    enum Outer<T> {
        Named { inner: T },
        Listed(u8, T),
    }

    fn field<T: Serialize>(inner: T) -> Option<String> {
        let arguments = Arguments { number: 0, outer: Outer::Named { inner }, last: "b" };
        match refuse(&arguments) {
            Ok(()) => None,
            Err(ApiError::Invalid { field, .. }) => Some(field),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_nul_character_is_found_in_any_text_and_nowhere_else() {
        let inner = Some("inner".to_owned());
        assert_eq!(field("a\0b"), inner);
        assert_eq!(field('\0'), inner);
        assert_eq!(field(vec![("a", Some("b")), ("c", Some("\0"))]), inner);
        assert_eq!(field(BTreeMap::from([("a\0", 1)])), inner);
        assert_eq!(field(BTreeMap::from([("a", "\0")])), inner);
        assert_eq!(field(vec![0_u8; 9]), None);
        assert_eq!(field("a\\0b\u{1}"), None);
        assert_eq!(field(((), 0.0, None::<&str>)), None);
        let listed = Arguments { number: 0, outer: Outer::Listed(0, "a\0"), last: "b" };
        assert_eq!(refuse(&listed).unwrap_err().status(), 422);
        let late = Arguments { number: 0, outer: Outer::Listed(0, "a"), last: "\0" };
        assert!(matches!(refuse(&late), Err(ApiError::Invalid { field, .. }) if field == "last"));
    }
}
