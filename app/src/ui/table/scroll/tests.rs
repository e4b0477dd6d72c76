//! Both ends, several tables, and a million rows.

use super::{Scroll, TALLEST};

fn table(rows: usize) -> Scroll {
    let mut scroll = Scroll::new(36.0);
    scroll.set_view(600.0);
    scroll.set_rows(rows);
    scroll
}

/// Returns the first row that the view shows, and the last one.
fn shown(scroll: &Scroll) -> (f64, f64) {
    (scroll.top / scroll.row, (scroll.top + scroll.view) / scroll.row)
}

#[test]
fn a_body_that_fits_is_not_scaled() {
    let mut scroll = table(100_000);
    scroll.scrolled(36.0 * 500.0);
    assert_eq!((scroll.start(scroll.slots()), scroll.shift(), scroll.settle()), (494, 0.0, None));
    scroll.scrolled(f64::MAX);
    assert_eq!(scroll.start(scroll.slots()), 100_000 - scroll.slots());
}

#[test]
fn a_million_rows_scroll_row_by_row_and_end_to_end() {
    let mut scroll = table(1_000_000);
    scroll.scrolled(2_500_000.0);
    let first = scroll.start(30);
    assert!((499_000..501_000).contains(&first), "{first}");
    scroll.scrolled(2_500_036.0);
    assert_eq!(scroll.start(30), first + 1);
    let shown = scroll.top;
    scroll.scrolled(2_500_500.0);
    assert!(scroll.settle().is_some());
    assert!((scroll.top - shown - 464.0).abs() < 1e-6);

    for _ in 0..80_000 {
        scroll.scrolled(scroll.seen + 500.0);
        scroll.settle();
    }
    assert_eq!(scroll.start(30), 1_000_000 - 30);
    assert!(scroll.is_inside());
    scroll.scrolled(0.0);
    assert_eq!(scroll.start(30), 0);
    assert!(!scroll.is_inside());
}

#[test]
fn near_both_ends_no_row_is_skipped() {
    for rows in [10, 1_000, 138_888, 138_889, 500_000, 1_000_000] {
        let mut scroll = table(rows);
        let most = scroll.most_seen();
        scroll.scrolled(most);
        let (_, last) = shown(&scroll);
        assert!((last - super::float(rows).max(600.0 / 36.0)).abs() < 1e-6, "{rows}: {last}");
        // Back by a jump to a few screens before the end, then by the wheel: as many pixels as the wheel turns.
        scroll.scrolled((most - 5_000.0).max(0.0));
        let before = scroll.top;
        scroll.scrolled((scroll.seen - 100.0).max(0.0));
        assert!(before - scroll.top <= 100.0 + 1e-6, "{rows}");
        scroll.scrolled(0.0);
        assert!(shown(&scroll).0.abs() < 1e-6, "{rows}");
        scroll.scrolled(100.0);
        assert!(scroll.top <= 100.0 + 1e-6, "{rows}");
    }
}

#[test]
fn a_wheel_without_a_pause_reaches_both_ends() {
    let mut scroll = table(1_000_000);
    scroll.scrolled(scroll.most_seen() - 30_000.0);
    while scroll.seen < scroll.most_seen() {
        let before = scroll.top;
        scroll.scrolled(scroll.seen + 100.0);
        assert!(scroll.top >= before);
    }
    assert!((scroll.top - scroll.most_top()).abs() < 1e-6);
    assert_eq!(scroll.settle(), None);
    scroll.scrolled(30_000.0);
    while scroll.seen > 0.0 {
        scroll.scrolled(scroll.seen - 100.0);
    }
    assert!(scroll.top.abs() < 1e-6);
}

#[test]
fn places_and_positions_are_each_other_s_reverse() {
    for rows in [100, 138_889, 200_000, 1_000_000] {
        let scroll = table(rows);
        let most = scroll.most_seen();
        let mut last = -1.0;
        for part in 0..=1_000 {
            let seen = most * f64::from(part) / 1_000.0;
            let place = scroll.place(seen);
            assert!(place > last, "{rows}: rises");
            assert!((scroll.position(place) - seen).abs() < 1e-3, "{rows}: {seen}");
            last = place;
        }
        assert!((last - scroll.most_top()).abs() < 1e-6, "{rows}");
    }
}

