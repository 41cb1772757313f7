// The words of the call in the console, in English.

import type { Outcome } from '../../console/call/types.ts';

type Words = Record<string, string>;

export interface CallTexts {
  tab: string; onDuty: string; offDuty: string; speak: string; next: string; ready: (n: number) => string; agents: (n: number) => string; median: (t: string) => string;
  nobodyToTake: string; nobody: string; calm: string; language: string; who: string; states: { booked: string; connected: string }; urgent: string; here: string; away: string; reasons: Words;
  heading: string; asks: string; take: string; taken: string; hungUp: string; lost: string; lostLead: string; again: string; first: string;
  remote: string; own: string; sound: string; joining: string; elsewhere: string; seen: string; dropped: string; gone: string; shaky: string;
  controls: string; mute: string; unmute: string; hide: string; unhide: string; open: string; end: string;
  recording: string; recordedFor: (t: string) => string; pending: (n: number) => string; gaps: (n: number) => string; never: string; notYet: string; refused: string;
  checklist: string; progress: (done: number, all: number) => string; mustOpen: (n: number) => string; must: string; found: { met: string; not_met: string; open: string }; waits: string; order: string;
  met: string; notMet: string; shoot: string; shootAgain: string; value: string; country: (list: string) => string; sealed: string; wrong: string; timeMark: string;
  code: { lead: string; send: string; again: string; sent: { phone: string; email: string }; tries: (n: number) => string; expired: string; usedUp: string; back: string };
  endHeading: string; outcome: string; outcomes: Record<Outcome, string>; outcomeLeads: Record<Outcome, string>; ends: Record<Outcome, Words>; stillOpen: (n: number) => string; at: string; atHint: string; sending: string;
  playback: {
    heading: string; lead: string; play: string; pause: string; position: string; of: (at: string, all: string) => string;
    missing: string; skipped: (from: string, to: string) => string; comma: string; failed: string; logged: string;
  };
  keys: { queue: string; call: string; own: string; line: string };
}

