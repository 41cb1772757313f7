//! Names in Persian.

use super::{Names, Pair, Places};

pub(super) const NAMES: Names =
    Names { women: &WOMEN, men: &MEN, families: &FAMILIES, places: Places { streets: &STREETS, towns: &TOWNS } };

const WOMEN: [Pair; 20] = [
    ("Maryam", "مریم"),
    ("Zahra", "زهرا"),
    ("Shirin", "شیرین"),
    ("Parisa", "پریسا"),
    ("Nasrin", "نسرین"),
    ("Leila", "لیلا"),
    ("Mina", "مینا"),
    ("Azadeh", "آزاده"),
    ("Golnaz", "گلناز"),
    ("Pegah", "پگاه"),
    ("Niloufar", "نیلوفر"),
    ("Setareh", "ستاره"),
    ("Yasaman", "یاسمن"),
    ("Mahsa", "مهسا"),
    ("Roya", "رویا"),
    ("Farideh", "فریده"),
    ("Simin", "سیمین"),
    ("Zhaleh", "ژاله"),
    ("Bahareh", "بهاره"),
    ("Elham", "الهام"),
];

const MEN: [Pair; 20] = [
    ("Ali", "علی"),
    ("Reza", "رضا"),
    ("Hossein", "حسین"),
    ("Mehdi", "مهدی"),
    ("Kaveh", "کاوه"),
    ("Dariush", "داریوش"),
    ("Bahram", "بهرام"),
    ("Farhad", "فرهاد"),
    ("Siavash", "سیاوش"),
    ("Omid", "امید"),
    ("Arash", "آرش"),
    ("Babak", "بابک"),
    ("Kamran", "کامران"),
    ("Navid", "نوید"),
    ("Peyman", "پیمان"),
    ("Saeed", "سعید"),
    ("Shahram", "شهرام"),
    ("Yaser", "یاسر"),
    ("Vahid", "وحید"),
    ("Iraj", "ایرج"),
];

const FAMILIES: [Pair; 24] = [
    ("Karimi", "کریمی"),
    ("Ahmadi", "احمدی"),
    ("Rahimi", "رحیمی"),
    ("Hosseini", "حسینی"),
    ("Jafari", "جعفری"),
    ("Moradi", "مرادی"),
    ("Kazemi", "کاظمی"),
    ("Sadeghi", "صادقی"),
    ("Bagheri", "باقری"),
    ("Rezaei", "رضایی"),
    ("Najafi", "نجفی"),
    ("Tavakoli", "توکلی"),
    ("Farahani", "فراهانی"),
    ("Golshan", "گلشن"),
    ("Parsa", "پارسا"),
    ("Zamani", "زمانی"),
    ("Khosravi", "خسروی"),
    ("Shirazi", "شیرازی"),
    ("Yazdani", "یزدانی"),
    ("Pakzad", "پاکزاد"),
    ("Daneshvar", "دانشور"),
    ("Mokhtari", "مختاری"),
    ("Ghorbani", "قربانی"),
    ("Bahrami", "بهرامی"),
];

const STREETS: [&str; 8] = [
    "خیابان فانوس",
    "خیابان سرو",
    "کوچه باغ",
    "خیابان رصدخانه",
    "خیابان یاسمن",
    "خیابان آسیاب",
    "بلوار نخل",
    "خیابان بافندگان",
];

const TOWNS: [&str; 5] = ["آموروت", "انیدر", "بندر نصف النهار", "شهر نور", "دشت گل"];
