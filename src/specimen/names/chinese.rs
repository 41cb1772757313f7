//! Names in simplified Chinese, with their pinyin as a zone has it: without tones.

use super::{Names, Pair, Places};

pub(super) const NAMES: Names =
    Names { women: &WOMEN, men: &MEN, families: &FAMILIES, places: Places { streets: &STREETS, towns: &TOWNS } };

const WOMEN: [Pair; 20] = [
    ("Xiaoyu", "晓雨"),
    ("Meiling", "美玲"),
    ("Yue", "月"),
    ("Jing", "静"),
    ("Lihua", "丽华"),
    ("Xuemei", "雪梅"),
    ("Ying", "英"),
    ("Qiuyan", "秋燕"),
    ("Hong", "红"),
    ("Yulan", "玉兰"),
    ("Shufen", "淑芬"),
    ("Fang", "芳"),
    ("Xinyi", "欣怡"),
    ("Zihan", "子涵"),
    ("Wenjing", "文静"),
    ("Lan", "兰"),
    ("Chunhua", "春花"),
    ("Minmin", "敏敏"),
    ("Jiayi", "佳怡"),
    ("Ruolan", "若兰"),
];

const MEN: [Pair; 20] = [
    ("Wei", "伟"),
    ("Jianguo", "建国"),
    ("Ming", "明"),
    ("Zhiqiang", "志强"),
    ("Haoran", "浩然"),
    ("Yuxuan", "宇轩"),
    ("Jun", "军"),
    ("Guoqiang", "国强"),
    ("Wenbo", "文博"),
    ("Tao", "涛"),
    ("Peng", "鹏"),
    ("Xiaodong", "晓东"),
    ("Zihao", "子豪"),
    ("Lei", "磊"),
    ("Chao", "超"),
    ("Yong", "勇"),
    ("Hai", "海"),
    ("Jianhua", "建华"),
    ("Zhiyuan", "志远"),
    ("Songlin", "松林"),
];

const FAMILIES: [Pair; 24] = [
    ("Wang", "王"),
    ("Li", "李"),
    ("Zhang", "张"),
    ("Liu", "刘"),
    ("Chen", "陈"),
    ("Yang", "杨"),
    ("Zhao", "赵"),
    ("Huang", "黄"),
    ("Zhou", "周"),
    ("Wu", "吴"),
    ("Xu", "徐"),
    ("Sun", "孙"),
    ("Hu", "胡"),
    ("Zhu", "朱"),
    ("Gao", "高"),
    ("Lin", "林"),
    ("He", "何"),
    ("Guo", "郭"),
    ("Ma", "马"),
    ("Luo", "罗"),
    ("Liang", "梁"),
    ("Song", "宋"),
    ("Zheng", "郑"),
    ("Xie", "谢"),
];

const STREETS: [&str; 10] =
    ["灯塔路", "雪松大街", "港口路", "果园路", "天文台路", "茉莉街", "磨坊路", "棕榈路", "织女街", "子午线大道"];

const TOWNS: [&str; 5] = ["安城市东区", "河口市中心区", "新港市南区", "白石市西区", "晨光市北区"];
