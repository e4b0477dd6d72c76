//! Installers of a product, their details as typed by the vendor's staff, and how sizes are written.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::text::is_unseen;

/// Number of an installer in the database.
pub type InstallerId = i64;

/// The longest file name, in characters.
const FILE_NAME_LIMIT: usize = 200;
/// The longest version, platform or architecture, in characters.
const WORD_LIMIT: usize = 100;

/// The details of an installer as typed: the fields of the form and the pairs of the upload's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The product's version.
    pub version: String,
    /// The platform that it runs on.
    pub platform: String,
    /// The processors it is for; empty if there is only one kind.
    pub architecture: String,
    /// The release date, as `2026-11-22`.
    pub released: String,
    /// The name for downloads.
    pub file_name: String,
    /// The expected SHA-256, in hexadecimal; empty if unknown.
    pub sha256: String,
}

/// The details of an installer, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The product's version.
    pub version: String,
    /// The platform that it runs on.
    pub platform: String,
    /// Its processors; None if there is only one kind.
    pub architecture: Option<String>,
    /// The release date.
    pub released: Day,
    /// The name for downloads.
    pub file_name: String,
    /// The expected SHA-256, in lowercase hexadecimal.
    pub sha256: Option<String>,
}

/// An installer in a product's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installer {
    /// Names it in requests.
    pub id: InstallerId,
    /// The product's version.
    pub version: String,
    /// The operating system that it runs on.
    pub platform: String,
    /// Its processor architecture, if it has one.
    pub architecture: Option<String>,
    /// The file's name in downloads.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The release day.
    pub released: Day,
}

/// Which detail is invalid, in a sentence for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DetailsError {
    /// The version is invalid.
    #[error("A version must have 1 to {WORD_LIMIT} characters, such as 5.14.2.")]
    Version,
    /// The platform is invalid.
    #[error("A platform must have 1 to {WORD_LIMIT} characters, such as Windows or Ubuntu 24.04.")]
    Platform,
    /// The architecture is invalid.
    #[error("An architecture is optional and can have up to {WORD_LIMIT} characters, such as x86-64.")]
    Architecture,
    /// The release date is invalid.
    #[error("A release date must be a date such as 2026-11-22.")]
    Released,
    /// The file's name is invalid.
    #[error(
        "A file name must have 1 to {FILE_NAME_LIMIT} characters that are safe on Windows and command lines: none of \
         / \\ : * ? \" < > | ' ` $ % & ; !, no - or ~ at its start, no dot at its end, and no device name such as CON or NUL."
    )]
    FileName,
    /// The SHA-256 is invalid.
    #[error("A SHA-256 is optional and must have 64 hexadecimal digits.")]
    Sha256,
}

impl DetailsError {
    /// The field of [`Typed`] with the error.
    pub fn field(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Platform => "platform",
            Self::Architecture => "architecture",
            Self::Released => "released",
            Self::FileName => "file_name",
            Self::Sha256 => "sha256",
        }
    }
}

impl Typed {
    /// Checks and trims all fields.
    pub fn checked(&self) -> Result<Details, DetailsError> {
        let architecture = match self.architecture.trim() {
            "" => None,
            given => Some(word(given).ok_or(DetailsError::Architecture)?),
        };
        let sha256 = match self.sha256.trim() {
            "" => None,
            given => Some(hash(given).ok_or(DetailsError::Sha256)?),
        };
        Ok(Details {
            version: word(&self.version).ok_or(DetailsError::Version)?,
            platform: word(&self.platform).ok_or(DetailsError::Platform)?,
            architecture,
            released: Day::from_iso(self.released.trim()).ok_or(DetailsError::Released)?,
            file_name: file_name(&self.file_name).ok_or(DetailsError::FileName)?,
            sha256,
        })
    }
}

fn word(typed: &str) -> Option<String> {
    let word = typed.trim();
    let fits = (1..=WORD_LIMIT).contains(&word.chars().count()) && !word.contains(is_unseen);
    fits.then(|| word.to_owned())
}

fn file_name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = (1..=FILE_NAME_LIMIT).contains(&name.chars().count())
        && !name.contains(|c| is_unseen(c) || FORBIDDEN.contains(c))
        // No options, no home folders, and no dot at the end, which Windows drops: this also excludes `.` and `..`.
        && !name.starts_with(['-', '~'])
        && !name.ends_with('.')
        && !is_device(name);
    fits.then(|| name.to_owned())
}

/// Characters that Windows allows in no file name, and those that a shell interprets even within quotes.
const FORBIDDEN: &str = "/\\:*?\"<>|'`$%&;!";

