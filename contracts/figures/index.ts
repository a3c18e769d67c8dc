export { readPublicFigures } from './readPublicFigures.ts';
