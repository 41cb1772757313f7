//! What is printed on the specimens, as the table that `ahlan document evaluate` reads.

use super::{holder::Holder, layout::BadLayout, mrz_lines, papers::Paper};
use crate::base::reading::Field;

/// The line of columns.
pub(super) fn head() -> String {
    format!("image,back,mrz,conformant,{}\n", Field::ALL.map(Field::name).join(","))
}

/// The row of one of `holder`'s papers.
///
/// # Errors
///
/// [`BadLayout`] if a layout file in this build is broken.
pub(super) fn row(paper: Paper, seed: u64, holder: &Holder) -> Result<String, BadLayout> {
    let file = |name: &str| format!("{seed}-{name}.jpg");
    let files_and_zone = match paper {
        Paper::Card => [file("front"), file("back"), mrz_lines::td1(holder).join("|")],
        Paper::Passport => [file("passport"), String::new(), mrz_lines::td3(holder).join("|")],
        Paper::Licence => [file("licence-front"), file("licence-back"), String::new()],
    };
    let layout = paper.layout(holder)?;
    let printed = |field| layout.side.iter().flat_map(|side| &side.field).any(|boxed| boxed.field == field);
    let values = Field::ALL.into_iter().map(|field| if printed(field) { holder.value(field) } else { String::new() });
    let cells = files_and_zone.into_iter().chain(["1".to_owned()]).chain(values);
    Ok(cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",") + "\n")
}

/// RFC 4180: quotes around what holds a comma or a quote.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_row_has_as_many_cells_as_there_are_columns() {
        let holder = Holder::invented(41, date(2026, 11, 21));
        let passport = row(Paper::Passport, 41, &holder).expect("a layout");
        // No cell of a passport is quoted: its address is not printed.
        assert_eq!(passport.split(',').count(), head().split(',').count());
        assert!(passport.contains(&holder.value(Field::BirthDate)) && passport.starts_with("41-passport.jpg,,P<UTO"));
        let licence = row(Paper::Licence, 41, &holder).expect("a layout");
        assert!(licence.starts_with("41-licence-front.jpg,41-licence-back.jpg,,1,"));
    }

    #[test]
    fn an_address_with_commas_stays_one_cell() {
        assert_eq!(quoted("1, \"Old\" Road"), "\"1, \"\"Old\"\" Road\"");
        assert_eq!(quoted("LAYLA"), "LAYLA");
    }
}
