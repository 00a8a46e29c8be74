// The Company Portal's second bundle: adding a device.
import load, { start_portal } from '../pkg/enroll/muster_portal.js';
import { boot } from '../boot.js';
import { keepFiles } from '../offline.js';

boot(load(), start_portal);
keepFiles();
