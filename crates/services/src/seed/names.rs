//! Vietnamese names, about as frequent as they are.

use super::dice::Dice;

/// Family names and how many of ten thousand people bear them (census figures, rounded).
#[rustfmt::skip]
const FAMILY: &[(&str, u32)] = &[
    ("Nguyễn", 3150), ("Trần", 1090), ("Lê", 890), ("Phạm", 590), ("Hoàng", 310), ("Huỳnh", 250), ("Vũ", 270), ("Võ", 260),
    ("Phan", 280), ("Trương", 220), ("Bùi", 210), ("Đặng", 190), ("Đỗ", 190), ("Ngô", 170), ("Hồ", 150), ("Dương", 140),
    ("Đinh", 100), ("Đoàn", 90), ("Lâm", 85), ("Mai", 80), ("Trịnh", 75), ("Đào", 75), ("Cao", 70), ("Lý", 70), ("Hà", 65),
    ("Lưu", 60), ("Lương", 60), ("Thái", 50), ("Châu", 45), ("Tạ", 45), ("Phùng", 40), ("Tô", 40), ("Vương", 38), ("Văn", 35),
    ("Tăng", 30), ("Quách", 30), ("Lại", 28), ("Hứa", 25), ("Thạch", 25), ("Diệp", 22), ("Từ", 20), ("Chu", 35), ("La", 18),
    ("Đàm", 18), ("Tống", 16), ("Giang", 14), ("Chung", 14), ("Triệu", 14), ("Kiều", 12), ("Hồng", 10), ("Trang", 8),
    ("Đồng", 10), ("Danh", 9), ("Lư", 8), ("Lữ", 8), ("Thân", 8), ("Kim", 12), ("Mã", 7), ("Bạch", 7), ("Tiêu", 6), ("Âu", 5),
    ("Tôn", 6), ("Khưu", 4), ("Ninh", 5), ("Nghiêm", 6), ("Lục", 4), ("Phí", 4), ("Nông", 9), ("Sầm", 2), ("Niê", 3), ("Ksor", 1),
];

#[rustfmt::skip]
const MIDDLE_MEN: &[(&str, u32)] = &[
    ("Văn", 30), ("Đức", 7), ("Minh", 7), ("Quang", 6), ("Hữu", 6), ("Thanh", 5), ("Quốc", 5), ("Ngọc", 4), ("Xuân", 4),
    ("Công", 4), ("Hoàng", 4), ("Anh", 3), ("Đình", 4), ("Duy", 3), ("Trọng", 3), ("Gia", 3), ("Thành", 3), ("Mạnh", 2),
    ("Tuấn", 2), ("Bảo", 2), ("Viết", 1), ("Bá", 1), ("Thế", 2), ("Tiến", 2), ("Nhật", 1), ("Chí", 1), ("Phúc", 1), ("", 6),
];

#[rustfmt::skip]
const MIDDLE_WOMEN: &[(&str, u32)] = &[
    ("Thị", 34), ("Thị Thanh", 4), ("Thị Ngọc", 4), ("Thị Kim", 3), ("Thị Thu", 4), ("Thị Minh", 3), ("Thị Hồng", 3),
    ("Thị Bích", 2), ("Thị Phương", 2), ("Thị Mỹ", 2), ("Ngọc", 6), ("Thanh", 4), ("Kim", 3), ("Thu", 4), ("Phương", 4),
    ("Mỹ", 2), ("Bích", 2), ("Hồng", 3), ("Minh", 3), ("Thùy", 3), ("Quỳnh", 3), ("Khánh", 2), ("Bảo", 2), ("Như", 1),
    ("Tuyết", 1), ("Diễm", 1), ("Cẩm", 1), ("Hoài", 1), ("", 3),
];

#[rustfmt::skip]
const GIVEN_MEN: &[&str] = &[
    "Hùng", "Tuấn", "Minh", "Dũng", "Anh", "Nam", "Long", "Hiếu", "Đức", "Thắng", "Cường", "Huy", "Hải", "Khánh", "Phúc",
    "Thành", "Sơn", "Trung", "Tùng", "Quân", "Tâm", "Bình", "An", "Vinh", "Hưng", "Kiên", "Lâm", "Phong", "Quang", "Tài",
    "Thịnh", "Toàn", "Trí", "Việt", "Vũ", "Khoa", "Đạt", "Duy", "Hậu", "Hoàng", "Bảo", "Khang", "Nhân", "Nghĩa", "Lộc",
    "Phát", "Phương", "Sang", "Thái", "Thiện", "Tiến", "Tín", "Trường", "Tú", "Hòa", "Hoà", "Đông", "Dương", "Đường",
    "Giang", "Hà", "Lợi", "Luân", "Mạnh", "Nguyên", "Nhật", "Quốc", "Quý", "Quí", "Tân", "Thông", "Thuận", "Trọng", "Tuyên",
    "Xuân", "Bách", "Chiến", "Chung", "Công", "Điền", "Hào", "Hiển", "Kha", "Kiệt", "Lực", "Ngọc", "Ninh", "Phước",
    "Quyền", "Quyết", "Sinh", "Tấn", "Thạch", "Thương", "Triều", "Trực", "Vỹ", "Ý", "Khuê", "Đăng", "Gia Bảo", "Minh Khôi",
];

#[rustfmt::skip]
const GIVEN_WOMEN: &[&str] = &[
    "Hương", "Lan", "Linh", "Hà", "Trang", "Thảo", "Anh", "Mai", "Hoa", "Ngọc", "Hằng", "Nga", "Thu", "Phương", "Hạnh",
    "Nhung", "Yến", "Vân", "Thủy", "Thúy", "Dung", "Loan", "Hồng", "Oanh", "Huyền", "Hiền", "Liên", "Nguyệt", "Tuyết",
    "Trâm", "Trinh", "My", "Vy", "Ngân", "Nhi", "Quỳnh", "Châu", "Diệp", "Giang", "Hân", "Khánh", "Kiều", "Lệ", "Ly",
    "Minh", "Mỹ", "Như", "Phụng", "Phượng", "Quyên", "Sương", "Tâm", "Thanh", "Thắm", "Thoa", "Thơ", "Thư", "Thương",
    "Tiên", "Tú", "Uyên", "Vi", "Xuân", "Ý", "Ánh", "Ân", "Bích", "Cúc", "Chi", "Diễm", "Duyên", "Đào", "Gấm", "Hậu",
    "Hoài", "Hòa", "Huệ", "Lam", "Liễu", "Lý", "Mận", "Nguyên", "Nhã", "Nữ", "Phúc", "Sen", "Thuý", "Thêu", "Trà", "Trúc",
    "Tuyền", "Vui", "Xinh", "Đan", "Bình", "An", "Tường Vi", "Minh Khai", "Bảo Ngọc", "Khánh Linh",
];

/// Man or woman, with the word that `gender` keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Man,
    Woman,
}

impl Sex {
    pub fn key(self) -> &'static str {
        match self {
            Self::Man => "male",
            Self::Woman => "female",
        }
    }
}

/// A full name: family name first.
pub(super) fn full_name(dice: &mut Dice, sex: Sex) -> String {
    let (middle, given) = match sex {
        Sex::Man => (MIDDLE_MEN, GIVEN_MEN),
        Sex::Woman => (MIDDLE_WOMEN, GIVEN_WOMEN),
    };
    let words = [weighted(dice, FAMILY), weighted(dice, middle), dice.skewed(given)];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn weighted(dice: &mut Dice, names: &[(&'static str, u32)]) -> &'static str {
    dice.weighted(names, |(_, weight)| *weight).map_or("", |(name, _)| name)
}
