/** A post in a list: its picture, title, how it begins, who says it and when. */
import { addressOf } from "../shared/api.js";
import { ago } from "../shared/time.js";
import { html } from "../shared/vue.js";

const FROM = { 6: "县", 9: "乡镇", 12: "" };

export const PostLine = {
  props: { post: Object },
  setup: (props) => () => {
    const { id, title, summary, cover, division, asks_confirmation, published_at } = props.post;
    const from = FROM[division.length];
    return html`<a class="line" href=${`#/posts/${id}`}>
      <span class="line-text"><span class="line-title">${title}</span>
        <span class="line-note two-lines">${summary}</span>
        <span class="line-note">${ago(published_at)}${from && ` · ${from}发布`}${asks_confirmation && " · 请确认"}</span></span>
      ${cover && html`<img class="thumb" alt="" loading="lazy" src=${addressOf("/media/{media}/{size}", { media: cover, size: "320" })} />`}
    </a>`;
  },
};
