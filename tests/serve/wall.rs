//! What must not get through: pages of other hosts, paths to other places, and malicious requests.

use std::time::{Duration, Instant};

use super::*;

/// The text of a file beside the folder that is served.
const SECRET: &str = "the-secret-of-the-neighbour";

/// Ways to write a path outside the folder, each of which has worked on some server.
fn hostile_paths(outside: &str) -> Vec<String> {
    let ups = [
        "../",
        "..%2f",
        "..%2F",
        "%2e%2e/",
        "%2e%2e%2f",
        "%252e%252e%252f",
        "..\\",
        "..%5c",
        "..%255c",
        "%2e%2e%5c",
        ".../",
        "....//",
        "..;/",
        "..%00/",
        "..%c0%af",
        "%c0%ae%c0%ae/",
        "..%ef%bc%8f",
        "%uff0e%uff0e/",
        "..%e2%88%95",
        "./../",
        ".%2e/",
        "%2e./",
    ];
    let mut paths: Vec<String> = Vec::new();
    for up in ups {
        for depth in [1, 3, 9] {
            for target in ["secret.txt", "etc/passwd"] {
                paths.push(format!("/{}{target}", up.repeat(depth)));
                paths.push(format!("/notes/{}{target}", up.repeat(depth)));
            }
        }
    }
    let fixed = [
        "//etc/passwd",
        "///etc/passwd",
        "/%2fetc%2fpasswd",
        "/%2f%2fetc/passwd",
        "/\\etc\\passwd",
        "/c:/windows/win.ini",
        "/c:%5cwindows%5cwin.ini",
        "/C|/windows/win.ini",
        "/file:///etc/passwd",
        "/@fs/etc/passwd",
        "/@fs/etc/passwd?raw??",
        "/@fs/etc/passwd?import&raw??",
        "/.env",
        "/.env/.",
        "/.git/config",
        "/.allotment/../secret.txt",
        "/.allotment/%2e%2e/secret.txt",
        "/.allotment/state/../../secret.txt",
        "/.allotment/",
        "/.allotment/client.js/../../../secret.txt",
        "/style.css/../../secret.txt",
        "/style.css%00.html",
        "/index.html::$DATA",
        "/index.html%3a%3a$DATA",
        "/INDEX~1.HTM",
        "/con",
        "/nul.html",
        "/aux",
        "/~root/",
        "/~/",
        "/proc/self/environ",
        "/dev/zero",
        "/%",
        "/%2",
        "/%zz",
        "/%ff%fe",
        "/%00",
        "/%0d%0aX: y",
        "/notes%00/",
        "/notes/..",
        "/notes/.",
        "/notes/%2e",
        "/./",
        "/..",
        "/.",
        "/?../../secret.txt",
        "/;/secret.txt",
        "/index.html/secret.txt",
    ];
    paths.extend(fixed.map(str::to_owned));
    paths.extend([outside.to_owned(), format!("/{outside}"), format!("/%2f{}", &outside[1..])]);
    paths.push(format!("/{}", "a/".repeat(3000)));
    paths.push(format!("/{}", "%2e%2e%2f".repeat(800)));
    paths
}

#[test]
fn no_path_leads_out_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("secret.txt");
    std::fs::write(&outside, SECRET).unwrap();
    let site = folder.path().join("site");
    std::fs::create_dir(&site).unwrap();
    std::fs::write(site.join("film"), "film").unwrap();
    let running = serve(Site::small().with_file("film.mp4", site.join("film"), b"film"));
    let paths = hostile_paths(outside.to_str().unwrap());
    assert!(paths.len() > 300, "{}", paths.len());
    for path in paths {
        for target in [path.clone(), format!("/.allotment/state?page={path}&file={path}")] {
            let request = format!("GET {target} HTTP/1.1\r\nHost: {{here}}\r\nConnection: close\r\n\r\n");
            let reply = raw(&running, &request).unwrap_or_else(|error| panic!("{target}: {error}"));
            let text = reply.text();
            assert!(!text.contains(SECRET) && !text.contains("root:"), "{target}: {text}");
            assert!(reply.status < 500, "{target}: {}", reply.status);
            let known = ["<main>Home</main>", "<main>Notes</main>", "<main>Not here</main>"];
            let own = target.starts_with("/.allotment/") || known.iter().any(|known| text.contains(known));
            assert!(own || reply.status >= 400, "{target}: {text}");
        }
    }
    assert_alive(&running);
}