export const call: CallTexts = {
  tab: 'Calls',
  onDuty: 'On duty',
  offDuty: 'Off duty',
  speak: 'Languages you speak in calls',
  next: 'Take the next call',
  ready: (n) => (n === 0 ? 'Nobody is in line' : n === 1 ? '1 person in line' : `${n} people in line`),
  agents: (n) => (n === 1 ? '1 member of staff on duty' : `${n} members of staff on duty`),
  median: (t) => `a call takes about ${t}`,
  nobodyToTake: 'There is nobody for you to take: nobody waits, or nobody in a language of yours.',
  nobody: 'Nobody has asked for a call.',
  calm: 'Whoever asks for one appears here by themselves.',
  language: 'Language',
  who: 'Who is there',
  states: { booked: 'Booked', connected: 'In a call' },
  urgent: 'Urgent',
  here: 'Applicant is there',
  away: 'The applicant is not there at the moment.',
  reasons: { automatic_way_failed: 'It did not work by itself', prefers_person: 'Would rather talk to a person', needs_help: 'Needs help' },
  heading: 'Video call',
  asks: 'The applicant would like to talk',
  take: 'Take the call',
  taken: 'A colleague holds the call.',
  hungUp: 'The applicant hung up. You can still give your verdict, if the journey allows it.',
  lost: 'This call is no longer yours',
  lostLead: 'Another agent has taken over, or it went back to its place in line. Nothing more can be written here.',
  again: 'Take the call again',
  first: 'End the call first. The verdict follows.',
  remote: 'The applicant',
  own: 'Your own picture',
  sound: 'Turn the sound on',
  joining: 'Connecting picture and sound …',
  elsewhere: 'The bank holds its calls in another application, which this page cannot show. The checklist and the verdict stay here.',
  seen: 'Connected',
  dropped: 'The line has dropped. It comes back by itself.',
  gone: 'The applicant is gone. Wait a moment, or end the call as dropped: they keep their place.',
  shaky: 'Your connection is shaky. Nothing is lost yet; we keep trying.',
  controls: 'Your camera and microphone',
  mute: 'Mute the microphone',
  unmute: 'Turn the microphone on',
  hide: 'Turn the camera off',
  unhide: 'Turn the camera on',
  open: 'Turn on camera and microphone',
  end: 'End the call',
  recording: 'Recording',
  recordedFor: (t) => `${t} on record`,
  pending: (n) => `${n} pieces on their way`,
  gaps: (n) => (n === 1 ? '1 gap' : `${n} gaps`),
  never: 'This call is not recorded.',
  notYet: 'The applicant has not agreed to the recording yet. Nothing is recorded.',
  refused: 'Not recorded: the applicant has not agreed.',
  checklist: 'Checklist',
  progress: (done, all) => `${done} of ${all}`,
  mustOpen: (n) => (n === 1 ? '1 required point open' : `${n} required points open`),
  must: 'Required',
  found: { met: 'Met', not_met: 'Not met', open: 'Open' },
  waits: 'First:',
  order: 'Other points come before this one.',
  met: 'Met',
  notMet: 'Not met',
  shoot: 'Take a picture',
  shootAgain: 'Take it again',
  value: 'What you see or hear',
  country: (list) => `Country code (${list})`,
  sealed: 'Sealed with the application; it is not shown again.',
  wrong: 'That does not fit here.',
  timeMark: 'The time is written down with your answer.',
  code: {
    lead: 'A six-digit code goes to the address that the applicant has proved. They type it on their own page: never let them read it to you.',
    send: 'Send the code', again: 'Send again', sent: { phone: 'Sent to their phone, waiting for the applicant …', email: 'Sent to their e-mail, waiting for the applicant …' }, tries: (n) => (n === 1 ? '1 try left' : `${n} tries left`),
    expired: 'The code has run out. Send another one.', usedUp: 'It was mistyped too often. Send another one.', back: 'The code has come back from the applicant’s page.',
  },
  endHeading: 'How did the call end?',
  outcome: 'Outcome',
  outcomes: { successful: 'Settled', unsuccessful: 'Not settled', missed: 'Nobody came', rescheduled: 'Another time', dropped: 'Line lost' },
  outcomeLeads: {
    successful: 'All that was to be seen and asked was seen and asked.', unsuccessful: 'It could not be settled by a call.', missed: 'The applicant was not there.',
    rescheduled: 'A callback is booked.', dropped: 'The applicant keeps their place; a colleague may take it.',
  },
  ends: {
    successful: { identity_clear: 'The identity is clear', data_verified: 'The data was verified' },
    unsuccessful: { picture_or_sound_poor: 'Picture or sound too poor', document_not_at_hand: 'The document was not at hand', doubts_remain: 'Doubts remain', broke_off: 'The applicant broke off' },
    missed: { nobody_answered: 'Nobody answered' },
    rescheduled: { asked_for_another_time: 'The applicant asked for it', technical_trouble: 'Technical trouble' },
    dropped: { line_lost: 'The line was lost' },
  },
  stillOpen: (n) => (n === 1 ? '1 required point is open: the application cannot be approved like this.' : `${n} required points are open: the application cannot be approved like this.`),
  at: 'For when',
  atHint: 'Left empty, the next free time is booked.',
  sending: 'The last pieces of the recording are on their way …',
  playback: {
    heading: 'Recording of the call', lead: 'Nothing is fetched before you play it.', play: 'Play', pause: 'Pause', position: 'Place in the call', of: (a, b) => `${a} of ${b}`,
    missing: 'Not on record', skipped: (a, b) => `Not on record from ${a} to ${b}; it goes on after that.`, comma: ', ', failed: 'This piece could not be fetched or played.', logged: 'Each piece that you play is on the log.',
  },
  keys: { queue: 'On or off duty, next call', call: 'Take, end the call', own: 'Microphone, camera', line: 'Point met, not met, picture or code' },
};
