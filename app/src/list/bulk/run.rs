//! An action on the selected licenses: sent request after request, stopped, and taken up again from its place.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::bulk::CHUNK;
use model::report::Section;

use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::list::selection::Picked;
use crate::list::{Acted, BulkAction, Chosen, List, Matched, Scope, act_on_licenses};
use crate::ui::{Toaster, after, use_toasts};

/// The most examples of licenses that were left as they were.
const EXAMPLES: usize = 5;

/// How an action is getting on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Requests are being sent.
    Running,
    /// Ends after the request under way.
    Stopping,
    /// Can go on from its place.
    Failed(String),
    /// Nothing is left to do, or the person has stopped it.
    Ended,
}

/// An action under way.
#[derive(Clone, Copy)]
pub struct Run {
    /// The list.
    pub list: List,
    me: Me,
    toasts: Toaster,
    /// The action; None before and after.
    pub asked: RwSignal<Option<BulkAction>>,
    /// Whether the dialog is open.
    pub is_open: RwSignal<bool>,
    /// How it is getting on.
    pub phase: RwSignal<Phase>,
    /// What is left to be sent, the next first.
    rest: StoredValue<Vec<Chosen>>,
    /// The number of all licenses.
    pub total: RwSignal<u64>,
    /// The sum of all answers.
    pub done: RwSignal<Acted>,
    /// What was selected at its start.
    selected: StoredValue<[Picked; 2]>,
    /// The licenses of a small selection, for Undo.
    undo: StoredValue<Option<Chosen>>,
}

/// The word for what has become of the licenses.
pub fn word(action: BulkAction) -> &'static str {
    match action {
        BulkAction::Pin => "pinned",
        BulkAction::Unpin => "unpinned",
        BulkAction::Move { .. } => "moved",
    }
}

fn back(action: BulkAction) -> Option<BulkAction> {
    match action {
        BulkAction::Pin => Some(BulkAction::Unpin),
        BulkAction::Unpin => Some(BulkAction::Pin),
        BulkAction::Move { .. } => None,
    }
}

/// Returns the selected licenses in requests.
fn requests(list: List) -> Vec<Chosen> {
    let mut requests = Vec::new();
    for section in Section::ALL {
        let picked = list.selection().of(section).get_untracked();
        if picked.all {
            let matched = Matched {
                generated_at: list.names().with_untracked(|names| names.generated_at),
                query: list.query().get_untracked(),
                section,
                count: picked.count(list.rows(section).count.get_untracked()) as u64,
                fingerprint: list.fingerprint(section, &picked.licenses),
                except: picked.licenses,
                after: None,
            };
            requests.push(Chosen::Matching(Box::new(matched)));
        } else {
            requests.extend(picked.licenses.chunks(CHUNK).map(|some| Chosen::These(some.to_vec())));
        }
    }
    requests
}

impl Run {
    /// Returns the state before the first action.
    pub fn new(list: List, asked: RwSignal<Option<BulkAction>>) -> Self {
        Self {
            list,
            me: use_me(),
            toasts: use_toasts(),
            asked,
            is_open: RwSignal::new(false),
            phase: RwSignal::new(Phase::Ended),
            rest: StoredValue::new(Vec::new()),
            total: RwSignal::new(0),
            done: RwSignal::new(Acted::default()),
            selected: StoredValue::new([Picked::default(), Picked::default()]),
            undo: StoredValue::new(None),
        }
    }

    /// Starts an action on all that is selected.
    pub fn begin(self, action: BulkAction) {
        let requests = requests(self.list);
        let total = untrack(|| self.list.selected()) as u64;
        let undo = match requests.as_slice() {
            [only @ Chosen::These(_)] => Some(only.clone()),
            _ => None,
        };
        self.undo.set_value(undo);
        self.rest.set_value(requests);
        self.selected.set_value(self.list.selection().now());
        self.total.set(total);
        self.done.set(Acted::default());
        self.phase.set(Phase::Running);
        self.is_open.set(total > CHUNK as u64);
        self.go_on(action);
    }

    /// Sends what is left.
    pub fn go_on(self, action: BulkAction) {
        spawn_local(self.send(action));
    }

