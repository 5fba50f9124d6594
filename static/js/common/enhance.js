// Wakes the page: says that scripts run, starts the NHS.UK components, menus and dialogs. Everything works without it.
import { initAll } from "../../vendor/nhsuk-frontend/nhsuk-frontend.min.js";
import { wakeDialogs } from "./dialogs.js";
import { wakeMenus } from "./menus.js";
import { wakeSignOut } from "./sign-out.js";
import { wakeSubmitOnce } from "./submit-once.js";
import { wakeWideTables } from "./wide-tables.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
wakeDialogs(document);
wakeMenus(document);
wakeSignOut(document);
wakeSubmitOnce(document);
wakeWideTables(document);