#[test]
fn only_reading_is_answered() {
    let running = serve(Site::small());
    let methods = "POST PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND MKCOL COPY MOVE LOCK SEARCH PRI get Get HEADER GETS G X-Y";
    for method in methods.split(' ') {
        for path in ["/", "/style.css", "/.allotment/events", "/.allotment/state?page=/", "*"] {
            let reply = raw(&running, &format!("{method} {path} HTTP/1.1\r\nHost: {{here}}\r\n\r\n")).unwrap();
            assert_eq!((reply.status, reply.header("allow")), (405, "GET, HEAD"), "{method} {path}");
        }
    }
    assert_alive(&running);
}

#[test]
fn names_that_may_have_been_made_to_lead_here_are_refused() {
    let running = serve(Site::small());
    let port = running.port();
    let other = if port == 1 { 2 } else { port - 1 };
    let hosts = [
        format!("evil.example:{port}"),
        "evil.example".to_owned(),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("evil.example#127.0.0.1:{port}"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("127.0.0.1:{port}@evil.example"),
        format!("127.0.0.1:{other}"),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("0.0.0.0:{port}"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f000001:{port}"),
        format!("[::]:{port}"),
        format!("192.168.0.1:{port}"),
        format!("localhost.:{port}"),
        format!("xn--lcalhost-n1a:{port}"),
        format!("127.0.0.1:{port}, evil.example"),
        format!("127.0.0.1:{port}:80"),
        String::new(),
    ];
    for host in &hosts {
        for path in ["/", "/search.js", "/.allotment/events", "/.allotment/state?page=/"] {
            let reply = raw(&running, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).unwrap();
            assert!((400..404).contains(&reply.status), "{host}: {}", reply.status);
            assert!(!reply.text().contains("secret") && !reply.text().contains("Home"), "{host}");
        }
    }
    for lines in [
        "",
        "Host: {here}\r\nHost: evil.example\r\n",
        "Host: {here}\r\nHost: {here}\r\n",
        "X-Forwarded-Host: {here}\r\n",
    ] {
        assert_eq!(raw(&running, &format!("GET / HTTP/1.1\r\n{lines}\r\n")).unwrap().status, 403, "{lines}");
    }
    assert_eq!(raw(&running, "GET / HTTP/1.0\r\n\r\n").unwrap().status, 403);
}

#[test]
fn pages_of_other_sites_read_nothing() {
    let running = serve(Site::small());
    let origins = [
        "http://evil.example",
        "null",
        "http://localhost:3000",
        "https://{here}",
        "http://{here}.evil.example",
        "http://127.0.0.1",
        "file://",
        "x",
    ];
    for path in ["/search.js", "/.allotment/events", "/.allotment/state?page=/", "/"] {
        for origin in origins {
            let reply =
                raw(&running, &format!("GET {path} HTTP/1.1\r\nHost: {{here}}\r\nOrigin: {origin}\r\n\r\n")).unwrap();
            assert_eq!(reply.status, 403, "{origin} {path}");
        }
        for site in ["cross-site", "same-site"] {
            for destination in ["script", "style", "image", "iframe", "object", "empty", "worker"] {
                let lines =
                    format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: {destination}");
                let reply =
                    raw(&running, &format!("GET {path} HTTP/1.1\r\nHost: {{here}}\r\n{lines}\r\n\r\n")).unwrap();
                assert_eq!(reply.status, 403, "{path} {lines}");
            }
        }
    }
    let own = "GET / HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nSec-Fetch-Site: same-origin\r\n\r\n";
    assert_eq!(raw(&running, own).unwrap().status, 200);
    // A link on another site that a person follows is allowed.
    let link = "GET / HTTP/1.1\r\nHost: {here}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n\r\n";
    assert_eq!(raw(&running, link).unwrap().status, 200);
}

#[test]
fn bodies_are_refused_unread_whatever_length_they_announce() {
    let running = serve(Site::small());
    let lengths = [
        "3",
        "1000000",
        "100000000000",
        "18446744073709551615",
        "99999999999999999999999999",
        "-1",
        "0x10",
        "0, 5",
        "abc",
        "",
    ];
    for method in ["POST", "GET", "HEAD", "PUT"] {
        for length in lengths {
            let begun = Instant::now();
            let request = format!("{method} / HTTP/1.1\r\nHost: {{here}}\r\nContent-Length: {length}\r\n\r\nabc");
            assert_eq!(raw(&running, &request).unwrap().status, 413, "{request}");
            let expects = request.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
            assert_eq!(raw(&running, &expects).unwrap().status, 413);
            assert!(begun.elapsed() < Duration::from_secs(2), "{request}");
        }
        for coding in ["chunked", "gzip, chunked", "identity", "x"] {
            let request = format!(
                "{method} / HTTP/1.1\r\nHost: {{here}}\r\nTransfer-Encoding: {coding}\r\n\r\nffffffffffffffff\r\n"
            );
            assert_eq!(raw(&running, &request).unwrap().status, 413, "{request}");
        }
    }
    assert_alive(&running);
}

#[test]
fn a_body_that_is_sent_all_the_same_is_not_waited_for() {
    let running = serve(Site::small());
    let mut client = Client::to(&running);
    client.send(b"POST / HTTP/1.1\r\nContent-Length: 100000000000\r\n\r\n").unwrap();
    assert_eq!(client.reply(false).unwrap().status, 413);
    let (begun, piece) = (Instant::now(), vec![b'x'; 64 * 1024]);
    while client.send(&piece).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "it still takes what is sent");
    }
    assert_alive(&running);
}

