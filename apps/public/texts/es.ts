import type { Texts } from './en.ts';

/** Lo que leen en español quienes llaman. */
export const es: Texts = {
  code: 'es', autonym: 'Español', title: 'Information', start: 'Inicio', skip: 'Ir a cómo hablar con nosotros', exit: 'Salir de esta página', languages: 'Idiomas',
  heading: 'Puedes hablar con nosotros ahora.', lead: 'Es gratis. No tienes que decir tu nombre.',
  callUs: 'Llámanos. Contesta una persona.', write: 'Escríbenos', writeHint: 'Un chat, aquí mismo.', callYou: 'Te llamamos', callYouHint: 'Danos tu número.',
  danger: '¿Alguien está en peligro ahora mismo?', dangerCall: 'Llama al 911.', dangerThen: 'Después también puedes llamarnos.',
  nevers: 'Lo que nunca hacemos',
  never: ['Nunca preguntamos por tus papeles.', 'Nunca trabajamos para inmigración.', 'Nunca buscamos dónde estás por tu teléfono.', 'Si alguien pregunta por ti, nunca decimos si te conocemos.', 'Nunca te grabamos sin preguntarte antes.'],
  know: 'Es bueno saber',
  also: ['Puedes hablar de todo: una pelea, la escuela, una carta, extrañar a tu mamá.', 'Puedes ser niño, niña, mamá, papá, tía o maestro.', 'Si alguien sufre daño, quizá debemos buscar ayuda. Tratamos de decírtelo antes.'],
  exitNote: '“Salir de esta página” te muestra el tiempo. No borra el historial de tu teléfono.', exitHow: 'Cómo se borra',
  foot: 'Sin cookies. No se guarda nada cuando miras esta página.', practice: 'Práctica. No es una línea de ayuda real.',
  chatHeading: 'Escríbenos', chatLead: 'Una persona lee y contesta. No tienes que decir tu nombre.', chatLanguage: 'Quiero escribir en', chatWords: 'Tengo cuatro palabras', chatWordsHint: 'Solo si antes te dimos palabras.', chatStart: 'Empezar',
  chatNoScript: 'El chat no funciona en este teléfono. Llámanos.', messages: 'Mensajes', message: 'Tu mensaje', messagePlaceholder: 'Escribe aquí', send: 'Enviar', you: 'Tú', person: 'Nuestra persona',
  waitSoon: 'Pronto viene una persona.', place: ['Sigues tú.', 'Eres el segundo turno.', 'Eres el tercer turno.', 'Tu turno es el {n}.'], talking: 'Escribes con una persona.', joined: 'Ya está aquí una persona.', typing: 'Nuestra persona escribe', sending: 'Enviando', notSent: 'No se envió.', again: 'Intenta otra vez', offline: 'Sin conexión. Llamar sí funciona:',
  nothingStays: 'No tienes que decir tu nombre. Si sales de esta página, el chat termina.', end: 'Terminar', endSure: '¿Terminar el chat?', endYes: 'Sí, terminar', endNo: 'No, seguir', ended: 'El chat terminó.', endedWords: 'Estas son tus cuatro palabras:', endedKeep: 'Dilas la próxima vez. Guárdalas como un secreto.', anew: 'Escribir otra vez', wordsHere: 'Si nos perdemos, di estas palabras:',
  failed: 'No funcionó. Intenta otra vez o llámanos.', wordsUnknown: 'No conocemos estas palabras. Míralas otra vez o empieza sin ellas.',
  callHeading: 'Te llamamos', callLead: 'Danos un número donde podemos llamarte.', number: 'Número de teléfono', numberHint: 'Lo usamos solo para llamarte.', callLanguage: 'Hablamos', callWhen: '¿Cuándo podemos llamar?', callTimes: ['A cualquier hora', 'De 8 a 12', 'De 12 a 5', 'De 5 a 9 de la noche'], callMachine: 'Pueden decir a mi buzón que llamaron.', callAsk: 'Llámenme', callDone: 'Gracias. Te llamamos en cuanto podamos.', callBad: 'Este número no parece correcto. Míralo otra vez.', callSafe: '¿Puede contestar otra persona? No diremos quiénes somos.', callNoScript: 'Este formulario no funciona en este teléfono. Llámanos.',
  speak: 'Habla aquí', speakHint: 'Una llamada desde esta página.', speakHeading: 'Habla con nosotros aquí', speakLead: 'La llamada va por esta página. No vemos tu número.', speakStart: 'Empezar la llamada', speakAsking: 'Tu teléfono pregunta por el micrófono. Di que sí, para oírte.', speakConnecting: 'Te estamos conectando.', speakOn: 'Ya está. Oyes música hasta que conteste una persona.', speakEnded: 'La llamada terminó. Puedes empezar otra vez.', speakNoMicrophone: 'No podemos usar tu micrófono. Permítelo, o escríbenos.', speakKeys: 'Teclas', speakEnd: 'Terminar la llamada', speakOr: 'También puedes:',
  historyHeading: 'Borra el historial de tu teléfono', history: ['Abre el menú de tu navegador. Tiene tres puntos o líneas.', 'Elige “Historial”.', 'Busca esta página. Bórrala.', 'En algunos teléfonos: mantén la línea y elige “Borrar”.'], historyNote: 'Borrar todo puede parecer raro. Borra solo esta página.', back: 'Volver',
  weatherTitle: 'El tiempo', weather: ['El tiempo', 'Las nubes se forman cuando el aire cálido y húmedo sube y se enfría.', 'Las nubes altas y finas anuncian a menudo un cambio en un día.', 'Las nubes bajas y grises pueden traer lluvia ligera durante horas.', 'Las nubes altas y planas por arriba traen tormentas. Quédate adentro si oyes truenos.'],
};
