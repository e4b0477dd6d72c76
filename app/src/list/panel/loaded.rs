//! The license in the panel, as the server describes it.

use leptos::prelude::*;
use model::details::Details;

use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::list::dialogs::{Dialogs, Subject};
use crate::list::{List, Phase, license_details};
use crate::ui::{Latest, effect, memo};

/// The license, or why there is none; None until the server has answered.
pub type Answer = Option<Result<Details, ApiError>>;

/// The panel's content, which follows the address and the list.
#[derive(Clone, Copy)]
pub struct Loaded {
    pub list: List,
    dialogs: StoredValue<Dialogs>,
    /// The server's answer about the license in the address.
    pub answer: RwSignal<Answer>,
    pub me: Me,
    latest: Latest,
    /// The ID that `answer` is about.
    asked: StoredValue<String>,
}

impl Loaded {
    /// Reads the license now, and again when the address names another one, the list has been generated again, or a pin has been
    /// saved. `change` changes what is shown.
    pub fn new(list: List, dialogs: &Dialogs, change: fn(&dyn Fn())) -> Self {
        let answer = RwSignal::new(None);
        let asked = StoredValue::new(String::new());
        let dialogs = *dialogs;
        let stored = StoredValue::new(dialogs);
        let loaded = Self { list, dialogs: stored, answer, me: use_me(), latest: Latest::new(), asked };
        let is_opening = memo(move || list.shape().with(|shape| shape.phase == Phase::Opening));
        let generated = memo(move || list.names().with(|names| names.generated_at));
        effect(move || {
            dialogs.pins.track();
            generated.track();
            if !is_opening.get()
                && let Some(id) = dialogs.shown.id.get()
            {
                loaded.load(id, change);
            }
        });
        loaded
    }

    /// The page's dialogs.
    pub fn dialogs(self) -> Dialogs {
        self.dialogs.get_value()
    }

    fn load(self, id: String, change: fn(&dyn Fn())) {
        if self.asked.with_value(|asked| *asked != id) {
            self.answer.set(None);
            self.asked.set_value(id.clone());
        }
        let me = self.me;
        self.latest.ask(license_details(self.list.scope().get_value(), id), move |answer| {
            match &answer {
                Ok(details) => self.list.texts().keep(details.texts.clone()),
                Err(error) => me.notice(error),
            }
            change(&|| self.answer.set(Some(answer.clone())));
        });
    }

    /// Asks the server again.
    pub fn again(self) {
        self.dialogs().pins.update(|pins| *pins += 1);
    }

    /// Returns a part of the license; None without one.
    pub fn read<P>(self, read: impl FnOnce(&Details) -> P) -> Option<P> {
        self.answer.with(|answer| answer.as_ref()?.as_ref().ok().map(read))
    }

    /// Returns the license for its actions.
    pub fn subject(self, details: &Details) -> Subject {
        Subject {
            list: self.list,
            product: details.product.clone(),
            relation: details.relation,
            pinned: details.pinned,
            expired: details.standing.validity == model::license::Validity::Expired,
            texts: details.texts.clone(),
        }
    }
}
