// Every word of the console, in English; the other languages have the same shape, which the compiler sees to.

import { call, type CallTexts } from './call/en.ts';

type Words = Record<string, string>;

export interface Texts {
  title: string;
  signIn: { heading: string; lead: string; label: string; hint: string; button: string; wrong: string; ended: string; again: string; out: string };
  bar: { queue: string; language: string; light: string; lights: { auto: string; light: string; dark: string }; help: string; skip: string };
  link: { live: string; lost: string };
  queue: {
    heading: string; decision: string; second_person: string; lateCount: (n: number) => string;
    count: (n: number) => string; left: (t: string) => string; over: (t: string) => string; nobody: string; calm: string;
    heldBy: (who: string) => string; mine: string; free: string; applicant: string; why: string; wait: string; holder: string; test: string;
  };
  case: {
    back: string; why: string; taken: string; elsewhere: string; hold: (t: string) => string; ended: string; loading: string;
    pictures: string; faces: string; fields: string; zone: string; measures: string; history: string; steps: string; logged: string;
    noPicture: string; larger: string; close: string; gone: string; journey: string; language: string;
  };
  faces: { match: string; unclear: string; noMatch: string; distance: string; explain: (match: string, refer: string) => string; of: Words };
  fields: { field: string; sure: string; contradiction: string; unclear: string; unsure: string; agree: string; missing: string; onPicture: string; phone: string; email: string; proved: string; unproved: string; count: (n: number) => string };
  zone: { expected: string; found: string; right: string; wrong: string; all: (n: number) => string; some: (n: number) => string; none: string; repaired: string; names: Words };
  measures: { least: string; most: string; good: string; bad: string; looking: string; names: Words };
  verdict: {
    heading: string; approve: string; decline: string; send_back: string; confirm: string; veto: string; step: string; reason: string; other: string; code: string; codeHint: string;
    record: string; cancel: string; decided: string; byStaff: (who: string) => string; byMachine: string; confirmedBy: (who: string) => string; second: string; notYours: string;
    moved: string; reasons: Record<'approve' | 'decline' | 'send_back' | 'confirm' | 'veto', Words>; lead: Record<'approve' | 'decline' | 'send_back' | 'confirm' | 'veto', string>;
  };
  call: CallTexts;
  keys: { heading: string; use: string; next: string; open: string; picture: string; back: string; help: string };
  purposes: Words; status: Words; steps: Words; stepStatus: Words; shows: Words; sources: Words; names: Words; reasons: Words; events: Words; actors: Words; problems: Words;
}

