/** The villagers' phone pages: which views there are, and which need nobody to be signed in. */
import { start } from "../shared/start.js";
import { defineAsyncComponent } from "../shared/vue.js";
import { arrive } from "./arrive.js";
import { Frame } from "./frame.js";
import Home from "./home.js";

const SignIn = defineAsyncComponent(() => import("./signin.js").then((found) => found.SignIn));

const routes = [
  ["/", Home],
  ["/villages", () => import("./choose.js")],
  ["/villages/:division", () => import("./choose.js")],
  ["/search", () => import("./search.js")],
  ["/posts", () => import("./posts.js")],
  ["/posts/:post", () => import("./post.js")],
  ["/posts/:post/sheet", () => import("./sheet.js")],
  ["/disclosures", () => import("./disclosures.js")],
  ["/disclosures/:disclosure", () => import("./disclosure.js")],
  ["/disclosures/:disclosure/ask", () => import("./ask.js")],
  ["/calendar", () => import("./calendar.js")],
  ["/demands", () => import("./demands.js")],
  ["/echoes", () => import("./echoes.js")],
  ["/contacts", () => import("./contacts.js")],
  ["/file", () => import("./file.js")],
  ["/receipt", () => import("./receipt.js")],
  ["/cases", () => import("./cases.js")],
  ["/cases/:case", () => import("./case.js")],
  ["/me", () => import("./me.js")],
  ["/me/bindings", () => import("./bindings.js")],
  ["/me/parents", () => import("./parents.js")],
  ["/me/messages", () => import("./messages.js")],
  ["/me/inquiries", () => import("./inquiries.js")],
  ["/me/demands", () => import("./my_demands.js")],
  ["/me/privacy", () => import("./privacy.js")],
  ["/me/settings", () => import("./settings.js")],
];
// What is everybody's to read; filing and receipts can be done without a name.
const OPEN = /^\/($|villages|search|posts|disclosures(?!.*\/ask$)|calendar|demands|echoes|contacts|file|receipt|me\/settings)/;

arrive().finally(() => start({ routes, SignIn, Frame, patient: false, open: (path) => OPEN.test(path) }));
