//! Pages of a list: `page[number]` and `page[size]`, `page[cursor]` and `page[size]`, or `limit` alone.

use http::Uri;

use super::document::{PageLinks, PageMeta};
use super::error::ApiError;
use super::query::Parameters;

/// The largest page, in resources.
const MOST: i64 = 100;
/// The default size of a page.
const USUAL: i64 = 10;

/// A requested page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    size: u64,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// From 1.
    Number(u64),
    /// After the resource with that number; None for the first page.
    Cursor(Option<i64>),
}

impl Page {
    /// Reads the requested page from the parameters.
    pub fn asked(query: &Parameters) -> Result<Self, ApiError> {
        let size = query.number("page[size]", 1, MOST)?;
        let limit = query.number("limit", 1, MOST)?;
        let size = size.or(limit).unwrap_or(USUAL).unsigned_abs();
        let place = match query.number("page[number]", 1, i64::from(u32::MAX))? {
            Some(number) => Place::Number(number.unsigned_abs()),
            None if query.get("page[cursor]").is_none_or(str::is_empty) => Place::Cursor(None),
            None => Place::Cursor(query.number("page[cursor]", 1, i64::MAX)?),
        };
        Ok(Self { size, place })
    }

    /// How many resources to read: one more than the page has, to know whether another page follows.
    pub fn limit(self) -> u64 {
        self.size + 1
    }

    /// How many resources come before the page.
    pub fn offset(self) -> u64 {
        match self.place {
            Place::Number(number) => (number - 1) * self.size,
            Place::Cursor(_) => 0,
        }
    }

    /// The numbers on the page are below this one.
    pub fn below(self) -> Option<i64> {
        match self.place {
            Place::Number(_) => None,
            Place::Cursor(after) => after,
        }
    }

    /// Returns whether the page has the total count. Pages after a cursor don't: following the links of a long list would count
    /// it again on each page.
    pub fn is_counted(self) -> bool {
        !matches!(self.place, Place::Cursor(Some(_)))
    }

    /// Cuts what was read to the page, and returns the links to the pages around. `number` gets a resource's own number. `count`
    /// is the total; `list` is the list's path, and `asked` the request's address.
    pub fn cut<T>(
        self,
        read: &mut Vec<T>,
        number: impl Fn(&T) -> i64,
        (list, asked): (&str, &Uri),
        count: Option<u64>,
    ) -> PageLinks {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let has_next = read.len() > size;
        read.truncate(size);
        let link = |name: &str, value: String| path(list, asked, &[(name, value)]);
        let (first, prev, next) = match self.place {
            Place::Number(page) => (
                link("page[number]", "1".to_owned()),
                (page > 1).then(|| link("page[number]", (page - 1).to_string())),
                has_next.then(|| link("page[number]", (page + 1).to_string())),
            ),
            Place::Cursor(_) => {
                let end = read.last().filter(|_| has_next).map(number);
                (
                    link("page[cursor]", String::new()),
                    None,
                    end.map(|end| link("page[cursor]", end.to_string())),
                )
            }
        };
        let meta = count.map(|count| PageMeta { pages: count.div_ceil(self.size), count });
        let end = meta.map(|PageMeta { pages, .. }| {
            let number = ("page[number]", pages.max(1).to_string());
            path(list, asked, &[number, ("page[size]", self.size.to_string())])
        });
        PageLinks { this: path(list, asked, &[]), prev, next, first, last: end, meta }
    }
}

/// The list's path with the requested query and these changes.
fn path(list: &str, asked: &Uri, changed: &[(&str, String)]) -> String {
    let given = form_urlencoded::parse(asked.query().unwrap_or_default().as_bytes());
    let kept = given.filter(|(name, _)| changed.iter().all(|(new, _)| name != new));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(kept).extend_pairs(changed);
    let query = query.finish();
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Result<Page, ApiError> {
        Page::asked(&Parameters::parse(query).unwrap())
    }

    #[test]
    fn pages_are_asked_for_in_three_ways() {
        for (query, limit, offset, below) in [
            ("", 11, 0, None),
            ("limit=100", 101, 0, None),
            ("page[size]=5&page[number]=3", 6, 10, None),
            ("limit=100&page[size]=5&page[cursor]=", 6, 0, None),
            ("page[size]=5&page[cursor]=77", 6, 0, Some(77)),
        ] {
            let page = page(query).unwrap();
            assert_eq!((page.limit(), page.offset(), page.below()), (limit, offset, below), "{query}");
        }
        for query in ["limit=0", "limit=101", "limit=x", "page[size]=-1", "page[number]=0", "page[cursor]=x"]
        {
            assert!(page(query).is_err(), "{query}");
        }
    }

    #[test]
    fn a_page_links_to_those_around_it() {
        let asked: Uri = "/v1/machines?limit=2&key=a+b".parse().unwrap();
        let mut read = vec![9, 8, 7];
        let links = page("limit=2").unwrap().cut(&mut read, |id| *id, ("/list", &asked), Some(5));
        assert_eq!(read, [9, 8]);
        assert_eq!(links.next.unwrap(), "/list?limit=2&key=a+b&page%5Bcursor%5D=8");
        assert_eq!(links.this, "/list?limit=2&key=a+b");
        assert_eq!(links.first, "/list?limit=2&key=a+b&page%5Bcursor%5D=");
        assert_eq!(links.last.unwrap(), "/list?limit=2&key=a+b&page%5Bnumber%5D=3&page%5Bsize%5D=2");
        assert_eq!(links.meta, Some(PageMeta { pages: 3, count: 5 }));

        let asked: Uri = "/v1/machines?page[number]=2".parse().unwrap();
        let links = page("page[number]=2").unwrap().cut(&mut vec![1], |id| *id, ("/list", &asked), Some(0));
        assert_eq!(links.prev.unwrap(), "/list?page%5Bnumber%5D=1");
        assert_eq!(links.next, None);
        assert_eq!(links.first, "/list?page%5Bnumber%5D=1");
        assert_eq!(links.last.unwrap(), "/list?page%5Bnumber%5D=1&page%5Bsize%5D=10");
        assert_eq!(links.meta, Some(PageMeta { pages: 0, count: 0 }));
        assert!(page("").unwrap().is_counted() && page("page[cursor]=").unwrap().is_counted());
        assert!(!page("page[cursor]=7").unwrap().is_counted());
    }
}
