/** The township's screen: which views there are, and what is around them. */
import { PasswordSignIn } from "../shared/password.js";
import { start } from "../shared/start.js";
import { h } from "../shared/vue.js";
import { Frame } from "./frame.js";

const routes = [
  ["/", () => import("./overview.js")],
  ["/screen", () => import("./screen.js")],
  ["/villages/:village", () => import("./village.js")],
  ["/cases", () => import("./cases.js")],
  ["/cases/:case", () => import("./case.js")],
  ["/matrix", () => import("./matrix.js")],
  ["/chain", () => import("./chain.js")],
  ["/inquiries", () => import("./inquiries.js")],
  ["/messages", () => import("./messages.js")],
  ["/reports", () => import("./reports.js")],
  ["/reports/:report", () => import("./report.js")],
  ["/sendings", () => import("./sendings.js")],
  ["/checks", () => import("./checks.js")],
  ["/accounts", () => import("./accounts.js")],
  ["/accounts/new", () => import("./account_new.js")],
  ["/accounts/:account", () => import("./account.js")],
  ["/catalogue", () => import("./catalogue.js")],
  ["/catalogue/new", () => import("./catalogue_new.js")],
  ["/catalogue/:item", () => import("./catalogue_item.js")],
  ["/vocabulary", () => import("./vocabulary.js")],
  ["/rules", () => import("./rules.js")],
  ["/audit", () => import("./audit.js")],
  ["/password", () => import("./password.js")],
];

start({ routes, Frame, SignIn: { render: () => h(PasswordSignIn, { title: "乡镇监督" }) } });
