import { installQuickExit } from './quick-exit.ts';

installQuickExit();