#[test]
fn a_table_above_or_below_the_view_stays_at_its_end() {
    let (mut above, mut below) = (table(1_000_000), table(1_000_000));
    // The window is 40 pixels above the second table, and so far below the first one.
    above.scrolled(TALLEST + 40.0);
    below.scrolled(-40.0);
    assert_eq!((above.start(30), below.start(30)), (1_000_000 - 30, 0));
    for scroll in [&mut above, &mut below] {
        assert!(!scroll.is_inside());
        assert_eq!(scroll.settle(), None);
    }
    // Into the second, and back into the first.
    below.scrolled(60.0);
    assert!(below.is_inside());
    assert_eq!((below.top, below.shift()), (60.0, 0.0));
    above.scrolled(TALLEST - 600.0);
    assert!(above.is_inside());
    assert!((above.top - above.most_top()).abs() < 1e-6);
    above.scrolled(TALLEST - 700.0);
    assert!((above.top - above.most_top() + 100.0).abs() < 1e-6);
    // Three of them are placed exactly.
    const { assert!(3.0 * TALLEST + 100_000.0 < 16_000_000.0) };
}

#[test]
fn a_jump_to_any_row_shows_it() {
    for rows in [5, 1_000, 1_000_000] {
        for row in [0, 1, rows / 3, rows / 2, rows - 2, rows - 1] {
            let mut scroll = table(rows);
            let seen = scroll.jump(row);
            let (first, last) = shown(&scroll);
            let at = super::float(row);
            assert!(first <= at + 1e-6 && at + 1.0 <= last + 1e-6, "{row} of {rows}: {first} to {last}");
            assert!((0.0..=scroll.most_seen()).contains(&seen));
            // The scroller reports where it is, and nothing moves.
            let top = scroll.top;
            scroll.scrolled(seen);
            assert!((scroll.top - top).abs() < 1e-9);
            assert!(!scroll.is_far(row));
        }
    }
    let mut scroll = table(1_000_000);
    assert!(scroll.is_far(999_999));
    scroll.jump(999_999);
    assert!(scroll.is_far(0));
}

#[test]
fn a_whole_table_has_a_slot_for_each_row() {
    let mut scroll = table(2_000);
    scroll.scrolled(36.0 * 500.0);
    scroll.draw_whole(true);
    assert_eq!((scroll.slots(), scroll.start(scroll.slots())), (2_000, 0));
    scroll.draw_whole(false);
    assert_eq!((scroll.slots(), scroll.start(scroll.slots())), (30, 494));
}

#[test]
fn the_first_screen_has_few_rows_beyond_it_and_no_view_has_none() {
    let mut scroll = table(1_000);
    assert_eq!((scroll.slots(), scroll.start(20)), (20, 0));
    scroll.scrolled(1.0);
    assert_eq!(scroll.slots(), 30);
    scroll.set_view(0.0);
    assert_eq!(scroll.slots(), 0);
}

#[test]
fn another_row_height_keeps_the_row_on_top() {
    for rows in [1_000, 150_000, 1_000_000] {
        let mut scroll = table(rows);
        scroll.scrolled(36.0 * 400.0);
        // 150,000 lower rows are not scaled, and higher ones are.
        for height in [24.0, 168.0, 36.0] {
            let first = scroll.start(1);
            let seen = scroll.set_row(height);
            assert_eq!(scroll.start(1), first);
            assert!((scroll.seen - seen).abs() < 1e-6);
            if rows == 1_000 {
                assert!((seen - height * 400.0).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn fewer_rows_pull_the_view_back() {
    let mut scroll = table(1_000_000);
    scroll.scrolled(4_999_400.0);
    scroll.set_rows(10);
    assert_eq!((scroll.start(40), scroll.slots(), scroll.shift()), (0, 10, 0.0));
}
