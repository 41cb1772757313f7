// The words of the call, in English.

type Words = Record<string, string>;

export interface CallTexts {
  heading: string; offer: string; go: string; join: string; show: string; close: string; back: string; lead: string; why: string; reasons: Words; language: string; ask: string;
  place: (place: number) => string; estimate: (time: string) => string; nobody: string; kept: string; booked: (when: string) => string; bookedLead: string;
  taken: string; joining: string; outside: string; connected: string; unrecorded: string; dropped: string; lost: string; recorded: string; elsewhere: string; here: string;
  you: string; staff: string; sound: string; dark: string; controls: string; mute: string; unmute: string; hide: string; unhide: string; turn: string; hang: string; off: string;
  allow: { heading: string; lead: string; go: string; denied: string; none: string };
  recording: { heading: string; demanded: string; offered: string; what: string; agree: string; without: string; none: string };
  code: { label: { phone: string; email: string }; secret: string; send: string; wrong: (n: number) => string; expired: string; usedUp: string; six: string; right: string };
  leave: { lead: string; yes: string; no: string };
  over: Words; problems: Words;
}

export const call: CallTexts = {
  heading: 'Video call',
  offer: 'A member of staff looks at your application. You can also settle it in a short video call.',
  go: 'Talk to a person',
  join: 'Join',
  show: 'Show',
  close: 'Close',
  back: 'Back to the conversation',
  lead: 'You see a member of staff, and they see you. It takes a few minutes. Have your ID card or passport at hand.',
  why: 'Why would you like a call?',
  reasons: { automatic_way_failed: 'It did not work by itself', prefers_person: 'I would rather talk to a person', needs_help: 'I need help' },
  language: 'Language of the call',
  ask: 'Ask for a call',
  place: (place) => (place === 1 ? 'You are next' : `You are number ${place} in line`),
  estimate: (time) => `Estimate: about ${time}`,
  nobody: 'Nobody is free at the moment.',
  kept: 'Your place is kept as long as this page stays open.',
  booked: (when) => `Your call: ${when}`,
  bookedLead: 'Nobody is here for you right now, so we have booked this time. Open this page again then; your place comes by itself.',
  taken: 'Somebody is here for you',
  outside: 'Go on in the app of your bank: this page cannot show the call.',
  joining: 'Connecting picture and sound …',
  connected: 'You are connected',
  unrecorded: 'This call is not recorded.',
  dropped: 'The line has dropped. It comes back by itself.',
  lost: 'No connection. We keep trying.',
  recorded: 'Recorded',
  elsewhere: 'Your call is open in another window.',
  here: 'Go on here',
  you: 'Your own picture',
  staff: 'Member of staff',
  sound: 'Turn the sound on',
  dark: 'Your camera is off',
  controls: 'Your camera and microphone',
  mute: 'Mute the microphone',
  unmute: 'Turn the microphone on',
  hide: 'Turn the camera off',
  unhide: 'Turn the camera on',
  turn: 'Other camera',
  hang: 'Hang up',
  off: 'Call it off',
  allow: {
    heading: 'May we see and hear you?',
    lead: 'Your browser asks for camera and microphone. Nobody sees or hears you before a member of staff has taken your call.',
    go: 'Turn on camera and microphone',
    denied: 'Camera and microphone may not be used. Allow both in the browser’s settings, then try again.',
    none: 'No camera with a microphone was found, or another program uses it. Close that one, then try again.',
  },
  recording: {
    heading: 'May the call be recorded?',
    demanded: 'The bank must be able to show how it got to know you. This call is only possible with a recording.',
    offered: 'The bank would like to record this call, to show later how it got to know you. You can also talk without a recording.',
    what: 'Picture and sound are encrypted, kept with your application as long as the bank must keep it, and seen by nobody else. Nothing is recorded before you agree.',
    agree: 'I agree to the recording',
    without: 'Talk without a recording',
    none: 'Then no call',
  },
  code: {
    label: { phone: 'Type the six digits that we have just sent to your phone', email: 'Type the six digits that we have just sent to your e-mail' },
    secret: 'Type them here yourself. Tell them to nobody, not even in this call.',
    send: 'Send',
    wrong: (n) => (n === 1 ? 'That is not the code. You can try once more.' : `That is not the code. You can try ${n} more times.`),
    expired: 'This code has run out. Ask in the call for another one.',
    usedUp: 'This code was mistyped too often. Ask in the call for another one.',
    six: 'A code has six digits.',
    right: 'The code is right. Thank you.',
  },
  leave: { lead: 'Do you want to leave for good? Your place in line is given up; your application still waits for a member of staff.', yes: 'Leave', no: 'Stay' },
  over: {
    successful: 'Thank you, the call is over. The decision follows.', unsuccessful: 'The call could not settle it. A member of staff looks at your application.',
    missed: 'We could not reach you for the call.', rescheduled: 'Another time was agreed for the call.', cancelled: 'You called the call off.',
  },
  problems: { bad_value: 'Nobody here speaks this language. Choose another one.', call_open: 'There is a call already.', no_call: 'There is no call for this application.', not_now: 'That is not possible any more.' },
};
