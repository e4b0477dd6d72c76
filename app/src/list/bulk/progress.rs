//! Runs an action on the selected licenses, request after request, with its progress in a dialog.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::bulk::CHUNK;
use model::report::Section;

use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::list::{Acted, BulkAction, Chosen, List, Matched, act_on_licenses};
use crate::ui::{
    Button, Dialog, DialogFooter, InlineError, Look, Toaster, after, digits, effect, live, memo, use_toasts,
};

type Asked = RwSignal<Option<BulkAction>>;

/// The most examples of licenses that were left as they were.
const EXAMPLES: usize = 5;

/// How an action is getting on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
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
struct Run {
    list: List,
    me: Me,
    toasts: Toaster,
    asked: Asked,
    is_open: RwSignal<bool>,
    phase: RwSignal<Phase>,
    /// What is left to be sent, the next first.
    rest: StoredValue<Vec<Chosen>>,
    /// The number of all licenses.
    total: RwSignal<u64>,
    done: RwSignal<Acted>,
    /// The licenses of a small selection, for Undo.
    undo: StoredValue<Option<Chosen>>,
}

/// Runs the action that is put into `asked`. The dialog opens if it takes more than one request, or if something went wrong.
pub(super) fn progress(list: List, asked: Asked) -> AnyView {
    let run = Run {
        list,
        me: use_me(),
        toasts: use_toasts(),
        asked,
        is_open: RwSignal::new(false),
        phase: RwSignal::new(Phase::Ended),
        rest: StoredValue::new(Vec::new()),
        total: RwSignal::new(0),
        done: RwSignal::new(Acted::default()),
        undo: StoredValue::new(None),
    };
    effect(move || {
        if let Some(action) = asked.get() {
            untrack(|| run.begin(action));
        }
    });
    let title = move || asked.get().map(title).unwrap_or_default();
    view! {
        <Dialog open=run.is_open title=Signal::derive(title) on_close=Callback::new(move |()| run.leave())>
            {live(move || run.view())}
        </Dialog>
    }
    .into_any()
}

fn title(action: BulkAction) -> String {
    match action {
        BulkAction::Pin => "Pin Licenses",
        BulkAction::Unpin => "Unpin Licenses",
        BulkAction::Move { .. } => "Move Licenses",
    }
    .to_owned()
}

/// The word for what has become of the licenses.
fn word(action: BulkAction) -> &'static str {
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
    fn begin(self, action: BulkAction) {
        let requests = requests(self.list);
        let total = untrack(|| self.list.selected()) as u64;
        let undo = match requests.as_slice() {
            [only @ Chosen::These(_)] => Some(only.clone()),
            _ => None,
        };
        self.undo.set_value(undo);
        self.rest.set_value(requests);
        self.total.set(total);
        self.done.set(Acted::default());
        self.phase.set(Phase::Running);
        self.is_open.set(total > CHUNK as u64);
        self.go_on(action);
    }

    fn go_on(self, action: BulkAction) {
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
        self.list.selection().clear();
        self.close();
        let said = [&counted(done.changed), " ", word(action)].concat();
        let undo = self.undo.get_value().zip(back(action)).filter(|_| done.unchanged == 0);
        match undo {
            Some((chosen, back)) => {
                let undo = Callback::new(move |()| self.undo(chosen.clone(), back));
                self.toasts.say_with_undo(said, undo);
            }
            None => self.toasts.say(said),
        }
    }

    fn undo(self, chosen: Chosen, back: BulkAction) {
        // The person may have left the page in the meantime.
        let Some(scope) = self.rest.try_get_value().map(|_| self.list.scope().get_value()) else { return };
        spawn_local(async move {
            match act_on_licenses(scope, chosen, back).await {
                Ok(acted) => self.toasts.say([&counted(acted.changed), " ", word(back)].concat()),
                Err(error) => self.toasts.fail(error.to_string()),
            }
            self.list.reopen();
        });
    }

    fn close(self) {
        self.is_open.set(false);
        self.asked.set(None);
    }

    /// Stops a running action; closes the dialog otherwise.
    fn leave(self) {
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

    fn view(self) -> AnyView {
        let phase = self.phase.get();
        let processed = memo(move || self.done.with(processed));
        let total = self.total.get_untracked();
        let is_running = matches!(phase, Phase::Running | Phase::Stopping);
        let told = (!is_running).then(|| self.summary(total));
        let failed = match &phase {
            Phase::Failed(why) => Some(why.clone()),
            _ => None,
        };
        let stopping = phase == Phase::Stopping;
        let again = failed.is_some().then(|| {
            let retry = move |()| {
                if let Some(action) = self.asked.get_untracked() {
                    self.phase.set(Phase::Running);
                    self.go_on(action);
                }
            };
            view! { <Button look=Look::Primary on_click=retry>"Try again"</Button> }.into_any()
        });
        let label = if is_running { "Cancel" } else { "Close" };
        view! {
            <div class="stack">
                <progress
                    class="wide-progress"
                    aria-label="Progress"
                    max=total.to_string()
                    prop:value=move || whole(processed.get())
                ></progress>
                <p role="status">
                    {move || digits(processed.get())} " of " {digits(total)} " licenses"
                    {stopping.then_some(". Stopping after the request under way.")}
                </p>
                {told}
                <InlineError message=failed />
                <DialogFooter>
                    <Button busy=Signal::stored(stopping) on_click=move |()| self.leave()>{label}</Button>
                    {again}
                </DialogFooter>
            </div>
        }
        .into_any()
    }

    /// What was done, in sentences.
    fn summary(self, total: u64) -> AnyView {
        let done = self.done.get_untracked();
        let word = self.asked.get_untracked().map(word).unwrap_or_default();
        let mut told = vec![[&counted(done.changed), " ", word, "."].concat()];
        if done.unchanged > 0 {
            told.push([&counted(done.unchanged), " already as wanted."].concat());
        }
        for (reason, count) in &done.refused {
            told.push([&counted(*count), " left unchanged: ", reason.label(), "."].concat());
        }
        let named: Vec<_> = done.examples.iter().filter_map(|license| self.name(*license)).collect();
        if !named.is_empty() {
            told.push(["For example ", &named.join(", "), "."].concat());
        }
        let left = total.saturating_sub(processed(&done));
        if left > 0 {
            told.push([&counted(left), " not reached."].concat());
        }
        let lines: Vec<_> = told.into_iter().map(|line| view! { <li>{line}</li> }.into_any()).collect();
        view! { <ul>{lines}</ul> }.into_any()
    }

    /// The public ID of a license whose row has been in view.
    fn name(self, license: LicenseId) -> Option<String> {
        untrack(|| self.list.texts().get(license)).map(|texts| texts.public_id)
    }
}

fn processed(done: &Acted) -> u64 {
    done.changed + done.unchanged + done.refused.iter().map(|(_, count)| count).sum::<u64>()
}

/// The attribute takes a number with fractions; numbers of licenses are exact in it.
#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
fn whole(count: u64) -> f64 {
    count as f64
}

/// Returns a number of licenses with its unit (R20).
fn counted(count: u64) -> String {
    if count == 1 { "1 license".to_owned() } else { [&count.to_string(), " licenses"].concat() }
}
