import { start, stop, pause } from './player.js';
import { volume, balance } from './player.js';

const state = start();
