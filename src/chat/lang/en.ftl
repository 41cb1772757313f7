greeting = Hello and welcome. Opening your account takes about { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    } of your time. At any moment you may ask why, go back, or ask for a person.
not-understood = I did not understand that.
choose-instead = I still do not understand. Please choose one of these.
stale-choice = That button belongs to an earlier question. Here is where we are:
ask-back = I would rather be sure before I do that. Please choose.
thanks-reply = You are welcome.
help = Answer in your own words or use the buttons. You can say “why”, “go back”, “my name is wrong”, “another language”, “a person please” or “end my application”.
paused = Nothing is lost. Come back whenever you like and we go on from here.
masked-note = Until your selfie has matched, I show only parts of what the registry holds.
right = Is that right?
detail = • { $name }: { $value }
list-joint = |, |
long-date = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }

consent-registry = May I ask the national registry for your record? It fills the form for you. If you say no, there is another way.
consent-document = May I read your ID document and keep its pictures with your application? If you say no, a member of staff takes this step.
consent-biometric = May I compare your selfie with the portrait on your ID? The comparison is used for this application only. If you say no, a member of staff takes this step.
consent-recording = May the video call be recorded?
consent-contact = May I send you messages about this application: a code now, and a reminder if it is left lying? If you say no, a member of staff takes this step.
consent-noted = Thank you, I have noted that you agree.
refusal-noted = I have noted that you do not agree. Nothing of that kind is done; you may change your mind at any time.

ask-number = What is your national ID number, and when were you born? You can send both in one message.
ask-birth-date = And when were you born? Day, month and year, please.
ask-number-too = You were born on { $date }. And what is your national ID number?
read-identity = I read { $number }, born { $date }. Right?
which-scheme = Which kind of number is that?
registry-hit = I found you in the registry, so you need not type the rest:
registry-person = Thank you. A member of staff will look at this step.
registry-away = The national registry does not answer just now. That costs you nothing.
number-length = That number does not have the right length. Please compare it with your card.
number-check = One digit of that number is wrong. Please compare it with your card, digit by digit.
number-other = That does not look like a national ID number that I can take here.
date-unreadable = I could not read that date. Day, month and year, please.
date-short-year = Please write the year with four digits.
date-no-such-day = That day does not exist. Please check it.
date-future = That day is still to come. Please check it.

ask-card = { $count ->
        [one] Please photograph your ID document: the side with your portrait.
       *[other] Please photograph your ID document, both sides. Of a passport, only the page with your portrait.
    }
ask-card-back = I have the front. Now the back, please. If it is a passport, that page is enough.
card-read = I have read your document:
card-person = Thank you. A member of staff will look at your document.
ask-selfie = Now a selfie, please. Look straight into the camera, in even light.
selfie-matched = That is you. Thank you!
selfie-person = Thank you. A member of staff will look at your selfie.
ask-liveness = Now show that you are there yourself: the camera opens and you are told what to do, such as turning your head or closing your eyes for a moment. You come back here when it is done.
liveness-passed = You were there yourself. Thank you!
liveness-person = Thank you. A member of staff will look at this check.
picture-unusable = I cannot use that file. Please send a sharp JPEG or PNG photograph.

ask-address = Where can the bank reach you? Please send your mobile number with the code of the country, or your e-mail address.
ask-phone = What is your mobile number? Please begin with the code of the country, such as +971.
ask-email = What is your e-mail address?
address-other = I cannot use that kind of address here.
address-country = Please write the number with the code of its country at the front, such as +971.
address-phone = That does not look like a telephone number. Please check its digits.
address-email = That does not look like an e-mail address. Please check it.
address-unreachable = No message can be sent there. Please check the address, or use another.
ask-code = I have sent six digits to { $address }. Please type them here.
code-shape = The code has six digits. Please look at the newest message.
code-ran-out = That code is no longer good. Shall I send a new one?
code-used-up = That was not the code, and it has been used up now. Let me send you a new one.
no-more-codes = I cannot send you any more codes today. A member of staff can take this step.
no-more-codes-there = I cannot send any more codes to that address today. Please use another.
channel-away = I cannot send a message just now. Please try again in a moment; that costs you nothing.
contact-proved = Thank you, that is right. Now the bank knows how to reach you.
contact-person = Thank you. A member of staff will see to it that the bank can reach you.
ends-soon = Your application ends in { $hours ->
        [one] one hour
       *[other] { $hours } hours
    }, and then you would have to begin anew. It takes only a moment to finish it.