    /// Sends what is left, one request after the other.
    async fn send(self, action: BulkAction) {
        while let Some(next) = self.rest.try_with_value(|rest| rest.first().cloned()).flatten() {
            if self.phase.with_untracked(|phase| *phase == Phase::Stopping) {
                break;
            }
            let answer = act_on_licenses(self.list.scope().get_value(), next, action).await;
            if self.rest.is_disposed() {
                return;
            }
            match answer {
                Ok(acted) => self.take(acted),
                // Other requests come first.
                Err(ApiError::Busy { retry_after, .. }) => {
                    self.is_open.set(true);
                    let again = move || {
                        if !self.rest.is_disposed() {
                            self.go_on(action);
                        }
                    };
                    after(Duration::from_secs(retry_after.into()), again);
                    return;
                }
                Err(error) => {
                    self.me.notice(&error);
                    self.phase.set(Phase::Failed(error.to_string()));
                    self.is_open.set(true);
                    return;
                }
            }
        }
        if !self.rest.is_disposed() {
            self.end(action);
        }
    }

    fn take(self, acted: Acted) {
        self.rest.update_value(|rest| {
            if let (Some(place), Some(Chosen::Matching(matched))) = (acted.next, rest.first_mut()) {
                matched.after = Some(place);
            } else {
                rest.remove(0);
            }
        });
        self.done.update(|done| {
            done.changed += acted.changed;
            done.unchanged += acted.unchanged;
            for (reason, count) in acted.refused {
                match done.refused.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, sum)) => *sum += count,
                    None => done.refused.push((reason, count)),
                }
            }
            done.examples.extend(acted.examples);
            done.examples.truncate(EXAMPLES);
        });
    }

    fn end(self, action: BulkAction) {
        let is_whole = self.rest.with_value(Vec::is_empty);
        let done = self.done.get_untracked();
        self.phase.set(Phase::Ended);
        self.list.reopen();
        if !is_whole || !done.refused.is_empty() {
            self.is_open.set(true);
            return;
        }
        // The person may have selected others meanwhile.
        self.selected.with_value(|selected| self.list.selection().release(selected));
        self.close();
        let said = [&counted(done.changed), " ", word(action)].concat();
        let undo = self.undo.get_value().zip(back(action)).filter(|_| done.unchanged == 0);
        match undo {
            Some((chosen, back)) => {
                let scope = self.list.scope().get_value();
                let undo = Callback::new(move |()| self.undo(scope.clone(), chosen.clone(), back));
                self.toasts.say_with_undo(said, undo);
            }
            None => self.toasts.say(said),
        }
    }

    /// Takes the action back, also after the person has left the page: the message with the button is still there.
    fn undo(self, scope: Scope, chosen: Chosen, back: BulkAction) {
        spawn_local(async move {
            match act_on_licenses(scope.clone(), chosen.clone(), back).await {
                Ok(acted) => self.toasts.say([&counted(acted.changed), " ", word(back)].concat()),
                Err(error) => {
                    self.me.notice(&error);
                    self.toasts.fail(error.to_string());
                    // As the message says.
                    if let ApiError::Busy { retry_after, .. } = error {
                        let again = move || self.undo(scope, chosen, back);
                        after(Duration::from_secs(retry_after.into()), again);
                        return;
                    }
                }
            }
            self.list.reopen();
        });
    }

    fn close(self) {
        self.is_open.set(false);
        self.asked.set(None);
    }

    /// Stops a running action; closes the dialog otherwise.
    pub fn leave(self) {
        match self.phase.get_untracked() {
            Phase::Running => self.phase.set(Phase::Stopping),
            Phase::Stopping => {}
            Phase::Failed(_) => {
                self.phase.set(Phase::Ended);
                self.list.reopen();
                self.close();
            }
            Phase::Ended => self.close(),
        }
    }
}

/// Returns how many licenses an answer is about.
pub fn processed(done: &Acted) -> u64 {
    done.changed + done.unchanged + done.refused.iter().map(|(_, count)| count).sum::<u64>()
}

/// Returns a number of licenses with its unit (R20).
pub fn counted(count: u64) -> String {
    if count == 1 { "1 license".to_owned() } else { [&count.to_string(), " licenses"].concat() }
}
