"""Writes expected.json: what LiveKit's own server library reads in our passes, and which notices it believes.

Run by hand, and again when a pass or the pinned version changes:

    pip install livekit-api==1.2.2
    AHLAN_WRITE_PASSES=1 cargo test --test livekit     # writes ours.json, the passes as they are made now
    python3 tests/livekit/generate.py > tests/livekit/expected.json

`tests/livekit.rs` compares: each pass with the one that was read here, and each notice with the library's verdict. Time
stands still, so a second run writes the same file. The key is made up and opens nothing.
"""

import base64
import dataclasses
import datetime
import hashlib
import importlib.metadata
import json
import os
import types

import jwt.api_jwt
import livekit.api.access_token as access_token
from google.protobuf.json_format import MessageToJson
from livekit.api import AccessToken, TokenVerifier, WebhookReceiver
from livekit.protocol.models import ParticipantInfo, Room
from livekit.protocol.webhook import WebhookEvent

VERSION = importlib.metadata.version("livekit-api")
assert VERSION == "1.2.2", VERSION

KEY, SECRET = "ahlan-test", "a made-up secret of forty-two characters.."
NOW = 1_790_000_000
CALL = "019a0000-0000-7000-8000-000000000001"
time = types.SimpleNamespace(now=NOW)


class Standing(datetime.datetime):
    """A clock that shows `time.now`."""

    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(time.now, tz)


jwt.api_jwt.datetime = Standing
access_token.datetime = types.SimpleNamespace(
    datetime=Standing, timedelta=datetime.timedelta, timezone=datetime.timezone
)


def at(now, work):
    time.now = now
    try:
        return work()
    finally:
        time.now = NOW


def verify(token, now, secret=SECRET):
    """What the library reads in a pass at that time; nothing where it refuses it."""
    try:
        return at(now, lambda: TokenVerifier(KEY, secret).verify(token))
    except jwt.PyJWTError:
        return None


def read(made):
    claims = verify(made["token"], NOW)
    life = jwt.decode(made["token"], options={"verify_signature": False})["exp"] - NOW
    return {
        "side": made["side"],
        "token": made["token"],
        "identity": claims.identity,
        "name": claims.name,
        "metadata": claims.metadata,
        "attributes": claims.attributes,
        "video": dataclasses.asdict(claims.video),
        "other_grants": [
            name
            for name in ("agent", "agent_endpoint", "agent_thread", "room_preset", "room_config")
            if getattr(claims, name)
        ]
        + [name for name in ("sip", "inference", "observability") if any(dataclasses.asdict(getattr(claims, name)).values())],
        "good_until_its_end": verify(made["token"], NOW + life) is not None,
        "good_long_after": verify(made["token"], NOW + life + 60) is not None,
        "good_under_another_secret": verify(made["token"], NOW, SECRET + "!") is not None,
    }


def event(name, identity=f"applicant:{CALL}", room=CALL, sid="PA_one"):
    participant = ParticipantInfo(sid=sid, identity=identity) if identity else None
    return MessageToJson(
        WebhookEvent(id="EV_1", event=name, room=Room(sid="RM_1", name=room), participant=participant, created_at=NOW - 3),
        indent=None,
    )


def sha256(body):
    return base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()


def proof(body, key=KEY, secret=SECRET, hashed=None, life=300):
    token = AccessToken(key, secret).with_sha256(sha256(body) if hashed is None else hashed)
    return token.with_ttl(datetime.timedelta(seconds=life)).to_jwt()


def by_hand(body, algorithm="HS256", **claims):
    """A proof that the library itself would not make."""
    claims = {"iss": KEY, "exp": NOW + 300, "sha256": sha256(body)} | claims
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, None if algorithm == "none" else SECRET, algorithm=algorithm)


def notices():
    joined, left = event("participant_joined"), event("participant_left")
    for kind in ("participant_joined", "participant_left", "participant_connection_aborted", "track_published"):
        body = event(kind)
        yield kind, body, proof(body), NOW
    for kind in ("room_started", "room_finished", "egress_ended", "something_new"):
        body = event(kind, identity=None)
        yield kind, body, proof(body), NOW
    staff = event("participant_left", identity=f"staff:{CALL}", sid="PA_two")
    yield "staff left", staff, proof(staff), NOW
    guest = event("participant_left", identity="guest")
    yield "somebody else left", guest, proof(guest), NOW
    other = event("participant_left", room="lobby")
    yield "another room", other, proof(other), NOW
    crossed = event("participant_left", room="019a0000-0000-7000-8000-000000000002")
    yield "the identity of another call", crossed, proof(crossed), NOW
    yield "one byte more", left + " ", proof(left), NOW
    yield "another body", left, proof(joined), NOW
    yield "another secret", left, proof(left, secret=SECRET + "!"), NOW
    yield "another key", left, proof(left, key="other"), NOW
    yield "no hash", left, by_hand(left, sha256=None), NOW
    yield "an empty hash", left, proof(left, hashed=""), NOW
    yield "a hash that is none", left, by_hand(left, sha256="AAAA"), NOW
    yield "a hash in hexadecimal", left, by_hand(left, sha256=hashlib.sha256(left.encode()).hexdigest()), NOW
    yield "just in time", left, proof(left), NOW + 359
    yield "too late", left, proof(left), NOW + 360
    yield "a little early", left, by_hand(left, nbf=NOW + 60), NOW
    yield "too early", left, by_hand(left, nbf=NOW + 61), NOW
    yield "without an end", left, by_hand(left, exp=None), NOW
    yield "without an issuer", left, by_hand(left, iss=None), NOW
    yield "another algorithm", left, by_hand(left, algorithm="HS512"), NOW
    yield "no algorithm", left, by_hand(left, algorithm="none"), NOW
    yield "no proof", left, "", NOW
    yield "half a proof", left, proof(left)[:-9], NOW
    yield "no JSON", "hello", proof("hello"), NOW


def believed(body, token, now):
    try:
        at(now, lambda: WebhookReceiver(TokenVerifier(KEY, SECRET)).receive(body, token))
        return True
    except Exception:  # the library raises a plain one where the hash differs
        return False


with open(os.path.join(os.path.dirname(__file__), "ours.json"), encoding="utf-8") as file:
    ours = json.load(file)
expected = {
    "library": f"livekit-api {VERSION}",
    "passes": [read(made) for made in ours],
    "notices": [
        {"case": case, "body": body, "proof": token, "now_s": now, "believed": believed(body, token, now)}
        for case, body, token, now in notices()
    ],
}
print(json.dumps(expected, indent=1, ensure_ascii=False))