letter-waiting-subject = Your application is waiting
letter-waiting = Your application for an account is waiting for you. Nothing is lost: go on where you left off, in the bank's app or page, by { $date }.
letter-ending-subject = Your application is about to end
call-soon = Your video call with us begins at { $time }. Open your application a few minutes before, with your identity card at hand.
letter-call-subject = Your video call
letter-code-subject = Your code
letter-code = { $code } is your code to open your account. It is good for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }. Never tell it to anybody, not even to the bank.
letter-call-code-subject = The code for your video call
letter-call-code = { $code } is the code for your video call with the bank. Type it on the page of the call, and nowhere else. It is good for { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }. Never tell it to anybody, not even to the person in the call.

door-choose = Choose
door-by-number = Please answer with the number at the front of a line.
door-capture-link = Please open this page for it; the camera opens there. The link is for you alone and works once:
    { $link }
door-last-link = Please open the last link that I sent you. When it no longer works, write to me and I send a new one.
door-pictures-by-link = To keep your pictures safe, I do not take them here.
door-picture-not-now = I am not asking you for a picture just now.
door-picture-lost = That picture did not arrive whole. Please send it once more.
door-picture-too-large = That picture is too large for me. Please send a smaller one.
door-unknown-kind = I cannot use this kind of message. Please write to me, or use the buttons.
door-too-fast = That was too much at once. Please wait a minute, then write to me again.
door-too-long = That is too long for me. Please say it in fewer words.

ask-submit = Everything is there. Shall I hand in your application with this?
not-ready = There is still something to do first: { $steps }.
submitted = Your application is handed in.
waiting = A member of staff is looking at your application. You need do nothing now.
call-offer = Would you rather talk? You can have a video call with a member of staff.
call-in-line = Your video call is in line. Open it here or in the app and stay there: somebody comes as soon as they are free.
call-booked = Your video call is booked for { $date } at { $time }. Have your identity card at hand.
call-on = Your video call is on.
called-off = The call is off. Your application is looked at all the same.
no-call = No call can be had or booked just now. Please ask again later; your application is looked at all the same.
recording-demanded = This video call has to be recorded. May it be?
approved = Your application is approved. Welcome!
declined = We cannot open an account on this application. Please ask the bank if you would like to know more.
expired = This application has run out of time. Please begin a new one.
withdrawn = Your application is ended, as you wished. Nothing more will be done with it.
erased = The data of this application is erased.

ask-nps = One last question, if you like: how likely is it that you would recommend the bank to a friend? From 0, not at all, to 10, very likely. You may add a few words.
ask-csat = One last question, if you like: how satisfied are you with the opening of your account? From 1, not at all, to 5, very satisfied. You may add a few words.
ask-ces = One last question, if you like: how easy was it to open your account? From 1, very hard, to 7, very easy. You may add a few words.
feedback-thanks = Thank you, I have passed that on.

why-identification = The law asks every bank to know who its customers are. With your number, the registry confirms your name and date of birth, and you need not type them.
why-document = The law asks the bank to see a valid ID document. I read it so that you need not type what it says.
why-selfie = So that nobody else can open an account with your ID: the selfie is compared with the portrait on it.
why-liveness = So that nobody can use a photograph of you: the camera sees that a living person follows what is asked.
why-contact = So that the bank can reach you about your account, and nobody else can give your number as theirs. The code shows that it is yours.
why-submission = Until you hand it in, nothing is decided, and you can still correct everything.
why-nothing = I am not asking you for anything just now.

status = { $done } of { $total ->
        [one] one step
       *[other] { $total } steps
    } done, { $percent } %.
status-open = Still to do: { $steps }.
fell-corrected = You are a little further back than before, because something was corrected and what depends on it must be done again.
fell-elsewhere = You are a little further back than before, because a step was opened again by staff or on another device.