/// Returns whether Windows opens a device by that name, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let is = |device: &str| stem.eq_ignore_ascii_case(device);
    let is_port = |port: &str| {
        let number = stem.get(..3).filter(|begin| begin.eq_ignore_ascii_case(port)).map(|_| &stem[3..]);
        number.is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        })
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].into_iter().any(is)
        || ["COM", "LPT"].into_iter().any(is_port)
}

fn hash(typed: &str) -> Option<String> {
    let fits = typed.len() == 64 && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| typed.to_ascii_lowercase())
}

/// A size with its unit (R20): `512 B`, `3.9 MiB`. Rounded down, so that it never says more than there is.
pub fn size_text(bytes: u64) -> String {
    const UNITS: [(&str, u32); 4] = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
    for (unit, bits) in UNITS {
        if bytes >> bits > 0 {
            let tenths = (u128::from(bytes) * 10) >> bits;
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Typed {
        Typed {
            version: " 5.14.2 ".into(),
            platform: "Windows".into(),
            architecture: String::new(),
            released: "2026-11-22".into(),
            file_name: "Setup 5.14 (x64).exe".into(),
            sha256: "AB".repeat(32),
        }
    }

    #[test]
    fn what_is_said_is_trimmed() {
        let expected = Details {
            version: "5.14.2".into(),
            platform: "Windows".into(),
            architecture: None,
            released: Day(20_779),
            file_name: "Setup 5.14 (x64).exe".into(),
            sha256: Some("ab".repeat(32)),
        };
        assert_eq!(typed().checked(), Ok(expected));
        for name in [
            "setup-5.14.2_x64.exe",
            "Setup (x64).exe",
            "Установка ü.exe",
            "console.exe",
            "com.example.app.dmg",
            ".run",
            "COM10.zip",
        ] {
            let fits = Typed { file_name: name.into(), ..typed() }.checked();
            assert_eq!(fits.map(|details| details.file_name).as_deref(), Ok(name));
        }
        let unknown =
            Typed { sha256: " ".into(), architecture: "x86-64".into(), ..typed() }.checked().unwrap();
        assert_eq!((unknown.sha256, unknown.architecture.as_deref()), (None, Some("x86-64")));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        type Change = fn(&mut Typed, String);
        let change: [(&str, Change, &[&str]); 6] = [
            ("version", |typed, text| typed.version = text, &["", " ", "a\nb", &"1".repeat(101)]),
            ("platform", |typed, text| typed.platform = text, &["", "\0"]),
            ("architecture", |typed, text| typed.architecture = text, &["\u{7f}", &"x".repeat(101)]),
            (
                "released",
                |typed, text| typed.released = text,
                &["", "22.11.2026", "2026-02-30", "2026-11-22x"],
            ),
            (
                "file_name",
                |typed, text| typed.file_name = text,
                &[
                    "",
                    ".",
                    "..",
                    "../a",
                    "a/b",
                    "a\\b",
                    "a\r\nb",
                    &"ü".repeat(201),
                    "CON",
                    "nul.exe",
                    "Com1.tar.gz",
                    "lpt³",
                    "aux .txt",
                    "a:b.exe",
                    "a*.exe",
                    "a?.exe",
                    "a\".exe",
                    "a<b.exe",
                    "a|b.exe",
                    "$(reboot).sh",
                    "`id`.sh",
                    "%PATH%.exe",
                    "a&calc.exe",
                    "a;reboot",
                    "it's.exe",
                    "wow!.exe",
                    "-rf",
                    "--help.exe",
                    "~root",
                    "setup.exe.",
                ],
            ),
            (
                "sha256",
                |typed, text| typed.sha256 = text,
                &["ab", &"g".repeat(64), &"a".repeat(65), &"ü".repeat(32)],
            ),
        ];
        for (field, set, texts) in change {
            for text in texts {
                let mut wrong = typed();
                set(&mut wrong, (*text).to_owned());
                assert_eq!(wrong.checked().map_err(DetailsError::field), Err(field), "{text:?}");
            }
        }
        assert!(DetailsError::FileName.to_string().contains("1 to 200 characters"));
    }

    #[test]
    fn sizes_say_their_unit() {
        for (bytes, text) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_024, "1.0 KiB"),
            (4_194_303, "3.9 MiB"),
            (10 << 30, "10.0 GiB"),
            (u64::MAX, "16777215.9 TiB"),
        ] {
            assert_eq!(size_text(bytes), text);
        }
    }
}
