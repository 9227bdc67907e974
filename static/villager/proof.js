/** That a disclosure cannot be altered in secret: what a correction changed, and its place in the village's chain. */
import { addressOf, get } from "../shared/api.js";
import { useLoad } from "../shared/load.js";
import { moment } from "../shared/time.js";
import { Loaded } from "../shared/ui.js";
import { html, ref } from "../shared/vue.js";

/** `<${Changes} disclosure=${id} />`: what is different from the one before, in words. */
export const Changes = {
  props: { disclosure: String },
  setup(props) {
    const state = useLoad(() => get("/disclosures/{disclosure}/changes", { disclosure: props.disclosure }));
    return () => html`<section class="card" aria-labelledby="changes"><h2 id="changes">这次更正改了什么</h2>
      <${Loaded} state=${state}>${({ changes }) => (changes.length > 0
        ? html`<ul>${changes.map((change, i) => html`<li key=${i}>${change}</li>`)}</ul>`
        : html`<p>内容和更正前一样。</p>`)}<//></section>`;
  },
};

/** `<${Unaltered} of=${disclosure} />`; the proof repeats the whole disclosure, so it is fetched when asked for. */
export const Unaltered = {
  props: { of: Object },
  setup(props) {
    const open = ref(false);
    const state = useLoad(() => get("/disclosures/{disclosure}/proof", { disclosure: props.of.id }), { now: false });
    function toggle() {
      open.value = !open.value;
      if (open.value && !state.data) state.reload();
    }
    return () => html`<section class="card no-print" aria-labelledby="unaltered"><h2 id="unaltered">改不了的记录</h2>
      <p>这份公开一经发布就不能悄悄改动。写错了只能另发一份更正，原来的那份一直留着，谁都能看。</p>
      <p><button type="button" class="button" aria-expanded=${open.value} onClick=${toggle}>怎么知道没有被改过？</button></p>
      ${open.value && html`<${Loaded} state=${state}>${(proof) => html`<${Place} proof=${proof} of=${props.of} />`}<//>`}
    </section>`;
  },
};

const Place = {
  props: { proof: Object, of: Object },
  setup: (props) => () => {
    const { link, hash, head } = props.proof;
    const { id, division } = props.of;
    return html`<div>
      <p>村里的每次公开都按先后编号，一次扣着一次。这一份是第 ${link.number} 次，${moment(link.at)}记下；到现在一共 ${head.number} 次。</p>
      <p>它的指纹是 <span class="fingerprint">${hash}</span>。内容哪怕改一个字，指纹就对不上，后面的也全都对不上，一核对就会发现。</p>
      <p>您可以把证明或者村里的全部存档下载下来自己留着，请懂电脑的家人用核对程序核对，不用联网。</p>
      <p class="row"><a class="button" download=${`证明-${link.number}.json`} href=${addressOf("/disclosures/{disclosure}/proof", { disclosure: id })}>下载这份的证明</a>
        <a class="button" href=${addressOf("/villages/{village}/archive", { village: division })}>下载全村存档</a>
        <a class="button" download="verify.py" href=${addressOf("/chain/verify.py")}>下载核对程序</a></p>
    </div>`;
  },
};