export const en: Texts = {
  title: 'Staff console',
  signIn: {
    heading: 'Welcome back',
    lead: 'Here people look where a machine may not decide. Every look is written down.',
    label: 'Staff token',
    hint: 'It is kept in this tab alone, and forgotten when you close it.',
    button: 'Sign in',
    wrong: 'This is no staff token. It has three parts with full stops between them.',
    ended: 'Your token has ended. Sign in again; nothing on the page is lost.',
    again: 'Continue',
    out: 'Sign out',
  },
  bar: { queue: 'Queue', language: 'Language', light: 'Light', lights: { auto: 'As the device', light: 'Light', dark: 'Dark' }, help: 'Keys', skip: 'Skip to the content' },
  link: { live: 'Live', lost: 'Connection lost; trying again' },
  queue: {
    heading: 'Who is waiting',
    decision: 'To decide',
    second_person: 'For a second person',
    lateCount: (n) => `${n} later than promised`,
    count: (n) => (n === 1 ? '1 application' : `${n} applications`),
    left: (t) => `${t} left`,
    over: (t) => `${t} over`,
    nobody: 'Nobody is waiting.',
    calm: 'New applications appear here by themselves.',
    heldBy: (who) => `${who} is at it`,
    mine: 'You are at it',
    free: 'Free',
    applicant: 'Application',
    why: 'Why a person',
    wait: 'Wait',
    holder: 'Held by',
    test: 'Rehearsal',
  },
  case: {
    back: 'Back to the queue',
    why: 'What a person must settle',
    taken: 'Somebody else is at this application.',
    elsewhere: 'You no longer hold this application. Open it again to go on.',
    hold: (t) => `Yours for ${t}`,
    ended: 'This application waits for nobody any more.',
    loading: 'Loading',
    pictures: 'Card',
    faces: 'Faces',
    fields: 'What each source says',
    zone: 'Machine readable zone',
    measures: 'Pictures, measured',
    history: 'History',
    steps: 'Steps',
    logged: 'Each look at a picture is on the log.',
    noPicture: 'No picture',
    larger: 'Larger',
    close: 'Close',
    gone: 'The picture could not be fetched.',
    journey: 'Journey',
    language: 'Language',
  },
  faces: {
    match: 'Match',
    unclear: 'Unclear',
    noMatch: 'No match',
    distance: 'Distance',
    explain: (match, refer) => `A match up to ${match}; no match above ${refer}. Smaller is more alike.`,
    of: { document_portrait: 'Selfie and card', registry_photo: 'Selfie and registry' },
  },
  fields: {
    field: 'Field',
    sure: 'sure',
    phone: 'Telephone',
    email: 'E-mail',
    proved: 'proved by a code',
    unproved: 'not proved',
    contradiction: 'Contradiction',
    unclear: 'May be the same',
    unsure: 'Read unsurely',
    agree: 'Sources agree',
    missing: 'says nothing',
    onPicture: 'Show on the card',
    count: (n) => (n === 1 ? '1 contradiction' : `${n} contradictions`),
  },
  zone: {
    expected: 'calculated',
    found: 'printed',
    right: 'right',
    wrong: 'wrong',
    all: (n) => `All ${n} check digits are right`,
    some: (n) => (n === 1 ? '1 check digit is wrong' : `${n} check digits are wrong`),
    none: 'No zone was read.',
    repaired: 'Characters had to be exchanged to make the digits fit.',
    names: { document_number: 'Document number', birth_date: 'Date of birth', expiry_date: 'Expiry', optional_data: 'Optional data', composite: 'All together' },
  },
  measures: {
    least: 'at least',
    most: 'at most',
    good: 'good',
    bad: 'outside',
    looking: 'The engines look once more …',
    names: {
      sharpness: 'Sharpness', glare: 'Glare, share', length_px: 'Card length, px', mrz_pitch_px: 'Letter pitch, px', height_px: 'Face height, px',
      light: 'Light on the skin', burnt: 'Burnt out, share', turn: 'Turned aside', roll_degrees: 'Leaning, degrees', faces: 'Faces',
      eye_distance_px: 'Eyes apart, px', luminance_mean: 'Mean luminance', luminance_variance: 'Luminance variance', dark: 'Too dark, share',
      eyes_open: 'Eyes open', mouth_open: 'Mouth open', mouth_unlike_skin: 'Mouth unlike skin',
      dynamic_range_bits: 'Shades, bits', evenness: 'Even light, 0–1', nod: 'Looking up or down',
      zone_pitch_mm: 'Zone pitch, mm', zone_font: 'Zone letters like OCR-B', colour: 'Colour',
    },
  },
  verdict: {
    heading: 'Your verdict',
    approve: 'Approve',
    decline: 'Decline',
    send_back: 'Send a step back',
    confirm: 'Confirm',
    veto: 'Veto',
    step: 'Which step',
    reason: 'Why',
    other: 'Another reason',
    code: 'Code of your catalogue',
    codeHint: '1 to 64 of a–z, 0–9 and _. It stands in the log for ever: never a name.',
    record: 'Record',
    cancel: 'Cancel',
    decided: 'Decided',
    byStaff: (who) => `by ${who}`,
    byMachine: 'by the machine',
    confirmedBy: (who) => `confirmed by ${who}`,
    second: 'A second person looks at what another decided.',
    notYours: 'You decided this yourself. Somebody else must look.',
    moved: 'The application has changed meanwhile. Look again, then decide.',
    lead: {
      approve: 'The applicant becomes a customer.',
      decline: 'The applicant does not become a customer.',
      send_back: 'The applicant does one step again, with all attempts and the whole time.',
      confirm: 'The decision stands.',
      veto: 'The decision falls, and the application waits for a verdict again.',
    },
    reasons: {
      approve: { same_person: 'It is the same person', data_verified: 'The data was verified', seen_in_branch: 'Seen in the branch' },
      decline: { not_same_person: 'It is not the same person', data_contradicts: 'The data contradicts itself', document_doubtful: 'The document is doubtful' },
      send_back: { picture_unclear: 'The picture is unclear', wrong_document: 'It is the wrong document', take_again: 'To be taken again, alone and facing the camera' },
      confirm: { second_look_agrees: 'I see the same' },
      veto: { second_look_differs: 'I see something else' },
    },
  },
  call,
  keys: {
    heading: 'Keys',
    use: 'Use single keys',
    next: 'Next, previous',
    open: 'Open',
    picture: 'Picture, larger',
    back: 'Back',
    help: 'This help',
  },
  purposes: { registry: 'Registry', document: 'Document', biometric: 'Comparing faces', recording: 'Recording', contact: 'Messages' },
  status: { in_progress: 'With the applicant', awaiting_staff: 'Waiting for staff', approved: 'Approved', declined: 'Declined', expired: 'Expired', withdrawn: 'Withdrawn', erased: 'Erased' },
  steps: { identification: 'Registry', document: 'Document', selfie: 'Selfie', liveness: 'Liveness', contact: 'Contact', submission: 'Submission' },
  stepStatus: { pending: 'open', passed: 'passed', retry: 'again', referred: 'for a person', waived: 'left out' },
  shows: { document_front: 'Card, front', document_back: 'Card, back', document_portrait: 'Portrait on the card', registry_photo: 'Registry photograph', selfie: 'Selfie',
    call_snapshot: 'Picture of the call', call_segment: 'Piece of the recording',
    liveness_straight: 'Liveness: straight', liveness_left: 'Liveness: turned left', liveness_right: 'Liveness: turned right', liveness_blink: 'Liveness: eyes closed', liveness_wrong: 'Liveness: what was wrong' },
  sources: { typed: 'Typed', registry: 'Registry', visual_zone: 'Printed', mrz: 'Zone', barcode: 'Barcode' },
  names: {
    full_name: 'Full name', full_name_native: 'Name in native script', family_name: 'Family name', given_names: 'Given names', national_id: 'National ID number', document_number: 'Document number',
    birth_date: 'Date of birth', sex: 'Sex', nationality: 'Nationality', issuing_state: 'Issuing state', issue_date: 'Issued', expiry_date: 'Expires', address: 'Address',
  },
  reasons: {
    registry_no_match: 'The registry knows nobody with this number and birth date',
    registry_unavailable: 'The registry did not answer',
    registry_deceased: 'The registry holds the person as dead',
    registry_revoked: 'The registry has withdrawn the number',
    document_not_found: 'No document is on the picture',
    document_unreadable: 'The document cannot be read',
    picture_blurred: 'The picture is blurred',
    picture_glare: 'Light is reflected into the picture',
    picture_too_small: 'The document is too small on the picture',
    corner_cut_off: 'A corner of the document is cut off',
    side_missing: 'A side of the document is missing',
    mrz_not_found: 'The machine readable zone was not found',
    mrz_check_digit: 'A check digit of the zone is wrong',
    mrz_repaired: 'The zone was only readable with the help of its check digits',
    document_expired: 'The document has expired',
    portrait_not_found: 'There is no usable portrait',
    face_not_found: 'No face is on the picture',
    face_several: 'More than one face is on the picture',
    face_too_small: 'The face is too small',
    face_turned: 'The face is turned away',
    face_blurred: 'The face is blurred',
    face_light: 'The face is too dark or too bright',
    face_unclear: 'The faces resemble each other, but not enough for a machine',
    face_no_match: 'The faces do not resemble each other',
    face_outdated: 'A portrait was replaced after the faces were compared',
    selfie_is_document: 'The selfie is the same picture as the portrait',
    name_mismatch: 'Names differ between sources',
    name_unclear: 'Names may or may not be the same',
    birth_date_mismatch: 'Birth dates differ between sources',
    sex_mismatch: 'Sexes differ between sources',
    nationality_mismatch: 'Nationalities differ between sources',
    national_id_mismatch: 'National ID numbers differ between sources',
    document_number_mismatch: 'Document numbers differ between sources',
    document_date_mismatch: 'Dates of the document differ between sources',
    consent_refused: 'The applicant did not agree to a step',
    liveness_missing: 'Nothing shows that a living person was there',
    identity_attempts: 'Too many attempts under this identity',
    liveness_outdated: 'The selfie was replaced after liveness was checked',
    face_lost: 'A frame shows no face, or one too far away',
    no_straight_start: 'The first frame does not look straight',
    action_missing: 'Not every move asked for is seen',
    wrong_order: 'Other moves than asked for, or in another order',
    another_person: 'A frame shows somebody else than the selfie',
    too_slow: "The frames came after the challenge's time",
    frames_too_old: 'The frames are older than the challenge',
    code_wrong: 'Another code was typed than the one that was sent',
    contact_unconfirmed: 'Nobody could type a code that was sent to the address',
  },
  events: {
    session_started: 'Application opened', applicant_token_issued: 'Access given to the applicant', consent_given: 'Agreed', consent_refused: 'Did not agree', identification_answered: 'Registry asked',
    identification_waived: 'Registry left out', document_read: 'Document read', profile_corrected: 'Values corrected', cross_checked: 'Sources compared', face_compared: 'Faces compared', liveness_asked: 'Liveness challenge given', liveness_judged: 'Liveness judged', person_told: 'Told unasked', feedback_given: 'Question at the end answered', code_sent: 'Code sent', code_typed: 'Code typed', step_reopened: 'Step opened again',
    call_asked: 'Call asked for', call_connected: 'Call begun', call_dropped: 'Call dropped', call_ended: 'Call ended', checklist_answered: 'Point answered', line_code_sent: 'Code sent for a point', line_code_typed: 'Code typed for a point', recording_kept: 'Recording kept', recording_gap: 'Gap in the recording',
    submitted: 'Handed in', decided: 'Decided', reviewed: 'Second person looked', expired: 'Expired', withdrawn: 'Withdrawn', erased: 'Erased',
  },
  actors: { back_end: 'App', applicant: 'Applicant', staff: 'Staff', service: 'Service' },
  problems: {
    unreachable: 'The service cannot be reached.', not_claimed: 'Open the application from the queue first.', busy: 'Somebody else is at it. Try again in a moment.', forbidden: 'Your role does not reach this.',
    not_found: 'There is no such application.', not_now: 'That is not possible at this stage.', version_moved: 'The application has changed meanwhile.', second_person_needed: 'Somebody else must look: you decided this.',
    too_many_requests: 'Too many requests. Wait a moment.', erased: 'This has been erased.', internal: 'Something went wrong on our side.', bad_token: 'The token is not good.', no_place: 'The service is busy.',
    call_open: 'The call has not ended yet.', call_missing: 'The journey approves only after a successful call.', checklist_open: 'Required points of the call are open or not met.',
    recording_too_short: 'Less than 95 % of the call is on record.', recording_interrupted: 'The recording has a gap, and the checklist allows none.', no_recording: 'This call may not be recorded.', recording_full: 'The recording is as long as it may be.',
    consent_missing: 'The applicant has not agreed to the recording.', lease_lost: 'The call is no longer yours.', applicant_away: 'The applicant is not there.', no_call: 'There is no call any more.', call_not_connected: 'You are not connected yet.',
    no_proved_address: 'The applicant has proved no address, or no longer agrees to be contacted. The point cannot be met.', undeliverable: 'No message can be sent to the applicant’s address any more.', too_many_codes: 'No more codes are sent today. Agree on another day.', channel_unavailable: 'No message can be sent just now. Try again in a moment.',
    wrong_country: 'This country is not one of the allowed ones.', bad_value: 'That value is not taken.', conflict: 'Something came in between. Try again.', not_a_recording: 'A piece of the recording was not taken.', picture_not_taken: 'The picture is black or too small.',
  },
};
