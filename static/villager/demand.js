/** Joining others in demanding that something is laid open; whoever joins is named to nobody. */
import { post } from "../shared/api.js";
import { confirmed, told } from "../shared/ui.js";
import { place } from "./village.js";

/** Asks first, then demands `{item, name, period}`; true if one more counts. */
export async function demand({ item, name, period }) {
  if (!(await confirmed(`要求村里公开“${name}”。人数够了，村里必须限期公开，不会显示您的姓名。`))) return false;
  try {
    const { count, needed } = await post("/villages/{village}/demands", { village: place.code }, { item, period });
    told(`已提交。现有 ${count} 人要求，满 ${needed} 人必须公开。`);
    return true;
  } catch (problem) {
    told(problem.detail);
    return false;
  }
}
