// What every page loads, before it is drawn: the theme, and a few keys. Every page works without it.
import "../script/theme.js";
import "../script/keys.js";
import "../script/forms.js";
