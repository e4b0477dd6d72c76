//! Computes the rows in view from the scroller's position, even for bodies taller than the browser's tallest element.

/// Browsers stop at 16 to 33 million pixels, and place elements exactly only below 16.
const TALLEST: f64 = 8_000_000.0;
/// Extra rows above and below the view, so that fast scrolling shows no blanks.
const OVERSCAN: usize = 6;
/// Extra rows below the view until the first scroll: the first screen comes sooner.
const AT_FIRST: usize = 2;
/// Within this many views of an end, a scaled body moves so that both measures reach the end together.
const NEAR_END: f64 = 20.0;

/// The scroll position in two measures, both in pixels: `seen` is the scroller's own position in a body of at most [`TALLEST`];
/// `top` is the place in the true body. They are equal unless the body is scaled. In a scaled body, small steps move both by the
/// same amount, so that a wheel skips no rows, and jumps (the scroll bar, Home, End) move them in proportion.
#[derive(Clone, Copy, Debug)]
pub struct Scroll {
    rows: usize,
    row: f64,
    view: f64,
    top: f64,
    seen: f64,
    whole: bool,
}

impl Scroll {
    /// Returns the state of a table without rows, whose rows will be `row` pixels high.
    pub fn new(row: f64) -> Self {
        Self { rows: 0, row, view: 0.0, top: 0.0, seen: 0.0, whole: false }
    }

    /// Gives all rows slots, or only those around the view.
    pub fn draw_whole(&mut self, whole: bool) {
        self.whole = whole;
    }

    /// Sets the height of a row. Returns where to put the scroller so that the same row is on top.
    pub fn set_row(&mut self, row: f64) -> f64 {
        self.top *= row / self.row;
        self.row = row;
        self.seen = self.top;
        if self.scaled() {
            self.seen =
                if self.most_top() > 0.0 { self.top / self.most_top() * self.most_seen() } else { 0.0 };
        }
        self.seen
    }

    /// Returns the height of the element that contains `rows` rows of `row` pixels.
    pub fn body_height(rows: usize, row: f64) -> f64 {
        (float(rows) * row).min(TALLEST)
    }

    /// Sets the number of rows; keeps the position if it still exists.
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        self.seen = self.seen.min(self.most_seen());
        self.top = if self.scaled() { self.proportional() } else { self.seen };
    }

    /// Sets the height of the view.
    pub fn set_view(&mut self, view: f64) {
        self.view = view.max(0.0);
    }

    /// Reports that the scroller is now at `seen`.
    pub fn scrolled(&mut self, seen: f64) {
        // Not `clamp`, whose panic would add the formatting of floats, 5 KB of the first load.
        let seen = seen.min(self.most_seen()).max(0.0);
        let step = seen - self.seen;
        let before = self.seen;
        self.seen = seen;
        if !self.scaled() {
            self.top = seen;
            return;
        }
        if step.abs() > self.view {
            self.top = self.proportional();
            return;
        }
        let (room_seen, room_top) = if step > 0.0 {
            (self.most_seen() - before, self.most_top() - self.top)
        } else {
            (before, self.top)
        };
        let near = room_seen < NEAR_END * self.view;
        let rate = if near && room_seen > 0.0 { room_top / room_seen } else { 1.0 };
        self.top = (self.top + step * rate).min(self.most_top()).max(0.0);
    }

    /// Returns whether the first row is at the top of the view.
    pub fn is_at_top(&self) -> bool {
        self.seen <= 0.0
    }

    /// Call after scrolling has paused. Returns where to put the scroller so that its thumb shows the true place again, without
    /// moving any row; `None` if it is there.
    pub fn settle(&mut self) -> Option<f64> {
        if !self.scaled() || self.most_top() <= 0.0 {
            return None;
        }
        let seen = (self.top / self.most_top() * self.most_seen()).round();
        let off = (seen - self.seen).abs() > 1.0;
        if off {
            self.seen = seen;
        }
        off.then_some(seen)
    }

    /// Returns the offset from a row's true place to its place in the element.
    pub fn shift(&self) -> f64 {
        self.seen - self.top
    }

    /// Returns how many row slots fill the view and its overscan; at most the number of rows, and none without a view.
    pub fn slots(&self) -> usize {
        if self.whole {
            return self.rows;
        }
        if self.view <= 0.0 {
            return 0;
        }
        let spare = if self.top > 0.0 { 2 * OVERSCAN } else { AT_FIRST };
        (whole((self.view / self.row).ceil()) + 1 + spare).min(self.rows)
    }

    /// Returns the first row of a window of `slots` rows around the view.
    pub fn start(&self, slots: usize) -> usize {
        let first = whole((self.top / self.row).floor()).saturating_sub(OVERSCAN);
        first.min(self.rows.saturating_sub(slots))
    }

    fn scaled(&self) -> bool {
        self.total() > TALLEST
    }

    fn total(&self) -> f64 {
        float(self.rows) * self.row
    }

    fn most_top(&self) -> f64 {
        (self.total() - self.view).max(0.0)
    }

    fn most_seen(&self) -> f64 {
        (Self::body_height(self.rows, self.row) - self.view).max(0.0)
    }

    fn proportional(&self) -> f64 {
        match self.most_seen() {
            most if most > 0.0 => self.seen / most * self.most_top(),
            _ => 0.0,
        }
    }
}

/// Converts a row count or position to a factor.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 rows")]
pub fn float(rows: usize) -> f64 {
    rows as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; below zero is zero")]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::Scroll;

    fn table(rows: usize) -> Scroll {
        let mut scroll = Scroll::new(36.0);
        scroll.set_view(600.0);
        scroll.set_rows(rows);
        scroll
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
        scroll.scrolled(4_000_000.0);
        let first = scroll.start(30);
        assert!((499_000..501_000).contains(&first), "{first}");
        scroll.scrolled(4_000_036.0);
        assert_eq!(scroll.start(30), first + 1);
        let shown = scroll.top;
        scroll.scrolled(4_000_500.0);
        assert!(scroll.settle().is_some());
        assert!((scroll.top - shown - 464.0).abs() < 1e-6);

        for _ in 0..40_000 {
            scroll.scrolled(scroll.seen + 500.0);
            scroll.settle();
        }
        assert_eq!(scroll.start(30), 1_000_000 - 30);
        assert!(!scroll.is_at_top());
        scroll.scrolled(0.0);
        assert_eq!(scroll.start(30), 0);
        assert!(scroll.is_at_top());
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
        for rows in [1_000, 1_000_000] {
            let mut scroll = table(rows);
            scroll.scrolled(36.0 * 400.0);
            let first = scroll.start(1);
            let seen = scroll.set_row(24.0);
            assert_eq!(scroll.start(1), first);
            assert!((scroll.seen - seen).abs() < 1e-6);
            if rows == 1_000 {
                assert!((seen - 24.0 * 400.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn fewer_rows_pull_the_view_back() {
        let mut scroll = table(1_000_000);
        scroll.scrolled(7_999_400.0);
        scroll.set_rows(10);
        assert_eq!((scroll.start(40), scroll.slots(), scroll.shift()), (0, 10, 0.0));
    }
}
