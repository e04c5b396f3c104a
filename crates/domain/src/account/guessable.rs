//! What somebody would try first: the words around an account, and what fingers do on a keyboard.

/// Words of the product and of its users, folded, without spaces; also as Telex and VNI spell "mật khẩu".
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "sokhach", "khachhang", "quanly", "nhanvien", "congty", "letan", "chunha", "phongtro", "nhatro", "khachsan",
    "matkhau", "maatjkhaaur", "maajtkhaaur", "matajkhauar", "ma65tkha63u", "mat65khau63", "password", "passw0rd",
    "passwort", "admin", "administrator", "welcome", "login", "letmein", "iloveyou", "anhyeuem", "emyeuanh", "yeuem",
    "vietnam", "hanoi", "saigon", "danang", "hochiminh", "customer",
];

/// Rows and columns of the keyboard, the alphabet, the tone keys of Telex and the letters that it doubles.
#[rustfmt::skip]
const RUNS: &[&str] = &[
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "12345678901234567890", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujmikolp", "q1w2e3r4t5y6u7i8o9p0", "qweasdzxc", "sfrxjz",
    "aaeeooddwwuuss", "aawweeooddwuow",
];

/// Shorter pieces of a run are chance.
const SHORTEST_RUN: usize = 4;
/// Shorter words of the context are chance.
const SHORTEST_WORD: usize = 3;

/// A piece that costs an attacker one guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word of the context or of everybody.
    Word(usize),
    /// A run of keys, or one key again and again.
    Run(usize),
}

impl Piece {
    const fn len(self) -> usize {
        match self {
            Self::Word(len) | Self::Run(len) => len,
        }
    }
}

/// The longest guessable piece at the beginning of this text.
pub(super) fn piece_at(rest: &[char], context: &[Vec<char>]) -> Option<Piece> {
    let built_in = WORDS.iter().filter(|word| starts_with(rest, word.chars())).map(|word| Piece::Word(word.len()));
    let own = context.iter().filter(|word| rest.starts_with(word)).map(|word| Piece::Word(word.len()));
    let runs = [run(rest), repeated(rest), year(rest)].into_iter().flatten().map(Piece::Run);
    built_in.chain(own).chain(runs).max_by_key(|piece| piece.len())
}

/// The words of these texts, each alone and all together, folded, without spaces and signs.
pub(super) fn words(context: &[&str]) -> Vec<Vec<char>> {
    let mut words = Vec::new();
    for text in context {
        let folded = crate::fold::fold(text);
        words.push(folded.chars().filter(|sign| sign.is_alphanumeric()).collect());
        words.extend(folded.split(|sign: char| !sign.is_alphanumeric()).map(|word| word.chars().collect()));
    }
    words.retain(|word: &Vec<char>| word.len() >= SHORTEST_WORD);
    words
}

/// How many keys the text goes along a run, in either direction.
fn run(rest: &[char]) -> Option<usize> {
    let along = |mut line: std::str::Chars<'_>| -> usize {
        let mut longest = 0;
        while !line.as_str().is_empty() {
            longest = longest.max(common(rest, line.clone()));
            line.next();
        }
        longest
    };
    let reversed = |line: &str| along(line.chars().rev().collect::<String>().chars());
    RUNS.iter().map(|line| along(line.chars()).max(reversed(line))).max().filter(|&len| len >= SHORTEST_RUN)
}

/// Three and more of one sign.
fn repeated(rest: &[char]) -> Option<usize> {
    let first = rest.first()?;
    Some(rest.iter().take_while(|sign| *sign == first).count()).filter(|&len| len >= 3)
}

/// 1940 to 2039: somebody's birth, or now.
fn year(rest: &[char]) -> Option<usize> {
    let digits = rest.get(..4)?.iter().try_fold(0, |year, sign| Some(year * 10 + sign.to_digit(10)?))?;
    (1940..2040).contains(&digits).then_some(4)
}

fn starts_with(rest: &[char], word: std::str::Chars<'_>) -> bool {
    let length = word.clone().count();
    common(rest, word) == length
}

fn common(rest: &[char], line: std::str::Chars<'_>) -> usize {
    rest.iter().zip(line).take_while(|(one, other)| **one == *other).count()
}
