//! The parts of every page: controls, overlays, the virtual table, the pie, and the shell.
//!
//! They know nothing about licenses. Their browser calls beyond Leptos are in [`dom`] and in the two files `drawing` and `measure`.
//! Styles: `style/`, one file per part.

mod badge;
mod button;
mod chart;
mod checkbox;
mod clipboard;
mod confirm;
mod dates;
mod dialog;
pub mod dom;
mod field;
mod figures;
mod file_drop;
mod filter_chips;
mod filter_menu;
mod icons;
mod inputs;
mod key_cell;
mod keyed_list;
mod layout;
mod list_table;
mod menu;
mod messages;
mod pager;
mod panel_button;
mod popover;
mod reactive;
mod suggest;
mod switch;
mod table;
mod theme;
mod timer;
mod toasts;

pub use badge::{Badge, BadgeKind};
pub use button::{Button, Look};
pub use chart::{PieChart, Slice};
pub use checkbox::Checkbox;
pub use clipboard::copy_text;
pub use confirm::{Confirm, Question};
pub use dates::{Instant, TimeZone, day_text, offset_at_midnight};
pub use dialog::{Dialog, DialogFooter, Opening};
pub use field::Field;
pub use figures::{Count, Meter, Stat, digits, meter, share, used_up};
pub use file_drop::FileDrop;
pub use filter_chips::FilterChips;
pub use filter_menu::{Choice, FilterMenu};
pub use icons::{Glyph, Icon};
pub use inputs::{SearchInput, Select, TextArea, TextInput};
pub use key_cell::KeyCell;
pub use keyed_list::Each;
pub use layout::{Main, Nav, NavLink, PageHeading, SkipLink, TopBar};
pub use list_table::{ListTable, PageSelection, Shown, choose_cell, kept_rows, list_row, plain_row};
pub use menu::{Menu, MenuButton, MenuItem, MenuPanel, OpenMenu, OrganizationSwitcher};
pub use messages::{EmptyState, InlineError, Notice, NoticeKind, Skeleton};
pub use pager::Pages;
pub use panel_button::PanelButton;
pub use reactive::{Latest, effect, live, load, memo};
pub use suggest::SuggestInput;
pub use switch::{Segment, Switch};
pub use table::{Scroller, VirtualTable, go_to_table, narrow_screen, position as row_position, row_top};
pub use theme::{ThemeChoice, provide_theme, use_theme};
pub use timer::{Debounce, after, after_effects, every};
pub use toasts::{Toaster, Toasts, provide_toasts, use_toasts};
