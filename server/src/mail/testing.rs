//! A mail server that refuses.

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Starts a mail server that gives that response when an e-mail to that recipient reaches that step: `MAIL`, `RCPT` or `DATA`.
/// It takes all other e-mails. Returns its port.
pub(super) async fn mail_server(step: &'static str, recipient: &'static str, answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // The recipient is known only at RCPT, so the senders' step counts as the first e-mail's.
    let mut is_first = true;
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let is_refused_as_sender = step == "MAIL" && is_first;
            is_first = false;
            tokio::spawn(serve(stream, step, recipient, answer, is_refused_as_sender));
        }
    });
    port
}

async fn serve(stream: TcpStream, step: &str, recipient: &str, answer: &str, is_refused_as_sender: bool) {
    let mut stream = BufReader::new(stream);
    let mut is_meant = false;
    let mut is_content = false;
    stream.get_mut().write_all(b"220 here\r\n").await.unwrap();
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let word = line.get(..4).unwrap_or(&line);
        let said = match word {
            _ if is_content && line != ".\r\n" => continue,
            _ if is_content => {
                is_content = false;
                "250 taken"
            }
            "MAIL" if is_refused_as_sender => answer,
            "RCPT" => {
                is_meant = line.contains(recipient);
                if step == "RCPT" && is_meant { answer } else { "250 fine" }
            }
            "DATA" if step == "DATA" && is_meant => answer,
            "DATA" => {
                is_content = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        stream.get_mut().write_all(format!("{said}\r\n").as_bytes()).await.unwrap();
    }
}
