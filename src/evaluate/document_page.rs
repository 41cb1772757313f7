//! The report on documents as HTML.

use super::{
    documents::{Miss, Report},
    page::{Page, cells, error_cells},
    rate::Rate,
};

/// A miss and its picture, a data URI.
pub struct Shown {
    /// What was missed.
    pub miss: Miss,
    /// The place on the document, or the whole of it.
    pub picture: Option<String>,
}

/// The whole page; `under` says of what and when.
pub fn html(report: &Report, misses: &[Shown], under: &str) -> String {
    let mut page = Page::new("How documents were read", under);
    page.paragraph(
        "This file holds personal data: pictures of documents and what stands on them. Keep it as you keep those.",
    );
    page.heading("Documents");
    let row = |name: &str, cells: [String; 3]| [vec![name.to_owned()], cells.to_vec()].concat();
    page.table(
        &["", "share", "count", "95 % interval"],
        &[
            row("documents read exactly", cells(report.documents)),
            row("zones read exactly", cells(report.zones)),
            row("zones called valid that are wrong", error_cells(report.wrong_but_valid)),
            row("the same, called valid without a doubt", error_cells(report.wrong_without_doubt)),
            row("non-conformant documents called valid", error_cells(report.non_conformant_called_valid)),
            row("zone characters wrong", error_cells(report.zone_character_errors)),
            row("documents that no layout fitted", cells(report.without_layout)),
            row("documents asked for again", cells(report.asked_again)),
            row("fields read exactly of the others", cells(report.gone_on_with())),
        ],
    );
    if report.refused > 0 {
        page.paragraph(&format!("{} of them could not be taken as pictures and count as missed.", report.refused));
    }
    page.paragraph(
        "Exact means every character of everything that the truth file states. Intervals are Wilson's and take trials as \
         independent; the characters of one document are not, so theirs are too narrow. An error rate below 3 / N is not \
         stated: N trials cannot speak of it.",
    );
    fields(&mut page, report);
    if let Some(timing) = report.timing {
        page.timing("documents", &timing);
    }
    page.heading(&format!("Misses: {}", misses.len()));
    for Shown { miss, picture } in misses {
        let title = format!("{} · {} · {}", miss.image, miss.what, miss.how);
        page.miss(&title, picture.as_deref(), [miss.want.expose(), miss.got.expose()]);
    }
    page.finished()
}

fn fields(page: &mut Page, report: &Report) {
    if report.fields.is_empty() {
        return;
    }
    page.heading("Fields");
    let rows: Vec<Vec<String>> = report
        .fields
        .iter()
        .map(|(column, score)| {
            let Rate { count, of } = score.unread;
            let characters = error_cells(score.character_errors);
            let cells = [cells(score.exact).to_vec(), vec![format!("{count} of {of}")], characters.to_vec()].concat();
            [vec![column.clone()], cells].concat()
        })
        .collect();
    let head = ["field", "exact", "count", "95 % interval", "not read", "characters wrong", "count", "95 % interval"];
    page.table(&head, &rows);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::personal::Personal;

    #[test]
    fn every_miss_stands_on_the_page_with_its_picture() {
        let miss = Miss {
            image: "a.jpg".into(),
            what: "full_name".into(),
            want: Personal::new("LAYLA"),
            got: Personal::new("LAYIA"),
            how: "read wrong",
            region: None,
        };
        let shown = [Shown { miss, picture: Some("data:image/jpeg;base64,AAAA".into()) }];
        let html = html(&Report::default(), &shown, "2026-11-22");
        assert!(
            html.contains("a.jpg · full_name · read wrong") && html.contains("src=\"data:image/jpeg;base64,AAAA\"")
        );
        assert!(html.contains("LAYLA") && html.contains("LAYIA") && !html.contains("NaN"));
    }
}
