//! The text of an alert. Its HTML has only old attributes as styles: mail programs keep these, and the content policy of the
//! portal's pages, which show a preview, allows no others.

use std::fmt::Write as _;

use model::Day;

use super::ending::Ending;
use crate::critical_alerts::mail::{escaped, unlinked};

/// The owner of the licenses in an e-mail.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'a> {
    /// The organization with that name.
    Organization(&'a str),
    /// The reader.
    Oneself,
}

/// The content of an alert.
pub(super) struct Letter<'a> {
    pub owner: Owner<'a>,
    pub endings: &'a [Ending],
    pub today: Day,
    /// The portal's address.
    pub address: &'a str,
    /// The address for unsubscribing.
    pub unsubscribe: &'a str,
}

impl Letter<'_> {
    /// The subject, one line.
    pub fn subject(&self) -> String {
        let last = self.endings.iter().map(|ending| ending.expiration).max().unwrap_or(self.today);
        let count = self.endings.len();
        let (noun, verb) = if count == 1 { ("license", "expires") } else { ("licenses", "expire") };
        let when = match last.since(self.today) {
            0 => "today".to_owned(),
            1 => "by tomorrow".to_owned(),
            days => format!("within {days} days"),
        };
        match self.owner {
            Owner::Organization(name) => format!("{name}: {count} {noun} {verb} {when}"),
            Owner::Oneself => format!("{count} of your licenses {verb} {when}"),
        }
    }

    /// The plain text.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.introduction());
        for ending in self.endings {
            let Ending { public_id, product, expiration, .. } = ending;
            // Writing to a String can't fail.
            let _ = writeln!(
                text,
                "- {}, license {public_id}: {expiration}, {}",
                unlinked(product),
                self.left(*expiration)
            );
        }
        let _ = write!(
            text,
            "\nSee them: {}/licenses\n\n--\n{}\nUnsubscribe: {}\n",
            self.address,
            self.reason(),
            self.unsubscribe
        );
        text
    }

    /// The same text as HTML.
    pub fn html(&self) -> String {
        let mut rows = String::new();
        for ending in self.endings {
            let _ = write!(
                rows,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&unlinked(&ending.product)),
                escaped(&ending.public_id),
                ending.expiration,
                self.left(ending.expiration)
            );
        }
        format!(
            "<p>{}</p><table border=\"1\" cellpadding=\"6\" cellspacing=\"0\"><thead><tr><th align=\"left\">Product</th>\
             <th align=\"left\">License</th><th align=\"left\">Expiration Date</th><th align=\"left\">Left</th></tr></thead>\
             <tbody>{rows}</tbody></table><p><a href=\"{}/licenses\">See them in the portal</a></p><hr>\
             <p><small>{} <a href=\"{}\">Unsubscribe</a></small></p>",
            escaped(&self.introduction()),
            escaped(self.address),
            escaped(&self.reason()),
            escaped(self.unsubscribe)
        )
    }

    fn introduction(&self) -> String {
        let whose = match self.owner {
            Owner::Organization(name) => format!("of {}", unlinked(name)),
            Owner::Oneself => "of yours".to_owned(),
        };
        format!("Licenses {whose} expire soon. Each is valid through its expiration date, in UTC.")
    }

    fn reason(&self) -> String {
        match self.owner {
            Owner::Organization(name) => {
                format!("You are receiving this e-mail as a critical alert user of {}.", unlinked(name))
            }
            Owner::Oneself => "You are receiving this e-mail because of your personal licenses.".to_owned(),
        }
    }

    fn left(&self, expiration: Day) -> String {
        match expiration.since(self.today) {
            0 => "today".to_owned(),
            1 => "1 day left".to_owned(),
            days => format!("{days} days left"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TODAY;

    fn endings(left: &[i32]) -> Vec<Ending> {
        let ending = |left: &i32| Ending {
            license: 1,
            public_id: "L-1".into(),
            product: "<Scan> & \"Co\"".into(),
            expiration: TODAY.plus(*left),
            lead_times: vec![30],
        };
        left.iter().map(ending).collect()
    }

    fn letter<'a>(owner: Owner<'a>, endings: &'a [Ending]) -> Letter<'a> {
        let unsubscribe = "https://example.org/unsubscribe/x";
        Letter { owner, endings, today: TODAY, address: "https://example.org", unsubscribe }
    }

    #[test]
    fn a_subject_says_how_many_and_when() {
        for (left, of_organization, of_oneself) in [
            (&[0][..], "A & B: 1 license expires today", "1 of your licenses expires today"),
            (&[1], "A & B: 1 license expires by tomorrow", "1 of your licenses expires by tomorrow"),
            (
                &[30, 60],
                "A & B: 2 licenses expire within 60 days",
                "2 of your licenses expire within 60 days",
            ),
        ] {
            let endings = endings(left);
            assert_eq!(letter(Owner::Organization("A & B"), &endings).subject(), of_organization);
            assert_eq!(letter(Owner::Oneself, &endings).subject(), of_oneself);
        }
    }

    #[test]
    fn a_name_is_no_link() {
        let mut endings = endings(&[30]);
        endings[0].product = "Get.evil.example".into();
        let letter = letter(Owner::Organization("Win.evil.example"), &endings);
        for form in [letter.text(), letter.html()] {
            for name in ["Win", "Get"] {
                assert!(form.contains(&format!("{name}.\u{2060}evil.\u{2060}example")), "{form}");
            }
            assert!(!form.contains("evil.example"), "{form}");
        }
    }

    #[test]
    fn what_is_told_is_told_in_both_forms_and_nothing_runs() {
        let endings = endings(&[0, 1, 30]);
        let letter = letter(Owner::Organization("<script>alert(1)</script>"), &endings);
        let (text, html) = (letter.text(), letter.html());
        assert!(text.contains("- <Scan> & \"Co\", license L-1: 2026-12-22, 30 days left\n"), "{text}");
        assert!(
            html.contains("<td>&lt;Scan&gt; &amp; &quot;Co&quot;</td><td>L-1</td><td>2026-12-22</td>"),
            "{html}"
        );
        assert!(!html.contains("<script") && !html.contains("style="), "{html}");
        for form in [&text, &html] {
            for part in ["30 days left", "1 day left", "today", "https://example.org/unsubscribe/x"] {
                assert!(form.contains(part), "{part} in {form}");
            }
        }
    }
}
