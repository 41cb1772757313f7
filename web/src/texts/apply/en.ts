// Every word of the applicant's page, in English; the other languages have the same shape, which the compiler sees to.
// What the conversation says comes from the service.

import { call, type CallTexts } from './call/en.ts';

type Words = Record<string, string>;

export interface Texts {
  title: string;
  language: string;
  welcome: { heading: string; lead: string; card: string; face: string; calm: string; begin: string; beginning: string };
  closed: { heading: string; again: string; reasons: Words; other: string };
  progress: { label: string; step: (step: number, total: number) => string; left: (time: string) => string; done: string };
  thread: { label: string; you: string; service: string; writing: string; reading: Words; sent: Words; lost: string; resend: string; refused: string };
  compose: { label: string; hint: string; send: string; code: string };
  survey: { label: string; low: string; high: string; comment: string; send: string };
  picture: { take: Words; choose: string };
  camera: {
    heading: Words; lead: Words; good: Words; faults: Words; starting: string; shutter: string; use: string; again: string; close: string; upload: string;
    denied: string; none: string; look: string;
  };
  liveness: {
    go: string; heading: string; lead: string; how: (time: string) => string; start: string; asking: string; moves: Words; holds: Words;
    left: (time: string) => string; checking: string; passed: string; failed: string; causes: Words; tries: (count: number) => string; again: string;
    referred: string; on: string; close: string; denied: string; none: string; phone: string; reopen: string;
  };
  call: CallTexts;
  phone: {
    go: string; heading: string; scan: string; number: string; lead: string; confirm: string; left: (time: string) => string; cancel: string; again: string;
    wrong: string; refused: string; ended: string; code: string;
  };
  number: { heading: string; lead: string };
  handed: { heading: string; lead: string };
  status: Words; steps: Words; stepStatus: Words; problems: Words; other: string;
}

