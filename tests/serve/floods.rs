//! Too much of everything: silent clients, slow ones, ones that leave, and a system without resources to spare.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::*;

/// Returns how long a normal request takes at the moment: the median of several.
fn usual_time(running: &Running) -> Duration {
    let ask = || {
        let begun = Instant::now();
        assert_alive(running);
        begun.elapsed()
    };
    let mut times: Vec<Duration> = (0..11).map(|_| ask()).collect();
    times.sort();
    times[times.len() / 2]
}

fn assert_prompt(running: &Running) {
    let time = usual_time(running);
    assert!(time < Duration::from_millis(100), "a request took {time:?}");
}

/// Raises the limit of open file descriptors to its maximum.
fn raise_limit() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};
        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        setrlimit(Resource::RLIMIT_NOFILE, hard.min(4096), hard).unwrap();
    }
}

#[test]
fn a_thousand_silent_clients_and_slow_ones_keep_nobody_waiting() {
    let _turn = alone();
    raise_limit();
    let running = serve(Site::small());
    let begun = Instant::now();
    let mut silent: Vec<Client> = (0..1000).map(|_| Client::to(&running)).collect();
    // If a connection were dropped, its client would try again only after a second, and so would those that come now.
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_prompt(&running);
    // One byte a second never becomes a request. The last clients have a place.
    for second in 0..3 {
        for client in silent.iter_mut().rev().take(105) {
            let _ = client.send(&b"GET / HTTP/1.1"[second..=second]);
        }
        assert_prompt(&running);
        thread::sleep(Duration::from_millis(300));
    }
}

#[test]
fn who_says_nothing_in_five_seconds_is_cut_off() {
    let running = serve(Site::small());
    let mut silent = Client::to(&running);
    let mut slow = Client::to(&running);
    slow.send(b"GET / HT").unwrap();
    let begun = Instant::now();
    assert!(!silent.more().unwrap());
    assert!((4..8).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert_eq!(slow.reply(false).unwrap().status, 408);
}

#[test]
fn clients_that_take_nothing_keep_nobody_waiting() {
    let _turn = alone();
    let running = serve(Site::small().with("large.txt", &vec![b'x'; 50_000_000]));
    let host = running.addresses()[0];
    let greedy = |_| {
        let mut client = Client::to(&running);
        client.send(format!("GET /large.txt HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).unwrap();
        client
    };
    let few: Vec<Client> = (0..5).map(greedy).collect();
    assert_prompt(&running);
    // As many clients as there are places: after a while some have to make room.
    let many: Vec<Client> = (0..60).map(greedy).collect();
    thread::sleep(Duration::from_millis(2500));
    assert_prompt(&running);
    drop((few, many));
}

#[test]
fn endless_requests_in_a_row_keep_nobody_waiting() {
    let _turn = alone();
    let running = serve(Site::small());
    let mut client = Client::to(&running);
    client.stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", running.addresses()[0]);
    // Answers are not read, so sending stops when all buffers are full.
    let _ = client.send(request.repeat(50_000).as_bytes());
    assert_prompt(&running);
}

#[test]
fn two_thousand_clients_that_go_at_once_leave_nothing_behind() {
    let _turn = alone();
    let running = serve(Site::small());
    for number in 0..2000 {
        let mut client = Client::to(&running);
        match number % 4 {
            // A connection that is closed with unread bytes is reset.
            0 => client.send(b"GET /style.css HTTP/1.1\r\nHost: x\r\n\r\n").unwrap(),
            1 => client.send(b"GET /st").unwrap(),
            2 => client.send(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n").unwrap(),
            _ => {}
        }
    }
    assert_prompt(&running);
}

#[test]
fn six_connections_at_once_are_all_answered() {
    let _turn = alone();
    let running = serve(Site::small());
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let mut client = Client::to(&running);
                for _ in 0..60 {
                    let begun = Instant::now();
                    assert_eq!(client.get("/style.css", "").status, 200);
                    assert!(begun.elapsed() < Duration::from_secs(1));
                }
            });
        }
    });
}

/// Runs one of the tests below in a separate process, which has its own limits.
#[cfg(unix)]
fn in_own_process(test: &str) {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args(["--exact", test, "--ignored", "--nocapture"]).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[cfg(unix)]
#[test]
fn when_descriptors_run_out_the_preview_lives_on() {
    let _turn = alone();
    in_own_process("floods::alone_with_few_descriptors");
}

/// The clients' ends need descriptors too, so they are opened by a second process, and this one has none to spare.
#[cfg(unix)]
#[test]
#[ignore = "changes the limits of its process; run by another test"]
fn alone_with_few_descriptors() {
    use nix::sys::resource::{Resource, setrlimit};
    let running = serve(Site::small());
    setrlimit(Resource::RLIMIT_NOFILE, 40, 40).unwrap();
    let mut kept = Vec::new();
    // Both ends of each connection are in this process, so this uses up all descriptors.
    while let Ok(client) = Client::try_at(running.addresses()[0]) {
        kept.push(client);
    }
    thread::sleep(Duration::from_millis(300));
    kept.truncate(kept.len() / 2);
    for _ in 0..20 {
        let begun = Instant::now();
        assert_alive(&running);
        assert!(begun.elapsed() < Duration::from_secs(3));
    }
    drop(kept);
    assert_alive(&running);
}

#[cfg(target_os = "linux")]
#[test]
fn threads_and_memory_stay_within_bounds() {
    let _turn = alone();
    in_own_process("floods::alone_with_many_clients");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "counts the threads of its process; run by another test"]
fn alone_with_many_clients() {
    raise_limit();
    let value = |name: &str| -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let running = serve(Site::small());
    let host = running.addresses()[0];
    let mut clients = Vec::new();
    for number in 0..1500 {
        let mut client = Client::to(&running);
        // Silent clients, some that listen to events, and some that announce a body larger than any memory.
        let sent = match number % 10 {
            0..=4 => Ok(()),
            5 => client.send(format!("GET /.allotment/events HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()),
            _ => client.send(b"POST / HTTP/1.1\r\nContent-Length: 100000000000\r\n\r\nabc"),
        };
        drop(sent);
        clients.push(client);
        // 128 connections and a few other threads. Threads that have ended are still counted until the system
        // has cleaned them up.
        let begun = Instant::now();
        while value("Threads:") >= 160 {
            assert!(begun.elapsed() < Duration::from_secs(2), "{} threads", value("Threads:"));
            thread::sleep(Duration::from_millis(5));
        }
    }
    assert_alive(&running);
    assert!(value("VmRSS:") < 200_000, "{} kB", value("VmRSS:"));
    let held = std::fs::read_dir("/proc/self/fd").unwrap().count();
    assert!(held < 1500 + 128 + 30, "{held} descriptors");
}
