//! Finds the columns that a caller asks for by their headings.

/// A column that the caller wants to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The field's own name, which our exports use as the heading.
    pub name: &'static str,
    /// Other names that people use.
    pub aliases: &'static [&'static str],
}

/// Finds the column of each field. Returns for each field the index of its column in `header`, or `None`.
///
/// Ignores case, spaces, underscores and punctuation. Fields' own names are matched before any alias, and aliases in
/// their order; each column goes to one field at most.
pub fn guess(header: &[String], fields: &[Field]) -> Vec<Option<usize>> {
    let mut free: Vec<Option<String>> = header.iter().map(|heading| Some(normal(heading))).collect();
    let mut found: Vec<Option<usize>> = fields.iter().map(|field| take(&mut free, field.name)).collect();
    for (place, field) in found.iter_mut().zip(fields) {
        if place.is_none() {
            *place = field.aliases.iter().find_map(|alias| take(&mut free, alias));
        }
    }
    found
}

/// Takes the first free column with the heading `name`.
fn take(free: &mut [Option<String>], name: &str) -> Option<usize> {
    // A name made of punctuation would otherwise match every unnamed column.
    let wanted = Some(normal(name)).filter(|wanted| !wanted.is_empty())?;
    let index = free.iter().position(|heading| heading.as_ref() == Some(&wanted))?;
    free[index] = None;
    Some(index)
}

/// The part of a heading that is compared: its letters and digits, in lower case.
pub(crate) fn normal(heading: &str) -> String {
    heading.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Field = Field { name: "Name", aliases: &["customer", "company name"] };
    const SEATS: Field = Field { name: "max_seats", aliases: &["seats", "name"] };

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn case_spaces_and_punctuation_do_not_count() {
        let columns = header(&["# MAX Seats", "Company-Name:"]);
        assert_eq!(guess(&columns, &[NAME, SEATS]), [Some(1), Some(0)]);
    }

    #[test]
    fn a_name_goes_before_an_alias_and_a_column_goes_once() {
        let columns = header(&["Customer", "name", "x"]);
        assert_eq!(guess(&columns, &[NAME, SEATS]), [Some(1), None]);
        // The second field's alias "name" may not take the first field's own name.
        assert_eq!(guess(&columns, &[SEATS, NAME]), [None, Some(1)]);
    }

    #[test]
    fn unnamed_columns_are_never_guessed() {
        assert_eq!(guess(&header(&["", "--"]), &[Field { name: "?", aliases: &["…"] }]), [None]);
        assert_eq!(guess(&[], &[NAME]), [None]);
    }
}
