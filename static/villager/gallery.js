/** Pictures in a row that open large; each is a button with a number, for whoever hears the page. */
import { addressOf, fileAddress } from "../shared/api.js";
import { html, inject, onBeforeUnmount, reactive, ref, watch } from "../shared/vue.js";
import { Viewer } from "./viewer.js";

/** Under this name a page gives the code with which the pictures of a receipt are read. */
export const RECEIPT = "receipt";

export const Gallery = {
  props: { pictures: Array, name: { default: "图片" } },
  setup(props) {
    const addresses = useAddresses(props, inject(RECEIPT, null));
    const at = ref(null);
    return () => props.pictures.length > 0 && html`<div class="gallery">${props.pictures.map((media, i) => html`<button
      type="button" key=${media} class="gallery-one" aria-label=${`${props.name} ${i + 1}，点开看大图`} onClick=${() => (at.value = i)}>
      ${addresses.small(media) && html`<img class="picture" loading="lazy" alt="" src=${addresses.small(media)} />`}</button>`)}
      <${Viewer} addresses=${props.pictures.map(addresses.large)} at=${at.value} name=${props.name} onMove=${(to) => (at.value = to)} /></div>`;
  },
};

/** Where the pictures are: at plain addresses, or fetched with the code of a receipt. */
function useAddresses(props, code) {
  if (!code) {
    const at = (size) => (media) => addressOf("/media/{media}/{size}", { media, size });
    return { small: at("320"), large: at("960") };
  }
  const fetched = reactive({});
  const fetchOne = (media) => fileAddress("/receipts/pictures/{media}/{size}", { media, size: "960" }, { Authorization: `Receipt ${code()}` })
    .then((address) => (fetched[media] = address), () => undefined);
  watch(() => props.pictures, (all) => all.filter((media) => !(media in fetched)).forEach(fetchOne), { immediate: true });
  onBeforeUnmount(() => Object.values(fetched).forEach((address) => URL.revokeObjectURL(address)));
  const at = (media) => fetched[media];
  return { small: at, large: at };
}