#[test]
fn heads_have_an_end() {
    let running = serve(Site::small());
    let line = format!("GET /{} HTTP/1.1\r\n", "a".repeat(20_000));
    let header = format!("GET / HTTP/1.1\r\nX: {}\r\n", "a".repeat(20_000));
    let many = format!("GET / HTTP/1.1\r\nHost: {{here}}\r\n{}\r\n", "X: y\r\n".repeat(100));
    let blank = "\r\n".repeat(10_000);
    for request in [line, header, many, blank] {
        assert_eq!(raw(&running, &request).unwrap().status, 431, "{}", &request[..20]);
    }
    // A head that never ends is cut off long before the client is done.
    let mut client = Client::to(&running);
    let piece = vec![b'a'; 64 * 1024];
    let sent = (0..3200).take_while(|_| client.send(&piece).is_ok()).count();
    assert!(sent < 3200, "200 MB of a head were taken");
    for garbage in [
        "\0\0\0\0",
        "\u{16}\u{3}\u{1}\u{2}\0",
        "GET\r\n\r\n",
        " / HTTP/1.1\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
    ] {
        let status = raw(&running, garbage).map_or(400, |reply| reply.status);
        assert!((400..500).contains(&status), "{garbage:?}: {status}");
    }
    assert_alive(&running);
}

#[test]
fn requests_may_come_in_a_row_and_in_pieces() {
    let running = serve(Site::small());
    let mut client = Client::to(&running);
    let host = running.addresses()[0];
    let two = format!(
        "GET /style.css HTTP/1.1\r\nHost: {host}\r\n\r\nHEAD / HTTP/1.1\r\nHost: {host}\r\n\r\nGET /feed.xml HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    );
    for piece in two.as_bytes().chunks(7) {
        client.send(piece).unwrap();
    }
    assert_eq!(client.reply(false).unwrap().text(), "body { color: green }");
    assert_eq!(client.reply(true).unwrap().status, 200);
    assert_eq!(client.reply(false).unwrap().text(), "<feed/>");
    assert!(!client.more().unwrap(), "it closes when asked to");
    assert_eq!(raw(&running, "GET / HTTP/1.0\r\nHost: {here}\r\n\r\n").unwrap().status, 200);
}
