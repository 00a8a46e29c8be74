// The admin center's bundle.
import load, { start_admin } from '../pkg/admin/muster_portal.js';
import { boot } from '../boot.js';

boot(load(), start_admin);
