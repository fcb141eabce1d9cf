//! Gardens in several languages: sort order, text direction, and the language that each page declares.

use crate::garden::GardenTest;
use crate::html::text;

#[test]
fn lists_are_in_the_order_of_the_language_of_the_garden() {
    let order = |language: &str| {
        let names = ["Östen", "Åsa", "Zebra", "Ärta", "Ñandú", "Nube", "Oso", "7 frön"];
        let garden = names.iter().fold(GardenTest::new(), |garden, name| {
            garden.note(&format!("{name}.md"), format!("#x/{}\n", name.replace(' ', "-")))
        });
        let built = garden.config(&format!("language = \"{language}\"")).build();
        let page = built.page("notes.html");
        let titles: Vec<String> = page.select(".items a").into_iter().map(text).collect();
        let letters: Vec<String> = page.select("h2").into_iter().map(text).collect();
        let tags = built.page("tags/x.html").select("header .tag bdi").into_iter().map(text).collect::<Vec<_>>();
        assert_eq!(tags.len(), names.len());
        assert_eq!(tags[1..].iter().map(|tag| tag.chars().next()).collect::<Vec<_>>(), {
            titles[1..].iter().map(|title| title.to_lowercase().chars().next()).collect::<Vec<_>>()
        });
        (titles.join(" "), letters.join(" "))
    };
    let want = |titles: &str, letters: &str| (titles.to_owned(), letters.to_owned());
    assert_eq!(order("sv"), want("7 frön Ñandú Nube Oso Zebra Åsa Ärta Östen", "# N O Z Å Ä Ö"));
    assert_eq!(order("es-MX"), want("7 frön Ärta Åsa Nube Ñandú Oso Östen Zebra", "# A N Ñ O Z"));
    assert_eq!(order("de"), want("7 frön Ärta Åsa Ñandú Nube Oso Östen Zebra", "# A N O Z"));
}

#[test]
fn a_note_and_its_embeds_say_their_languages() {
    let built = GardenTest::new()
        .note("ar.md", "---\nlang: ar\n---\nواحد\n\n![[en]]\n")
        .note("en.md", "One\n\nواحد [[ar]]\n")
        .build();
    let page = built.page("ar.html");
    assert_eq!(page.select("article[lang=ar][dir=rtl]").len(), 1);
    assert_eq!(page.select("article > p[dir]").len(), 0);
    let embeds = page.select(".embed[lang=en][dir=ltr] p[dir=rtl]");
    assert_eq!(embeds.into_iter().map(text).collect::<Vec<_>>(), ["واحد ar"]);
    assert_eq!(built.page("en.html").select("article p[dir=rtl]").len(), 1);
}
