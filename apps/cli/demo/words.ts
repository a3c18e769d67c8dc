/** What the simulated people are called and say. All of it is invented, and says so. */
const FIRST = ['Alder', 'Aspen', 'Birch', 'Cedar', 'Clover', 'Fern', 'Finch', 'Hazel', 'Heron', 'Iris', 'Juniper', 'Lark', 'Laurel', 'Linden', 'Maple', 'Moss', 'Myrtle', 'Olive', 'Plover', 'Poppy', 'Rowan', 'Sage', 'Sorrel', 'Thrush', 'Willow', 'Wren'];
/** The desk name of the simulated counsellor number `n`. */
export const deskName = (n: number): string => `Simulated ${FIRST[n % FIRST.length]} ${Math.floor(n / FIRST.length) + 1}`;

export const LINES: Record<string, { child: string[]; counsellor: string[] }> = {
  en: {
    child: ['Hello (synthetic child)', 'I want to talk about school', 'They laugh at how I speak', 'Maybe my teacher', 'Thank you'],
    counsellor: ['Hello, I am here. You can write as slowly as you like.', 'School can be hard. What happened?', 'That hurts. Is there a grown-up there you like?', 'We can think together about how to ask her.', 'You can come back any time.'],
  },
  es: {
    child: ['Hola (niño sintético)', 'Quiero hablar de la escuela', 'Se ríen de cómo hablo', 'Tal vez mi maestra', 'Gracias'],
    counsellor: ['Hola, aquí estoy. Escribe con calma.', 'La escuela puede ser difícil. ¿Qué pasó?', 'Eso duele. ¿Hay allí un adulto que te caiga bien?', 'Podemos pensar juntos cómo preguntarle.', 'Puedes volver cuando quieras.'],
  },
};
export const NOTES = ['Synthetic note: wants to tell a parent that all is well.', 'Synthetic note: asks how to find a lawyer.', 'Synthetic note: trouble at school, has one friend.', 'Synthetic note: cannot sleep, asks for somebody to talk to.', 'Synthetic note: an aunt asks what papers a school needs; sent to the district.'];
export const AGREED = ['Synthetic: will call again tomorrow', 'Synthetic: a service is asked', 'Synthetic: talks to the teacher first', 'Synthetic: nothing more today'];
