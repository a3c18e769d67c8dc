/** Everything the portal says, in both languages. */
export const en = {
  portal: 'Havenline for partners', practice: 'Practice data', skip: 'Skip to the referral', signIn: 'Sign in', signInHint: 'With the passkey of this device or your phone.', signOut: 'Sign out', enrolHeading: 'Make your passkey', enrolHint: 'This link works once. Your device asks for your finger, face or code.', enrol: 'Make a passkey',
  linkBad: 'This link is not valid any more. Ask the centre for a new one.', passkeyBad: 'The passkey was not accepted. Nothing changed. Try again, or ask the centre for a new link.', failed: 'That did not work. Nothing was sent. Try again, or call the centre.', offline: 'No connection. Trying again.', moved: 'This referral changed meanwhile. What you see is up to date now.',
  waiting: 'Waiting for you', working: 'You are working on', done: 'Closed', nothing: 'Nothing waits.', referral: 'Referral', choose: 'Choose a referral.', ask: 'What we ask', get: 'What you get', getHint: 'nothing more leaves the centre', getNone: 'Nothing more is part of this referral.',
  can: 'Can you help?', accept: 'Accept', decline: 'Decline…', declineSend: 'Decline', reason: 'Why not?', reasonHint: 'No names. We go to the next service at once.', cancel: 'Back', report: 'Report back', outcome: 'How did it go?', text: 'One line', textHint: 'No more than the centre needs.', send: 'Send report', reported: 'Reported. Thank you.',
  outcomes: { helped: 'We helped', in_service: 'Help began', not_reached: 'We could not reach them', no_longer_wanted: 'They no longer want it' } as Record<string, string>,
  by: 'Answer by', notice: 'With what you get', language: 'Español', back: 'All referrals',
  states: { sent: 'Sent', received: 'Seen', accepted: 'Accepted', declined: 'Declined', in_service: 'Help began', outcome: 'Reported', revoked: 'Taken back', expired: 'Closed' } as Record<string, string>,
};
export const es: typeof en = {
  portal: 'Havenline para servicios', practice: 'Datos de práctica', skip: 'Ir a la derivación', signIn: 'Entrar', signInHint: 'Con la llave de acceso de este equipo o de su teléfono.', signOut: 'Salir', enrolHeading: 'Cree su llave de acceso', enrolHint: 'Este enlace sirve una vez. Su equipo pide su dedo, cara o código.', enrol: 'Crear llave de acceso',
  linkBad: 'Este enlace ya no es válido. Pida otro al centro.', passkeyBad: 'La llave no fue aceptada. Nada cambió. Intente otra vez o pida otro enlace al centro.', failed: 'No funcionó. No se envió nada. Intente otra vez o llame al centro.', offline: 'Sin conexión. Intentando otra vez.', moved: 'Esta derivación cambió mientras tanto. Lo que ve ya está al día.',
  waiting: 'Le esperan', working: 'Está trabajando en', done: 'Cerradas', nothing: 'Nada espera.', referral: 'Derivación', choose: 'Elija una derivación.', ask: 'Qué pedimos', get: 'Qué recibe', getHint: 'nada más sale del centro', getNone: 'Nada más es parte de esta derivación.',
  can: '¿Puede ayudar?', accept: 'Aceptar', decline: 'Rechazar…', declineSend: 'Rechazar', reason: '¿Por qué no?', reasonHint: 'Sin nombres. Vamos enseguida al siguiente servicio.', cancel: 'Volver', report: 'Informar', outcome: '¿Cómo fue?', text: 'Una línea', textHint: 'No más de lo que el centro necesita.', send: 'Enviar informe', reported: 'Informado. Gracias.',
  outcomes: { helped: 'Ayudamos', in_service: 'La ayuda empezó', not_reached: 'No pudimos contactar', no_longer_wanted: 'Ya no lo quieren' },
  by: 'Responder antes de', notice: 'Con lo que recibe', language: 'English', back: 'Todas las derivaciones',
  states: { sent: 'Enviada', received: 'Vista', accepted: 'Aceptada', declined: 'Rechazada', in_service: 'La ayuda empezó', outcome: 'Informada', revoked: 'Retirada', expired: 'Cerrada' },
};
