//! What two pages say to each other through the service until they see each other (RFC 8829), checked for its shape.
//!
//! Addresses of people stand in it: it is kept sealed, shortly, and written to no log. What is not known is not handed on.

use serde::{Deserialize, Serialize};

/// Longest description of a session, in bytes; browsers write some 3 to 8 KiB.
const LONGEST_SDP: usize = 48 << 10;

/// Longest candidate, in bytes.
const LONGEST_CANDIDATE: usize = 512;

/// One message from page to page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    /// What the offering side can do.
    Offer {
        /// RFC 8866.
        sdp: String,
    },
    /// What the other side makes of it.
    Answer {
        /// RFC 8866.
        sdp: String,
    },
    /// A way on which a side may be reached.
    Candidate {
        /// The way; null when there are no more.
        candidate: Option<Candidate>,
    },
    /// The sender leaves.
    Bye {},
}

/// A way on which a side may be reached, as browsers write it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Candidate {
    /// RFC 8839, section 5.1.
    pub candidate: String,
    /// Of which medium.
    #[serde(default)]
    pub sdp_mid: Option<String>,
    /// The same, counted.
    #[serde(default)]
    pub sdp_m_line_index: Option<u16>,
    /// Of which connection.
    #[serde(default)]
    pub username_fragment: Option<String>,
}

/// What is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignalFault {
    /// No message, or none that is known.
    #[error("a JSON object of type offer, answer, candidate or bye")]
    Unknown,
    /// No description of a session.
    #[error("not a session description: {0}")]
    Sdp(&'static str),
    /// No candidate.
    #[error("not a candidate of RFC 8839")]
    Candidate,
}

impl Signal {
    /// Reads a message and checks its shape.
    ///
    /// # Errors
    ///
    /// [`SignalFault`]; it repeats nothing of what was sent.
    pub fn read(text: &str) -> Result<Self, SignalFault> {
        let signal: Self = serde_json::from_str(text).map_err(|_| SignalFault::Unknown)?;
        match &signal {
            Self::Offer { sdp } | Self::Answer { sdp } => check_sdp(sdp).map_err(SignalFault::Sdp)?,
            Self::Candidate { candidate: Some(candidate) } if !candidate.is_good() => {
                return Err(SignalFault::Candidate);
            }
            Self::Candidate { .. } | Self::Bye {} => {}
        }
        Ok(signal)
    }
}

impl std::fmt::Debug for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signal(…)") // it holds addresses of people
    }
}

/// The order in which a description's first lines stand, and what an encrypted, connectable one cannot be without.
fn check_sdp(sdp: &str) -> Result<(), &'static str> {
    if sdp.len() > LONGEST_SDP {
        return Err("longer than 48 KiB");
    }
    let lines: Vec<&str> = sdp.lines().collect();
    let begins = |at: usize, with: &str| lines.get(at).is_some_and(|line: &&str| line.starts_with(with));
    if !(begins(0, "v=0") && begins(1, "o=") && begins(2, "s=")) {
        return Err("it begins with v=0, o= and s=");
    }
    let shaped = |line: &&str| {
        let bytes = line.as_bytes();
        bytes.len() >= 2 && bytes[0].is_ascii_lowercase() && bytes[1] == b'=' && !line.chars().any(char::is_control)
    };
    if !lines.iter().all(shaped) {
        return Err("each line is a letter, = and a value");
    }
    let has = |start: &str| lines.iter().any(|line| line.starts_with(start));
    if !has("m=") {
        return Err("no medium");
    }
    let needed = ["a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:"];
    if needed.iter().all(|start| has(start)) { Ok(()) } else { Err("no ice-ufrag, ice-pwd or fingerprint") }
}

impl Candidate {
    fn is_good(&self) -> bool {
        let short = |text: &Option<String>| {
            text.as_ref().is_none_or(|text| text.len() <= 256 && text.bytes().all(|b| b.is_ascii_graphic()))
        };
        short(&self.sdp_mid) && short(&self.username_fragment) && is_candidate(&self.candidate)
    }
}

