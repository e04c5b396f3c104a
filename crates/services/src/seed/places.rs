//! Where the people of the seed live: communes of July 2025 in five big cities, streets that every town has.

use domain::customer::{Field, Values};

use super::{dice::Dice, maker::put};

/// A city with a branch.
pub(super) struct City {
    /// Name of the branch.
    pub branch: &'static str,
    /// How many of a hundred customers it has.
    pub weight: u32,
    /// Name of the province or city since July 2025.
    pub province: &'static str,
    /// First digits of the id numbers of those who were born there.
    pub birth_place: u16,
    /// First digits of its landlines.
    pub landline: &'static str,
    communes: &'static [&'static str],
}

#[rustfmt::skip]
pub(super) const CITIES: &[City] = &[
    City {
        branch: "Chi nhánh Sài Gòn",
        weight: 36,
        province: "Thành phố Hồ Chí Minh",
        birth_place: 79,
        landline: "28",
        communes: &[
            "Phường Bàn Cờ", "Phường Cầu Ông Lãnh", "Phường Xóm Chiếu", "Phường Hòa Hưng", "Phường Minh Phụng",
            "Phường Phú Thọ Hòa", "Phường Tân Sơn Nhì", "Phường Bình Thạnh", "Phường Hiệp Bình", "Phường Cát Lái",
            "Phường Phước Long", "Phường Bình Tân", "Phường Tân Thới Hiệp", "Phường Thuận Giao", "Phường Vũng Tàu",
            "Xã Long Hòa",
        ],
    },
    City {
        branch: "Chi nhánh Hà Nội",
        weight: 28,
        province: "Thành phố Hà Nội",
        birth_place: 1,
        landline: "24",
        communes: &[
            "Phường Ba Đình", "Phường Ngọc Hà", "Phường Giảng Võ", "Phường Hoàn Kiếm", "Phường Cửa Nam", "Phường Đống Đa",
            "Phường Thanh Xuân", "Phường Nghĩa Đô", "Phường Yên Hòa", "Phường Tây Hồ", "Phường Hoàng Mai", "Phường Định Công",
            "Phường Lĩnh Nam", "Phường Phú Lương", "Xã Đông Anh", "Xã Sóc Sơn",
        ],
    },
    City {
        branch: "Chi nhánh Đà Nẵng",
        weight: 15,
        province: "Thành phố Đà Nẵng",
        birth_place: 48,
        landline: "236",
        communes: &[
            "Phường Hải Châu", "Phường Sơn Trà", "Phường Cẩm Lệ", "Phường Hòa Xuân", "Phường Hải Vân", "Phường Hội An",
            "Phường Hội An Đông", "Phường Bàn Thạch", "Phường Điện Bàn Bắc", "Xã Hòa Tiến",
        ],
    },
    City {
        branch: "Chi nhánh Hải Phòng",
        weight: 12,
        province: "Thành phố Hải Phòng",
        birth_place: 31,
        landline: "225",
        communes: &[
            "Phường Ngô Quyền", "Phường Đông Hải", "Phường Hưng Đạo", "Phường Phù Liễn", "Phường Thủy Nguyên",
            "Phường Nam Triệu", "Phường Thành Đông", "Phường Chu Văn An", "Phường Việt Hòa", "Xã An Lão",
        ],
    },
    City {
        branch: "Chi nhánh Cần Thơ",
        weight: 9,
        province: "Thành phố Cần Thơ",
        birth_place: 92,
        landline: "292",
        communes: &[
            "Phường Cái Khế", "Phường Bình Thủy", "Phường Ô Môn", "Phường Thốt Nốt", "Phường Long Bình", "Phường Sóc Trăng",
            "Phường Vị Thanh", "Xã Phong Điền", "Xã Thới Lai",
        ],
    },
];

/// Where those were born who have moved to a city.
#[rustfmt::skip]
const ELSEWHERE: &[u16] = &[22, 24, 26, 27, 33, 34, 35, 36, 37, 38, 40, 42, 44, 46, 51, 52, 54, 56, 66, 68, 74, 75, 80, 82, 83, 86, 87, 89, 91, 94, 96];

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Trần Hưng Đạo", "Lê Lợi", "Nguyễn Huệ", "Nguyễn Trãi", "Lý Thường Kiệt", "Hai Bà Trưng", "Quang Trung", "Lê Duẩn",
    "Nguyễn Thị Minh Khai", "Điện Biên Phủ", "Võ Văn Tần", "Phan Đình Phùng", "Hoàng Văn Thụ", "Nguyễn Văn Cừ",
    "Cách Mạng Tháng Tám", "Ba Tháng Hai", "Lê Hồng Phong", "Trường Chinh", "Phạm Văn Đồng", "Ngô Quyền", "Đinh Tiên Hoàng",
    "Bà Triệu", "Tôn Đức Thắng", "Nguyễn Đình Chiểu", "Lạc Long Quân",
];

/// An address in its parts.
pub(super) struct Address {
    street: String,
    commune: &'static str,
    province: &'static str,
}

impl Address {
    pub fn in_city(dice: &mut Dice, city: &City) -> Self {
        let number = dice.number(1..=480);
        let street = dice.skewed(STREETS);
        let street = if dice.percent(25) {
            format!("{number}/{} {street}", dice.number(1..=60))
        } else {
            format!("{number} {street}")
        };
        Self { street, commune: dice.word(city.communes), province: city.province }
    }

    /// As people write it.
    fn whole(&self) -> String {
        format!("{}, {}, {}", self.street, self.commune, self.province)
    }

    /// Fills the fields of an address.
    pub fn fill(self, values: &mut Values) {
        put(values, Field::Address, Some(self.whole()));
        put(values, Field::AddressStreet, Some(self.street));
        put(values, Field::AddressCommune, Some(self.commune.to_owned()));
        put(values, Field::AddressProvince, Some(self.province.to_owned()));
    }
}

/// Place of birth registration of somebody who lives in this city.
pub(super) fn birth_place(dice: &mut Dice, city: &City) -> u16 {
    if dice.percent(60) { city.birth_place } else { dice.any(ELSEWHERE).copied().unwrap_or(city.birth_place) }
}
