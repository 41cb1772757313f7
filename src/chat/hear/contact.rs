//! An address, the code that was sent there, or a wish about it.

use super::Hearing;
use crate::{
    base::digits,
    chat::{
        Act,
        memory::Pending,
        messages::Msg,
        reach::{Wish, address_in, wish},
    },
    contact::{
        address::{Address, AddressFault, Kind},
        code::Code,
    },
    session::{journey::StepKind, next_step::Action},
};

/// Fewest digits that are meant as a code.
const CODE_LIKE: usize = 4;

/// What the contact step asks for.
enum Asked {
    Address,
    Code,
}

impl Hearing<'_> {
    /// Takes what answers the question of the contact step; whether there was anything to take.
    pub(super) fn takes_contact(&mut self, text: &str) -> bool {
        let asked = match self.action() {
            Action::GiveContact { .. } => Asked::Address,
            Action::TypeCode { .. } => Asked::Code,
            Action::GiveConsent { .. }
            | Action::Identify { .. }
            | Action::PhotographDocument { .. }
            | Action::TakeSelfie
            | Action::ProveLiveness
            | Action::Submit
            | Action::WaitForStaff
            | Action::AskForCall
            | Action::JoinCall { .. }
            | Action::GiveFeedback { .. }
            | Action::Finished => return false,
        };
        let instead = self.memory.pending == Pending::Address;
        match asked {
            _ if !instead && self.memory.pending != Pending::Nothing => false,
            Asked::Code if !instead => self.takes_code(text),
            Asked::Address | Asked::Code => self.takes_address(text),
        }
    }

    fn takes_address(&mut self, text: &str) -> bool {
        let Some(found) = address_in(text) else { return false };
        match found {
            Ok(address) if self.kinds_taken(address.kind()) => self.act = Some(Act::SendCode { address }),
            Ok(_) => self.contact_fails(Msg::AddressOther {}),
            Err(AddressFault::NoCountry) => self.contact_fails(Msg::AddressCountry {}),
            Err(AddressFault::NotPhone) => self.contact_fails(Msg::AddressPhone {}),
            Err(AddressFault::NotEmail) => self.contact_fails(Msg::AddressEmail {}),
        }
        true
    }

    /// The six digits; another address, which is taken at once; or a wish.
    fn takes_code(&mut self, text: &str) -> bool {
        if let Some(Ok(address)) = address_in(text)
            && self.kinds_taken(address.kind())
        {
            self.act = Some(Act::SendCode { address });
        } else if let Some(code) = Code::find(text) {
            self.act = Some(Act::TypeCode { code });
        } else if digits::to_ascii(text).chars().filter(char::is_ascii_digit).count() >= CODE_LIKE {
            self.contact_fails(Msg::CodeShape {});
        } else {
            match wish(text) {
                Some(Wish::Again) => self.send_again(),
                Some(Wish::Elsewhere) => self.ask(Pending::Address),
                None => return false,
            }
        }
        true
    }

    /// The code once more, to the address that it went to.
    pub(super) fn send_again(&mut self) {
        let address: Option<Address> = self.situation.session.profile.contact().map(|contact| contact.address.clone());
        self.ask(Pending::Nothing);
        self.act = address.map(|address| Act::SendCode { address });
    }

    fn kinds_taken(&self, kind: Kind) -> bool {
        self.situation.journey.contact.as_ref().is_some_and(|rule| rule.kinds.contains(&kind))
    }

    fn contact_fails(&mut self, says: Msg) {
        self.says.push(says);
        self.fails(StepKind::Contact);
    }
}