/// `candidate:<foundation> <component> <transport> <priority> <address> <port> typ <type> …`; empty ends them, too.
fn is_candidate(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some(rest) = text.strip_prefix("candidate:").filter(|_| text.len() <= LONGEST_CANDIDATE) else { return false };
    let parts: Vec<&str> = rest.split(' ').collect();
    let [foundation, component, transport, priority, address, port, typ, kind, ..] = parts.as_slice() else {
        return false;
    };
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    let address_good = address.parse::<std::net::IpAddr>().is_ok()
        || address
            .strip_suffix(".local")
            .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    plain(foundation)
        && component.parse::<u8>().is_ok_and(|component| component > 0)
        && ["udp", "tcp"].iter().any(|known| transport.eq_ignore_ascii_case(known))
        && priority.parse::<u32>().is_ok()
        && address_good
        && port.parse::<u16>().is_ok()
        && *typ == "typ"
        && ["host", "srflx", "prflx", "relay"].contains(kind)
        && parts.iter().all(|part| plain(part))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SDP: &str = "v=0\r\no=- 46117317 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n\
        a=fingerprint:sha-256 D2:FA:0E:C3\r\na=setup:actpass\r\na=mid:0\r\na=rtpmap:96 VP8/90000\r\n";

    fn read(value: &serde_json::Value) -> Result<Signal, SignalFault> {
        Signal::read(&value.to_string())
    }

    fn candidate(text: &str) -> Result<Signal, SignalFault> {
        read(&json!({ "type": "candidate", "candidate": { "candidate": text, "sdpMid": "0", "sdpMLineIndex": 0 } }))
    }

    #[test]
    fn what_browsers_send_is_taken_and_comes_out_as_it_went_in() {
        for sent in [
            json!({ "type": "offer", "sdp": SDP }),
            json!({ "type": "answer", "sdp": SDP }),
            json!({ "type": "candidate", "candidate": null }),
            json!({ "type": "bye" }),
        ] {
            let signal = read(&sent).expect("taken");
            assert_eq!(serde_json::to_value(&signal).expect("serialises"), sent);
        }
        for good in [
            "",
            "candidate:1467250027 1 udp 2122260223 192.168.0.196 46243 typ host generation 0 ufrag F7gI",
            "candidate:1 1 UDP 1 9b36eaac-bb2e-49bb-bb78-21c41c499900.local 10004 typ host",
            "candidate:4 2 tcp 1518280447 2001:db8::7 9 typ relay raddr 0.0.0.0 rport 0 tcptype active",
        ] {
            assert!(candidate(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn nonsense_is_refused_and_not_repeated() {
        for sdp in ["", "hello", "v=0", &SDP.replace("m=video", "x video"), &SDP.replace("a=fingerprint", "a=finger")] {
            let fault = read(&json!({ "type": "offer", "sdp": sdp })).expect_err("refused");
            assert!(matches!(fault, SignalFault::Sdp(_)), "{fault}");
        }
        let long = format!("{SDP}a={}\r\n", "x".repeat(LONGEST_SDP));
        assert_eq!(read(&json!({ "type": "offer", "sdp": long })), Err(SignalFault::Sdp("longer than 48 KiB")));
        for bad in [
            "candidate:1 1 udp 1 192.168.0.1",
            "candidate:1 1 udp 1 evil.example 9 typ host",
            "x:1 1 udp 1 ::1 9 typ host",
        ] {
            assert_eq!(candidate(bad), Err(SignalFault::Candidate), "{bad}");
        }
        assert_eq!(Signal::read("{\"type\":\"fire\"}"), Err(SignalFault::Unknown));
        assert_eq!(Signal::read("{\"type\":\"bye\",\"and\":\"more\"}"), Err(SignalFault::Unknown));
    }

    #[test]
    fn a_message_shows_nothing_when_it_is_printed() {
        let signal = read(&json!({ "type": "offer", "sdp": SDP })).expect("taken");
        assert_eq!(format!("{signal:?}"), "Signal(…)");
    }
}
