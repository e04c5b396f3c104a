//! Words that people write above their columns, folded, as data.

use crate::customer::Field;

/// Words that say nothing more about a column, at the end of a heading: `HỌ TÊN KHÁCH`, `Customer code *`.
#[rustfmt::skip]
pub(super) const ADDITIONS: &[&str] = &[
    "cua khach hang", "khach hang", "cua khach", "khach thue", "khach", "kh", "nguoi thue", "customer", "bat buoc",
    "required",
];

/// The same at the beginning: `Số CCCD/CMND`, `Customer name`.
pub(super) const PREFACES: &[&str] = &["so", "thong tin", "customer s", "customer", "client", "guest", "tenant"];

/// Field → headings. The first column with the exact words gets the field.
#[rustfmt::skip]
pub(super) const HEADINGS: &[(Field, &[&str])] = &[
    (Field::Code, &["ma", "ma kh", "ma khach hang", "ma khach", "ma so", "ma so khach hang", "code", "customer id"]),
    (Field::Name, &[
        "ten", "ho ten", "ho va ten", "ho ten khach", "ten khach hang", "ten khach", "ten day du", "ten nguoi thue",
        "name", "full name", "fullname",
    ]),
    (Field::Phone, &[
        "dien thoai", "so dien thoai", "sdt", "so dt", "dt", "dtdd", "di dong", "so di dong", "dien thoai di dong",
        "dien thoai chinh", "dien thoai 1", "sdt 1", "sdt chinh", "so zalo", "phone", "phone number", "phone no",
        "mobile", "mobile number", "mobile phone", "cell phone", "tel", "telephone", "contact number", "hotline",
    ]),
    (Field::OtherPhones, &[
        "dien thoai khac", "so dien thoai khac", "sdt khac", "dien thoai phu", "sdt phu", "dien thoai 2", "sdt 2",
        "so dien thoai 2", "so dien thoai phu", "so khac", "other phone", "other phones", "other phone numbers",
        "phone 2", "second phone", "alternate phone",
    ]),
    (Field::Email, &[
        "email", "e mail", "mail", "dia chi email", "dia chi e mail", "thu dien tu", "hop thu", "gmail",
        "email address", "e mail address",
    ]),
    (Field::Gender, &["gioi tinh", "gt", "phai", "nam nu", "gender", "sex"]),
    (Field::DateOfBirth, &[
        "ngay sinh", "ngay thang nam sinh", "ngay thang sinh", "sinh ngay", "nam sinh", "ns", "date of birth",
        "birth date", "birthdate", "birthday", "dob", "born",
    ]),
    (Field::Nationality, &["quoc tich", "nationality", "citizenship", "country"]),
    (Field::Occupation, &["nghe nghiep", "nghe", "occupation", "profession"]),
    (Field::JobTitle, &["chuc vu", "chuc danh", "vi tri cong viec", "job title", "title", "position"]),
    (Field::MonthlyIncome, &[
        "thu nhap", "muc thu nhap", "thu nhap hang thang", "thu nhap thang", "monthly income", "income",
    ]),
    (Field::IdNumber, &[
        "cccd", "so cccd", "cmnd", "so cmnd", "cmt", "so cmt", "cmtnd", "can cuoc", "so can cuoc",
        "can cuoc cong dan", "so can cuoc cong dan", "chung minh nhan dan", "chung minh thu", "giay to", "so giay to",
        "giay to tuy than", "dinh danh", "so dinh danh", "ma dinh danh", "so dinh danh ca nhan", "ho chieu",
        "so ho chieu", "passport", "passport number", "passport no", "id number", "id no", "id card",
        "identity number", "national id", "personal id",
    ]),
    (Field::IdIssuedOn, &[
        "ngay cap", "ngay cap cccd", "ngay cap cmnd", "cap ngay", "issued on", "issue date", "date of issue",
        "id issued on", "id issue date",
    ]),
    (Field::IdIssuedBy, &[
        "noi cap", "noi cap cccd", "noi cap cmnd", "co quan cap", "issued by", "place of issue", "issuing authority",
        "id issued by",
    ]),
    (Field::Address, &[
        "dia chi", "dia chi lien he", "dia chi thuong tru", "thuong tru", "noi thuong tru", "ho khau thuong tru",
        "dia chi hien tai", "dia chi day du", "noi o", "cho o hien nay", "address", "full address", "home address",
    ]),
    (Field::AddressStreet, &[
        "so nha", "duong", "so nha duong", "so nha ten duong", "so nha va duong", "dia chi duong", "duong pho",
        "street", "street address", "house number and street", "address line 1", "address street",
    ]),
    (Field::AddressCommune, &[
        "phuong", "xa", "phuong xa", "xa phuong", "phuong xa dac khu", "dac khu", "ward", "commune", "ward commune",
        "address commune",
    ]),
    (Field::AddressProvince, &[
        "tinh", "thanh pho", "tinh thanh", "tinh thanh pho", "tinh tp", "tp", "province", "city", "province city",
        "address province",
    ]),
    (Field::Source, &[
        "nguon", "nguon khach", "nguon khach hang", "nguon lien he", "nguon tiep can", "biet qua", "kenh", "source",
        "contact source", "lead source", "channel",
    ]),
    (Field::CustomerGroup, &[
        "nhom", "nhom khach hang", "nhom khach", "nhom kh", "phan nhom", "loai khach hang", "loai khach", "group",
        "customer group", "segment",
    ]),
    (Field::ContactStatus, &[
        "trang thai", "tinh trang", "trang thai lien he", "tinh trang lien he", "tinh trang tiep xuc",
        "contact status", "status",
    ]),
    (Field::JourneyStage, &[
        "giai doan", "giai doan hanh trinh", "hanh trinh", "hanh trinh khach hang", "journey stage", "stage",
    ]),
    (Field::Owner, &[
        "nguoi phu trach", "phu trach", "nhan vien phu trach", "nv phu trach", "nhan vien cham soc", "nguoi quan ly",
        "owner", "assigned to", "person in charge",
    ]),
    (Field::Branch, &["chi nhanh", "co so", "branch", "home branch"]),
    (Field::Note, &["ghi chu", "chu thich", "luu y", "note", "notes", "remark", "remarks", "comment", "comments"]),
];