back-to = What would you like to change?
nothing-back = There is nothing to go back to yet.
other-way = Then we do this instead: { $step }.
cannot-skip = This step cannot be left out, but a member of staff can take it over.
person-offer = A member of staff can take this step over. You hand in your application without it, and they look at it. Shall I arrange that?
person-later = When you have handed in your application, a member of staff can look at it. The bank’s branch can help you too.
cancel-ask = Would you like to stop for now, or to end your application for good?
withdraw-ask = Do you really want to end your application for good? It cannot be opened again.
language-ask = Which language would you like?
language-set = From now on I write in English.

which-field = What is wrong?
ask-value = How should it be? Please write the right value for: { $field }.
value-noted = Noted. { $field }: { $value }.
value-fault = That does not fit there: { $field }. Please write it again.

attempts-left = { $count ->
        [0] No try is left.
        [one] One try is left.
       *[other] { $count } tries are left.
    }
example-number = For example: { $number }
example-date = For example: { $date }
example-card = A tip: lay the document on a dark table by a window, hold the phone right above it, and let it fill the picture.
example-selfie = A tip: face a window, hold the phone at the height of your eyes, and take off sunglasses and cap.
example-liveness = A tip: hold the phone at the height of your eyes, begin looking straight into it, and make every move slowly and clearly.
example-value = For example: { $value }
offer-other-way = There is another way: { $step }.
offer-person = Shall a member of staff take this step over?

not-now = That is not possible at this stage.
step-done = That step is done already.
no-attempt = No try is left for this step; a member of staff will look at it.
try-again = Something came in between. Please send that once more.

advice-no-match = I found nobody with that number and date of birth. Please check both.
advice-no-document = I see no document. Lay it on a plain surface so that it fills the picture.
advice-unreadable = I could not read it all. Please photograph it again, flat, sharp and in even light.
advice-blurred = The picture is blurred. Hold still and tap to focus.
advice-glare = Light is reflected. Tilt the document or move away from the lamp.
advice-small = Move closer, so that the document fills the picture.
advice-corner = Show all four corners of the document.
advice-sides = Please photograph both sides.
advice-expired = This document has expired. Use one that is still good.
advice-portrait = Photograph the side of the document that shows your portrait.
advice-no-face = Look into the camera so that your whole face is seen.
advice-several = Only you should be in the picture.
advice-closer = Move closer to the camera.
advice-turned = Look straight into the camera.
advice-light = Find even light, not too dark and not against the sun.
advice-face-lost = Keep your whole face in the picture from beginning to end, close to the camera.
advice-moves = Make every move clearly: turn your head well to the side, close both eyes for a moment.
advice-order = Make just the moves that are asked for, in their order.
advice-same-person = Only the person of the selfie may be seen, in even light, from beginning to end.
advice-sooner = That took too long. Begin as soon as the moves are shown.
advice-code = That is not the code I sent. Please type the six digits of the newest message.

step-identification = national ID number
step-document = photograph of your ID
step-selfie = selfie
step-liveness = liveness check
step-contact = phone or e-mail
step-submission = handing in

field-full-name = name
field-native-name = name in your own script
field-family-name = family name
field-given-names = given names
field-national-id = national ID number
field-document-number = document number
field-birth-date = date of birth
field-sex = sex
field-nationality = nationality
field-issuing-state = issuing state
field-issue-date = date of issue
field-expiry-date = date of expiry
field-address = address

label-yes = Yes
label-no = No
label-agree = I agree
label-refuse = I do not agree
label-submit = Hand it in
label-correct = Correct something
label-withdraw = End it for good
label-end = End the application
label-pause = Stop for now
label-go-on = Go on
label-why = Why?
label-help = Help
label-person = A person, please
label-hand-over = Let staff take this step
label-language = Another language
label-do = Do this: { $step }
label-card-only = It is a passport
label-send-again = Send it again
label-other-address = Another address
label-call = Talk by video
label-call-off = Call it off
label-score = { $score }
label-scheme = { $scheme }
label-own-name = { $language }
