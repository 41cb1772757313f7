//! The report on faces as HTML.

use super::{
    curve::{Series, svg},
    det::AtTarget,
    faces::{AtThreshold, Comparison, Failures, Report},
    page::{Page, cells, error_cells, percent},
};

/// So many groups are drawn beside all; more would hide each other.
const MOST_CURVES: usize = 4;
/// So many errors are wanted before a rate is within 30 % of the true one at 90 % confidence (the rule of 30).
const ERRORS_FOR_A_FIRM_RATE: u64 = 30;

/// The whole page; `under` says of what and when.
pub fn html(report: &Report, under: &str) -> String {
    let mut page = Page::new("How faces were compared", under);
    page.paragraph(&format!(
        "Descriptor {}. A distance means nothing with another one. Words and rates follow ISO/IEC 19795-1; this is an \
         evaluation on given pairs, not a certified test.",
        report.model
    ));
    page.heading("Pictures without a template");
    page.table(
        &["", "share", "count", "95 % interval", "causes"],
        &[
            failures("failure to enrol (first pictures)", &report.enrol),
            failures("failure to acquire (second pictures)", &report.acquire),
        ],
    );
    let (at_match, at_refer) = (report.thresholds.match_at_most, report.thresholds.refer_at_most);
    errors(&mut page, report, &format!("Match: distance up to {at_match}"), |c| c.at_match);
    errors(&mut page, report, &format!("Match or referred to a person: distance up to {at_refer}"), |c| c.at_refer);
    page.paragraph(
        "False match and non-match rate count comparisons; false accept and reject rate count all pairs, those with a \
         picture that gave no template included. Intervals are Wilson's and take pairs as independent; pairs that share a \
         person or a picture are not, so the true intervals are wider. No error rate below 3 / N is stated (rule of 3). \
         Firm is a rate with at least 30 errors (rule of 30).",
    );
    targets(&mut page, &report.all);
    page.heading("Detection error trade-off");
    let groups = report.groups.iter().take(MOST_CURVES);
    let series: Vec<Series<'_>> = std::iter::once(Series { name: "all", det: &report.all.det })
        .chain(groups.map(|(name, group)| Series { name, det: &group.det }))
        .collect();
    page.markup(&svg(&series));
    page.paragraph("Axes of the normal deviate. In the shaded bands the pairs are too few to state a rate (3 / N).");
    if let Some(rate) = report.all.equal_error_rate {
        page.paragraph(&format!("The two rates meet near {} (for orientation only).", percent(rate)));
    }
    if let Some(timing) = report.timing {
        page.timing("looks at a picture", &timing);
    }
    page.finished()
}

fn failures(name: &str, failures: &Failures) -> Vec<String> {
    let causes: Vec<String> = failures.causes.iter().map(|(code, count)| format!("{code} {count}")).collect();
    [vec![name.to_owned()], cells(failures.pictures).to_vec(), vec![causes.join(", ")]].concat()
}

/// A table of the errors at one threshold: all pairs, then each group.
fn errors(page: &mut Page, report: &Report, title: &str, at: impl Fn(&Comparison) -> AtThreshold) {
    page.heading(title);
    let every = std::iter::once(("all", &report.all)).chain(report.groups.iter().map(|(name, c)| (name.as_str(), c)));
    let mut rows = Vec::new();
    for (group, comparison) in every {
        let AtThreshold { errors, far, frr } = at(comparison);
        let rates = [
            ("false match rate", errors.fmr),
            ("false non-match rate", errors.fnmr),
            ("false accept rate", far),
            ("false reject rate", frr),
        ];
        for (name, rate) in rates {
            let firm = if rate.count >= ERRORS_FOR_A_FIRM_RATE { "yes" } else { "no" };
            rows.push(
                [vec![group.to_owned(), name.to_owned()], error_cells(rate).to_vec(), vec![firm.into()]].concat(),
            );
        }
    }
    page.table(&["group", "", "rate", "count", "95 % interval", "firm"], &rows);
}

fn targets(page: &mut Page, all: &Comparison) {
    page.heading("Thresholds by false match rate, all pairs");
    let rows: Vec<Vec<String>> = all
        .targets
        .iter()
        .map(|(target, answer)| match answer {
            AtTarget::Found(errors) => {
                let [taken, of_strangers, _] = error_cells(errors.fmr);
                let [missed, of_owners, interval] = error_cells(errors.fnmr);
                vec![
                    percent(*target),
                    format!("{:.3}", errors.threshold),
                    format!("{taken} ({of_strangers})"),
                    format!("{missed} ({of_owners})"),
                    interval,
                ]
            }
            AtTarget::TooFewPairs { needed, found } => vec![
                percent(*target),
                "refused".into(),
                format!("needs {needed} pairs of two people, there are {found}"),
                "–".into(),
                "–".into(),
            ],
        })
        .collect();
    page.table(&["at most", "threshold", "false match rate", "false non-match rate", "its 95 % interval"], &rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        evaluate::faces::{Kin, Pair, Tally},
        face::{
            template::{Distance, ModelId},
            threshold::Thresholds,
        },
    };

    #[test]
    fn a_rate_that_the_pairs_cannot_carry_is_refused_in_words() {
        let mut tally = Tally::default();
        for n in 0..100u8 {
            let kin = if n % 2 == 0 { Kin::Mated } else { Kin::NonMated };
            let pair = Pair { reference: "a".into(), probe: "b".into(), kin, group: Some("<18".into()) };
            let distance = if n % 2 == 0 { 0.3 } else { 0.9 };
            tally.count(&pair, Some(Distance(distance)));
        }
        tally.enrol.count(Some("face_none"));
        let html = html(&tally.report(ModelId::new([1; 32]), Thresholds::default()), "2026-11-22");
        assert!(html.contains("needs 300 pairs of two people, there are 50"), "{html}");
        assert!(html.contains("below 6.00 %") && html.contains("face_none 1") && html.contains("<svg"));
        assert!(html.contains("&lt;18") && !html.contains("NaN"));
    }
}
