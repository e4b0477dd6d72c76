//! Activation: whether a deployment may use a license (R12). The dialog and the product API call the same function.

mod decide;
mod deployment;
mod heartbeat;
mod overage;

pub use decide::{Decision, Problem, Refusal, Request, Terms, Used, decide, standing_problem};
pub use deployment::{DEPLOYMENT_ID_LIMIT, DeploymentId, DeploymentIdError, Mode};
pub use heartbeat::{Heartbeat, Pulse};
pub use overage::Overage;
