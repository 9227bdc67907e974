/** Small pictures that open large; knows only the ids of uploads. */
import { addressOf } from "./api.js";
import { html } from "./vue.js";

export const Thumbnails = {
  name: "PictureThumbnails",
  props: ["pictures", "of"],
  setup(props) {
    return () =>
      props.pictures && props.pictures.length
        ? html`<ul class="thumbnails">
            ${props.pictures.map(
              (id, index) => html`<li key=${id}>
                <a href=${addressOf("/media/{media}/{size}", { media: id, size: "960" })} target="_blank" rel="noopener">
                  <img src=${addressOf("/media/{media}/{size}", { media: id, size: "320" })} loading="lazy"
                    alt=${`${props.of || "照片"} ${index + 1}，点开看大图`} />
                </a>
              </li>`,
            )}
          </ul>`
        : null;
  },
};
