//! What is printed on the specimens, as the table that `ahlan document evaluate` reads.

use super::{
    holder::Holder,
    layout::{BadLayout, Layout},
    mrz_lines,
};
use crate::base::reading::Field;

/// The line of columns.
pub(super) fn head() -> String {
    format!("image,back,mrz,conformant,{}\n", Field::ALL.map(Field::name).join(","))
}

/// The rows of one person: the card, the passport and the driving licence.
///
/// # Errors
///
/// [`BadLayout`] if a layout file in this build is broken.
pub(super) fn rows(seed: u64, holder: &Holder) -> Result<String, BadLayout> {
    let card = [format!("{seed}-front.jpg"), format!("{seed}-back.jpg"), mrz_lines::td1(holder).join("|")];
    let passport = [format!("{seed}-passport.jpg"), String::new(), mrz_lines::td3(holder).join("|")];
    let licence = [format!("{seed}-licence-front.jpg"), format!("{seed}-licence-back.jpg"), String::new()];
    Ok(row(card, holder, &Layout::id_card(holder.script)?)
        + &row(passport, holder, &Layout::passport()?)
        + &row(licence, holder, &Layout::licence()?))
}

fn row(files_and_zone: [String; 3], holder: &Holder, layout: &Layout) -> String {
    let printed = |field| layout.side.iter().flat_map(|side| &side.field).any(|boxed| boxed.field == field);
    let values = Field::ALL.into_iter().map(|field| if printed(field) { holder.value(field) } else { String::new() });
    let cells = files_and_zone.into_iter().chain(["1".to_owned()]).chain(values);
    cells.map(|cell| quoted(&cell)).collect::<Vec<_>>().join(",") + "\n"
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
    fn a_person_s_rows_have_as_many_cells_as_there_are_columns() {
        let holder = Holder::invented(41, date(2026, 11, 21));
        let rows = rows(41, &holder).expect("layouts");
        assert_eq!(rows.lines().count(), 3);
        // No cell of a passport is quoted: its address is not printed.
        let passport = rows.lines().nth(1).expect("a passport");
        assert_eq!(passport.split(',').count(), head().split(',').count());
        assert!(passport.contains(&holder.value(Field::BirthDate)) && passport.starts_with("41-passport.jpg,,P<UTO"));
    }

    #[test]
    fn an_address_with_commas_stays_one_cell() {
        assert_eq!(quoted("1, \"Old\" Road"), "\"1, \"\"Old\"\" Road\"");
        assert_eq!(quoted("LAYLA"), "LAYLA");
    }
}
