//! Forms in dialogs.

use std::future::Future;

use leptos::prelude::*;

use super::Submission;
use crate::ApiError;
use crate::ui::{
    Button, Dialog, DialogFooter, Field, InlineError, Look, Opening, TextInput, Toaster, use_toasts,
};

/// A form in an open dialog: its submission and its buttons.
#[derive(Clone, Copy)]
pub struct DialogForm {
    /// Sends it.
    pub submission: Submission,
    close: Callback<()>,
    disabled: Signal<bool>,
    toasts: Toaster,
}

impl DialogForm {
    /// Returns the form of a dialog that `close` closes.
    pub fn new(close: Callback<()>) -> Self {
        Self { submission: Submission::new(), close, disabled: Signal::stored(false), toasts: use_toasts() }
    }

    /// Returns a second submission in the same dialog, for a control of its own.
    pub fn beside(self) -> Self {
        Self { submission: Submission::new(), ..self }
    }

    /// Disables the button that submits while this is true.
    pub fn disabled(self, disabled: Signal<bool>) -> Self {
        Self { disabled, ..self }
    }

    /// Returns the error of that field.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        self.submission.error(field)
    }

    /// Sends the form. After a success it closes the dialog, then calls `done`.
    pub fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.submission.send(request, move |value| {
            self.close.run(());
            done(value);
        });
    }

    /// Sends the form. After a success it closes the dialog, says so in a message, and calls `then`.
    pub fn save<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        said: impl Into<String>,
        then: Callback<()>,
    ) {
        self.save_checked(Ok(request), said, then);
    }

    /// Sends the request that was made of the input, as [`save`](Self::save) does, or shows why there is none.
    pub fn save_checked<T: 'static>(
        self,
        request: Result<impl Future<Output = Result<T, ApiError>> + 'static, ApiError>,
        said: impl Into<String>,
        then: Callback<()>,
    ) {
        let said = said.into();
        self.submission.send_checked(request, move |_| {
            self.close.run(());
            self.toasts.say(said);
            then.run(());
        });
    }

    /// Returns the view: the fields, the error about the whole form, and the buttons. `action` is the label of the one that submits.
    pub fn view(
        self,
        action: &'static str,
        on_submit: impl Fn() + 'static,
        fields: impl IntoView + 'static,
    ) -> AnyView {
        self.erased(action, Box::new(on_submit), fields.into_any())
    }

    fn erased(self, action: &'static str, on_submit: Box<dyn Fn()>, fields: AnyView) -> AnyView {
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            on_submit();
        };
        view! {
            <form novalidate on:submit=submit>
                {fields}
                <InlineError message=self.error("") />
                <DialogFooter>
                    <Button on_click=self.close>"Cancel"</Button>
                    <Button look=Look::Primary submit=true busy=self.submission.busy disabled=self.disabled>
                        {action}
                    </Button>
                </DialogFooter>
            </form>
        }
        .into_any()
    }
}

/// A dialog with a form.
#[component]
pub fn FormDialog(
    /// Whether it is open.
    #[prop(into)]
    open: Opening,
    /// The heading, also its accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Doubles its width.
    #[prop(optional)]
    wide: bool,
    /// Creates the form at each opening, usually by [`DialogForm::view`].
    #[prop(into)]
    form: Callback<DialogForm, AnyView>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=title wide=wide>{untrack(|| form.run(DialogForm::new(open.close)))}</Dialog>
    }
}

/// A dialog that asks for one line of text.
#[component]
pub fn TextDialog(
    /// Whether it is open.
    #[prop(into)]
    open: Opening,
    /// The heading, also its accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Names the field.
    label: &'static str,
    /// Says what is allowed; empty if the message already does.
    #[prop(optional)]
    hint: &'static str,
    /// The field's name in errors.
    name: &'static str,
    /// HTML's `type`.
    #[prop(default = "text")]
    kind: &'static str,
    /// HTML's `autocomplete` token.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The text to begin with, read at each opening.
    #[prop(optional, into)]
    value: Signal<String>,
    /// The label of the button that submits.
    action: &'static str,
    /// Called with the form and the text.
    #[prop(into)]
    on_submit: Callback<(DialogForm, String)>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let text = RwSignal::new(value.get_untracked());
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        let field = view! {
            <Field label=label hint=hint error=form.error(name)>
                <TextInput
                    value=text
                    on_input=move |typed| text.set(typed)
                    kind=kind
                    autocomplete=autocomplete
                    autofocus=true
                />
            </Field>
        };
        form.view(action, move || on_submit.run((form, text.get_untracked())), field)
    };
    view! { <FormDialog open=open title=title form=form /> }
}
