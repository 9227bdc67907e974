/** What is around every view: a way past the menu, and the menu at the thumb. */
import { route } from "../shared/router.js";
import { html } from "../shared/vue.js";

const TABS = [
  ["/", "首页", "wap-home-o", /^\/($|posts|search|villages|echoes|contacts)/],
  ["/disclosures", "公开", "orders-o", /^\/(disclosures|calendar|demands)/],
  ["/file", "反映", "edit", /^\/(file|receipt)/],
  ["/cases", "进度", "todo-list-o", /^\/cases/],
  ["/me", "我的", "contact-o", /^\/me/],
];

export const Frame = {
  setup: (_, { slots }) => () => html`<div>
    <a class="skip" href="#content" onClick=${skip}>跳到正文</a>
    <div id="content" class="with-tabs">${slots.default()}</div>
    <nav class="tabs no-print" aria-label="主菜单">${TABS.map(tab)}</nav>
  </div>`,
};

function tab([path, name, icon, own]) {
  const here = own.test(route.path);
  return html`<a key=${path} href=${`#${path}`} class=${["tab", here && "here"]} aria-current=${here ? "page" : undefined}>
    <i class=${`van-icon van-icon-${icon}`} aria-hidden="true"></i><span>${name}</span></a>`;
}

function skip(event) {
  event.preventDefault();
  document.querySelector("h1")?.focus();
}
