//! Which files need a question about their encoding, and which don't.

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_15, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254,
};

use super::encoding::TextEncoding;
use super::{Certainty, Choices, Dialect, OpenEncoding, Table, read, read_with};

fn table(bytes: &[u8]) -> Table {
    read(bytes, "list.csv").unwrap()
}

fn written(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

/// Encodes in a code page of DOS.
fn dos(page: &str, text: &str) -> Vec<u8> {
    let page = TextEncoding::from_name(page).unwrap();
    let byte = |sign: char| {
        let found = (0..=255).find(|byte| page.decode(&[*byte]) == Some(sign.to_string()));
        found.unwrap_or_else(|| panic!("{sign} of {text}"))
    };
    text.chars().map(byte).collect()
}

fn open(bytes: &[u8]) -> OpenEncoding {
    let table = table(bytes);
    table.open_encoding().cloned().unwrap_or_else(|| panic!("{:?}", table.dialect))
}

/// The encodings in the question, with the first cell in each.
fn asked(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let OpenEncoding { encodings, cells } = open(bytes);
    encodings.into_iter().zip(cells[0].readings.clone()).collect()
}

#[track_caller]
fn assert_asked(bytes: &[u8], expected: &[(&str, &str)]) {
    let asked = asked(bytes);
    let asked: Vec<_> = asked.iter().map(|(name, cell)| (*name, cell.as_str())).collect();
    for reading in expected {
        assert!(asked.contains(reading), "{reading:?} is not among {asked:?}");
    }
}

/// Asserts that the encoding is used without a question.
#[track_caller]
fn assert_taken(bytes: &[u8], expected: &str, text: &str) {
    let table = table(bytes);
    let Dialect::Csv { encoding, certainty, .. } = &table.dialect else { panic!() };
    assert_eq!((*encoding, certainty), (expected, &Certainty::Guessed), "{text}");
    let first = text.lines().next().unwrap();
    assert_eq!(table.header.join(";"), first);
}

#[test]
fn a_currency_sign_or_a_euro_is_asked_about() {
    let bytes = written(ISO_8859_15, "Kunde;Preis\nGärtner;14 €\n");
    assert_asked(&bytes, &[("windows-1252", "14 ¤"), ("ISO-8859-15", "14 €")]);
    assert_eq!(open(&bytes).encodings.len(), 2);
    // Once the person has chosen, there is no further question.
    let encoding = TextEncoding::from_name("ISO-8859-15");
    let chosen = read_with(&bytes, "list.csv", Choices { encoding, ..Choices::default() }).unwrap();
    assert_eq!((&chosen.rows[0].cells[1], chosen.open_encoding()), ("14 €", None));
}

#[test]
fn west_and_middle_of_europe_are_asked_about_where_both_make_words() {
    let bytes = written(WINDOWS_1250, "Kunde;Ort\nKučera;Brno\n");
    assert_asked(&bytes, &[("windows-1252", "Kuèera"), ("windows-1250", "Kučera")]);
    assert_eq!(open(&bytes).cells[0].line, 2);
    assert_asked(
        &written(WINDOWS_1252, "Ort\nLumière\n"),
        &[("windows-1252", "Lumière"), ("windows-1250", "Lumičre")],
    );
    for text in [
        b"License Key,Product,Organization\nK-1,Scanner,Ku\xe8era\n".as_slice(),
        b"License Key;Organization;Product;Start Date;Purchased;Note\r\nE2E-OPEN-af12b-0;Banco Aurora;Harbor Gateway;2026-02-01;5;Ku\xe8era",
        b"key,product,organization,start,units\nE-1,Ku\xe8era CAD,Customer,2026-01-01,4\n",
    ] {
        assert_eq!(open(text).encodings, ["windows-1252", "windows-1250"]);
    }
    // No question if the text makes no sense in one of them.
    let czech = "Kunde;Ort\nKučera;Plzeň\nDvořák;Jiříkov\nŘehoř;Česká Lípa\n";
    assert_taken(&written(WINDOWS_1250, czech), "windows-1250", czech);
    let names = "Kunde;Ort\nGenève;Málaga\nIbáñez;voilà\nAngström;Ærø\nMøller;Sørensen\n";
    assert_taken(&written(WINDOWS_1252, names), "windows-1252", names);
}

#[test]
fn the_macintosh_is_asked_about_where_both_give_letters() {
    assert_asked(&written(MACINTOSH, "Ort\nKöln\n"), &[("windows-1252", "Kšln"), ("macintosh", "Köln")]);
    let text = "Kunde;Preis\nMüller & Größe;14 €\nCafé Zoë;9 €\n";
    assert_taken(&written(MACINTOSH, text), "macintosh", text);
}

#[test]
fn a_euro_of_the_macintosh_is_never_read_as_another_letter() {
    let bytes = written(MACINTOSH, "Kunde;Preis\nMüller;14 €\n");
    match &table(&bytes).dialect {
        Dialect::Csv { encoding, certainty: Certainty::Guessed, .. } => assert_eq!(*encoding, "macintosh"),
        _ => assert_asked(&bytes, &[("macintosh", "Müller")]),
    }
}

#[test]
fn narrow_kana_are_never_read_as_letters_of_europe() {
    let bytes = written(SHIFT_JIS, "Code;Name\n1;ﾄﾖﾀ\n");
    assert_asked(&bytes, &[("windows-1252", "ÄÖÀ"), ("Shift_JIS", "ﾄﾖﾀ")]);
    let text = "会社;数量\nｶﾌﾞｼｷｶﾞｲｼｬ ｼﾏﾀﾞ;4\n株式会社テスト;5\nﾔﾏﾓﾄ ｼｮｳｼﾞ;6\n";
    assert_taken(&written(SHIFT_JIS, text), "Shift_JIS", text);
}

#[test]
fn windows_and_dos_are_asked_about_where_both_make_words() {
    assert_asked(&dos("IBM850", "Weg\nStraße\n"), &[("windows-1252", "Straáe"), ("IBM850", "Straße")]);
    let text = "Name\nMühle\nLöwe\nStraße\n";
    assert_taken(&dos("IBM850", text), "IBM850", text);
}

#[test]
fn dos_of_central_europe_and_turkey_is_read_or_asked_about() {
    let czech = "Jméno;Místo\nŽaneta Hálková;Třebíč\nOldřich Pospíšil;Přerov\nŠtěpán Ječný;Kroměříž\n";
    assert_taken(&dos("IBM852", czech), "IBM852", czech);
    let polish = "Nazwa;Miasto\nPiekarnia Świętosława;Częstochowa\nZakład Mięsny;Białystok\nUsługi Żeglarskie;Mrągowo\n";
    assert_taken(&dos("IBM852", polish), "IBM852", polish);
    let turkish = "Ad;Şehir\nKırtasiye Işıl;Eskişehir\nDemirağ Ticaret;Niğde\nGökçe Yağcı;Iğdır\n";
    assert_taken(&dos("IBM857", turkish), "IBM857", turkish);
    // Only one letter, which other encodings read as a letter too.
    assert_asked(&dos("IBM857", "Ad\nYıldız\n"), &[("macintosh", "Yçldçz"), ("IBM857", "Yıldız")]);
}

#[test]
fn turkish_and_western_letters_are_asked_about_where_both_make_words() {
    assert_asked(
        &written(WINDOWS_1254, "Ad\nYılmaz\n"),
        &[("windows-1252", "Yýlmaz"), ("windows-1254", "Yılmaz")],
    );
    let text = "Ad\nÇağrı\nŞükrü\nMüdürlüğü\n";
    assert_taken(&written(WINDOWS_1254, text), "windows-1254", text);
}

#[test]
fn the_encodings_of_the_middle_of_europe_are_told_apart_or_asked_about() {
    assert_asked(
        &written(ISO_8859_2, "Jméno\nMiloš\n"),
        &[("ISO-8859-2", "Miloš"), ("windows-1250", "Miloą")],
    );
}

#[test]
fn common_western_files_are_not_asked_about() {
    for text in [
        "Kunde\nMüller",
        "Name\nBäcker",
        "Ort\nKöln",
        "Land\nÖsterreich",
        "NAME\nMÖLLER",
        "Nombre\nÓscar",
        "Nom\nÎle",
        "Ort\nGenève",
        "Weg\nGroße Gasse",
        "Nom\nSociété Générale",
        "Nom\nCafé du Marché",
        "Note\npas à pas",
        "Nom;Lieu\nL'école à côté;déjà là\nà Lyon;où",
        "Año;Núñez",
        "Nombre\nJosé García",
        "Cidade\nGuimarães\nConceição",
        "Città\nperché",
        "Navn\nSøren Møller",
        "Namn\nÅngström",
        "Note\nCustomer’s choice — don’t ask",
        "Note\n“quoted” – it’s so",
        "Product\nAcrobat™\nFoo®",
        "Price\n14 €",
        "Betrag\n12\u{a0}000",
        "Area\n12 m²",
        "Temp\n20 °C",
        "Ref\n§ 5",
        "a\né",
    ] {
        assert_taken(&written(WINDOWS_1252, text), "windows-1252", text);
    }
}

#[test]
fn what_reads_alike_in_all_of_them_is_one_reading() {
    // ISO-8859-15, windows-1250 and windows-1254 read these as windows-1252 does.
    assert_taken(b"Name\nM\xfcller\n\xc4hren\n", "windows-1252", "Name");
}

#[test]
fn up_to_three_cells_are_shown_each_with_its_line_and_its_end() {
    let text = "Kunde;Ort\n\"Kučera; syn\";Brno\nNováček a synové, obchod se vším možným a s nářadím k tomu;x\nBečva;y\nKačer;z\n";
    let bytes: Vec<u8> = written(WINDOWS_1250, &text.replace(['á', 'í', 'ý', 'é', 'ž', 'ř'], "a"));
    let open = open(&bytes);
    assert_eq!(open.cells.iter().map(|cell| cell.line).collect::<Vec<_>>(), [2, 3, 4]);
    let middle = open.encodings.iter().position(|name| *name == "windows-1250").unwrap();
    let cells: Vec<_> = open.cells.iter().map(|cell| cell.readings[middle].as_str()).collect();
    assert_eq!(cells, ["Kučera; syn", "Novaček a synova, obchod se", "Bečva"]);
    assert!(
        open.to_string().starts_with(
            "its characters can be read in 2 ways, and line 2 holds \"Kuèera; syn\" in windows-1252"
        ),
        "{open}"
    );
}

#[test]
fn a_letter_at_the_end_of_a_long_file_counts() {
    let name =
        |number: usize| format!("Müller{}\n", ["a", "b", "c", "d", "e"][number % 5].repeat(number % 40 + 1));
    let text = "Name\n".to_owned() + &(0..30_000).map(name).collect::<String>();
    assert_taken(&written(WINDOWS_1252, &text), "windows-1252", &text);
    let mut bytes = written(ISO_8859_15, &text);
    bytes.extend(b"14 \xa4\n");
    assert_asked(&bytes, &[("windows-1252", "14 ¤"), ("ISO-8859-15", "14 €")]);
}

/// Words of the languages for which each encoding was made, each alone in its file: the hardest case.
#[test]
fn no_word_is_ever_taken_for_another_in_silence() {
    const WESTERN: &str = "Müller Köln Bäcker Größe Straße Österreich Ähre Über Café École été Genève voilà Forêt Garçon août \
        Noël maïs Hôtel Île français Málaga García Muñoz España Córdoba Óscar Ángel Ramón Cádiz País José Iñaki São João \
        Conceição Camões Irmãos Città perché Forlì però più Søren Ærø Kærgård Århus Ångström Malmö BÄCKEREI MÜLLER \
        CAFÉ SOCIÉTÉ ESPAÑA MÖLLER GROß Zoë Citroën L'été Núñez";
    const CENTRAL: &str = "Kučera Dvořák Jiří Němec Růžička Žižka Šimáček Plzeň Řehoř Ťok ďábel Česká Łódź Wałęsa Gdańsk \
        Święty Żuk Ćwik Kraków Ząb Győr Gödöllő Fűtő Petrović Đurić Kovačič Čačak Brăila Ľubica Stĺp KUČERA ŁÓDŹ";
    const TURKISH: &str = "Yılmaz Şahin Çağrı Doğan Şükrü İzmir Işık Müdürlüğü Öztürk Güneş";
    const RUSSIAN: &str = "Иванов Общество Имя ЗАО Москва Щука Ёлка";
    const JAPANESE: &str = "ﾄﾖﾀ ﾎﾝﾀﾞ ｶﾌﾞｼｷ ﾃﾞｰﾀ ｻｰﾋﾞｽ 会社 東京都 テスト ソニー ﾔﾏﾀﾞ ﾆﾎﾝ ｱｲｳｴｵ ｾﾝﾀｰ";
    let mut wrong = Vec::new();
    let mut check = |bytes: Vec<u8>, word: &str, name: &str| {
        let Ok(table) = read(&bytes, "list.csv") else {
            wrong.push(format!("{name} {word}: refused"));
            return;
        };
        let cell = &table.rows[0].cells[0];
        match table.open_encoding() {
            None if cell == word => {}
            None => wrong.push(format!("{name} {word}: taken for {cell} {:?}", table.dialect)),
            Some(open) if open.cells[0].readings.iter().any(|reading| reading == word) => {}
            Some(open) => wrong.push(format!("{name} {word}: not among {:?}", open.cells)),
        }
    };
    for (words, encodings) in [
        (WESTERN, &[WINDOWS_1252, ISO_8859_15, MACINTOSH][..]),
        (CENTRAL, &[WINDOWS_1250, ISO_8859_2][..]),
        (TURKISH, &[WINDOWS_1254][..]),
        (RUSSIAN, &[encoding_rs::WINDOWS_1251][..]),
        (JAPANESE, &[SHIFT_JIS][..]),
    ] {
        for word in words.split_whitespace() {
            for encoding in encodings {
                check(written(encoding, &format!("Name\n{word}\n")), word, encoding.name());
            }
        }
    }
    for word in WESTERN.split_whitespace() {
        check(dos("IBM850", &format!("Name\n{word}\n")), word, "IBM850");
    }
    // The bytes of this one are valid UTF-8, too.
    for word in CENTRAL.split_whitespace().filter(|word| *word != "ďábel") {
        check(dos("IBM852", &format!("Name\n{word}\n")), word, "IBM852");
    }
    for word in TURKISH.split_whitespace() {
        check(dos("IBM857", &format!("Name\n{word}\n")), word, "IBM857");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
