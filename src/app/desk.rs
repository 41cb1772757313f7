//! What the bank says of its calls, read and held against the journeys.

use std::{collections::BTreeMap, path::Path};

use super::{StartError, files::toml_files, journeys::Journeys};
use crate::{
    config::calls::Calls,
    flow::calls::Desk,
    session::journey::Journey,
    video::{checklist::Checklist, hours::Hours},
};

/// The desk of `config`, whose checklists must be those that `journeys` name.
///
/// # Errors
///
/// [`StartError`] with the setting, or with the file and the line.
pub(super) fn desk(config: &Calls, journeys: &Journeys) -> Result<Desk, StartError> {
    let wrong = |error: crate::video::hours::HoursFault| StartError::Calls { reason: error.to_string() };
    let hours = Hours::parse(&config.time_zone, &config.hours, config.holidays.clone()).map_err(wrong)?;
    let checklists = checklists(&config.checklists)?;
    for (journey, text) in journeys.values() {
        let Some(rule) = &journey.call else { continue };
        let checklist = checklists.get(&rule.checklist);
        let fault = match checklist {
            None => "which is not there",
            Some(checklist) if checklist.sends_codes() && journey.contact.is_none() => {
                "which sends codes, and no contact step proves an address to send them to"
            }
            Some(_) => continue,
        };
        let fault = Journey::checklist_fault(text, format!("names the checklist {}, {fault}", rule.checklist));
        return Err(StartError::Calls { reason: format!("journey {}, {fault}", journey.name) });
    }
    Ok(Desk { hours, languages: config.languages.clone(), checklists })
}

fn checklists(folder: &Path) -> Result<BTreeMap<String, Checklist>, StartError> {
    let mut checklists = BTreeMap::new();
    for (path, text) in toml_files(folder)? {
        let checklist = match Checklist::parse(&text) {
            Ok(checklist) => checklist,
            Err(fault) => return Err(StartError::Text { path, reason: fault.to_string() }),
        };
        let name = checklist.terms.name.clone();
        if checklists.contains_key(&name) {
            let reason = format!("another file has a checklist of the name {name}");
            return Err(StartError::Text { path, reason });
        }
        checklists.insert(name, checklist);
    }
    Ok(checklists)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn started(text: &str, journey_text: &str) -> Result<Desk, String> {
        let config = Config::from_toml(&format!("[calls]\n{text}")).map_err(|error| error.to_string())?;
        let journey = Journey::parse(journey_text).expect("a journey");
        let journeys = Journeys::from([(journey.name.clone(), (journey, journey_text.to_owned()))]);
        desk(&config.calls, &journeys).map_err(|error| error.to_string())
    }

    fn standard() -> String {
        std::fs::read_to_string("fixtures/journeys/standard.toml").expect("shipped")
    }

    #[test]
    fn the_defaults_make_a_desk_that_is_always_open() {
        let desk = started("", &standard()).expect("starts");
        assert_eq!(desk.checklists.keys().collect::<Vec<_>>(), ["generic", "vcip-in", "videoident-de"]);
        assert!(desk.hours.are_open("2026-01-01T00:00:00Z".parse().expect("a time")));
        assert_eq!(desk.spoken("ar-AE"), Some("ar"));
    }

    #[test]
    fn a_checklist_that_is_wrong_is_refused_with_its_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = std::fs::read_to_string("fixtures/checklists/generic.toml").expect("shipped");
        std::fs::write(folder.path().join("a.toml"), text.replace("version = 1", "version = \"one\""))
            .expect("written");
        let error =
            started(&format!("checklists = \"{}\"", folder.path().display()), &standard()).expect_err("refused");
        assert!(error.contains("a.toml: line 3:"), "{error}");
    }

    #[test]
    fn a_journey_that_names_no_checklist_of_the_folder_is_refused() {
        let journey = standard().replace("checklist = \"generic\"", "checklist = \"gone\"");
        let error = started("", &journey).expect_err("refused");
        assert!(error.contains("names the checklist gone"), "{error}");
    }

    #[test]
    fn a_journey_whose_calls_send_codes_proves_an_address_first_or_is_refused_at_its_line() {
        let text = |name: &str| std::fs::read_to_string(format!("fixtures/journeys/{name}.toml")).expect("shipped");
        started("", &text("videoident")).expect("its contact step proves an address");
        let journey = standard().replace("checklist = \"generic\"", "checklist = \"videoident-de\"");
        let line = journey.lines().position(|line| line.starts_with("checklist")).expect("a line") + 1;
        let error = started("", &journey).expect_err("refused");
        assert!(
            error.contains(&format!("journey standard, line {line}: names the checklist videoident-de")),
            "{error}"
        );
        assert!(error.contains("no contact step"), "{error}");
    }

    #[test]
    fn hours_and_zones_that_are_none_are_refused() {
        assert!(started("hours = [\"always\"]", &standard()).expect_err("refused").contains("always"));
        assert!(started("time_zone = \"Mars/Base\"", &standard()).expect_err("refused").contains("Mars/Base"));
    }
}
