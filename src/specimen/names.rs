//! Small lists of invented people's names, in Latin letters and in Arabic, and of streets that do not exist.

/// One name in both scripts.
pub(super) type Pair = (&'static str, &'static str);

pub(super) const WOMEN: [Pair; 20] = [
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

pub(super) const MEN: [Pair; 20] = [
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

pub(super) const FAMILIES: [Pair; 24] = [
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
pub(super) const STREETS: [&str; 10] = [
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
pub(super) const TOWNS: [&str; 5] = ["Amaurot", "Anyder", "Port Meridian", "Kirkwell", "Wadi Nur"];
