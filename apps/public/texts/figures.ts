/** The words of the public report. */
const en = {
  title: 'Our figures', heading: 'What we did, in figures', skip: 'Skip to the figures', show: 'Other periods', quarter: ['January to March', 'April to June', 'July to September', 'October to December'],
  answered: 'conversations, by phone and chat', inTime: 'of them answered within 20 seconds', enforcement: 'times we gave anything to immigration enforcement because it asked: there is no way to',
  left: 'What left the centre', why: 'Why', times: 'Times', demands: 'Who demanded to know', demand: 'Legal demands', came: 'Came', given: 'Something was given',
  purposes: { 'service-referral': 'A service was asked to help, the person agreed', 'mandated-report': 'A report that the law demands', 'threat-to-life': 'A life was in danger', 'legal-representation': 'The child’s own lawyer', 'data-subject-request': 'The person asked for it', 'legal-demand': 'A court’s order, through our lawyer' } as Record<string, string>,
  kinds: { subpoena: 'Subpoenas', court_order: 'Court orders', warrant: 'Warrants', other: 'Others' } as Record<string, string>,
  few: '1 to 10', hidden: 'not shown', note: '“1 to 10” protects people who are few. “Not shown” keeps it from being worked out. Whatever was not given got the same answer, whether we hold anything or not.',
  check: 'You can check us', checkText: 'Every time something protected is read or leaves, our log gets an entry that cannot be changed. Somebody outside keeps a copy of its seal. The figures here come three months late and point at nobody.',
  csv: 'Download these tables (CSV)', seal: 'The log’s seal', talk: 'Talk to us', none: 'The first figures come three months after the first quarter of a year.',
};
const es: typeof en = {
  title: 'Nuestras cifras', heading: 'Lo que hicimos, en cifras', skip: 'Ir a las cifras', show: 'Otros periodos', quarter: ['enero a marzo', 'abril a junio', 'julio a septiembre', 'octubre a diciembre'],
  answered: 'conversaciones, por teléfono y chat', inTime: 'de ellas atendidas en 20 segundos', enforcement: 'veces que entregamos algo al control migratorio porque lo pidió: no hay manera de hacerlo',
  left: 'Lo que salió del centro', why: 'Por qué', times: 'Veces', demands: 'Quién exigió saber', demand: 'Requerimientos legales', came: 'Llegaron', given: 'Se entregó algo',
  purposes: { 'service-referral': 'Se pidió ayuda a un servicio, con acuerdo de la persona', 'mandated-report': 'Un aviso que la ley exige', 'threat-to-life': 'Una vida corría peligro', 'legal-representation': 'La abogada o el abogado de la niña o el niño', 'data-subject-request': 'Lo pidió la propia persona', 'legal-demand': 'Una orden de un tribunal, por medio de nuestra asesoría legal' },
  kinds: { subpoena: 'Citaciones', court_order: 'Órdenes judiciales', warrant: 'Órdenes de registro', other: 'Otros' },
  few: '1 a 10', hidden: 'no se muestra', note: '«1 a 10» protege a quienes son pocos. «No se muestra» evita que se pueda calcular. Lo que no se entregó recibió la misma respuesta, guardemos algo o no.',
  check: 'Puede comprobarlo', checkText: 'Cada vez que se lee o sale algo protegido, nuestro registro recibe una entrada que no se puede cambiar. Alguien de fuera guarda una copia de su sello. Estas cifras llegan con tres meses de retraso y no señalan a nadie.',
  csv: 'Descargar estas tablas (CSV)', seal: 'El sello del registro', talk: 'Hable con nosotros', none: 'Las primeras cifras llegan tres meses después del primer trimestre.',
};
export const FIGURE_TEXTS: Readonly<Record<string, typeof en>> = { en, es };
export type FigureTexts = typeof en;
