import { expect, test } from 'vitest';
import { planInterpreting } from './interpreters.ts';

const ana = { id: 'ana', languages: ['mam', 'es'] };
const bo = { id: 'bo', languages: ['es', 'en'] };
const cy = { id: 'cy', languages: ['mam', 'en'] };

test('nobody is called in for a language that the counsellor speaks', () => {
  expect(planInterpreting('es', ['en', 'es'], [ana, bo])).toEqual([]);
});
test('one who speaks both languages is enough', () => {
  expect(planInterpreting('mam', ['en'], [ana, bo, cy])).toEqual([{ language: 'mam', to: 'en' }]);
});
test('two interpret in a chain when nobody speaks both', () => {
  expect(planInterpreting('mam', ['en'], [ana, bo])).toEqual([{ language: 'mam', to: 'es' }, { language: 'es', to: 'en' }]);
});
test('one person is never both links of a chain', () => {
  expect(planInterpreting('mam', ['fr'], [{ id: 'ana', languages: ['mam', 'es'] }, { id: 'bo', languages: ['es', 'en'] }])).toBeNull();
});
test('without anybody there is no plan', () => {
  expect(planInterpreting('ixl', ['en'], [ana, bo, cy])).toBeNull();
});
