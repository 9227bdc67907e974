/** Starts the cadre's face: its pages, and the frame around them. */
import { start } from "../shared/start.js";
import { CasePage } from "./case/page.js";
import { CadreFrame, Desk } from "./frame.js";
import { CadreSignIn } from "./sign_in.js";

const routes = [
  ["/", Desk],
  ["/case/:case", CasePage],
  ["/cases", () => import("./cases.js")],
  ["/file", () => import("./filing.js")],
  ["/disclosures", () => import("./disclosures/calendar.js")],
  ["/disclosure/:disclosure", () => import("./disclosures/page.js")],
  ["/inquiries", () => import("./inquiries.js")],
  ["/posts", () => import("./posts/list.js")],
  ["/posts/new", () => import("./posts/page.js")],
  ["/posts/:post", () => import("./posts/page.js")],
  ["/notices/:notice", () => import("./posts/confirmations.js")],
  ["/people", () => import("./people.js")],
  ["/absences", () => import("./absences.js")],
  ["/duty", () => import("./duty.js")],
  ["/templates", () => import("./templates.js")],
  ["/messages", () => import("./messages.js")],
  ["/more", () => import("./more.js")],
  ["/password", () => import("./password.js")],
];

start({ routes, SignIn: CadreSignIn, Frame: CadreFrame });
