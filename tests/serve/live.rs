//! How an open page learns of a new state.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;

impl Client {
    /// Opens the event stream and reads its head.
    fn listen(running: &Running) -> Self {
        let mut client = Client::to(running);
        let host = running.addresses()[0];
        client.send(format!("GET /.allotment/events HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).unwrap();
        let head = String::from_utf8(client.until(b"\r\n\r\n").unwrap()).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        for line in
            ["Content-Type: text/event-stream; charset=utf-8", "Transfer-Encoding: chunked", "Cache-Control: no-store"]
        {
            assert!(head.contains(&format!("{line}\r\n")), "{head}");
        }
        client
    }

    /// Returns the number in the next event.
    fn event(&mut self) -> u64 {
        let size = String::from_utf8(self.until(b"\r\n").unwrap()).unwrap();
        let event = String::from_utf8(self.until(b"\n\n\r\n").unwrap()).unwrap();
        assert_eq!(usize::from_str_radix(size.trim(), 16).unwrap(), event.len() - 2);
        event.trim().strip_prefix("retry: 1000\ndata: ").unwrap().parse().unwrap()
    }

    fn state(&mut self, query: &str) -> Value {
        let reply = self.get(&format!("/.allotment/state?{query}"), "");
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
        serde_json::from_slice(&reply.body).unwrap()
    }
}

#[test]
fn a_page_is_told_the_number_of_the_state_at_once_and_when_it_changes() {
    let _turn = alone();
    let running = serve(Site::small());
    let mut tabs: Vec<Client> = (0..7).map(|_| Client::listen(&running)).collect();
    let first: Vec<u64> = tabs.iter_mut().map(Client::event).collect();
    assert!(first.iter().all(|number| *number == first[0]));
    for _ in 0..3 {
        let begun = Instant::now();
        let generation = running.swap(Arc::new(Site::small()));
        assert!(generation > first[0]);
        assert!(tabs.iter_mut().all(|tab| tab.event() == generation));
        assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
    }
    running.stop();
    for tab in &mut tabs {
        while tab.more().unwrap_or(false) {}
    }
}

#[test]
fn a_page_that_was_closed_gives_its_place_back() {
    let _turn = alone();
    let running = serve(Site::small());
    // Many more than there are places; each is closed, as by a reader who goes from page to page.
    for _ in 0..200 {
        Client::listen(&running).event();
    }
    let mut kept = Client::listen(&running);
    kept.event();
    for _ in 0..70 {
        assert_alive(&running);
    }
    let generation = running.swap(Arc::new(Site::small()));
    assert_eq!(kept.event(), generation);
}

#[test]
fn a_page_learns_what_it_has_to_load_and_what_is_wrong_with_its_note() {
    let running = serve(Site::small());
    let mut client = Client::to(&running);
    let digest = |bytes: &[u8]| Digest::of(bytes).short(16);
    let state = client.state("page=%2Fnotes%2Fa%2520b.html&file=%2Fstyle.css&file=%2Fnothing.png&file=%2Fsound.mp3");
    let generation = running.swap(Arc::new(Site::small())) - 1;
    assert_eq!(
        state,
        json!({
            "generation": generation,
            "page": { "status": 200, "digest": digest(&page("A note")) },
            "files": {
                "/style.css": digest(b"body { color: green }"),
                "/nothing.png": null,
                "/sound.mp3": digest(b"0123456789"),
            },
            "broken": [],
            "findings": [{
                "severity": "warning",
                "code": "broken-link",
                "message": "no note is called `moss`",
                "place": "notes/a b.md:1:5",
                "excerpt": ["See ", "[[moss]]", " here"],
                "label": "here",
                "help": "",
            }],
        })
    );
    let own = client.state("page=%2Fnothing&file=%2F.allotment%2Fclient.js");
    assert_eq!(own["page"], json!({ "status": 404, "digest": digest(&page("Not here")) }));
    assert!(own["files"]["/.allotment/client.js"].is_string());
    assert_eq!(client.state("")["page"], json!({ "status": 404, "digest": "" }));
}

#[test]
fn a_page_is_told_why_it_is_not_new() {
    let mut site = Site::small();
    site.broken.push(Diagnostic::error(Code::InvalidConfig, "this key is unknown").in_file("site.toml"));
    let running = serve(site);
    let mut client = Client::to(&running);
    let state = client.state("page=/");
    assert_eq!(state["broken"][0]["message"], "this key is unknown");
    assert_eq!(state["broken"][0]["place"], "site.toml");
    assert_eq!(state["page"]["status"], 200);
    let state = client.state("page=/faulty.html");
    assert_eq!((&state["page"]["status"], &state["broken"][1]["code"]), (&json!(500), &json!("template")));
    assert_eq!(state["broken"][1]["excerpt"], json!(["{{ ", "titel", " }}"]));
    // Once the fault is gone, pages are told that too.
    running.swap(Arc::new(Site::small()));
    assert_eq!(client.state("page=/")["broken"], json!([]));
}

#[test]
fn no_request_sees_half_of_two_states() {
    let running = serve(Site::small());
    let states = ["one", "two"].map(|word| {
        let large = page(&word.repeat(20_000));
        Arc::new(Site::default().with("a.html", &large).with("b.html", &large))
    });
    running.swap(states[0].clone());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = Client::to(&running);
                    while !done.load(Ordering::Relaxed) {
                        let text = client.get("/a.html", "").text();
                        assert!(text.contains("one") != text.contains("two") && text.ends_with("</html>\n"));
                    }
                })
            })
            .collect();
        for round in 0..200 {
            running.swap(states[round % 2].clone());
            std::thread::sleep(Duration::from_millis(1));
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}
