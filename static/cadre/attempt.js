/** Something small that is done at once: where it fails, the person is told why. */
import { Problem } from "../shared/api.js";
import { told } from "../shared/ui.js";

/** True if `act()` did it; what is no answer of the API goes on as an error. */
export async function attempt(act) {
  try {
    await act();
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    told(problem.detail);
    return false;
  }
}
