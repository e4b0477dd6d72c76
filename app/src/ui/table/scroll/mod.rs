//! Computes the rows in view from the scroller's position, even for bodies taller than the browser's tallest element.

/// Browsers stop at 16 to 33 million pixels, and place elements exactly only below 16. That is for a page: three tables fit.
const TALLEST: f64 = 5_000_000.0;
/// Extra rows above and below the view, so that fast scrolling shows no blanks.
const OVERSCAN: usize = 6;
/// Extra rows below the view until the first scroll: the first screen comes sooner.
const AT_FIRST: usize = 2;
/// Within this many views of an end, both measures reach the end together.
const NEAR_END: f64 = 20.0;

/// The scroll position in two measures, both in pixels: `seen` is the scroller's own position in a body of at most [`TALLEST`];
/// `top` is the place in the true body. They are equal unless the body is scaled. In a scaled body, small steps move both by the
/// same amount, so that a wheel skips no rows, and jumps (the scroll bar, Home, End) move them as [`convert`] says.
#[derive(Clone, Copy, Debug)]
pub struct Scroll {
    rows: usize,
    row: f64,
    view: f64,
    top: f64,
    seen: f64,
    inside: bool,
    whole: bool,
}

impl Scroll {
    /// Returns the state of a table without rows, whose rows will be `row` pixels high.
    pub fn new(row: f64) -> Self {
        Self { rows: 0, row, view: 0.0, top: 0.0, seen: 0.0, inside: false, whole: false }
    }

    /// Gives all rows slots, or only those around the view.
    pub fn draw_whole(&mut self, whole: bool) {
        self.whole = whole;
    }

    /// Sets the height of a row. Returns where to put the scroller so that the same row is on top.
    pub fn set_row(&mut self, row: f64) -> f64 {
        self.top = (self.top * row / self.row).min(self.full(row) - self.view).max(0.0);
        self.row = row;
        self.seen = self.position(self.top);
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
        self.top = self.place(self.seen);
    }

    /// Sets the height of the view.
    pub fn set_view(&mut self, view: f64) {
        self.view = view.max(0.0);
    }

    /// Returns the height of the view.
    pub fn view(&self) -> f64 {
        self.view
    }

    /// Reports that the view now begins at `at` in the body; outside the body if the table is not, or not yet, at the view's top.
    pub fn scrolled(&mut self, at: f64) {
        self.inside = at > 0.0 && at < Self::body_height(self.rows, self.row);
        // Not `clamp`, whose panic would add the formatting of floats, 5 KB of the first load.
        let seen = at.min(self.most_seen()).max(0.0);
        let step = seen - self.seen;
        let before = self.seen;
        self.seen = seen;
        if !self.scaled() {
            self.top = seen;
            return;
        }
        if step.abs() > self.view {
            self.top = self.place(seen);
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

    /// Returns whether the view begins inside the body, below its first pixel: then only the table can be at its top.
    pub fn is_inside(&self) -> bool {
        self.inside
    }

    /// Call after scrolling has paused. Returns where to put the scroller so that its thumb shows the true place again, without
    /// moving any row; `None` if it is there.
    pub fn settle(&mut self) -> Option<f64> {
        if !self.inside || !self.scaled() {
            return None;
        }
        let seen = self.position(self.top).round();
        let off = (seen - self.seen).abs() > 1.0;
        if off {
            self.seen = seen;
        }
        off.then_some(seen)
    }

    /// Returns whether a row is so far from the view that getting there is a jump.
    pub fn is_far(&self, row: usize) -> bool {
        (float(row) * self.row - self.top).abs() > 2.0 * self.view
    }

    /// Jumps so that a row is in the middle of the view, or as close to it as the ends allow. Returns where to put the scroller.
    pub fn jump(&mut self, row: usize) -> f64 {
        let middle = float(row) * self.row - (self.view - self.row) / 2.0;
        self.top = middle.min(self.most_top()).max(0.0);
        self.seen = self.position(self.top).round();
        if !self.scaled() {
            self.top = self.seen;
        }
        self.seen
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
        self.full(self.row) > TALLEST
    }

    /// The height of the true body with rows of that height.
    fn full(&self, row: f64) -> f64 {
        float(self.rows) * row
    }

    fn most_top(&self) -> f64 {
        (self.full(self.row) - self.view).max(0.0)
    }

    fn most_seen(&self) -> f64 {
        (Self::body_height(self.rows, self.row) - self.view).max(0.0)
    }

    /// Returns the place in the true body that a jump to `seen` leads to.
    fn place(&self, seen: f64) -> f64 {
        if !self.scaled() {
            return seen;
        }
        convert(seen, self.most_seen(), self.most_top(), self.edge())
    }

    /// The reverse of [`Self::place`].
    fn position(&self, top: f64) -> f64 {
        if !self.scaled() {
            return top;
        }
        convert(top, self.most_top(), self.most_seen(), self.edge())
    }

    fn edge(&self) -> f64 {
        (NEAR_END * self.view).min(self.most_seen() / 4.0)
    }
}

/// Converts a position between 0 and `from` to one between 0 and `to`: pixel by pixel within `edge` of both ends, so that no row is
/// skipped there, and in proportion between.
fn convert(at: f64, from: f64, to: f64, edge: f64) -> f64 {
    if at <= edge {
        at
    } else if from - at <= edge {
        to - (from - at)
    } else {
        edge + (at - edge) / (from - 2.0 * edge) * (to - 2.0 * edge)
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
mod tests;
