// Every walk in a browser, one after the other, against one service.

import './console.test.mjs';
import './apply.test.mjs';
import './call.test.mjs';
