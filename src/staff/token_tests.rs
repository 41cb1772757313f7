//! What a forger, a thief and a careless replica may try.

use jsonwebtoken::EncodingKey;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{base::randomness::SeededRandomness, staff::token_keys::TokenKey};

const NOW: i64 = 1_800_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

fn key(id: &str, seed: u64) -> TokenKey {
    TokenKey::generate(id, &SeededRandomness::new(seed)).expect("a key")
}

fn tokens_of(issuer: &str, keys: &[TokenKey]) -> Tokens {
    Tokens::new(issuer, SigningKeys::new(keys).expect("keys"))
}

fn tokens() -> Tokens {
    tokens_of("https://ahlan.example", &[key("a", 1)])
}

fn back_end() -> Caller {
    Caller::BackEnd { client_id: "mobile".parse().expect("a name") }
}

fn applicant() -> Caller {
    Caller::Applicant { session: "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id"), generation: 3 }
}

fn agent() -> Caller {
    Caller::Staff { id: "layla".parse().expect("a name"), roles: [Role::Agent, Role::Auditor].into() }
}

fn issue(tokens: &Tokens, caller: &Caller) -> String {
    tokens.issue(caller, at(NOW), &SeededRandomness::new(5)).expect("signs").expose().to_owned()
}

fn verify(token: &str) -> Result<Caller, TokenFault> {
    tokens().verify(token, at(NOW), &Audience::ALL)
}

fn part(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

/// A token with this header and these claims, properly signed by the service's own key.
fn signed(header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let tokens = tokens();
    let (_, key) = tokens.keys.current();
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).expect("signs");
    format!("{message}.{signature}")
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "a" })
}

fn claims() -> Value {
    json!({
        "iss": "https://ahlan.example", "aud": "ahlan:back-end", "sub": "mobile",
        "iat": NOW, "exp": NOW + 900, "jti": "x",
    })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

#[test]
fn each_kind_of_caller_survives_its_token() {
    for caller in [back_end(), applicant(), agent()] {
        assert_eq!(verify(&issue(&tokens(), &caller)), Ok(caller));
    }
    assert_eq!(verify(&signed(&header(), &claims())), Ok(back_end()));
}

#[test]
fn a_token_without_a_signature_is_refused() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let head = part(&with(header(), "alg", alg.into()));
        for signature in ["", "AAAA"] {
            let token = format!("{head}.{}.{signature}", part(&claims()));
            assert_eq!(verify(&token), Err(TokenFault::WrongAlgorithm), "{alg:?}");
        }
    }
}

#[test]
fn a_token_signed_by_hs256_with_the_public_key_as_secret_is_refused() {
    let tokens = tokens();
    let public = tokens.keys.public("a").expect("the key").try_get_as_bytes().expect("bytes").to_vec();
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some("at+jwt".into());
    header.kid = Some("a".into());
    let forged = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(&public)).expect("signs");
    assert_eq!(verify(&forged), Err(TokenFault::WrongAlgorithm));
    // The same signature under a header that says EdDSA.
    let message = format!("{}.{}", part(&self::header()), part(&claims()));
    let mac = jsonwebtoken::crypto::sign(message.as_bytes(), &EncodingKey::from_secret(&public), Algorithm::HS256);
    assert_eq!(verify(&format!("{message}.{}", mac.expect("signs"))), Err(TokenFault::BadSignature));
}

#[test]
fn a_token_for_one_kind_of_caller_is_worthless_for_the_others() {
    for caller in [back_end(), applicant(), agent()] {
        let token = issue(&tokens(), &caller);
        for audience in Audience::ALL {
            let answer = tokens().verify(&token, at(NOW), &[audience]);
            let right = audience == Audience::of(&caller);
            assert_eq!(answer, if right { Ok(caller.clone()) } else { Err(TokenFault::WrongAudience) }, "{audience:?}");
        }
    }
    let listed = with(claims(), "aud", json!(["ahlan:back-end", "ahlan:staff"]));
    assert_eq!(verify(&signed(&header(), &listed)), Err(TokenFault::Malformed));
}

#[test]
fn a_token_lives_to_the_last_millisecond_and_no_longer() {
    let token = issue(&tokens(), &back_end());
    let end = at(NOW + LONGEST_LIFE_S);
    let verify = |now| tokens().verify(&token, now, &[Audience::BackEnd]);
    assert_eq!(verify(end - SignedDuration::from_millis(1)), Ok(back_end()));
    assert_eq!(verify(end), Err(TokenFault::Expired));
    assert_eq!(tokens().issue(&back_end(), at(NOW), &SeededRandomness::new(1)).expect("signs").expires_at(), end);
}

