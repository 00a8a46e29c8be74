// The help's bundle.
import load, { start_help } from '../pkg/help/muster_portal.js';
import { boot } from '../boot.js';

boot(load(), start_help);
