//! Counts connections, in all and for each client. If no seat is left, the connection that has kept the server waiting
//! longest loses its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::requester::network;

/// A request whose body pauses for longer than this keeps the server waiting.
const PAUSE: Duration = Duration::from_secs(1);

/// All seats.
pub(super) struct Seats {
    in_all: usize,
    for_one: Option<usize>,
    began: Instant,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    /// The number of the next seat.
    next: u64,
    count: usize,
    by_network: HashMap<IpAddr, HashMap<u64, Arc<State>>>,
}

/// The state of a connection.
struct State {
    /// A byte has come.
    speaks: AtomicBool,
    /// A request is being served.
    serves: AtomicBool,
    /// The server waits for that request's body.
    waits: AtomicBool,
    /// When bytes last came or went, in milliseconds.
    moved: AtomicU64,
    leave: Notify,
}

impl Seats {
    pub(super) fn new(in_all: usize, for_one: Option<usize>) -> Arc<Self> {
        Arc::new(Self { in_all, for_one, began: Instant::now(), taken: Mutex::default() })
    }

    /// A seat for a connection from that address; `None` if requests being served take all of them.
    pub(super) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let network = network(address);
        let now = self.now();
        let mut taken = self.taken();
        if self.for_one.is_some_and(|most| taken.of(network) >= most) && !taken.free(network, now) {
            return None;
        }
        if taken.count >= self.in_all {
            // The client with the most seats gives one up, or otherwise anybody.
            let most =
                taken.by_network.iter().max_by_key(|(_, seats)| seats.len()).map(|(network, _)| *network);
            let is_free = most.is_some_and(|network| taken.free(network, now)) || taken.free_any(now);
            if !is_free {
                return None;
            }
        }
        let number = taken.next;
        taken.next += 1;
        taken.count += 1;
        let state = Arc::new(State {
            speaks: AtomicBool::new(false),
            serves: AtomicBool::new(false),
            waits: AtomicBool::new(false),
            moved: AtomicU64::new(now),
            leave: Notify::new(),
        });
        taken.by_network.entry(network).or_default().insert(number, Arc::clone(&state));
        Some(Seat { network, number, state, seats: Arc::clone(self) })
    }

    /// In milliseconds since the first seat.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // The counts are consistent after each step, even if a thread panics.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn of(&self, network: IpAddr) -> usize {
        self.by_network.get(&network).map_or(0, HashMap::len)
    }

    /// Frees the client's seat that has kept the server waiting longest. Returns `false` if it has none.
    fn free(&mut self, network: IpAddr, now: u64) -> bool {
        let longest = self.by_network.get(&network).and_then(|seats| {
            let waiting = seats.iter().filter(|(_, state)| state.keeps_waiting(now));
            waiting
                .min_by_key(|(number, state)| (state.moved.load(Ordering::Relaxed), **number))
                .map(|(number, _)| *number)
        });
        let Some(number) = longest else { return false };
        if let Some(state) = self.remove(network, number) {
            state.leave.notify_one();
        }
        true
    }

    fn free_any(&mut self, now: u64) -> bool {
        let networks: Vec<IpAddr> = self.by_network.keys().copied().collect();
        networks.into_iter().any(|network| self.free(network, now))
    }

    fn remove(&mut self, network: IpAddr, number: u64) -> Option<Arc<State>> {
        let seats = self.by_network.get_mut(&network)?;
        let state = seats.remove(&number)?;
        if seats.is_empty() {
            self.by_network.remove(&network);
        }
        self.count -= 1;
        Some(state)
    }
}

impl State {
    /// Returns whether the server is only waiting for this connection.
    fn keeps_waiting(&self, now: u64) -> bool {
        if !self.serves.load(Ordering::Relaxed) {
            return true;
        }
        let idle = Duration::from_millis(now.saturating_sub(self.moved.load(Ordering::Relaxed)));
        self.waits.load(Ordering::Relaxed) && idle > PAUSE
    }
}

/// A connection's seat, given back when dropped.
pub(super) struct Seat {
    network: IpAddr,
    number: u64,
    state: Arc<State>,
    seats: Arc<Seats>,
}

impl Seat {
    /// Returns once another connection has the seat.
    pub(super) async fn left(&self) {
        self.state.leave.notified().await;
    }

    /// Records that bytes came or went.
    pub(super) fn moved(&self) {
        self.state.moved.store(self.seats.now(), Ordering::Relaxed);
    }

    /// Records that a byte came.
    pub(super) fn speaks(&self) {
        self.state.speaks.store(true, Ordering::Relaxed);
    }

    /// Returns whether no byte has come yet.
    pub(super) fn is_new(&self) -> bool {
        !self.state.speaks.load(Ordering::Relaxed)
    }

    /// Records that a request is being served, until the guard is dropped.
    pub(super) fn serve(&self) -> Serving {
        self.state.serves.store(true, Ordering::Relaxed);
        Serving(Arc::clone(&self.state))
    }

    /// Notes whether the server waits for the body of that request.
    pub(super) fn waits_for_body(&self, waits: bool) {
        self.state.waits.store(waits, Ordering::Relaxed);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().remove(self.network, self.number);
    }
}

/// A request that is being served.
pub(super) struct Serving(Arc<State>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.serves.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn address(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    fn is_gone(seat: &Seat) -> bool {
        !seat
            .seats
            .taken()
            .by_network
            .get(&seat.network)
            .is_some_and(|seats| seats.contains_key(&seat.number))
    }

    #[tokio::test]
    async fn one_client_gives_its_own_seats_to_its_new_connections() {
        let seats = Seats::new(10, Some(2));
        let (first, second) = (seats.take(address(1)).unwrap(), seats.take(address(1)).unwrap());
        let other = seats.take(address(2)).unwrap();
        let serving = first.serve();
        let third = seats.take(address(1)).unwrap();
        assert!(!is_gone(&first) && is_gone(&second) && !is_gone(&other));
        second.left().await;
        let _also = third.serve();
        assert!(seats.take(address(1)).is_none(), "both are being served");
        drop(serving);
        assert!(seats.take(address(1)).is_some() && is_gone(&first));
    }

    #[tokio::test]
    async fn whoever_has_most_makes_room_for_others() {
        let seats = Seats::new(3, None);
        let many = [1, 1, 2].map(|last| seats.take(address(last)).unwrap());
        let fourth = seats.take(address(3)).unwrap();
        assert_eq!(many.each_ref().map(is_gone), [true, false, false]);
        drop((many, fourth));
        assert_eq!(seats.taken().count, 0);
        assert!(seats.taken().by_network.is_empty());
    }

    #[tokio::test]
    async fn a_body_that_pauses_keeps_the_server_waiting() {
        let seats = Seats::new(1, None);
        let seat = seats.take(address(1)).unwrap();
        let _serving = seat.serve();
        let is_waiting = |idle: u64| seat.state.keeps_waiting(seats.now() + idle);
        assert!(!is_waiting(5_000), "its response is being made");
        seat.waits_for_body(true);
        assert!(!is_waiting(0) && is_waiting(5_000));
    }
    #[tokio::test]
    async fn an_ipv6_household_is_one_client() {
        let seats = Seats::new(10, Some(2));
        let take = |address: &str| seats.take(address.parse().unwrap()).unwrap();
        let (first, second) = (take("2001:db8:0:1::1"), take("2001:db8:0:1:ffff::2"));
        let neighbor = take("2001:db8:0:2::1");
        let _third = take("2001:db8:0:1::3");
        assert_eq!([first, second, neighbor].each_ref().map(is_gone), [true, false, false]);
    }
}