#[test]
fn a_token_from_more_than_thirty_seconds_ahead_is_not_yet_valid() {
    let token = issue(&tokens(), &back_end());
    let verify = |now| tokens().verify(&token, now, &[Audience::BackEnd]);
    assert_eq!(verify(at(NOW - 30)), Ok(back_end()));
    assert_eq!(verify(at(NOW - 31)), Err(TokenFault::NotYetValid));
    let later = with(claims(), "nbf", json!(NOW + 31));
    assert_eq!(self::verify(&signed(&header(), &later)), Err(TokenFault::NotYetValid));
}

#[test]
fn a_signed_token_with_a_life_of_more_than_fifteen_minutes_is_refused() {
    for exp in [json!(NOW + 901), json!(NOW), json!(i64::MAX), json!("soon"), Value::Null] {
        let token = signed(&header(), &with(claims(), "exp", exp.clone()));
        assert_eq!(verify(&token), Err(TokenFault::Malformed), "{exp}");
    }
    let ancient = with(with(claims(), "iat", json!(i64::MIN)), "exp", json!(i64::MAX));
    assert_eq!(verify(&signed(&header(), &ancient)), Err(TokenFault::Malformed));
}

#[test]
fn changed_claims_break_the_signature() {
    let token = issue(&tokens(), &applicant());
    let parts: Vec<&str> = token.split('.').collect();
    let claims: Value = serde_json::from_slice(&BASE64.decode(parts[1]).expect("base64")).expect("json");
    for (name, value) in
        [("generation", json!(4)), ("sub", json!("01890a5d-ac96-774b-bcce-b302099a8058")), ("exp", json!(NOW + 899))]
    {
        let forged = format!("{}.{}.{}", parts[0], part(&with(claims.clone(), name, value)), parts[2]);
        assert_eq!(verify(&forged), Err(TokenFault::BadSignature), "{name}");
    }
}

#[test]
fn the_id_of_another_key_or_of_none_does_not_verify() {
    let both = tokens_of("https://ahlan.example", &[key("b", 2), key("a", 1)]);
    let other = signed(&with(header(), "kid", "b".into()), &claims());
    assert_eq!(both.verify(&other, at(NOW), &Audience::ALL), Err(TokenFault::BadSignature));
    assert_eq!(verify(&signed(&with(header(), "kid", "c".into()), &claims())), Err(TokenFault::UnknownKey));
    assert_eq!(verify(&signed(&with(header(), "kid", Value::Null), &claims())), Err(TokenFault::UnknownKey));
}

#[test]
fn after_a_rotation_old_tokens_still_verify_and_new_ones_carry_the_new_key() {
    let old = issue(&tokens(), &back_end());
    let both = tokens_of("https://ahlan.example", &[key("b", 2), key("a", 1)]);
    assert_eq!(both.verify(&old, at(NOW), &Audience::ALL), Ok(back_end()));
    assert_eq!(verify(&issue(&both, &back_end())), Err(TokenFault::UnknownKey));
}

#[test]
fn another_issuer_with_the_same_key_is_refused() {
    let other = issue(&tokens_of("https://other.example", &[key("a", 1)]), &back_end());
    assert_eq!(verify(&other), Err(TokenFault::WrongIssuer));
}

#[test]
fn a_signed_token_of_another_type_or_with_unknown_critical_headers_is_refused() {
    for typ in [json!("JWT"), Value::Null] {
        assert_eq!(verify(&signed(&with(header(), "typ", typ), &claims())), Err(TokenFault::Malformed));
    }
    let critical = with(header(), "crit", json!(["b64"]));
    assert_eq!(verify(&signed(&critical, &claims())), Err(TokenFault::Malformed));
}

#[test]
fn a_staff_token_without_roles_and_an_applicant_token_without_generation_prove_nothing() {
    let staff = with(claims(), "aud", "ahlan:staff".into());
    assert_eq!(verify(&signed(&header(), &staff)), Err(TokenFault::Malformed));
    let applicant = with(claims(), "aud", "ahlan:applicant".into());
    let applicant = with(applicant, "sub", "01890a5d-ac96-774b-bcce-b302099a8057".into());
    assert_eq!(verify(&signed(&header(), &applicant)), Err(TokenFault::Malformed));
}

#[test]
fn what_is_no_token_is_malformed() {
    let whole = issue(&tokens(), &back_end());
    for text in ["", ".", "..", "a.b.c", &format!("{whole}.x"), &whole.replace('.', ""), &"a".repeat(5000)] {
        assert_eq!(verify(text), Err(TokenFault::Malformed), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_changed_character_is_refused(place: prop::sample::Index, letter in "[A-Za-z0-9._-]") {
        let token = issue(&tokens(), &agent());
        let place = place.index(token.len());
        let changed = format!("{}{letter}{}", &token[..place], &token[place + 1..]);
        prop_assume!(changed != token);
        prop_assert!(verify(&changed).is_err());
    }
}
