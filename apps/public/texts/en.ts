/** What callers read in English: words for a child of nine, sentences under twelve words. */
export const en = {
  code: 'en', autonym: 'English', title: 'Information', start: 'Start', skip: 'Skip to how to talk to us', exit: 'Exit this page', languages: 'Languages',
  heading: 'You can talk to us now.', lead: 'It is free. You do not have to say your name.',
  callUs: 'Call us. A person answers.', write: 'Write to us', writeHint: 'A chat, right here.', callYou: 'We call you', callYouHint: 'Give us your number.',
  danger: 'Is somebody in danger right now?', dangerCall: 'Call 911.', dangerThen: 'Then you can call us too.',
  nevers: 'What we never do',
  never: ['We never ask about your papers.', 'We never work for immigration.', 'We never find out where you are from your phone.', 'If somebody asks, we never say if we know you.', 'We never record you without asking first.'],
  know: 'Good to know',
  also: ['You can talk about anything: a fight, school, a letter, missing your mother.', 'You can be a child, a parent, an aunt, a teacher.', 'If somebody is being hurt, we may have to get help. We try to tell you first.'],
  exitNote: '“Exit this page” shows you the weather. It does not clean your phone’s history.', exitHow: 'How to do that',
  foot: 'No cookies. Nothing is saved when you look at this page.', practice: 'Practice. This is not a real helpline.',
  chatHeading: 'Write to us', chatLead: 'A person reads and answers. You do not have to say your name.', chatLanguage: 'I want to write in', chatWords: 'I have four words', chatWordsHint: 'Only if we gave you words before.', chatStart: 'Start',
  chatNoScript: 'The chat does not work on this phone. Call us.', messages: 'Messages', message: 'Your message', messagePlaceholder: 'Write here', send: 'Send', you: 'You', person: 'Our person',
  waitSoon: 'A person comes soon.', place: ['You are next.', 'You are second.', 'You are third.', 'You are number {n}.'], talking: 'You are writing with a person.', joined: 'A person is here now.', typing: 'Our person is writing', sending: 'Sending', notSent: 'Not sent.', again: 'Try again', offline: 'No connection. Calling still works:',
  nothingStays: 'You do not have to say your name. Leaving this page ends the chat.', end: 'End', endSure: 'End the chat?', endYes: 'Yes, end', endNo: 'No, go on', ended: 'The chat has ended.', endedWords: 'These are your four words:', endedKeep: 'Say them next time. Keep them like a secret.', anew: 'Write again', wordsHere: 'If we lose each other, say these words:',
  failed: 'That did not work. Try again, or call us.', wordsUnknown: 'We do not know these words. Look again, or start without them.',
  callHeading: 'We call you', callLead: 'Give us a number where we can call you.', number: 'Phone number', numberHint: 'We use it only to call you.', callLanguage: 'We speak', callWhen: 'When may we call?', callTimes: ['Any time', 'From 8 to 12', 'From 12 to 5', 'From 5 to 9 at night'], callMachine: 'You may tell my voicemail that you called.', callAsk: 'Call me', callDone: 'Thank you. We call you as soon as we can.', callBad: 'This number does not look right. Look again.', callSafe: 'Can somebody else answer this phone? We will not say who we are.', callNoScript: 'This form does not work on this phone. Call us.',
  speak: 'Speak here', speakHint: 'A call from this page.', speakHeading: 'Speak with us here', speakLead: 'The call goes through this page. We do not see your number.', speakStart: 'Start the call', speakAsking: 'Your phone asks about the microphone. Say yes, so that we hear you.', speakConnecting: 'We are connecting you.', speakOn: 'You are connected. You hear music until a person answers.', speakEnded: 'The call is over. You can start again.', speakNoMicrophone: 'We cannot use your microphone. Allow it, or write to us.', speakKeys: 'Keys', speakEnd: 'End the call', speakOr: 'You can also:',
  historyHeading: 'Clean your phone’s history', history: ['Open the menu of your browser. It has three dots or lines.', 'Choose “History”.', 'Find this page. Delete it.', 'On some phones: hold the line, then “Delete”.'], historyNote: 'Deleting everything can look strange. Delete only this page.', back: 'Back',
  weatherTitle: 'Weather', weather: ['Weather', 'Clouds form when warm, damp air rises and cools.', 'High, thin clouds often mean that the weather will change within a day.', 'Low, grey clouds can bring light rain that lasts for hours.', 'Tall clouds with flat tops bring storms. Stay inside when you hear thunder.'],
};
export type Texts = typeof en;
