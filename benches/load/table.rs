//! The figures as tables for people.

use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};

use super::{
    doors::MOST_OVER_REST,
    figures::{Counted, FLAT_WITHIN, MOST_OVER_FLOOR, percentile},
    floor::PARTS,
    queue::MOST_MS,
};

/// Everything that the run tells.
pub fn draw(counted: &Counted) -> String {
    let mut steps = table(["step", "p50 ms", "p95 ms"]);
    for step in counted.steps() {
        steps.add_row([step.step.to_owned(), format!("{:.1}", step.p50), format!("{:.1}", step.p95)]);
    }
    let floor = counted.floor();
    let mut parts = table(["floor", "calls", "CPU ms"]);
    for (part, (calls, cpu_s)) in PARTS.iter().zip(floor.calls.iter().zip(floor.cpu_s)) {
        parts.add_row([(*part).to_owned(), calls.to_string(), format!("{:.1}", cpu_s * 1000.0)]);
    }
    parts.add_row(["in all".to_owned(), String::new(), format!("{:.1}", floor.total() * 1000.0)]);
    format!("{steps}\n{parts}\n{}", sentences(counted))
}

fn sentences(counted: &Counted) -> String {
    let held = |holds: bool| if holds { "held" } else { "NOT held" };
    let (sessions, ratio) = (counted.played.len(), counted.ratio());
    let [early, late, most] = counted.memory();
    let mut lines = vec![
        format!("{sessions} whole applications, {} approved by the machine.", counted.approved()),
        format!(
            "{:.2} sessions a second on one core, {:.3} CPU seconds each.",
            counted.per_second(),
            counted.cpu_each()
        ),
        format!(
            "Whole path over floor: {ratio:.2} in CPU seconds; at most {MOST_OVER_FLOOR}: {}.",
            held(ratio <= MOST_OVER_FLOOR)
        ),
        format!(
            "Resident memory: {early:.0} MiB in the second tenth of the run, {late:.0} MiB in the last, {most:.0} at most; \
             growth of at most {:.0} %: {}.",
            FLAT_WITHIN * 100.0,
            held(counted.is_flat())
        ),
    ];
    lines.extend(counted.workers.map(|workers| {
        let gain = workers.two / workers.one;
        format!(
            "In one process: {:.2} applications read a second by one worker, {:.2} by two ({gain:.2} times).",
            workers.one, workers.two
        )
    }));
    if let Some(doors) = &counted.doors {
        let beside = |what: &str, [rest, chat]: [f64; 2]| {
            let ratio = chat / rest;
            let holds = held(ratio <= MOST_OVER_REST);
            format!(
                "{what}: {rest:.1} ms by REST, {chat:.1} ms as a turn of the chat, {ratio:.2} times; at most {MOST_OVER_REST}: {holds}."
            )
        };
        lines.push(beside("A card", doors.document_ms));
        lines.push(beside("A consent", doors.consent_ms));
        lines.push(format!(
            "{} silent WebSockets: {:.1} KiB each, {:.1} % of a core for all of them.",
            doors.sockets,
            doors.kib_each,
            doors.idle_core * 100.0
        ));
    }
    lines.extend(counted.queue.as_ref().map(|queue| {
        let of = |ms: &[f64], part| percentile(ms, part);
        format!(
            "From page to page of a call: p95 {:.0} ms in quiet; p50 {:.0} ms, p95 {:.0} ms, at most {:.0} ms and {} lost under \
             {:.0} queue events a second (p95 {:.0} ms each, {:.0} % of the core); p95 of at most {MOST_MS:.0} ms: {}.",
            of(&queue.quiet_ms, 95),
            of(&queue.busy_ms, 50),
            of(&queue.busy_ms, 95),
            of(&queue.busy_ms, 100),
            queue.lost,
            queue.events_per_second,
            of(&queue.event_ms, 95),
            queue.core * 100.0,
            held(queue.holds())
        )
    }));
    lines.join("\n")
}

fn table(header: [&str; 3]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    for column in 1..3 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
