/** The page: the frame, with the room of the address in it. */

import { startFrame } from "./studio/frame.js";

startFrame();
