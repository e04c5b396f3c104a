//! Companies, with the people to talk to there.

use domain::{
    customer::{Field, PersonField, PersonInput, Values},
    fold::fold,
    value::tax_check_digit,
};

use super::{
    dice::Dice,
    maker::{Labels, Office, label, put},
    names::{Sex, full_name},
    people::{MAIL, mobile},
    places::{Address, City},
};

#[rustfmt::skip]
const FORMS: &[&str] = &[
    "Công ty TNHH", "Công ty Cổ phần", "Công ty TNHH Một thành viên", "Hộ kinh doanh", "Doanh nghiệp tư nhân", "Hợp tác xã",
];
#[rustfmt::skip]
const TRADES: &[&str] = &[
    "Thương mại", "Xây dựng", "Du lịch", "Dịch vụ", "Vận tải", "Thực phẩm", "Nội thất", "Công nghệ", "Cơ khí", "Giáo dục",
    "Dược phẩm", "Quảng cáo", "Bất động sản", "Nông sản", "May mặc", "In ấn", "Môi trường", "Thiết bị y tế", "Xuất nhập khẩu",
    "Tư vấn",
];
#[rustfmt::skip]
const OWN_NAMES: &[&str] = &[
    "Minh", "Phát", "An", "Thịnh", "Hưng", "Việt", "Nam", "Phú", "Đại", "Tân", "Hoàng", "Gia", "Kim", "Thành", "Long", "Hải",
    "Bình", "Đức", "Quang", "Sao", "Thiên", "Vạn", "Lộc", "Trường", "Sơn", "Hồng", "Bảo", "Thái", "Tín", "Nghĩa", "Đông", "Á",
    "Xanh", "Ngọc", "Khánh", "Lạc", "Vĩnh", "Tiến", "Cường", "Mỹ",
];
#[rustfmt::skip]
const TITLES: &[&str] = &["Giám đốc", "Kế toán trưởng", "Trưởng phòng hành chính", "Nhân viên mua hàng", "Thư ký", "Trợ lý giám đốc"];
/// First digits of tax codes: the tax office that gave them.
const OFFICES: &[&str] = &["03", "01", "04", "02", "18", "36", "37", "31", "11", "57"];

/// Fills a company's fields; tells its contact persons, the first of whom is the one to turn to.
pub(super) fn fill(values: &mut Values, dice: &mut Dice, labels: &Labels, office: Option<&Office>) -> Vec<PersonInput> {
    let own = format!("{} {}", dice.skewed(OWN_NAMES), dice.word(OWN_NAMES));
    let trade = if dice.percent(70) { format!("{} ", dice.skewed(TRADES)) } else { String::new() };
    let domain = format!("{}{}.example.com", fold(&own).replace(' ', "-"), dice.number(1..=999));
    put(values, Field::Name, Some(format!("{} {trade}{own}", dice.skewed(FORMS))));
    put(values, Field::TaxCode, dice.percent(94).then(|| tax_code(dice)));
    put(values, Field::OrganizationSize, label(dice, 80, &labels.organization_size));
    put(values, Field::Industry, label(dice, 85, &labels.industry));
    put(values, Field::Website, dice.percent(45).then(|| format!("https://{domain}")));
    put(values, Field::RepresentativeName, dice.percent(75).then(|| somebody(dice)));
    put(values, Field::Email, (!dice.percent(15)).then(|| format!("lienhe@{domain}")));
    put(values, Field::Phone, (!dice.percent(5)).then(|| phone(dice, office.map(|office| office.city))));
    if let Some(office) = office.filter(|_| !dice.percent(5)) {
        Address::in_city(dice, office.city).fill(values);
    }
    let count = dice.number(1..=3);
    (0..count).map(|place| contact(dice, &domain, place == 0)).collect()
}

fn contact(dice: &mut Dice, domain: &str, is_main: bool) -> PersonInput {
    let name = somebody(dice);
    let mut values = [(PersonField::Title, dice.skewed(TITLES).to_owned())]
        .into_iter()
        .collect::<std::collections::BTreeMap<_, _>>();
    if dice.percent(85) {
        values.insert(PersonField::Phone, mobile(dice));
    }
    if dice.percent(60) {
        let at = if dice.percent(70) { domain } else { dice.skewed(MAIL) };
        values.insert(PersonField::Email, format!("{}{}@{at}", fold(&name).replace(' ', "."), dice.digits(2)));
    }
    values.insert(PersonField::Name, name);
    PersonInput { values, individual: None, is_main }
}

fn somebody(dice: &mut Dice) -> String {
    let sex = if dice.percent(50) { Sex::Man } else { Sex::Woman };
    full_name(dice, sex)
}

/// A landline of the city, or a mobile number.
fn phone(dice: &mut Dice, city: Option<&City>) -> String {
    match city.filter(|_| dice.percent(55)) {
        Some(City { landline: landline @ ("24" | "28"), .. }) => {
            format!("+84{landline}{}{}", dice.word(&["3", "6", "7"]), dice.digits(7))
        }
        Some(City { landline, .. }) => format!("+84{landline}{}{}", dice.word(&["3", "6"]), dice.digits(6)),
        None => mobile(dice),
    }
}

/// Ten digits of which the last is right; of a branch three more.
fn tax_code(dice: &mut Dice) -> String {
    loop {
        let digits = format!("{}{}", dice.skewed(OFFICES), dice.digits(7));
        // Seven zeros are no number of a company, and some have no digit that would be right.
        let Some(last) = tax_check_digit(&digits).filter(|_| !digits.ends_with("0000000")) else { continue };
        let branch = if dice.percent(6) { format!("-{:03}", dice.number(1..=40)) } else { String::new() };
        return format!("{digits}{last}{branch}");
    }
}
