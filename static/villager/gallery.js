/** Pictures in a row that open large; each is a button with a number, for whoever hears the page. */
import { addressOf } from "../shared/api.js";
import { Picture } from "../shared/ui.js";
import { html } from "../shared/vue.js";

export const Gallery = {
  props: { pictures: Array, name: { default: "图片" } },
  setup(props) {
    const large = (media) => addressOf("/media/{media}/{size}", { media, size: "960" });
    const open = (at) => window.vant.showImagePreview({
      images: props.pictures.map(large), startPosition: at, closeable: true,
    });
    return () => props.pictures.length > 0 && html`<div class="gallery">${props.pictures.map((media, i) => html`<button
      type="button" key=${media} class="gallery-one" aria-label=${`${props.name} ${i + 1}，点开看大图`} onClick=${() => open(i)}>
      <${Picture} media=${media} /></button>`)}</div>`;
  },
};
