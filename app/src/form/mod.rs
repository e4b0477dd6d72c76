//! Forms: submitted once at a time; typed text is kept, and errors appear next to their fields (R19).

mod dialog;
mod submission;

pub use dialog::{DialogForm, FormDialog, TextDialog};
pub use submission::{Submission, settle};
