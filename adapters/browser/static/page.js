import * as buttons from "./buttons.js";
import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as entries from "./entries.js";
import * as forms from "./forms.js";
import * as live from "./live.js";
import * as people from "./people.js";

for (const part of [people, entries, buttons, forms, composer, clock, live]) part.start();
