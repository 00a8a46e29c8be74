// The Company Portal's bundle.
import load, { start_portal } from '../pkg/portal/muster_portal.js';
import { boot } from '../boot.js';
import { keepFiles } from '../offline.js';

boot(load(), start_portal);
keepFiles();
