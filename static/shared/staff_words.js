/** What roles and kinds of disclosure are called on the pages of cadres and of the township. */

export const ROLES = {
  villager: "村民",
  clerk: "文书",
  secretary: "村支书",
  overseer: "监委会成员",
  grid_worker: "网格员",
  monitor: "乡镇监督员",
  county: "县级管理员",
  admin: "系统管理员",
  reporter: "反映人",
  system: "系统",
};

export const CATEGORIES = { village: "村务", party: "党务", finance: "财务" };
