//! `ahlan staff token`: a short token for a member of staff, where no identity provider issues them.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, builder::PossibleValuesParser};
use serde::{Deserialize, de::value::StrDeserializer};

use crate::{
    app,
    config::Config,
    staff::caller::{Caller, Role, StaffId},
};

#[derive(Debug, Subcommand)]
pub enum Staff {
    /// Print an access token that lives 15 minutes.
    Token {
        /// The bank's short name for them: 1 to 64 characters of a-z, 0-9, '-', '_' and '.'.
        #[arg(long)]
        id: StaffId,
        /// What they are there for; give it again for another role.
        #[arg(long = "role", required = true, value_parser = PossibleValuesParser::new(ROLES))]
        roles: Vec<String>,
    },
}

/// The roles' names, as they stand in tokens.
const ROLES: [&str; 4] = ["agent", "supervisor", "auditor", "administrator"];

pub fn run(config: &Config, command: Staff) -> Result<ExitCode> {
    match command {
        Staff::Token { id, roles } => {
            let roles = roles.iter().map(|name| role(name)).collect::<Result<_>>()?;
            let caller = Caller::Staff { id, roles };
            let token = app::tokens(config)?.issue(&caller, app::clock().now(), app::randomness().as_ref())?;
            println!("{}", token.expose());
            eprintln!("It is good until {}.", token.expires_at());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn role(name: &str) -> Result<Role> {
    let name = StrDeserializer::<serde::de::value::Error>::new(name);
    Ok(Role::deserialize(name)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_name_on_the_command_line() {
        assert_eq!(ROLES.map(|name| role(name).expect("a role")), Role::ALL);
    }
}