export const en: Texts = {
  title: 'Your application',
  language: 'Language',
  welcome: {
    heading: 'Welcome',
    lead: 'Opening your account takes about a minute. You talk to us, and we fill in the form.',
    card: 'Have your ID card or passport at hand',
    face: 'You will take a selfie',
    calm: 'You can stop at any time and come back',
    begin: 'Begin',
    beginning: 'One moment …',
  },
  closed: {
    heading: 'This page is closed',
    again: 'Ask the bank, or open its app again, for a new link.',
    reasons: {
      link_spent: 'This link has been used already. For your safety it works once.',
      link_ended: 'This link has run out.',
      not_found: 'This link is not complete. Open it again from the message that brought it.',
      no_link: 'This page is opened by a link from your bank.',
      visit_ended: 'You were away for a long time, so we closed the page for your safety. Nothing is lost.',
      token_replaced: 'Your application was ended, or opened somewhere else.',
      hand_over_refused: 'The number was typed wrong too often. Begin on the other page again.',
      hand_over_ended: 'Nobody typed the number in time. Begin on the other page again.',
      session_expired: 'Your application has run out of time.',
      erased: 'The data of this application is erased.',
    },
    other: 'Something is not right with this page.',
  },
  progress: {
    label: 'How far you are',
    step: (step, total) => `Step ${step} of ${total}`,
    left: (time) => `about ${time} left`,
    done: 'All done',
  },
  thread: {
    label: 'Conversation',
    you: 'You',
    service: 'Bank',
    writing: 'Writing',
    reading: { card: 'Reading your document …', card_back: 'Reading both sides …', selfie: 'Looking at your selfie …' },
    sent: { card: 'Front of your document', card_back: 'Back of your document', selfie: 'Selfie' },
    lost: 'No connection. Nothing is lost; we keep trying.',
    resend: 'Try again',
    refused: 'That was not sent.',
  },
  compose: { label: 'Your message', hint: 'Write here …', send: 'Send', code: 'Six digits' },
  survey: { label: 'Your answer', low: 'not at all', high: 'very much', comment: 'A few words, if you like', send: 'Send your answer' },
  picture: {
    take: { card: 'Photograph the front', card_back: 'Photograph the back', selfie: 'Take a selfie' },
    choose: 'Choose a picture',
  },
  camera: {
    heading: { card: 'Front of the document', card_back: 'Back of the document', selfie: 'Your selfie' },
    lead: {
      card: 'Lay it on something dark. All four corners in the frame.',
      card_back: 'Turn it over. All four corners in the frame.',
      selfie: 'Your face in the oval, eyes to the camera.',
    },
    good: { card: 'Good. Take it now.', card_back: 'Good. Take it now.', selfie: 'Good. Take it now.' },
    faults: { dark: 'Too dark. Find more light.', bright: 'Too bright. Turn away from the light.', glare: 'Light is reflected. Tilt it a little.', blurred: 'Blurred. Hold still, or move back a little.' },
    starting: 'Opening the camera …',
    shutter: 'Take the picture',
    use: 'Use this picture',
    again: 'Once more',
    close: 'Close',
    upload: 'Choose a picture instead',
    denied: 'The camera may not be used. Allow it in the browser’s settings, or choose a picture.',
    none: 'There is no camera here. Choose a picture instead.',
    look: 'Is everything sharp and easy to read?',
  },
  liveness: {
    go: 'Start the check',
    heading: 'Show that you are there',
    lead: 'Hold the camera at the height of your eyes, your face in the oval.',
    how: (time) => `You are told what to do, one move after the other; a soft tone says when the next one comes. It takes about ${time}.`,
    start: 'I am ready',
    asking: 'One moment …',
    moves: { straight: 'Look straight ahead', turn_left: 'Turn your head to the left', turn_right: 'Turn your head to the right', blink: 'Close both eyes' },
    holds: { straight: 'Hold still.', turn_left: 'Well to the side. Stay there until the tone.', turn_right: 'Well to the side. Stay there until the tone.', blink: 'Keep them closed until the tone.' },
    left: (time) => `${time} left`,
    checking: 'Checking …',
    passed: 'That was you. Thank you!',
    failed: 'That did not work yet.',
    causes: {
      face_lost: 'Your face was not seen all the time. Come closer and keep it in the oval.',
      face_several: 'Somebody else was in the picture. Only you should be seen.',
      another_person: 'The face did not look like the one on your selfie. Find even light, and take off what covers your face.',
      no_straight_start: 'You did not look straight ahead at the beginning.',
      action_missing: 'Not every move was seen. Turn your head well to the side, and keep your eyes closed until the tone.',
      wrong_order: 'Another move was seen than the one asked for. Wait until each is shown.',
      too_slow: 'The time ran out. You can begin anew right away.',
      frames_too_old: 'The pictures were older than the task. Begin anew.',
    },
    tries: (count) => (count === 1 ? 'One try is left.' : `${count} tries are left.`),
    again: 'Try again',
    referred: 'Thank you. A member of staff will look at it; go on with your application.',
    on: 'Go on',
    close: 'Close',
    denied: 'The camera may not be used. Allow it in the browser’s settings.',
    none: 'There is no camera here.',
    phone: 'This check needs a camera. You can also go on with your phone.',
    reopen: 'Open the camera again',
  },
  call,
  phone: {
    go: 'Go on with your phone',
    heading: 'Go on with your phone',
    scan: 'Point your phone’s camera at this code.',
    number: 'The number on your phone',
    lead: 'Your phone shows two digits. Type them here, so that nobody else can take over.',
    confirm: 'That is my phone',
    left: (time) => `${time} left`,
    cancel: 'Stay here',
    again: 'Show a new code',
    wrong: 'That is not the number on the phone.',
    refused: 'The number was typed wrong too often.',
    ended: 'The code has run out.',
    code: 'Code for your phone’s camera',
  },
  number: { heading: 'Type this number on the other screen', lead: 'As soon as it is right, you go on here.' },
  handed: { heading: 'You go on with your phone', lead: 'This screen only shows how far you are. You may close it.' },
  status: {
    in_progress: 'In progress', awaiting_staff: 'A member of staff is looking at it', approved: 'Approved', declined: 'Not approved',
    expired: 'Run out of time', withdrawn: 'Ended', erased: 'Erased',
  },
  steps: { identification: 'National ID number', document: 'ID document', selfie: 'Selfie', liveness: 'Short video check', contact: 'Phone or e-mail', submission: 'Handing in' },
  stepStatus: { pending: 'to do', passed: 'done', retry: 'once more', referred: 'with staff', waived: 'not needed' },
  problems: {
    too_many_requests: 'That was a little fast. Wait a moment.', no_place: 'Many people are here just now. Wait a moment.', busy: 'Something came in between. Try again.',
    picture_too_many_bytes: 'That file is too large.', body_too_long: 'That file is too large.', bad_value: 'That is too long.', internal: 'Something went wrong on our side.',
    too_many_links: 'Too many codes were shown. Wait a few minutes.',
  },
  other: 'That did not work.',
};
