//! Numbers: big ones, grouped digits, and used shares. Tables have hundreds of them: each has as few elements as possible.

use leptos::prelude::*;

/// A number whose digits are grouped in threes. The gaps are only visual: the text has none.
#[component]
pub fn Count(
    /// The number.
    #[prop(into)]
    value: Signal<u64>,
) -> impl IntoView {
    view! { <span class="count">{move || digits(value.get())}</span> }
}

/// The digits of a number, for an element with the class `count`.
pub fn digits(value: u64) -> AnyView {
    let digits = value.to_string();
    let first = (digits.len() - 1) % 3 + 1;
    let (head, mut rest) = digits.split_at(first);
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let (group, next) = rest.split_at(3);
        groups.push(view! { <span>{group.to_owned()}</span> }.into_any());
        rest = next;
    }
    (head.to_owned(), groups).into_any()
}

/// A share such as "12 / 50" with a bar.
#[component]
pub fn Meter(
    /// The used part.
    used: u64,
    /// The whole.
    total: u64,
) -> impl IntoView {
    let (class, text, width) = meter(used, total);
    view! { <span class=class style=("--share", width)>{text}</span> }
}

/// Returns the class of an element that is a [`Meter`], its text, and the value of its property `--share`.
pub fn meter(used: u64, total: u64) -> (&'static str, String, String) {
    let percent = share(used, total);
    let class = match percent {
        0..90 => "meter",
        90..100 => "meter near",
        100 => "meter full",
        _ => "meter over",
    };
    let text = [&used.to_string(), " / ", &total.to_string()].concat();
    (class, text, [&percent.min(100).to_string(), "%"].concat())
}

/// Returns a class and words for a share in percent of an allowance, if little or nothing is left.
pub fn used_up(percent: u64) -> (&'static str, &'static str) {
    match percent {
        0..90 => ("", ""),
        90..100 => ("near", ", nearly used up"),
        _ => ("full", ", used up"),
    }
}

/// Returns the share in percent, rounded down so that 100 means all; 101 and more mean too much.
pub fn share(used: u64, total: u64) -> u64 {
    match (used, total) {
        (0, 0) => 0,
        (_, 0) => 101,
        (used, total) if used > total => 101,
        (used, total) => u64::try_from(u128::from(used) * 100 / u128::from(total)).unwrap_or(100),
    }
}

/// A number with its label. With `on_click`, it is a button with a name like "Active 240".
#[component]
pub fn Stat(
    /// The label, which is also the unit (R20).
    #[prop(into)]
    label: Signal<String>,
    /// The number to show.
    #[prop(into)]
    value: Signal<u64>,
    /// The second number of a pair such as deployed / purchased.
    #[prop(optional, into)]
    total: MaybeProp<u64>,
    /// Whether its filter is on.
    #[prop(optional, into)]
    pressed: Signal<bool>,
    /// Called when pressed; without it the number is not a button.
    #[prop(optional, into)]
    on_click: Option<Callback<()>>,
    /// A line below it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
) -> impl IntoView {
    let name = move || {
        let mut name = label.get();
        name.push(' ');
        name.push_str(&value.get().to_string());
        if let Some(total) = total.get() {
            name.push_str(" / ");
            name.push_str(&total.to_string());
        }
        name
    };
    let of = move || {
        total.get().map(|total| {
            view! {
                <span class="stat-of">" / "</span>
                <Count value=Signal::stored(total) />
            }
            .into_any()
        })
    };
    let content = view! {
        <span class="stat-label">{move || label.get()}</span>
        " "
        <span class="stat-value">
            <Count value=value />
            {move || of()}
        </span>
        <span class="stat-hint">{move || hint.get()}</span>
    };
    match on_click {
        Some(call) => view! {
            <button
                type="button"
                class="stat"
                aria-label=move || name()
                aria-pressed=move || if pressed.get() { "true" } else { "false" }
                on:click=move |_| call.run(())
            >
                {content}
            </button>
        }
        .into_any(),
        None => view! { <div class="stat">{content}</div> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::{meter, share};

    #[test]
    fn a_meter_has_its_text_its_color_and_at_most_a_full_bar() {
        let texts = |(class, text, width): (&'static str, String, String)| [class, &text, &width].join(", ");
        assert_eq!(texts(meter(12, 50)), "meter, 12 / 50, 24%");
        assert_eq!(texts(meter(45, 50)), "meter near, 45 / 50, 90%");
        assert_eq!(texts(meter(50, 50)), "meter full, 50 / 50, 100%");
        assert_eq!(texts(meter(51, 50)), "meter over, 51 / 50, 100%");
    }

    #[test]
    fn all_is_all_only_when_it_is() {
        assert_eq!(share(999, 1000), 99);
        assert_eq!(share(1000, 1000), 100);
        assert_eq!(share(1001, 1000), 101);
        assert_eq!(share(0, 0), 0);
        assert_eq!(share(1, 0), 101);
        assert_eq!(share(u64::MAX, u64::MAX), 100);
    }
}
