/** Changing one's own password. */
export { ChangePassword as default } from "../shared/password.js";
