//! The customers to choose from: grouped by reseller for a distributor, and searched.

use model::OrganizationId;
use model::report::Customer;

use crate::ui::dom::fold;

/// A customer, and its name folded for searching.
struct Member {
    id: OrganizationId,
    name: String,
    sought: String,
}

/// The customers of one reseller, or those who buy directly.
struct Group {
    name: Option<String>,
    sought: String,
    members: Vec<Member>,
}

/// All customers.
pub struct Groups(Vec<Group>);

/// A line of the list: a reseller or a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    group: usize,
    /// None for the reseller.
    member: Option<usize>,
}

impl Line {
    /// True for a reseller's line, which is above its customers.
    pub fn is_heading(self) -> bool {
        self.member.is_none()
    }
}

impl Groups {
    /// Groups customers. Groups keep the server's order of their first members.
    pub fn new(customers: Vec<Customer>) -> Self {
        let is_grouped = customers.iter().any(|customer| customer.reseller.is_some());
        let mut groups: Vec<Group> = Vec::new();
        for Customer { id, name, reseller } in customers {
            let direct = is_grouped.then(|| "Without reseller".to_owned());
            let of = reseller.map(|(_, name)| name).or(direct);
            let member = Member { id, sought: fold(&name), name };
            if let Some(group) = groups.iter_mut().find(|group| group.name == of) {
                group.members.push(member);
            } else {
                let sought = of.as_deref().map(fold).unwrap_or_default();
                groups.push(Group { name: of, sought, members: vec![member] });
            }
        }
        Self(groups)
    }

    /// Returns the lines whose name, or whose reseller's name, contains the text.
    pub fn lines(&self, text: &str) -> Vec<Line> {
        let text = fold(text.trim());
        let mut lines = Vec::new();
        for (at, group) in self.0.iter().enumerate() {
            let before = lines.len();
            if group.name.is_some() {
                lines.push(Line { group: at, member: None });
            }
            let whole = group.sought.contains(&text);
            let found =
                group.members.iter().enumerate().filter(|(_, one)| whole || one.sought.contains(&text));
            lines.extend(found.map(|(member, _)| Line { group: at, member: Some(member) }));
            if lines.last().is_some_and(|last| last.is_heading()) {
                lines.truncate(before);
            }
        }
        lines
    }

    /// Returns a line's name.
    pub fn name(&self, line: Line) -> String {
        let Some(group) = self.0.get(line.group) else { return String::new() };
        match line.member {
            None => group.name.clone().unwrap_or_default(),
            Some(member) => group.members.get(member).map_or_else(String::new, |member| member.name.clone()),
        }
    }

    /// Returns the customers of a line: itself or, for a reseller, those among `lines` below it.
    pub fn ids(&self, lines: &[Line], position: usize) -> Vec<OrganizationId> {
        match lines.get(position) {
            None => Vec::new(),
            Some(line) if line.is_heading() => {
                let below = lines[position + 1..].iter().take_while(|below| below.group == line.group);
                below.filter_map(|below| self.id(*below)).collect()
            }
            Some(line) => self.id(*line).into_iter().collect(),
        }
    }

    /// Returns the customer of a line; None for a reseller's.
    pub fn id(&self, line: Line) -> Option<OrganizationId> {
        Some(self.0.get(line.group)?.members.get(line.member?)?.id)
    }

    /// Returns every customer.
    pub fn all(&self) -> impl Iterator<Item = OrganizationId> {
        self.0.iter().flat_map(|group| group.members.iter().map(|member| member.id))
    }
}
