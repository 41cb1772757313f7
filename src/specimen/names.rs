//! Small lists of invented people's names, in Latin letters and in the card's other script, and of streets that do not
//! exist.

mod chinese;
mod latin;
mod persian;

use crate::document::text_reader::Script;

/// One name in both scripts; nothing second where a card has Latin letters alone.
pub(super) type Pair = (&'static str, &'static str);

/// What people and places are called where a script is written.
pub(super) struct Names {
    pub women: &'static [Pair],
    pub men: &'static [Pair],
    pub families: &'static [Pair],
    pub places: Places,
}

/// Streets, and towns, as the card prints them.
pub(super) struct Places {
    pub streets: &'static [&'static str],
    pub towns: &'static [&'static str],
}

/// The names that go with a card in Latin letters and `script`.
pub(super) const fn of(script: Script) -> Names {
    match script {
        Script::Arabic => Names { women: &WOMEN, men: &MEN, families: &FAMILIES, places: PLACES },
        Script::Persian => persian::NAMES,
        Script::Chinese => chinese::NAMES,
        Script::Latin => latin::NAMES,
    }
}

/// Streets and towns in Latin letters.
const PLACES: Places = Places { streets: &STREETS, towns: &TOWNS };

const WOMEN: [Pair; 20] = [
    ("Layla", "ليلى"),
    ("Mariam", "مريم"),
    ("Nadia", "نادية"),
    ("Salma", "سلمى"),
    ("Huda", "هدى"),
    ("Amal", "أمل"),
    ("Rania", "رانيا"),
    ("Yasmin", "ياسمين"),
    ("Zaynab", "زينب"),
    ("Samira", "سميرة"),
    ("Farah", "فرح"),
    ("Dana", "دانة"),
    ("Noura", "نورة"),
    ("Karima", "كريمة"),
    ("Wafa", "وفاء"),
    ("Lubna", "لبنى"),
    ("Hanan", "حنان"),
    ("Jamila", "جميلة"),
    ("Sawsan", "سوسن"),
    ("Manal", "منال"),
];

const MEN: [Pair; 20] = [
    ("Omar", "عمر"),
    ("Yusuf", "يوسف"),
    ("Khalid", "خالد"),
    ("Tariq", "طارق"),
    ("Samir", "سمير"),
    ("Rashid", "راشد"),
    ("Bilal", "بلال"),
    ("Hamza", "حمزة"),
    ("Nabil", "نبيل"),
    ("Walid", "وليد"),
    ("Karim", "كريم"),
    ("Faisal", "فيصل"),
    ("Hassan", "حسن"),
    ("Jamal", "جمال"),
    ("Majid", "ماجد"),
    ("Adel", "عادل"),
    ("Ziad", "زياد"),
    ("Marwan", "مروان"),
    ("Anwar", "أنور"),
    ("Salim", "سليم"),
];

const FAMILIES: [Pair; 24] = [
    ("Haddad", "حداد"),
    ("Najjar", "نجار"),
    ("Khoury", "خوري"),
    ("Mansour", "منصور"),
    ("Sabbagh", "صباغ"),
    ("Hamdan", "حمدان"),
    ("Darwish", "درويش"),
    ("Qasim", "قاسم"),
    ("Barakat", "بركات"),
    ("Shaheen", "شاهين"),
    ("Zaidan", "زيدان"),
    ("Fares", "فارس"),
    ("Halabi", "حلبي"),
    ("Masri", "مصري"),
    ("Tamimi", "تميمي"),
    ("Jabri", "جابري"),
    ("Rifai", "رفاعي"),
    ("Salameh", "سلامة"),
    ("Attar", "عطار"),
    ("Bustani", "بستاني"),
    ("Dabbas", "دباس"),
    ("Ghanem", "غانم"),
    ("Kanaan", "كنعان"),
    ("Nassar", "نصار"),
];

/// Streets, and the towns they are in.
const STREETS: [&str; 10] = [
    "Lighthouse Street",
    "Cedar Avenue",
    "Harbour Road",
    "Orchard Lane",
    "Observatory Hill",
    "Jasmine Street",
    "Old Mill Road",
    "Palm Terrace",
    "Weaver Street",
    "Meridian Avenue",
];

/// Towns of Utopia, two of them Thomas More's own (1516).
const TOWNS: [&str; 5] = ["Amaurot", "Anyder", "Port Meridian", "Kirkwell", "Wadi Nur"];
