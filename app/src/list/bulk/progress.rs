//! The progress of an action on the selected licenses, in a dialog.

use leptos::prelude::*;
use model::LicenseId;

use super::run::{Phase, Run, counted, processed, word};
use crate::list::{BulkAction, List};
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Look, digits, effect, live, memo};

/// Runs the action that is put into `asked`. The dialog opens if it takes more than one request, or if something went wrong.
pub(super) fn progress(list: List, asked: RwSignal<Option<BulkAction>>) -> AnyView {
    let run = Run::new(list, asked);
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

impl Run {
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

/// The attribute takes a number with fractions; numbers of licenses are exact in it.
#[expect(clippy::cast_precision_loss, reason = "far below 2⁵³")]
fn whole(count: u64) -> f64 {
    count as f64
}
