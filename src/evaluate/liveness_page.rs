//! The report on liveness as HTML.

use super::{
    liveness::{Kind, Report},
    page::{Page, cells, error_cells},
};

/// The whole page; `under` says of what and when.
pub fn html(report: &Report, under: &str) -> String {
    let mut page = Page::new("How living people were told from attacks", under);
    page.paragraph(
        "Words and rates follow ISO/IEC 30107-3; this is an evaluation on given presentations, not a certified test, and no \
         level of the standard follows from it.",
    );
    page.heading("Attacks taken for a living person (APCER), by species");
    if let Some((name, kind)) = report.worst.as_ref().and_then(|name| report.attacks.get_key_value(name)) {
        let [rate, count, interval] = error_cells(kind.passed);
        page.paragraph(&format!(
            "The worst species is {name}: {rate} ({count}; {interval}). This is the rate to quote."
        ));
    }
    let head = ["", "rate", "count", "95 % interval", "without an answer", "why not"];
    let rows: Vec<_> = report.attacks.iter().map(|(name, kind)| row(name, kind, kind.passed)).collect();
    page.table(&head, &rows);
    page.heading("Living people not taken for one (BPCER)");
    match &report.bona_fide {
        Some(people) => page.table(&head, &[row("bona fide", people, people.failed)]),
        None => page.paragraph("There are none: put their presentations into the folder bona_fide."),
    }
    page.paragraph(
        "Intervals are Wilson's and take presentations as independent; those of one person or with one instrument are not, \
         so the true intervals are wider. No error rate below 3 / N is stated (rule of 3). What was not answered is counted \
         apart and in no rate.",
    );
    if let Some(timing) = report.timing {
        page.timing("presentations", &timing);
    }
    page.finished()
}

fn row(name: &str, kind: &Kind, rate: super::rate::Rate) -> Vec<String> {
    let causes: Vec<_> = kind.causes.iter().map(|(code, count)| format!("{code} {count}")).collect();
    let [_, without, _] = cells(kind.no_answer);
    [vec![name.to_owned()], error_cells(rate).to_vec(), vec![without, causes.join(", ")]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::liveness::{Answer, BONA_FIDE, Tally};

    #[test]
    fn the_page_quotes_the_worst_species_and_states_no_rate_that_was_not_shown() {
        let mut tally = Tally::default();
        for _ in 0..10 {
            tally.count("a <photograph>", &Answer::Failed("action_missing".into()));
            tally.count(BONA_FIDE, &Answer::Passed);
        }
        let html = html(&tally.report(), "2026-11-22");
        assert!(html.contains("The worst species is a &lt;photograph&gt;: below 30.0"), "{html}");
        assert!(html.contains("action_missing 10") && !html.contains("NaN"));
    }
}
