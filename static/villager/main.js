/** The villagers' phone pages: which views there are, and which need nobody to be signed in. */
import { start } from "../shared/start.js";
import Home from "./home.js";
import { SignIn } from "./signin.js";

const routes = [["/", Home], ["/me", () => import("./me.js")]];
const OPEN = [/^\/$/];

start({ routes, SignIn, patient: false, open: (path) => OPEN.some((pattern) => pattern.test(path)) });
